// SPDX-License-Identifier: GPL-3.0-or-later
#include "verify/key_check.h"

#include "base/printable.h"

#include <QDateTime>

#include <cstdlib>

namespace ferryman {

namespace {

QString expiryText(qint64 expiry, bool isMoment) {
    if (expiry < 0) {
        return QStringLiteral("(no expiry)");
    }
    return isMoment ? QDateTime::fromMSecsSinceEpoch(expiry, Qt::UTC).toString(Qt::ISODateWithMs)
                    : QStringLiteral("%1 ms left").arg(expiry);
}

QString typeText(const KeyHeader& header) {
    return printable(header.type, 40);
}

/// One key on its way; it lives as long as a reply is due.
class KeyCheck : public std::enable_shared_from_this<KeyCheck> {
public:
    using Handler = std::function<void(Result<KeyOutcome>)>;

    KeyCheck(CheckPlace place, Handler handler)
        : m_place(std::move(place))
        , m_handler(std::move(handler)) {}

    void begin() {
        redis::CommandWriter commands;
        writeHeader(commands, m_place.name.key, m_place.pair.expireTimes());
        m_place.pair.ask(m_place.lane, m_place.name.database, commands, commands,
                         [self = shared_from_this()](const Result<QByteArray>& source,
                                                     const Result<QByteArray>& target) {
                             self->takeHeaders(source, target);
                         });
    }

private:
    void takeHeaders(const Result<QByteArray>& source, const Result<QByteArray>& target) {
        if (!source || !target) {
            m_handler(tl::make_unexpected(source ? target.error() : source.error()));
            return;
        }
        for (const auto& [replies, side] :
             {std::pair{&*source, m_place.pair.source}, {&*target, m_place.pair.target}}) {
            if (const auto refused = fatalReply(*replies, *side)) {
                m_handler(tl::make_unexpected(*refused));
                return;
            }
        }
        redis::ReplyCursor a(*source);
        redis::ReplyCursor b(*target);
        m_source = keyHeader(a);
        m_target = keyHeader(b);
        if (m_unlike && m_source.exists() && m_target.exists()) {
            differ(*m_unlike);
            return;
        }
        judge();
    }

    void judge() {
        if (!m_source.exists() && !m_target.exists()) {
            finish(KeyOutcome::Kind::Gone);
        } else if (!m_source.exists() || !m_target.exists()) {
            askWhetherExpiring();
        } else if (m_source.type != m_target.type) {
            differ({DifferenceClass::Type, {}, typeText(m_source), typeText(m_target)});
        } else {
            readContent();
        }
    }

    /// A key that only one side has still may be about to expire there.
    void askWhetherExpiring() {
        Side* const holder = m_source.exists() ? m_place.pair.source : m_place.pair.target;
        redis::CommandWriter command;
        command.command({"PTTL", m_place.name.key});
        holder->ask(m_place.lane, m_place.name.database, command,
                    [self = shared_from_this()](const Result<QByteArray>& reply) {
                        self->takeTimeLeft(reply);
                    });
    }

    void takeTimeLeft(const Result<QByteArray>& reply) {
        if (!reply) {
            m_handler(tl::make_unexpected(reply.error()));
            return;
        }
        const std::optional<redis::ReplyItem> left = redis::ReplyCursor(*reply).next();
        const bool went = left && left->type == ':' && left->number == -2;
        const milliseconds soon = m_place.expiryTolerance + m_place.pair.clockSkew();
        const bool expiring =
            left && left->type == ':' && left->number >= 0 && left->number <= soon.count();
        if (went || expiring) {
            finish(KeyOutcome::Kind::Gone);
        } else if (m_source.exists()) {
            differ({DifferenceClass::Missing, {}, typeText(m_source), {}});
        } else {
            differ({DifferenceClass::Extra, {}, {}, typeText(m_target)});
        }
    }

    void readContent() {
        const std::shared_ptr<ContentCheck> content = makeContentCheck(
            m_source.type, m_place, [self = shared_from_this()](Result<ContentCompared> compared) {
                self->takeContent(std::move(compared));
            });
        if (content) {
            content->begin();
        } else {
            finish(KeyOutcome::Kind::NotComparable);
        }
    }

    void takeContent(Result<ContentCompared> compared) {
        if (!compared) {
            m_handler(tl::make_unexpected(std::move(compared.error())));
            return;
        }
        m_notCompared = compared->notCompared;
        if (compared->mismatch && !m_unlike && (m_source.expiry >= 0 || m_target.expiry >= 0)) {
            m_unlike = compared->mismatch; // unless it expired while it was read
            begin();
        } else if (compared->mismatch) {
            differ(*compared->mismatch);
        } else if (!sameExpiry(m_source.expiry, m_target.expiry, m_place.expiryTolerance)) {
            const bool moments = m_place.pair.expireTimes();
            differ({DifferenceClass::Expiry,
                    {},
                    expiryText(m_source.expiry, moments),
                    expiryText(m_target.expiry, moments)});
        } else {
            finish(KeyOutcome::Kind::Same);
        }
    }

    void differ(const Mismatch& mismatch) {
        m_difference = abridged(
            {m_place.name, mismatch.kind, {}, mismatch.source, mismatch.target, mismatch.where});
        finish(KeyOutcome::Kind::Differs);
    }

    void finish(KeyOutcome::Kind kind) {
        KeyOutcome outcome;
        outcome.kind = kind;
        outcome.type = typeText(m_source.exists() ? m_source : m_target);
        outcome.difference = m_difference;
        outcome.difference.type = outcome.type;
        outcome.notCompared = m_notCompared;
        m_handler(std::move(outcome));
    }

    CheckPlace m_place;
    Handler m_handler;
    KeyHeader m_source;
    KeyHeader m_target;
    Compared m_unlike; ///< What was found before the headers were asked for again.
    Difference m_difference;
    QStringList m_notCompared;
};

} // namespace

void writeHeader(redis::CommandWriter& commands, QByteArrayView key, bool expireTimes) {
    commands.command({"TYPE", key});
    commands.command({expireTimes ? "PEXPIRETIME" : "PTTL", key});
}

KeyHeader keyHeader(redis::ReplyCursor& replies) {
    const std::optional<redis::ReplyItem> type = replies.next();
    const std::optional<redis::ReplyItem> expiry = replies.next();
    KeyHeader header;
    header.expiry = expiry && expiry->type == ':' ? expiry->number : -2;
    if (type && type->text != "none" && header.expiry != -2) {
        header.type = type->text.toByteArray();
    }
    return header;
}

bool sameExpiry(qint64 source, qint64 target, milliseconds tolerance) {
    if (source < 0 || target < 0) {
        return (source < 0) == (target < 0);
    }
    return std::abs(source - target) <= tolerance.count();
}

void checkKey(const CheckPlace& place, std::function<void(Result<KeyOutcome>)> handler) {
    std::make_shared<KeyCheck>(place, std::move(handler))->begin();
}

} // namespace ferryman
