// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/runbook.h"

#include "base/format.h"
#include "base/version.h"
#include "report/markdown.h"

#include <algorithm>

namespace ferryman {

namespace {

using markdown::cell;
using markdown::heads;
using markdown::line;

const char* purposeOf(Phase phase) {
    switch (phase) {
    case Phase::Pin:
        return "The other replicas are detached, so that Sentinel can choose none of them.";
    case Phase::Arm:
        return "Dragonfly may be chosen.";
    case Phase::Recheck:
        return "All gates once more.";
    case Phase::Align:
        return "The moment at which a Sentinel promotes soonest.";
    case Phase::Freeze:
        return "Writes stand still from here, for as short as can be.";
    case Phase::Drain:
        return "Dragonfly receives the last write.";
    case Phase::Trigger:
        return "Sentinel is told to fail over. From here there is no way back.";
    case Phase::Promote:
        return "Dragonfly becomes the primary.";
    case Phase::Demote:
        return "The old primary refuses writes for good.";
    case Phase::Confirm:
        return "Every Sentinel agrees.";
    case Phase::Settle:
        return "The old servers are parked, and forgotten by the Sentinels.";
    default:
        return "";
    }
}

/// As the gate foresees it for these servers; before it was read, what is usual.
QString outage(const QList<Gate>& gates) {
    const auto gate = std::ranges::find(gates, QByteArrayLiteral("replication.outage"), &Gate::id);
    if (gate == gates.end()) {
        return QStringLiteral("typically 0.3 to 1.2 s");
    }
    return gate->why.isEmpty() ? gate->value.english()
                               : gate->value.english() + QStringLiteral(". ") + gate->why.english();
}

QString what(const Runbook& runbook) {
    const Policy& policy = runbook.plan.policy;
    QStringList sentinels;
    for (const SentinelView& view : runbook.topology.sentinels) {
        sentinels.append(view.address.toString());
    }
    QString text = heads({QStringLiteral("what"), QStringLiteral("value")});
    text += line({QStringLiteral("group"), runbook.plan.group});
    text += line({QStringLiteral("primary now"), runbook.topology.primary.isNull()
                                                     ? QStringLiteral("not known")
                                                     : runbook.topology.primary.toString()});
    text += line({QStringLiteral("primary then"), runbook.plan.dragonfly.address.toString()});
    text += line({QStringLiteral("Sentinels"), QStringLiteral("%1; quorum %2")
                                                   .arg(sentinels.join(QStringLiteral(", ")),
                                                        QString::number(runbook.topology.quorum))});
    text += line({QStringLiteral("writes stand still"), outage(runbook.gates)});
    text += line({QStringLiteral("everything is put back"),
                  QStringLiteral("if Dragonfly has not received the last write within %1, half of "
                                 "the freeze budget")
                      .arg(formatDuration(policy.freezeBudgetMs / 2).english())});
    text +=
        line({QStringLiteral("findings accepted"),
              policy.acceptFindings.isEmpty() ? QStringLiteral("none")
                                              : policy.acceptFindings.join(QStringLiteral(", "))});
    return text;
}

/// What the switch costs beside the outage: readers of other replicas, keys not compared.
QString prices(const QList<Gate>& gates) {
    QString text;
    for (const Gate& gate : gates) {
        if (!gate.price.isEmpty()) {
            text += QStringLiteral("\n%1\n").arg(cell(gate.price.english()));
        }
    }
    return text;
}

QString gates(const Runbook& runbook) {
    if (runbook.gates.isEmpty()) {
        return QStringLiteral("No gate was read yet.\n");
    }
    QString text;
    for (const Gate& gate : runbook.gates) {
        text += QStringLiteral("- [%1] %2: %3; wanted: %4\n")
                    .arg(gate.open ? QStringLiteral("x") : QStringLiteral(" "),
                         cell(gate.title.english()), cell(gate.value.english()),
                         cell(gate.wanted.english()));
    }
    return text + prices(runbook.gates);
}

/// Those of one kind of phase, each phase under a heading of its own. Commands are indented: a
/// block that no command can end.
QString commands(const Runbook& runbook, bool back) {
    QString text;
    const PlannedCommand* before = nullptr;
    for (const PlannedCommand& command : runbook.commands) {
        if ((command.phase == Phase::Retreat) != back) {
            continue;
        }
        if (before == nullptr || before->phase != command.phase) {
            if (!back) {
                text += QStringLiteral("\n### %1\n\n%2\n")
                            .arg(QLatin1String(toString(command.phase)),
                                 QLatin1String(purposeOf(command.phase)));
            }
        }
        const bool elsewhere =
            before == nullptr || before->phase != command.phase || before->where != command.where;
        if (elsewhere || !command.note.isEmpty()) {
            const QString where =
                command.where.isEmpty() ? QStringLiteral("The Sentinels") : cell(command.where);
            text += QStringLiteral("\n%1. %2\n\n").arg(where, cell(command.note.english()));
        }
        if (!command.text.isEmpty()) {
            text += QStringLiteral("    %1\n")
                        .arg(QString(command.text).replace(u'\n', u' ').replace(u'\r', u' '));
        }
        before = &command;
    }
    return text;
}

} // namespace

QByteArray runbookOf(const Runbook& runbook) {
    const QString name = runbook.plan.name.isEmpty() ? runbook.plan.group : runbook.plan.name;
    QString text =
        QStringLiteral("# Failover of %1 to Dragonfly\n\n"
                       "Written %2 UTC by Ferryman %3 for the plan %4. Ferryman carries these "
                       "commands out itself, each after the one before it was answered as it must "
                       "be; it journals each before it is sent.\n\n")
            .arg(cell(name), runbook.at.toUTC().toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")),
                 version(), runbook.plan.id.isEmpty() ? cell(name) : cell(runbook.plan.id));
    text += what(runbook);
    text += QStringLiteral("\n## Gates\n\nAll must be open at the moment of the confirmation; they "
                           "are read again then.\n\n") +
            gates(runbook);
    text += QStringLiteral("\n## Commands\n") + commands(runbook, false);
    text += QStringLiteral("\n## Ways back\n\nUntil trigger, any failure, a passed deadline or a "
                           "person's word puts everything back:\n") +
            commands(runbook, true);
    text += QStringLiteral(
        "\nFrom trigger on it only goes forward: if a Sentinel fails, another one is told. After "
        "the promotion, going back loses every write that Dragonfly accepted, since Redis cannot "
        "follow Dragonfly; the old primary keeps its data, and the report has the literal commands "
        "that open it again.\n");
    return text.toUtf8();
}

} // namespace ferryman
