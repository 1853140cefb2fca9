// SPDX-License-Identifier: GPL-3.0-or-later
#include "verify/batch_check.h"

#include <array>
#include <vector>

namespace ferryman {

namespace {

enum class Kind : char { Other, String, List, Set, Hash, Scored };

Kind kindOf(QByteArrayView type) {
    static constexpr std::array<std::pair<const char*, Kind>, 5> known{{{"string", Kind::String},
                                                                        {"hash", Kind::Hash},
                                                                        {"list", Kind::List},
                                                                        {"set", Kind::Set},
                                                                        {"zset", Kind::Scored}}};
    for (const auto& [name, kind] : known) {
        if (type == QByteArrayView(name)) {
            return kind;
        }
    }
    return Kind::Other;
}

const char* nameOf(Kind kind) {
    switch (kind) {
    case Kind::String:
        return "string";
    case Kind::List:
        return "list";
    case Kind::Set:
        return "set";
    case Kind::Hash:
        return "hash";
    case Kind::Scored:
        return "zset";
    case Kind::Other:
        break;
    }
    return "other";
}

enum class Seen { Same, Differs, Longer };

class BatchCheck : public std::enable_shared_from_this<BatchCheck> {
public:
    using Handler = std::function<void(Result<BatchOutcome>)>;

    BatchCheck(const BatchPlace& place, QList<QByteArray> keys, Handler handler)
        : m_place(place)
        , m_keys(std::move(keys))
        , m_handler(std::move(handler)) {}

    void begin() {
        redis::CommandWriter toSource;
        redis::CommandWriter toTarget;
        const bool moments = m_place.pair.expireTimes();
        const QByteArrayView expiry = moments ? "PEXPIRETIME" : "PTTL";
        for (const QByteArray& key : m_keys) {
            writeHeader(toSource, key, moments);
            toTarget.command({expiry, key}); // its type shows when the value is read
        }
        ask(toSource, toTarget, &BatchCheck::takeHeaders);
    }

private:
    struct Read {
        QByteArray key;
        Kind kind = Kind::Other;
    };
    using Step = void (BatchCheck::*)(const QByteArray&, const QByteArray&);

    void ask(const redis::CommandWriter& toSource, const redis::CommandWriter& toTarget,
             Step step) {
        m_place.pair.ask(m_place.lane, m_place.database, toSource, toTarget,
                         [self = shared_from_this(), step](const Result<QByteArray>& source,
                                                           const Result<QByteArray>& target) {
                             if (!source || !target) {
                                 self->m_handler(
                                     tl::make_unexpected(source ? target.error() : source.error()));
                                 return;
                             }
                             self->m_outcome.bytes += source->size() + target->size();
                             (self.get()->*step)(*source, *target);
                         });
    }

    void takeHeaders(const QByteArray& source, const QByteArray& target) {
        redis::ReplyCursor a(source);
        redis::ReplyCursor b(target);
        for (const QByteArray& key : m_keys) {
            const std::optional<redis::ReplyItem> type = a.next();
            const std::optional<redis::ReplyItem> expiryA = a.next();
            const std::optional<redis::ReplyItem> expiryB = b.next();
            if (!type || !expiryA || !expiryB || type->isError() || expiryA->isError() ||
                expiryB->isError()) {
                refused(source, target);
                return;
            }
            sort(key, type->text, expiryA->number, expiryB->number);
        }
        if (m_read.empty()) {
            m_handler(std::move(m_outcome));
            return;
        }
        readValues();
    }

    void sort(const QByteArray& key, QByteArrayView type, qint64 expiryA, qint64 expiryB) {
        constexpr qint64 absent = -2;
        const bool onSource = expiryA != absent && type != "none";
        if (!onSource && expiryB == absent) {
            m_outcome.vanished += 1;
        } else if (!onSource || expiryB == absent ||
                   (expiryA != expiryB && !sameExpiry(expiryA, expiryB, m_place.expiryTolerance))) {
            m_outcome.suspects.append(key);
        } else if (const Kind kind = kindOf(type);
                   kind == Kind::Other || (kind == Kind::Hash && m_place.pair.fieldExpiries())) {
            m_outcome.large.append(key);
        } else {
            m_read.push_back({key, kind});
        }
    }

    void readValues() {
        redis::CommandWriter commands;
        for (const Read& read : m_read) {
            write(commands, read);
        }
        ask(commands, commands, &BatchCheck::takeValues);
    }

    void write(redis::CommandWriter& commands, const Read& read) const;

