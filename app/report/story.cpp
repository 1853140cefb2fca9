// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/story.h"

#include "base/format.h"
#include "report/verification_story.h"

#include <algorithm>
#include <cmath>

namespace ferryman {

namespace {

QString at(qint64 ms) {
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC).toString(QStringLiteral("HH:mm:ss.zzz"));
}

Message resultWord(Ending ending) {
    switch (ending) {
    case Ending::None:
        return {QT_TRANSLATE_NOOP("core", "not switched")};
    case Ending::Migrated:
        return {QT_TRANSLATE_NOOP("core", "moved")};
    case Ending::Aborted:
        return {QT_TRANSLATE_NOOP("core", "aborted")};
    case Ending::Attention:
        return {QT_TRANSLATE_NOOP("core", "needs a person")};
    }
    return {};
}

QString identityOf(const Report& report, const QString& role) {
    const auto found = std::ranges::find(report.endpoints, role, &ReportEndpoint::role);
    return found == report.endpoints.end() ? QString() : found->identity;
}

StoryFigure lostFigure(const Report& report) {
    const Message label{QT_TRANSLATE_NOOP("core", "Writes lost")};
    const Message none{QT_TRANSLATE_NOOP("core", "none")};
    if (report.load) {
        const bool kept = report.load->lostWrites == 0;
        return {label,
                kept ? none : Message{"%1", {formatCount(report.load->lostWrites)}},
                {Plural{QT_TRANSLATE_N_NOOP("core", "of %1 acknowledged by the lab's writers"),
                        "of %1 acknowledged by the lab's writers", report.load->acknowledgedWrites},
                 {formatCount(report.load->acknowledgedWrites)}},
                kept};
    }
    if (!isProvenByOffset(report)) {
        return {label, {"-"}, {}, false};
    }
    return {label,
            none,
            {QT_TRANSLATE_NOOP("core", "Dragonfly had the frozen offset before it was promoted")},
            true};
}

StoryFigure outageFigure(const Report& report) {
    if (report.load) {
        return {{QT_TRANSLATE_NOOP("core", "Write outage")},
                {"%1", {formatDuration(report.load->outageMs)}},
                {QT_TRANSLATE_NOOP("core", "longest gap of one writer")},
                true};
    }
    const auto& freeze = report.cutover.figures.writeFreezeMs;
    return {{QT_TRANSLATE_NOOP("core", "Write freeze")},
            {"%1", {freeze ? formatDuration(std::llround(*freeze)) : QStringLiteral("-")}},
            {QT_TRANSLATE_NOOP("core", "from the freeze to the promotion")},
            freeze.has_value()};
}

QString phaseTimes(const SwitchState& cutover) {
    QStringList parts;
    std::optional<Phase> told;
    for (const TimelineRow& row : cutover.timeline) {
        const bool key = row.phase == Phase::Freeze || row.phase == Phase::Promote ||
                         row.phase == Phase::Confirm;
        if (key && !row.sentinelEvent && told != row.phase) {
            told = row.phase;
            parts.append(
                QStringLiteral("%1 %2").arg(at(row.atMs), QLatin1String(toString(row.phase))));
        }
    }
    return parts.join(QStringLiteral(", "));
}

QString findingsLine(const QList<Finding>& findings) {
    const auto count = [&](Severity severity) {
        return std::ranges::count_if(
            findings, [&](const Finding& finding) { return finding.severity == severity; });
    };
    const auto accepted = std::ranges::count_if(findings, &Finding::accepted);
    return QStringLiteral("%1 passed, %2, %3, %4, %5 not readable; %6 accepted by a person")
        .arg(count(Severity::Passed))
        .arg(counted(count(Severity::Note), "note", "notes"),
             counted(count(Severity::Warning), "warning", "warnings"),
             counted(count(Severity::Blocker), "blocker", "blockers"))
        .arg(count(Severity::Unknown))
        .arg(accepted);
}

QString mendsLine(const QList<Mend>& mends) {
    QStringList checks;
    for (const Mend& mend : mends) {
        checks.append(mend.isUndone() ? QStringLiteral("%1 (undone again)").arg(mend.check)
                                      : mend.check);
    }
    return checks.join(QStringLiteral(", "));
}

} // namespace

bool isProvenByOffset(const Report& report) {
    const SwitchFigures& figures = report.cutover.figures;
    return report.cutover.ending == Ending::Migrated && figures.frozenOffset &&
           figures.drainedOffset && *figures.drainedOffset >= *figures.frozenOffset;
}

