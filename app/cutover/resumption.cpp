// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/resumption.h"

#include "cutover/switch_record.h"

#include <QJsonArray>

#include <algorithm>

namespace ferryman {

namespace {

/// Reads the rows in their order and keeps what is open after the last of them.
class Reader {
public:
    void take(const JournalRow& row) {
        switch (row.kind) {
        case RowKind::Intent:
            takeIntent(row);
            break;
        case RowKind::Command:
            takeCommand(row);
            break;
        case RowKind::Reply:
            takeReply(row);
            break;
        case RowKind::Phase:
            takePhase(row);
            break;
        case RowKind::Note:
            takeNote(row);
            break;
        case RowKind::Result:
            takeResult(row);
            break;
        default:
            break;
        }
    }

    [[nodiscard]] std::optional<ResumedSwitch> result() const {
        const MachineState& machine = m_found.machine;
        const bool open = machine.pinned != Certainty::No || machine.armed != Certainty::No ||
                          machine.fenced != Certainty::No;
        return open && !m_found.scope.target.isNull() ? std::optional(m_found) : std::nullopt;
    }

private:
    static void announce(Certainty& certainty) {
        certainty = certainty == Certainty::No ? Certainty::Maybe : certainty;
    }

    void takeIntent(const JournalRow& row) {
        const QString id = row.data.value(record::id).toString();
        const QByteArray before = row.data.value(record::before).toString().toUtf8();
        const auto where = redis::Address::parse(row.subject);
        SwitchScope& scope = m_found.scope;
        takeServers(row);
        if (id == QLatin1String("pinned-priority") && where) {
            scope.others.append({*where, before});
            m_pinned.append(row.subject);
            announce(m_found.machine.pinned);
        } else if (id == QLatin1String("other-fence") && where) {
            const auto other = std::ranges::find(scope.others, *where, &PinnedReplica::address);
            if (other != scope.others.end()) {
                other->fence = before;
            }
        } else if (id == QLatin1String("arm")) {
            scope.before.targetPriority = before;
            announce(m_found.machine.armed);
        } else if (id == QLatin1String("fence")) {
            scope.before.fence = before;
            scope.pauses = false;
            scope.freezingClient = row.data.value(record::client).toInteger();
            announce(m_found.machine.fenced);
        } else if (id == QLatin1String("pause")) {
            scope.pauses = true;
        } else if (id == QLatin1String("failover")) {
            announce(m_found.machine.triggered);
        } else if (id == QLatin1String("parked-read-only")) {
            scope.before.sourceReadOnly = before;
        } else if (id == QLatin1String("parked-priority")) {
            scope.before.sourcePriority = before;
        }
    }

    void takeServers(const JournalRow& row) {
        const auto source = redis::Address::parse(row.data.value(record::source).toString());
        const auto target = redis::Address::parse(row.data.value(record::target).toString());
        if (source && target) {
            m_found.scope.source = *source;
            m_found.scope.target = *target;
            const redis::ServerStart start{row.data.value(record::targetProcess).toInteger(),
                                           row.data.value(record::targetStartedAt).toInteger()};
            if (start.process != 0) {
                m_found.scope.targetStart = start;
            }
            m_found.scope.group = row.data.value(record::group).toString();
            m_found.scope.sourceRun = row.data.value(record::sourceRun).toString().toLatin1();
            m_found.scope.sentinels.clear();
            const QJsonArray sentinels = row.data.value(record::sentinels).toArray();
            for (const QJsonValue& sentinel : sentinels) {
                if (const auto address = redis::Address::parse(sentinel.toString())) {
                    m_found.scope.sentinels.append(*address);
                }
            }
        }
    }

    void takeCommand(const JournalRow& row) {
        const auto where = redis::Address::parse(row.subject);
        if (where && lists(row, record::intents, "failover")) {
            m_found.told.append(*where);
        }
        if (where && lists(row, record::intents, "shutdown")) {
            m_found.scope.toldToEnd.append(*where);
        }
    }

    void takeReply(const JournalRow& row) {
        const QString outcome = row.data.value(record::outcome).toString();
        MachineState& machine = m_found.machine;
        if (lists(row, record::intents, "kept")) {
            takeKept(row, outcome == record::refused);
        }
        if (outcome == record::done) {
            makeCertain(row);
            if (lists(row, record::restores, "fence")) {
                machine.fenced = Certainty::No;
                machine.triggered = Certainty::No;
                machine.drained = false;
                m_found.told.clear();
            }
            if (lists(row, record::restores, "arm")) {
                machine.armed = Certainty::No;
            }
            if (lists(row, record::restores, "pinned")) {
                m_pinned.removeOne(row.subject);
                machine.pinned = m_pinned.isEmpty() ? Certainty::No : machine.pinned;
            }
        } else if (outcome == record::refused && lists(row, record::intents, "failover")) {
            m_found.told.removeIf(
                [&](const redis::Address& each) { return each.toString() == row.subject; });
        }
    }

    void takeKept(const JournalRow& row, bool refused) {
        const auto where = redis::Address::parse(row.subject);
        if (where && refused) {
            m_found.scope.notKept.insert(*where, row.data.value(record::reply).toString());
        } else if (where) {
            m_found.scope.notKept.remove(*where);
        }
    }

    void makeCertain(const JournalRow& row) {
        MachineState& machine = m_found.machine;
        const std::pair<const char*, Certainty*> flags[] = {{"pinned", &machine.pinned},
                                                            {"arm", &machine.armed},
                                                            {"fence", &machine.fenced},
                                                            {"failover", &machine.triggered},
                                                            {"parked", &machine.demoted}};
        for (const auto& [id, flag] : flags) {
            *flag = lists(row, record::intents, id) ? Certainty::Yes : *flag;
        }
    }

    /// Only the proof of the drain leads to Trigger.
    void takePhase(const JournalRow& row) {
        const bool triggers =
            row.data.value(record::phase).toString() == QLatin1String(toString(Phase::Trigger));
        m_found.machine.drained = m_found.machine.drained || triggers;
    }

    void takeNote(const JournalRow& row) {
        if (row.data.contains(record::frozenOffset)) {
            m_found.scope.frozen = FrozenPoint{row.data.value(record::frozenOffset).toInteger(),
                                               row.data.value(record::frozenReplid).toString(),
                                               row.data.value(record::frozenFullSyncs).toInteger()};
        }
        if (row.data.contains(record::drained)) {
            m_found.machine.drained = true;
        }
        if (row.data.contains(record::clientsBefore)) {
            m_found.clientsBefore =
                clientGroupsFromJson(row.data.value(record::clientsBefore).toObject());
        }
    }

    void takeResult(const JournalRow& row) {
        const QString status = row.data.value(QLatin1String("status")).toString();
        if (status == QLatin1String(toString(Ending::Migrated)) ||
            status == QLatin1String(toString(Ending::Aborted))) {
            *this = Reader();
        }
    }

    [[nodiscard]] static bool lists(const JournalRow& row, QLatin1String field, const char* id) {
        return row.data.value(field).toArray().contains(QLatin1String(id));
    }

    ResumedSwitch m_found;
    QStringList m_pinned; ///< Addresses that are not given back.
};

} // namespace

std::optional<ResumedSwitch> resumption(const QList<JournalRow>& rows) {
    Reader reader;
    for (const JournalRow& row : rows) {
        reader.take(row);
    }
    auto found = reader.result();
    if (found) {
        found->open = openIntents(rows);
    }
    return found;
}

} // namespace ferryman