    void takeValues(const QByteArray& source, const QByteArray& target) {
        redis::ReplyCursor a(source);
        redis::ReplyCursor b(target);
        std::array<qint64, 6> same{};
        for (const Read& read : m_read) {
            const QByteArrayView replyA = a.whole();
            const QByteArrayView replyB = b.whole();
            if (isFatal(replyA) || isFatal(replyB)) {
                refused(replyA, replyB);
                return;
            }
            switch (look(read.kind, replyA, replyB)) {
            case Seen::Same:
                same[size_t(read.kind)] += 1;
                break;
            case Seen::Differs:
                m_outcome.suspects.append(read.key);
                break;
            case Seen::Longer:
                m_outcome.large.append(read.key);
                break;
            }
        }
        for (size_t i = 0; i < same.size(); ++i) {
            if (same[i] > 0) {
                m_outcome.same.insert(nameOf(Kind(i)), same[i]);
            }
        }
        m_handler(std::move(m_outcome));
    }

    [[nodiscard]] Seen look(Kind kind, QByteArrayView source, QByteArrayView target) const;
    [[nodiscard]] bool isWhole(Kind kind, QByteArrayView reply) const;
    [[nodiscard]] static Compared compare(Kind kind, QByteArrayView source, QByteArrayView target);

    static bool isFatal(QByteArrayView reply) {
        return reply.isEmpty() || (reply[0] == '-' && !reply.startsWith("-WRONGTYPE"));
    }

    void refused(QByteArrayView source, QByteArrayView target) {
        std::optional<Error> error = fatalReply(source, *m_place.pair.source);
        if (!error) {
            error = fatalReply(target, *m_place.pair.target);
        }
        m_handler(tl::make_unexpected(error.value_or(
            Error{ErrorKind::Protocol,
                  {QT_TRANSLATE_NOOP("core", "A reply has not the shape that was expected.")},
                  {},
                  {}})));
    }

    BatchPlace m_place;
    QList<QByteArray> m_keys;
    Handler m_handler;
    std::vector<Read> m_read;
    BatchOutcome m_outcome;
};

void BatchCheck::write(redis::CommandWriter& commands, const Read& read) const {
    const bool scan = read.kind == Kind::Set || read.kind == Kind::Hash;
    commands.begin(scan || read.kind == Kind::Scored ? 5 : 4);
    switch (read.kind) {
    case Kind::Set:
    case Kind::Hash:
        commands.word(read.kind == Kind::Set ? "SSCAN" : "HSCAN");
        commands.word(read.key);
        commands.word("0");
        commands.word("COUNT");
        commands.word(m_place.firstElements);
        return;
    case Kind::String:
        commands.word("GETRANGE");
        break;
    case Kind::Scored:
        commands.word("ZRANGE");
        break;
    default:
        commands.word("LRANGE");
        break;
    }
    commands.word(read.key);
    commands.word("0");
    commands.word((read.kind == Kind::String ? m_place.firstBytes : m_place.firstElements) - 1);
    if (read.kind == Kind::Scored) {
        commands.word("WITHSCORES");
    }
}

Seen BatchCheck::look(Kind kind, QByteArrayView source, QByteArrayView target) const {
    const bool whole = isWhole(kind, source);
    if (source == target) {
        return whole ? Seen::Same : Seen::Longer;
    }
    if (source[0] == '-' || target[0] == '-') {
        return Seen::Differs;
    }
    if (!whole || !isWhole(kind, target)) {
        return Seen::Longer; // checkKey() compares it from the beginning
    }
    return compare(kind, source, target) ? Seen::Differs : Seen::Same;
}

bool BatchCheck::isWhole(Kind kind, QByteArrayView reply) const {
    if (kind == Kind::Set || kind == Kind::Hash) {
        return reply.startsWith("*2\r\n$1\r\n0\r\n"); // the cursor
    }
    const std::optional<redis::ReplyItem> header = redis::ReplyCursor(reply).next();
    if (!header) {
        return false;
    }
    switch (kind) {
    case Kind::String:
        return header->number < m_place.firstBytes;
    case Kind::Scored:
        return header->number < m_place.firstElements * 2;
    default:
        return header->number < m_place.firstElements;
    }
}

Compared BatchCheck::compare(Kind kind, QByteArrayView source, QByteArrayView target) {
    const auto items = [](QByteArrayView reply) {
        const std::optional<ScanReply> scan = scanReply(reply);
        return scan ? scan->items : reply;
    };
    switch (kind) {
    case Kind::String:
        return compareStrings(source, target, 0);
    case Kind::List:
        return compareLists(source, target, 0);
    case Kind::Scored:
        return compareScored(source, target, 0);
    case Kind::Set:
        return compareMembers(items(source), items(target));
    default:
        return compareFields(items(source), items(target));
    }
}

} // namespace

void BatchOutcome::add(const BatchOutcome& other) {
    for (auto it = other.same.begin(); it != other.same.end(); ++it) {
        same[it.key()] += it.value();
    }
    suspects += other.suspects;
    large += other.large;
    vanished += other.vanished;
    seenOnTarget += other.seenOnTarget;
    bytes += other.bytes;
}

void checkBatch(const BatchPlace& place, QList<QByteArray> keys,
                std::function<void(Result<BatchOutcome>)> handler) {
    std::make_shared<BatchCheck>(place, std::move(keys), std::move(handler))->begin();
}

} // namespace ferryman
