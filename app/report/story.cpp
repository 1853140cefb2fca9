// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/story.h"

#include "base/format.h"
#include "report/report_words.h"
#include "report/verification_story.h"
#include "report/wording.h"

#include <algorithm>
#include <cmath>

namespace ferryman {

namespace {

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
            freeze ? Message{"%1", {formatDuration(std::llround(*freeze))}} : Message{"-"},
            {QT_TRANSLATE_NOOP("core", "from the freeze to the promotion")},
            freeze.has_value()};
}

Message phaseTimes(const Report& report) {
    QList<Message> parts;
    std::optional<Phase> told;
    for (const TimelineRow& row : report.cutover.timeline) {
        const bool key = row.phase == Phase::Freeze || row.phase == Phase::Promote ||
                         row.phase == Phase::Confirm;
        if (key && !row.sentinelEvent && told != row.phase) {
            told = row.phase;
            parts.append(Message{"%1 %2", {timeOf(report, row.atMs), wordOf(row.phase)}});
        }
    }
    return joined(parts);
}

Message findingsLine(const QList<Finding>& findings) {
    const auto count = [&](Severity severity) {
        return QString::number(std::ranges::count(findings, severity, &Finding::severity));
    };
    return {QT_TRANSLATE_NOOP("core", "passed: %1, notes: %2, warnings: %3, blockers: %4, not "
                                      "readable: %5; accepted by a person: %6"),
            {count(Severity::Passed), count(Severity::Note), count(Severity::Warning),
             count(Severity::Blocker), count(Severity::Unknown),
             QString::number(std::ranges::count_if(findings, &Finding::accepted))}};
}

Message mendsLine(const QList<Mend>& mends) {
    QList<Message> checks;
    for (const Mend& mend : mends) {
        checks.append(mend.isUndone()
                          ? Message{QT_TRANSLATE_NOOP("core", "%1 (undone again)"), {mend.check}}
                          : asItIs(mend.check));
    }
    return joined(checks);
}

QString nameOf(const Report& report) {
    return report.plan.name.isEmpty() ? report.before.group : report.plan.name;
}

/// The rest of what a switch came to stands in the other figures.
Message resultNote(const Report& report) {
    const redis::Address& dragonfly = report.plan.dragonfly.address;
    return report.cutover.ending == Ending::Migrated && !dragonfly.isNull()
               ? Message{QT_TRANSLATE_NOOP("core", "Dragonfly %1 is the primary"),
                         {dragonfly.toString()}}
               : report.cutover.outcome;
}

Message lossClause(const Report& report) {
    if (lostFigure(report).good) {
        return {QT_TRANSLATE_NOOP("core", "no acknowledged write was lost")};
    }
    return report.load
               ? Message{Plural{QT_TRANSLATE_N_NOOP("core", "%1 acknowledged writes were lost"),
                                "%1 acknowledged write was lost", report.load->lostWrites},
                         {formatCount(report.load->lostWrites)}}
               : Message{QT_TRANSLATE_NOOP("core", "whether a write was lost is not proven")};
}

