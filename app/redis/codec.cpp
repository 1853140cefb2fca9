// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/codec.h"

#include "base/printable.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <deque>
#include <hiredis/read.h>
#include <string_view>

namespace ferryman::redis {

namespace {

/// A status, an error or an integer; servers' longest are a few hundred bytes.
constexpr qint64 longestLine = qint64{64} * 1024;

/// Given to hiredis at once: it moves what is left of its buffer after each kilobyte that it
/// consumed.
constexpr qsizetype sliceBytes = qsizetype{16} * 1024;

constexpr int deepest = 7;

Error notResp(QByteArrayView came) {
    return {ErrorKind::Protocol,
            {QT_TRANSLATE_NOOP(
                "core",
                "The reply is not in Redis' protocol: check that a Redis, Sentinel or Dragonfly "
                "listens at this address and port.")},
            {},
            printable(came, 60)};
}

Error aboveLimit(const char* message, qint64 limit) {
    return {ErrorKind::Protocol, {message, {QString::number(limit)}}, {}, {}};
}

/// Walks over the frames ahead of hiredis and stops at the first one that would cost more than the
/// limits allow, before anything is kept for it. It looks at headers only and steps over the
/// contents.
class FrameScanner {
public:
    explicit FrameScanner(const ReplyLimits& limits)
        : m_limits(limits) {
        m_limits.depth = std::clamp(m_limits.depth, 1, deepest);
    }

    /// How many of the bytes may be given to the reader: all, or those before the line that error()
    /// complains of.
    qsizetype scan(QByteArrayView bytes) {
        qsizetype at = 0;
        qsizetype lineStart = 0;
        while (at < bytes.size() && !m_error) {
            if (m_skip > 0) {
                at += skip(bytes.size() - at);
                continue;
            }
            if (m_lineLength == 0) {
                lineStart = at;
                if (!isType(bytes[at])) {
                    m_error = notResp(bytes.sliced(at));
                    break;
                }
            }
            take(bytes[at]);
            ++at;
        }
        return m_error ? lineStart : at;
    }

    [[nodiscard]] const std::optional<Error>& error() const { return m_error; }

private:
    qsizetype skip(qsizetype available) {
        const qint64 stepped = std::min<qint64>(available, m_skip);
        m_skip -= stepped;
        if (m_skip == 0) {
            endItem();
        }
        return stepped;
    }

    static bool isType(char byte) { return QByteArrayView("+-:$*").contains(byte); }

    void take(char byte) {
        const bool ends = byte == '\n' && m_previous == '\r';
        m_previous = byte;
        if (ends) {
            endLine();
            m_lineLength = 0;
            return;
        }
        if (m_lineLength < qint64(m_line.size())) {
            m_line[size_t(m_lineLength)] = byte;
        }
        m_lineLength += 1;
        if (m_lineLength > longestLine) {
            m_error = aboveLimit(
                QT_TRANSLATE_NOOP("core", "A line of the reply is longer than %1 bytes: this is no "
                                          "server that Ferryman knows."),
                longestLine);
        }
    }

    void endLine() {
        m_replyBytes += qint64(sizeof(Value)) + m_lineLength;
        if (m_replyBytes > m_limits.replyBytes) {
            refuseReply();
            return;
        }
        if (m_line[0] != '$' && m_line[0] != '*') {
            endItem();
            return;
        }
        const std::string_view line(m_line.data(),
                                    size_t(std::min<qint64>(m_lineLength, qint64(m_line.size()))));
        const std::optional<qint64> length = announced(line);
        if (!length) {
            m_error = notResp(line);
        } else if (m_line[0] == '$') {
            beginBulk(*length);
        } else {
            beginArray(*length);
        }
    }

    /// The number between the type and the line's end; -1 is nil, nothing else is below 0.
    [[nodiscard]] static std::optional<qint64> announced(std::string_view line) {
        const std::string_view digits =
            line.substr(1, line.size() - 2); // the carriage return is the last
        qint64 number = 0;
        const auto [end, problem] =
            std::from_chars(digits.data(), digits.data() + digits.size(), number);
        if (problem != std::errc{} || end != digits.data() + digits.size() || number < -1) {
            return {};
        }
        return number;
    }

    void beginBulk(qint64 length) {
        if (length > m_limits.bulkBytes) {
            m_error = aboveLimit(
                QT_TRANSLATE_NOOP("core", "The reply holds a value above the limit of %1 bytes."),
                m_limits.bulkBytes);
            return;
        }
        if (length < 0) {
            endItem();
            return;
        }
        m_skip = length + 2;
        m_replyBytes += m_skip;
        if (m_replyBytes > m_limits.replyBytes) {
            refuseReply();
        }
    }

    void refuseReply() {
        m_error = aboveLimit(QT_TRANSLATE_NOOP("core", "The reply is above the limit of %1 bytes."),
                             m_limits.replyBytes);
    }

    void beginArray(qint64 length) {
        if (length > m_limits.arrayItems) {
            m_error = aboveLimit(
                QT_TRANSLATE_NOOP("core", "The reply holds a list above the limit of %1 items."),
                m_limits.arrayItems);
        } else if (length <= 0) {
            endItem();
        } else if (m_depth == m_limits.depth) {
            m_error =
                aboveLimit(QT_TRANSLATE_NOOP("core", "The reply nests lists more than %1 deep."),
                           m_limits.depth);
        } else {
            m_missing[size_t(m_depth)] = length;
            m_depth += 1;
        }
    }

