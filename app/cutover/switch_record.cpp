// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/switch_record.h"

#include <QJsonArray>

#include <algorithm>

namespace ferryman {

namespace {

QString latin(const char* name) {
    return QString::fromLatin1(name);
}

QString describe(const QList<redis::Value>& replies) {
    QStringList texts;
    for (const redis::Value& reply : replies) {
        texts.append(reply.describe());
    }
    return texts.join(QStringLiteral("; "));
}

QJsonObject toJson(const SwitchFigures& figures) {
    QJsonObject json;
    const auto put = [&json](const char* name, const auto& value) {
        if (value) {
            json.insert(latin(name), *value);
        }
    };
    put("frozenOffset", figures.frozenOffset);
    put("drainedOffset", figures.drainedOffset);
    put("drainMs", figures.drainMs);
    put("writeFreezeMs", figures.writeFreezeMs);
    put("promotedAfterMs", figures.promotedAfterMs);
    put("sentinelsAgreeAfterMs", figures.sentinelsAgreeAfterMs);
    if (figures.probe) {
        json.insert(latin("probeOutageMs"), figures.probe->outageMs);
        json.insert(latin("probeWrites"), figures.probe->acknowledged);
    }
    if (figures.frozenOffset) {
        json.insert(QLatin1String("aligned"), figures.aligned);
    }
    if (figures.sentinelsAsked > 0) {
        json.insert(QLatin1String("sentinelsAgreeing"), figures.sentinelsAgreeing);
        json.insert(QLatin1String("sentinelsAsked"), figures.sentinelsAsked);
    }
    return json;
}

} // namespace

QLatin1String nameOf(Outcome outcome) {
    switch (outcome) {
    case Outcome::Done:
        return record::done;
    case Outcome::Refused:
        return record::refused;
    case Outcome::Lost:
        return record::lost;
    }
    return record::lost;
}

QString Deed::text() const {
    QStringList texts;
    for (const redis::Command& command : commands) {
        texts.append(command.text());
    }
    if (transaction) {
        texts.prepend(QStringLiteral("MULTI"));
        texts.append(QStringLiteral("EXEC"));
    }
    return texts.join(QStringLiteral("; "));
}

Outcome outcomeOf(const Error& error) {
    switch (error.kind) {
    case ErrorKind::Server:
    case ErrorKind::Permission:
    case ErrorKind::Auth:
    case ErrorKind::Tls:
    case ErrorKind::Refused:
    case ErrorKind::Unreachable: // the client says Indeterminate once a byte of a change was
                                 // written
        return Outcome::Refused;
    default:
        return Outcome::Lost;
    }
}

void SwitchRecord::adopt(const QList<OpenIntent>& open) {
    for (auto each = open.crbegin(); each != open.crend(); ++each) { // the latest is the first
        Intent intent;
        intent.id = each->id;
        intent.where = redis::Address::parse(each->where).value_or(redis::Address{});
        intent.command = each->command;
        intent.undo = each->undo;
        m_announced.append({intent, true, false, !each->sent});
    }
}

Future<Done> SwitchRecord::intend(const QList<Intent>& intents, const SwitchScope& scope) {
    QList<JournalRow> rows;
    const redis::ServerStart start = scope.targetStart.value_or(redis::ServerStart{});
    for (const Intent& intent : intents) {
        m_announced.append({intent, false, false, false});
        QJsonArray sentinels;
        for (const redis::Address& sentinel : scope.sentinels) {
            sentinels.append(sentinel.toString());
        }
        rows.append({0,
                     {},
                     RowKind::Intent,
                     intent.where.isNull() ? QString() : intent.where.toString(),
                     {{record::id, intent.id},
                      {record::phase, latin(toString(intent.phase))},
                      {record::command, intent.command},
                      {record::undo, intent.undo},
                      {record::before, QString::fromUtf8(intent.before)},
                      {record::group, scope.group},
                      {record::source, scope.source.toString()},
                      {record::target, scope.target.toString()},
                      {record::targetProcess, start.process},
                      {record::targetStartedAt, start.startedAt},
                      {record::sourceRun, QString::fromLatin1(scope.sourceRun)},
                      {record::sentinels, sentinels},
                      {record::client, scope.freezingClient}}});
    }
    return m_journal.appendDurably(rows);
}

/// One of those ids that is announced for several servers is meant for the one that the deed goes
/// to.
bool SwitchRecord::concerns(const Announced& announced, const QStringList& ids,
                            const redis::Address& where) const {
    const Intent& intent = announced.intent;
    const bool hasOneThere = std::ranges::any_of(m_announced, [&](const Announced& each) {
        return each.intent.id == intent.id && each.intent.where == where;
    });
    return ids.contains(intent.id) && (intent.where == where || !hasOneThere);
}

void SwitchRecord::sent(const redis::Address& where, const Deed& deed) {
    for (Announced& announced : m_announced) {
        announced.sent = announced.sent || concerns(announced, deed.intents, where);
    }
    m_journal.append(RowKind::Command, where.toString(),
                     {{record::phase, latin(toString(deed.phase))},
                      {record::command, deed.text()},
                      {record::intents, QJsonArray::fromStringList(deed.intents)}});
}

void SwitchRecord::answered(const redis::Address& where, const Deed& deed,
                            const Result<QList<redis::Value>>& answer, double tookMs) {
    const Outcome outcome = answer ? Outcome::Done : outcomeOf(answer.error());
    if (outcome == Outcome::Done) {
        for (Announced& announced : m_announced) {
            announced.undone = announced.undone || concerns(announced, deed.restores, where);
        }
    }
    m_journal.append(RowKind::Reply, where.toString(),
                     {{record::phase, latin(toString(deed.phase))},
                      {record::command, deed.text()},
                      {record::outcome, nameOf(outcome)},
                      {record::reply, answer ? describe(*answer) : answer.error().english()},
                      {record::tookMs, tookMs},
                      {record::intents, QJsonArray::fromStringList(deed.intents)},
                      {record::restores, QJsonArray::fromStringList(deed.restores)}});
}

redis::Witness SwitchRecord::witness(Phase phase) {
    return {[this, phase](const redis::Address& where, const redis::Command& command) {
                sent(where, {phase, {command}, false, {}, {}});
            },
            [this, phase](const redis::Address& where, const redis::Command& command,
                          const Result<redis::Value>& reply) {
                answered(where, {phase, {command}, false, {}, {}},
                         reply ? Result<QList<redis::Value>>(QList<redis::Value>{*reply})
                               : tl::make_unexpected(reply.error()),
                         0);
            }};
}

/// With the figures so far: should this console end here, they are known all the same.
void SwitchRecord::entered(Phase phase, const Message& why, const SwitchFigures& figures) {
    QJsonObject data = toJson(figures);
    data.insert(record::phase, latin(toString(phase)));
    data.insert(QLatin1String("text"), why.english());
    m_journal.append(RowKind::Phase, {}, data);
}

void SwitchRecord::told(const TimelineRow& row) {
    QJsonObject data{{QLatin1String("atMs"), row.atMs},
                     {record::phase, latin(toString(row.phase))},
                     {QLatin1String("text"), row.text.english()}};
    if (row.sinceFreezeMs) {
        data.insert(QLatin1String("sinceFreezeMs"), *row.sinceFreezeMs);
    }
    if (row.tookMs) {
        data.insert(record::tookMs, *row.tookMs);
    }
    if (row.sentinelEvent) {
        data.insert(QLatin1String("sentinelEvent"), true);
    }
    m_journal.append(RowKind::Timeline, row.where, data);
}

void SwitchRecord::judged(const QList<Gate>& gates) {
    for (const Gate& gate : gates) {
        QJsonObject data{{QLatin1String("title"), gate.title.english()},
                         {QLatin1String("open"), gate.open},
                         {QLatin1String("value"), gate.value.english()},
                         {QLatin1String("wanted"), gate.wanted.english()},
                         {QLatin1String("readAtMs"), gate.readAtMs}};
        if (!gate.why.isEmpty()) {
            data.insert(QLatin1String("why"), gate.why.english());
        }
        m_journal.append(RowKind::Gate, latin(gate.id.constData()), data);
    }
}

void SwitchRecord::published(const redis::SentinelEvent& event) {
    m_journal.append(
        RowKind::SentinelEvent, event.sentinel.toString(),
        {{QLatin1String("name"), event.name}, {QLatin1String("payload"), event.payload}});
}

void SwitchRecord::frozen(const redis::Address& where, const FrozenPoint& point) {
    m_journal.append(RowKind::Note, where.toString(),
                     {{record::frozenOffset, point.offset},
                      {record::frozenReplid, point.replid},
                      {record::frozenFullSyncs, point.fullSyncs}});
}

Future<Done> SwitchRecord::drained(const redis::Address& where) {
    return m_journal.appendDurably(
        {{0, {}, RowKind::Note, where.toString(), {{record::drained, true}}}});
}

void SwitchRecord::counted(const redis::Address& where, const QList<ClientGroup>& clientsBefore) {
    m_journal.append(RowKind::Note, where.toString(),
                     {{record::clientsBefore, toJson(clientsBefore)}});
}

void SwitchRecord::ended(Ending ending, const Message& outcome, const SwitchFigures& figures,
                         const std::optional<Census>& census) {
    QJsonArray unsent;
    QJsonArray left;
    for (const Announced& announced : m_announced) {
        // What could be put back never came to what it had only announced for later.
        if (!announced.sent || (announced.doubtful && ending == Ending::Aborted)) {
            unsent.append(announced.intent.id);
        } else if (!announced.undone && ending == Ending::Migrated) {
            left.append(announced.intent.id);
        }
    }
    QJsonObject data = toJson(figures);
    data.insert(QLatin1String("status"), latin(toString(ending)));
    data.insert(QLatin1String("text"), outcome.english());
    data.insert(record::unsent, unsent);
    data.insert(record::left, left);
    if (census) {
        data.insert(QLatin1String("clients"), toJson(*census));
    }
    m_journal.append(RowKind::Result, {}, data);
}

QString SwitchRecord::undoText() const {
    QStringList texts;
    for (const Announced& announced : m_announced) {
        if (announced.sent && !announced.undone && !announced.intent.undo.isEmpty()) {
            texts.prepend(QStringLiteral("%1: %2").arg(announced.intent.where.toString(),
                                                       announced.intent.undo));
        }
    }
    return texts.join(QStringLiteral("; "));
}

} // namespace ferryman