QString addressOf(const Report& report, const QString& role) {
    const auto found = std::ranges::find(report.endpoints, role, &ReportEndpoint::role);
    return found == report.endpoints.end() ? QString() : found->url;
}

QString titleOf(const Report& report) {
    const QString name = report.plan.name.isEmpty() ? report.before.group : report.plan.name;
    return QStringLiteral("Migration of %1 to Dragonfly").arg(name);
}

QString subtitleOf(const Report& report) {
    const QDateTime begun = report.begun.toUTC();
    const QDateTime made = report.made.toUTC();
    const QString moment = QStringLiteral("yyyy-MM-dd HH:mm:ss");
    return QStringLiteral("%1 to %2 UTC, by %3")
        .arg(begun.toString(moment),
             made.toString(begun.date() == made.date() ? QStringLiteral("HH:mm:ss") : moment),
             report.madeBy);
}

QString headlineOf(const Report& report) {
    const QString source = identityOf(report, QStringLiteral("source"));
    const QString dragonfly = identityOf(report, QStringLiteral("dragonfly"));
    const QString name = report.plan.name.isEmpty() ? report.before.group : report.plan.name;
    switch (report.cutover.ending) {
    case Ending::None:
        return QStringLiteral("%1 was not switched yet: %2 is its primary.")
            .arg(name, source.isEmpty() ? QStringLiteral("the source") : source);
    case Ending::Aborted:
        return QStringLiteral("The switch of %1 was turned back. %2 is its primary as before, and "
                              "every setting was put back.")
            .arg(name, source.isEmpty() ? QStringLiteral("The source") : source);
    case Ending::Attention:
        return QStringLiteral("The switch of %1 needs a person: %2")
            .arg(name, report.cutover.outcome.english());
    case Ending::Migrated:
        break;
    }
    const StoryFigure outage = outageFigure(report);
    const StoryFigure lost = lostFigure(report);
    const QString loss = lost.good ? QStringLiteral("no acknowledged write was lost")
                         : report.load
                             ? counted(report.load->lostWrites, "acknowledged write was lost",
                                       "acknowledged writes were lost")
                             : QStringLiteral("whether a write was lost is not proven");
    return QStringLiteral("%1 moved from %2 to %3. Writes stood still for %4; %5.")
        .arg(name, source, dragonfly, outage.value.english(), loss);
}

QString standInNotice() {
    return QStringLiteral("This was a rehearsal against Ferryman's stand-in for Dragonfly, not "
                          "against a real Dragonfly: its "
                          "figures say nothing about Dragonfly's speed.");
}

QList<StoryFigure> figuresOf(const Report& report) {
    const SwitchFigures& figures = report.cutover.figures;
    const Message agree = figures.sentinelsAsked > 0
                              ? Message{QT_TRANSLATE_NOOP("core", "%1 of %2"),
                                        {QString::number(figures.sentinelsAgreeing),
                                         QString::number(figures.sentinelsAsked)}}
                              : Message{"-"};
    return {{{QT_TRANSLATE_NOOP("core", "Result")},
             resultWord(report.cutover.ending),
             report.cutover.outcome,
             report.cutover.ending == Ending::Migrated},
            outageFigure(report),
            lostFigure(report),
            {{QT_TRANSLATE_NOOP("core", "Sentinels agree")},
             agree,
             {"%1", {report.after.primary.isNull() ? QString() : report.after.primary.toString()}},
             figures.sentinelsAsked > 0 && figures.sentinelsAgreeing == figures.sentinelsAsked},
            verifiedFigure(report)};
}

QList<StoryRow> summaryOf(const Report& report) {
    const SwitchFigures& figures = report.cutover.figures;
    const auto offset = [](const std::optional<qint64>& value) {
        return value ? formatCount(*value) : QStringLiteral("-");
    };
    QList<StoryRow> rows{
        {QStringLiteral("From"),
         QStringLiteral("group %1: %2 at %3")
             .arg(report.before.group, identityOf(report, QStringLiteral("source")),
                  addressOf(report, QStringLiteral("source")))},
        {QStringLiteral("To"), QStringLiteral("%1 at %2")
                                   .arg(identityOf(report, QStringLiteral("dragonfly")),
                                        addressOf(report, QStringLiteral("dragonfly")))},
    };
    if (report.keys) {
        rows.append({QStringLiteral("Data"),
                     QStringLiteral("%1; full sync %2")
                         .arg(counted(*report.keys, "key", "keys"),
                              report.syncDurationMs ? formatDuration(*report.syncDurationMs)
                                                    : QStringLiteral("not finished"))});
    }
    rows.append({QStringLiteral("Switch"), report.cutover.timeline.isEmpty()
                                               ? QStringLiteral("none")
                                               : phaseTimes(report.cutover)});
    rows.append(
        {QStringLiteral("Proof"),
         QStringLiteral("frozen at offset %1; Dragonfly had offset %2 before it was promoted")
             .arg(offset(figures.frozenOffset), offset(figures.drainedOffset))});
    if (figures.writeFreezeMs) {
        rows.append({QStringLiteral("Write freeze"), formatMs(*figures.writeFreezeMs)});
    }
    rows.append({QStringLiteral("Verified"), verificationOf(report).first().text});
    rows.append({QStringLiteral("Findings"), findingsLine(report.findings)});
    if (!report.mends.isEmpty()) {
        rows.append({QStringLiteral("Mended"), mendsLine(report.mends)});
    }
    return rows;
}