    void endItem() {
        while (m_depth > 0) {
            qint64& missing = m_missing[size_t(m_depth - 1)];
            missing -= 1;
            if (missing > 0) {
                return;
            }
            m_depth -= 1;
        }
        m_replyBytes = 0;
    }

    ReplyLimits m_limits;
    std::optional<Error> m_error;
    std::array<char, 32> m_line{};           // the start of the header line, enough for any length
    std::array<qint64, deepest> m_missing{}; // items that each open array still waits for
    qint64 m_lineLength = 0;                 // 0: the next byte is a type
    qint64 m_skip = 0;                       // bytes of a bulk's content, with its line end
    qint64 m_replyBytes = 0;
    int m_depth = 0;
    char m_previous = 0;
};

} // namespace

/// What hiredis calls for each item. Values are made in their place within the reply: an item is
/// appended to the array that is under construction, and that one is always the last of its own
/// parent, so the pointers stay good.
class ReplyBuilder {
public:
    static redisReplyObjectFunctions* functions() {
        static redisReplyObjectFunctions table = [] {
            redisReplyObjectFunctions
                made{}; // RESP3's are left out: the scanner lets no such type through
            made.createString = &createString;
            made.createArray =
                &createArray; // its count is an int before hiredis 1.0 and a size_t since
            made.createInteger = &createInteger;
            made.createNil = &createNil;
            made.freeObject = &freeObject;
            return made;
        }();
        return &table;
    }

private:
    static Value* place(const redisReadTask* task, Value value) {
        if (task->parent == nullptr) {
            return new Value(
                std::move(value)); // NOLINT(cppcoreguidelines-owning-memory): handed to hiredis
        }
        auto* parent = static_cast<Value*>(task->parent->obj);
        parent->m_items.append(std::move(value));
        return &parent->m_items.last();
    }

    static void* createString(const redisReadTask* task, char* text, size_t length) {
        QByteArray bytes(text, qsizetype(length));
        switch (task->type) {
        case REDIS_REPLY_STATUS:
            return place(task, Value::status(std::move(bytes)));
        case REDIS_REPLY_ERROR:
            return place(task, Value::error(std::move(bytes)));
        default:
            return place(task, Value::bulk(std::move(bytes)));
        }
    }

    template <typename Count>
    static void* createArray(const redisReadTask* task, Count count) {
        constexpr qint64 reservedAtMost = 1024; // the count is only a promise until the items come
        QList<Value> items;
        items.reserve(qsizetype(std::min<qint64>(qint64(count), reservedAtMost)));
        return place(task, Value::array(std::move(items)));
    }

    static void* createInteger(const redisReadTask* task, long long number) {
        return place(task, Value::integer(number));
    }

    static void* createNil(const redisReadTask* task) { return place(task, Value()); }

    static void freeObject(void* reply) { delete static_cast<Value*>(reply); }
};

class ReplyDecoder::Private {
public:
    explicit Private(const ReplyLimits& limits)
        : m_scanner(limits)
        , m_reader(redisReaderCreateWithFunctions(ReplyBuilder::functions()), &redisReaderFree) {}

    void feed(QByteArrayView bytes) {
        while (!bytes.isEmpty() && !m_error) {
            const QByteArrayView slice = bytes.first(std::min(bytes.size(), sliceBytes));
            bytes = bytes.sliced(slice.size());
            const qsizetype allowed = m_scanner.scan(slice);
            if (redisReaderFeed(m_reader.get(), slice.data(), size_t(allowed)) == REDIS_OK) {
                decode();
            }
            if (m_reader->err != 0) {
                m_error = notResp(QByteArrayView(m_reader->errstr));
            } else if (m_scanner.error()) {
                m_error = m_scanner.error();
            }
        }
    }

    Result<std::optional<Value>> next() {
        if (!m_replies.empty()) {
            std::optional<Value> reply = std::move(m_replies.front());
            m_replies.pop_front();
            return reply;
        }
        if (m_error) {
            return tl::make_unexpected(*m_error);
        }
        return std::optional<Value>{};
    }

private:
    void decode() {
        void* reply = nullptr;
        while (redisReaderGetReply(m_reader.get(), &reply) == REDIS_OK && reply != nullptr) {
            const std::unique_ptr<Value> value(static_cast<Value*>(std::exchange(reply, nullptr)));
            m_replies.push_back(std::move(*value));
        }
    }

    FrameScanner m_scanner;
    std::unique_ptr<redisReader, decltype(&redisReaderFree)> m_reader;
    std::deque<Value> m_replies;
    std::optional<Error> m_error;
};

ReplyDecoder::ReplyDecoder(ReplyLimits limits)
    : d(std::make_unique<Private>(limits)) {}

ReplyDecoder::~ReplyDecoder() = default;

void ReplyDecoder::feed(QByteArrayView bytes) {
    d->feed(bytes);
}

Result<std::optional<Value>> ReplyDecoder::next() {
    return d->next();
}

} // namespace ferryman::redis