Message offsetText(const std::optional<qint64>& offset) {
    return offset ? Message{"%1", {formatCount(*offset)}} : Message{"-"};
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

Message titleOf(const Report& report) {
    return {QT_TRANSLATE_NOOP("core", "Migration of %1 to Dragonfly"), {nameOf(report)}};
}

QString timeOf(const Report& report, qint64 ms) {
    const bool oneDay = report.begun.toUTC().date() == report.made.toUTC().date();
    return QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC)
        .toString(oneDay ? QStringLiteral("HH:mm:ss.zzz")
                         : QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz"));
}

Message subtitleOf(const Report& report) {
    const QDateTime begun = report.begun.toUTC();
    const QDateTime made = report.made.toUTC();
    const QString moment = QStringLiteral("yyyy-MM-dd HH:mm:ss");
    return {QT_TRANSLATE_NOOP("core", "%1 to %2 UTC, by %3"),
            {begun.toString(moment),
             made.toString(begun.date() == made.date() ? QStringLiteral("HH:mm:ss") : moment),
             report.madeBy}};
}

Message headlineOf(const Report& report) {
    const QString source = identityOf(report, QStringLiteral("source"));
    const QString dragonfly = identityOf(report, QStringLiteral("dragonfly"));
    const QString name = nameOf(report);
    switch (report.cutover.ending) {
    case Ending::None:
        return source.isEmpty()
                   ? Message{QT_TRANSLATE_NOOP(
                                 "core", "%1 was not switched yet: the source is its primary."),
                             {name}}
                   : Message{
                         QT_TRANSLATE_NOOP("core", "%1 was not switched yet: %2 is its primary."),
                         {name, source}};
    case Ending::Aborted:
        return source.isEmpty()
                   ? Message{QT_TRANSLATE_NOOP("core",
                                               "The switch of %1 was turned back. The source is "
                                               "its primary as before, and every setting was put "
                                               "back."),
                             {name}}
                   : Message{QT_TRANSLATE_NOOP("core",
                                               "The switch of %1 was turned back. %2 is its "
                                               "primary as before, and every setting was put "
                                               "back."),
                             {name, source}};
    case Ending::Attention:
        return {QT_TRANSLATE_NOOP("core", "The switch of %1 needs a person: %2"),
                {name, report.cutover.outcome}};
    case Ending::Migrated:
        break;
    }
    return {QT_TRANSLATE_NOOP("core", "%1 moved from %2 to %3. Writes stood still for %4; %5."),
            {name, source, dragonfly, outageFigure(report).value, lossClause(report)}};
}

Message standInNotice() {
    return {QT_TRANSLATE_NOOP("core",
                              "This was a rehearsal against Ferryman's stand-in for Dragonfly, not "
                              "against a real Dragonfly: its "
                              "figures say nothing about Dragonfly's speed.")};
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
             resultNote(report),
             report.cutover.ending == Ending::Migrated},
            outageFigure(report),
            lostFigure(report),
            {{QT_TRANSLATE_NOOP("core", "Sentinels agree")},
             agree,
             report.after.primary.isNull() ? Message() : asItIs(report.after.primary.toString()),
             figures.sentinelsAsked > 0 && figures.sentinelsAgreeing == figures.sentinelsAsked},
            verifiedFigure(report)};
}

QList<StoryRow> summaryOf(const Report& report) {
    const SwitchFigures& figures = report.cutover.figures;
    QList<StoryRow> rows;
    const auto add = [&rows](const Message& label, const Message& text) {
        rows.append(StoryRow{label, text});
    };
    add({QT_TRANSLATE_NOOP("core", "From")},
        {QT_TRANSLATE_NOOP("core", "group %1: %2 at %3"),
         {report.before.group, identityOf(report, QStringLiteral("source")),
          addressOf(report, QStringLiteral("source"))}});
    add({QT_TRANSLATE_NOOP("core", "To")}, {QT_TRANSLATE_NOOP("core", "%1 at %2"),
                                            {identityOf(report, QStringLiteral("dragonfly")),
                                             addressOf(report, QStringLiteral("dragonfly"))}});
    if (report.keys) {
        const Message synced = report.syncDurationMs
                                   ? Message{"%1", {formatDuration(*report.syncDurationMs)}}
                                   : Message{QT_TRANSLATE_NOOP("core", "not finished")};
        add({QT_TRANSLATE_NOOP("core", "Data")},
            {Plural{QT_TRANSLATE_N_NOOP("core", "%1 keys; full sync %2"), "%1 key; full sync %2",
                    *report.keys},
             {formatCount(*report.keys), synced}});
    }
    add({QT_TRANSLATE_NOOP("core", "Switch")}, report.cutover.timeline.isEmpty()
                                                   ? Message{QT_TRANSLATE_NOOP("core", "none")}
                                                   : phaseTimes(report));
    add({QT_TRANSLATE_NOOP("core", "Proof")},
        {QT_TRANSLATE_NOOP("core",
                           "frozen at offset %1; Dragonfly had offset %2 before it was promoted"),
         {offsetText(figures.frozenOffset), offsetText(figures.drainedOffset)}});
    if (figures.writeFreezeMs) {
        add({QT_TRANSLATE_NOOP("core", "Write freeze")},
            {"%1", {formatMs(*figures.writeFreezeMs)}});
    }
    add({QT_TRANSLATE_NOOP("core", "Verified")}, verificationOf(report).first().text);
    add({QT_TRANSLATE_NOOP("core", "Findings")}, findingsLine(report.findings));
    if (!report.mends.isEmpty()) {
        add({QT_TRANSLATE_NOOP("core", "Mended")}, mendsLine(report.mends));
    }
    return rows;
}

