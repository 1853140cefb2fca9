// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/story.h"

#include "base/format.h"

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
                {QT_TRANSLATE_NOOP("core", "of %1 acknowledged by the lab's writers"),
                 {formatCount(report.load->acknowledgedWrites)}},
                kept};
    }
    const SwitchFigures& figures = report.cutover.figures;
    const bool proven = report.cutover.ending == Ending::Migrated && figures.frozenOffset &&
                        figures.drainedOffset && *figures.drainedOffset >= *figures.frozenOffset;
    if (!proven) {
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
    for (const TimelineRow& row : cutover.timeline) {
        const bool key = row.phase == Phase::Freeze || row.phase == Phase::Promote ||
                         row.phase == Phase::Confirm;
        if (key && !row.sentinelEvent) {
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
    return QStringLiteral("%1 passed, %2 notes, %3 warnings, %4 blockers, %5 not readable; %6 "
                          "accepted by a person")
        .arg(count(Severity::Passed))
        .arg(count(Severity::Note))
        .arg(count(Severity::Warning))
        .arg(count(Severity::Blocker))
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
             figures.sentinelsAsked > 0 && figures.sentinelsAgreeing == figures.sentinelsAsked}};
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
                     QStringLiteral("%1 keys; full sync %2")
                         .arg(formatCount(*report.keys),
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
    rows.append({QStringLiteral("Verified"),
                 QStringLiteral("the data were not compared: this version of Ferryman has no "
                                "verification; the proof above is by replication offset")});
    rows.append({QStringLiteral("Findings"), findingsLine(report.findings)});
    if (!report.mends.isEmpty()) {
        rows.append({QStringLiteral("Mended"), mendsLine(report.mends)});
    }
    return rows;
}

QStringList wayBackOf(const Report& report) {
    if (report.cutover.ending != Ending::Migrated) {
        return {QStringLiteral("Sentinel's primary was not changed by a finished switch. What is "
                               "still changed stands in the "
                               "journal below, each with its command.")};
    }
    return {
        QStringLiteral("The old primary %1 is read-only: a replica of an address where nobody "
                       "listens, with priority 0. Its "
                       "data are as they were at the freeze.")
            .arg(addressOf(report, QStringLiteral("source"))),
        QStringLiteral("Redis cannot follow Dragonfly. Going back means to lose every write made "
                       "on Dragonfly since, or to copy "
                       "it by other means."),
        QStringLiteral("To make the old primary writable again: REPLICAOF NO ONE, CONFIG SET "
                       "min-replicas-to-write and CONFIG "
                       "SET replica-priority with the values that the journal below gives, then "
                       "SENTINEL RESET and SENTINEL "
                       "MONITOR on every Sentinel."),
        QStringLiteral("Do not restart the old primary as it is while Sentinels still list it: its "
                       "configuration file may not "
                       "hold what parks it. Take a snapshot on Dragonfly (SAVE) and then shut the "
                       "old primary down."),
    };
}

QString acceptanceOf(const Finding& finding) {
    if (!finding.accepted) {
        return {};
    }
    return finding.acceptedBy.isEmpty()
               ? finding.acceptedBecause
               : QStringLiteral("%1: %2").arg(finding.acceptedBy, finding.acceptedBecause);
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

QString commandTextOf(const JournalRow& row) {
    const QString command = row.data.value(QStringLiteral("command")).toString();
    switch (row.kind) {
    case RowKind::Command:
        return command;
    case RowKind::Reply:
        return QStringLiteral("%1 -> %2")
            .arg(command, row.data.value(QStringLiteral("reply")).toString());
    default:
        return {};
    }
}

} // namespace ferryman
