// SPDX-License-Identifier: GPL-3.0-or-later
#include "verify/batch_check.h"

#include <array>
#include <vector>

namespace ferryman {

namespace {

enum class Kind : char { Absent, Other, String, List, Set, Hash, Scored };

Kind kindOf(QByteArrayView type) {
    static constexpr std::array<std::pair<const char*, Kind>, 6> known{{{"string", Kind::String},
                                                                        {"hash", Kind::Hash},
                                                                        {"list", Kind::List},
                                                                        {"set", Kind::Set},
                                                                        {"zset", Kind::Scored},
                                                                        {"none", Kind::Absent}}};
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
    default:
        return "other";
    }
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
        redis::CommandWriter types;
        for (const QByteArray& key : m_keys) {
            types.command({"TYPE", key}); // the source's shows when the value is read
        }
        m_place.pair.target->ask(m_place.lane, m_place.database, types,
                                 [self = shared_from_this()](const Result<QByteArray>& replies) {
                                     if (replies) {
                                         self->m_outcome.bytes += replies->size();
                                         self->takeTypes(*replies);
                                     } else {
                                         self->m_handler(tl::make_unexpected(replies.error()));
                                     }
                                 });
    }

private:
    struct Read {
        QByteArray key;
        Kind kind = Kind::Other;
    };

    void takeTypes(const QByteArray& replies) {
        redis::ReplyCursor cursor(replies);
        for (const QByteArray& key : m_keys) {
            const std::optional<redis::ReplyItem> type = cursor.next();
            if (!type || type->isError()) {
                refused({}, replies);
                return;
            }
            const Kind kind = kindOf(type->text);
            if (kind == Kind::Other || (kind == Kind::Hash && m_place.pair.fieldExpiries())) {
                m_outcome.large.append(key);
            } else {
                m_read.push_back({key, kind});
            }
        }
        if (m_read.empty()) {
            m_handler(std::move(m_outcome));
        } else {
            readValues();
        }
    }

    /// Expiry and value side by side, for a server finds a key the faster that it has just touched.
    void readValues() {
        redis::CommandWriter commands;
        const QByteArrayView expiry = m_place.pair.expireTimes() ? "PEXPIRETIME" : "PTTL";
        for (const Read& read : m_read) {
            commands.command({expiry, read.key});
            if (read.kind != Kind::Absent) {
                write(commands, read);
            }
        }
        m_place.pair.ask(m_place.lane, m_place.database, commands, commands,
                         [self = shared_from_this()](const Result<QByteArray>& source,
                                                     const Result<QByteArray>& target) {
                             if (source && target) {
                                 self->m_outcome.bytes += source->size() + target->size();
                                 self->takeValues(*source, *target);
                             } else {
                                 self->m_handler(
                                     tl::make_unexpected(source ? target.error() : source.error()));
                             }
                         });
    }

    void write(redis::CommandWriter& commands, const Read& read) const;

    void takeValues(const QByteArray& source, const QByteArray& target) {
        redis::ReplyCursor a(source);
        redis::ReplyCursor b(target);
        for (const Read& read : m_read) {
            const std::optional<redis::ReplyItem> expiryA = a.next();
            const std::optional<redis::ReplyItem> expiryB = b.next();
            const bool isRead = read.kind != Kind::Absent;
            const QByteArrayView replyA = isRead ? a.whole() : QByteArrayView();
            const QByteArrayView replyB = isRead ? b.whole() : QByteArrayView();
            const bool isValue = !isRead || !(isFatal(replyA) || isFatal(replyB));
            if (!isValue || !expiryA || !expiryB || expiryA->isError() || expiryB->isError()) {
                refused(source, target);
                return;
            }
            sort(read, {expiryA->number, expiryB->number}, replyA, replyB);
        }
        for (size_t i = 0; i < m_same.size(); ++i) {
            if (m_same[i] > 0) {
                m_outcome.same.insert(nameOf(Kind(i)), m_same[i]);
            }
        }
        m_handler(std::move(m_outcome));
    }

    /// To which class of the outcome a key belongs.
    void sort(const Read& read, std::pair<qint64, qint64> expiry, QByteArrayView source,
              QByteArrayView target) {
        constexpr qint64 absent = -2;
        const auto [expiryA, expiryB] = expiry;
        const bool onTarget = expiryB != absent && read.kind != Kind::Absent;
        if (expiryA == absent && expiryB == absent) {
            m_outcome.vanished += 1;
        } else if (!onTarget || expiryA == absent ||
                   (expiryA != expiryB && !sameExpiry(expiryA, expiryB, m_place.expiryTolerance))) {
            m_outcome.suspects.append(read.key);
        } else {
            switch (look(read.kind, source, target)) {
            case Seen::Same:
                m_same[size_t(read.kind)] += 1;
                break;
            case Seen::Differs:
                m_outcome.suspects.append(read.key);
                break;
            case Seen::Longer:
                m_outcome.large.append(read.key);
                break;
            }
        }
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
    std::array<qint64, 7> m_same{}; ///< By kind.
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