Message sealText(const Report& report) {
    const ReportSeal& seal = report.seal;
    if (!seal.fault.isEmpty()) {
        return seal.fault;
    }
    if (seal.hash.isEmpty()) {
        return {QT_TRANSLATE_NOOP("core", "not chained: written by an older Ferryman")};
    }
    return {Plural{QT_TRANSLATE_N_NOOP("core", "%1 rows; SHA-256 of the chain's last row: %2"),
                   "%1 row; SHA-256 of the chain's last row: %2", seal.row},
            {formatCount(seal.row), seal.hash}};
}

QList<StoryRow> environmentOf(const Report& report) {
    const ReportEnvironment& environment = report.environment;
    const Policy& policy = report.plan.policy;
    QList<StoryRow> rows;
    const auto add = [&rows](const Message& label, const Message& text) {
        if (!text.isEmpty()) {
            rows.append(StoryRow{label, text});
        }
    };
    add({QT_TRANSLATE_NOOP("core", "Carried out by")}, asItIs(environment.person));
    add({"Ferryman"}, asItIs(environment.ferryman));
    add({"Qt"}, asItIs(environment.qt));
    add({QT_TRANSLATE_NOOP("core", "System")}, asItIs(environment.system));
    add({QT_TRANSLATE_NOOP("core", "Kernel")},
        asItIs(
            QStringLiteral("%1 %2").arg(environment.kernel, environment.architecture).trimmed()));
    add({QT_TRANSLATE_NOOP("core", "Limits")},
        {QT_TRANSLATE_NOOP("core", "steady for %1 s with a lag of at most %2 and %3 s; freeze of "
                                   "at most %4"),
         {QString::number(policy.steadySeconds), formatBytes(policy.maxLagBytes),
          QString::number(policy.maxLagSeconds), formatMs(policy.freezeBudgetMs)}});
    add({QT_TRANSLATE_NOOP("core", "Plan")}, asItIs(report.plan.id));
    add({QT_TRANSLATE_NOOP("core", "Journal")}, sealText(report));
    add({QT_TRANSLATE_NOOP("core", "Proof of it")},
        {QT_TRANSLATE_NOOP("core", "ferrymanctl report PLAN --report FOLDER --verify, with the "
                                   "folder of this report")});
    return rows;
}

Message acceptedBy(const Report& report, const Finding& finding) {
    if (!finding.accepted) {
        return {};
    }
    const QString& person =
        finding.acceptedBy.isEmpty() ? report.environment.person : finding.acceptedBy;
    return person.isEmpty()
               ? Message{QT_TRANSLATE_NOOP("core", "accepted: %1"), {finding.acceptedBecause}}
               : Message{QT_TRANSLATE_NOOP("core", "accepted by %1: %2"),
                         {person, finding.acceptedBecause}};
}

Message sinceFreeze(const TimelineRow& row) {
    constexpr double shownMs = 0.05; // below it would be told as nothing, with a sign
    if (!row.sinceFreezeMs) {
        return {};
    }
    const double ms = std::abs(*row.sinceFreezeMs) < shownMs ? 0.0 : *row.sinceFreezeMs;
    return {"%1", {formatMs(ms)}};
}

Message outcomeOf(const MendedServer& server) {
    if (server.undone) {
        return {QT_TRANSLATE_NOOP("core", "done, and undone again")};
    }
    if (server.outcome.isEmpty()) {
        return {QT_TRANSLATE_NOOP("core", "not sent")};
    }
    return server.outcome == QLatin1String("done")
               ? outcomeWord(server.outcome)
               : Message{"%1: %2", {outcomeWord(server.outcome), server.reply}};
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