QString sealText(const Report& report) {
    const ReportSeal& seal = report.seal;
    if (!seal.fault.isEmpty()) {
        return seal.fault.english();
    }
    if (seal.hash.isEmpty()) {
        return QStringLiteral("not chained: written by an older Ferryman");
    }
    return QStringLiteral("%1; SHA-256 of the chain's last row: %2")
        .arg(counted(seal.row, "row", "rows"), seal.hash);
}

QList<StoryRow> environmentOf(const Report& report) {
    const ReportEnvironment& environment = report.environment;
    const Policy& policy = report.plan.policy;
    QList<StoryRow> rows;
    const auto add = [&rows](const char* label, const QString& text) {
        if (!text.isEmpty()) {
            rows.append({QString::fromLatin1(label), text});
        }
    };
    add("Carried out by", environment.person);
    add("Ferryman", environment.ferryman);
    add("Qt", environment.qt);
    add("System", environment.system);
    add("Kernel",
        QStringLiteral("%1 %2").arg(environment.kernel, environment.architecture).trimmed());
    add("Limits", QStringLiteral("steady for %1 s with a lag of at most %2 and %3 s; freeze of at "
                                 "most %4")
                      .arg(policy.steadySeconds)
                      .arg(formatBytes(policy.maxLagBytes))
                      .arg(policy.maxLagSeconds)
                      .arg(formatMs(policy.freezeBudgetMs)));
    add("Plan", report.plan.id);
    add("Journal", sealText(report));
    add("Proof of it", QStringLiteral("ferrymanctl report PLAN --report FOLDER --verify, with the "
                                      "folder of this report"));
    return rows;
}

QString acceptedBy(const Report& report, const Finding& finding) {
    if (!finding.accepted) {
        return {};
    }
    const QString& person =
        finding.acceptedBy.isEmpty() ? report.environment.person : finding.acceptedBy;
    return person.isEmpty()
               ? QStringLiteral("accepted: %1").arg(finding.acceptedBecause)
               : QStringLiteral("accepted by %1: %2").arg(person, finding.acceptedBecause);
}

QString outcomeOf(const MendedServer& server) {
    if (server.undone) {
        return QStringLiteral("done, and undone again");
    }
    if (server.outcome.isEmpty()) {
        return QStringLiteral("not sent");
    }
    return server.outcome == QLatin1String("done")
               ? server.outcome
               : QStringLiteral("%1: %2").arg(server.outcome, server.reply);
}

QList<Finding> findingsByWeight(const Report& report) {
    constexpr auto weight = [](const Finding& finding) {
        switch (finding.severity) {
        case Severity::Blocker:
            return 0;
        case Severity::Warning:
            return 1;
        case Severity::Unknown:
            return 2;
        case Severity::Note:
            return 3;
        case Severity::Passed:
            return 4;
        }
        return 4;
    };
    QList<Finding> findings = report.findings;
    std::ranges::stable_sort(findings, {}, weight);
    return findings;
}

QList<StoryCommand> commandsOf(const Report& report) {
    QList<StoryCommand> commands;
    for (const JournalRow& row : report.rows) {
        const QString command = row.data.value(QStringLiteral("command")).toString();
        if (row.kind == RowKind::Command && !command.isEmpty()) {
            commands.append({row.number, row.at, row.subject, command, {}});
        } else if (row.kind == RowKind::Reply) {
            const auto sent = std::ranges::find_if(commands, [&](const StoryCommand& each) {
                return each.reply.isEmpty() && each.server == row.subject &&
                       each.command == command;
            });
            if (sent != commands.end()) {
                sent->reply = row.data.value(QStringLiteral("reply")).toString();
            }
        }
    }
    return commands;
}

} // namespace ferryman
