// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/verification_story.h"

#include "base/format.h"

#include <QDateTime>

#include <cmath>

namespace ferryman {

namespace {

constexpr qsizetype mostTold = 200;
constexpr qsizetype shownOfKey = 200; // a key may be half a gigabyte

qint64 differingIn(const ReportVerification& verification) {
    return verification.verdict->counts.differences +
           (verification.frozen ? verification.frozen->differing : 0);
}

/// What kept changing was read in peace within the freeze.
bool isDecidedFrozen(const ReportVerification& verification) {
    return verification.frozen && verification.frozen->isClean() &&
           verification.frozen->compared >= verification.verdict->counts.undecided;
}

Message cleanNote(const ReportVerification& verification) {
    const VerifyCounts& counts = verification.verdict->counts;
    const QString compared = formatCount(counts.keysCompared);
    const auto keys = [&counts](const char* text) { // English says it of one as of many
        return Plural{text, text, counts.keysCompared};
    };
    if (counts.undecided > 0) {
        return isDecidedFrozen(verification)
                   ? Message{keys(QT_TRANSLATE_N_NOOP("core",
                                                      "%1 compared, none differs; what kept "
                                                      "changing, within the freeze")),
                             {compared}}
                   : Message{keys(QT_TRANSLATE_N_NOOP(
                                 "core", "%1 compared, none differs; kept changing: %2")),
                             {compared, formatCount(counts.undecided)}};
    }
    if (counts.notComparable > 0) {
        return {
            keys(QT_TRANSLATE_N_NOOP("core", "%1 compared, none differs; cannot be compared: %2")),
            {compared, formatCount(counts.notComparable)}};
    }
    return {keys(QT_TRANSLATE_N_NOOP("core", "%1 compared, none differs")), {compared}};
}

QString found(const VerifyCounts& counts) {
    if (counts.differences > 0) {
        return QStringLiteral("differences: %1").arg(formatCount(counts.differences));
    }
    return counts.undecided > 0 ? QStringLiteral("no difference, but %1 kept changing")
                                      .arg(counted(counts.undecided, "key", "keys"))
                                : QStringLiteral("no difference");
}

QString comparison(const ReportVerification& verification) {
    const Verdict& verdict = *verification.verdict;
    const QString what = verdict.mode == VerifyOptions::Mode::Sample
                             ? QStringLiteral("keys drawn at random were compared")
                             : QStringLiteral("every key was compared in both directions");
    const QString from =
        verification.readFrom.isEmpty()
            ? QString()
            : QStringLiteral(", the source by its replica %1").arg(verification.readFrom);
    return QStringLiteral("%1%2: %3, %4 read in %5; %6; ended %7 UTC")
        .arg(what, from, counted(verdict.counts.keysCompared, "key", "keys"),
             formatBytes(verdict.counts.bytesRead),
             formatDuration(std::llround(verdict.seconds * 1000)), found(verdict.counts),
             QDateTime::fromMSecsSinceEpoch(verdict.finishedAtMs, Qt::UTC)
                 .toString(QStringLiteral("yyyy-MM-dd HH:mm:ss")));
}

QString byType(const VerifyCounts& counts) {
    QStringList parts;
    for (auto it = counts.byType.begin(); it != counts.byType.end(); ++it) {
        const qint64 differing = counts.differencesByType.value(it.key());
        parts.append(QStringLiteral("%1 %2").arg(it.key(), formatCount(it.value())) +
                     (differing > 0 ? QStringLiteral(" (%1 differ)").arg(formatCount(differing))
                                    : QString()));
    }
    return parts.join(QStringLiteral(", "));
}

QString named(const QMap<QString, qint64>& numbers) {
    QStringList parts;
    for (auto it = numbers.begin(); it != numbers.end(); ++it) {
        parts.append(QStringLiteral("%1 %2").arg(it.key(), formatCount(it.value())));
    }
    return parts.join(QStringLiteral(", "));
}

/// For which moment it holds, and what was written from there until the freeze.
QString moment(const Report& report, const Verdict& verdict) {
    const std::optional<qint64>& frozen = report.cutover.figures.frozenOffset;
    const bool sameStream =
        report.begun.isValid() && verdict.startedAtMs >= report.begun.toMSecsSinceEpoch();
    if (!frozen || !verdict.offset || *frozen < *verdict.offset || !sameStream) {
        return verdict.holdsFor.english();
    }
    return QStringLiteral("%1 From there until the freeze %2 were written, which the replication "
                          "stream carried.")
        .arg(verdict.holdsFor.english(), formatBytes(*frozen - *verdict.offset));
}

QString notLookedAt(const Verdict& verdict) {
    QStringList parts;
    if (verdict.mode == VerifyOptions::Mode::Sample) {
        parts.append(QStringLiteral("all keys outside of the sample"));
    }
    if (!verdict.counts.notCompared.isEmpty()) {
        parts.append(
            QStringLiteral("what cannot be compared: %1").arg(named(verdict.counts.notCompared)));
    }
    parts.append(QStringLiteral("functions, users and settings; when and how often keys were "
                                "used"));
    return parts.join(QStringLiteral("; "));
}

QString frozenText(const ComparedFrozen& frozen) {
    return QStringLiteral("%1 compared once more while writes stood still, in %2; different: %3, "
                          "not read: %4")
        .arg(counted(frozen.compared, "key that was written last or kept changing was",
                     "keys that were written last or kept changing were"),
             formatMs(frozen.tookMs), formatCount(frozen.differing), formatCount(frozen.unread));
}

QString selfTestText(const VerificationSelfTest& test) {
    const QString leftOut = test.leftOut.isEmpty()
                                ? QString()
                                : QStringLiteral("; the servers at hand cannot show: %1")
                                      .arg(test.leftOut.join(QStringLiteral(", ")));
    return QStringLiteral("planted %1 on scratch servers, found %2, false alarms %3%4")
        .arg(counted(test.planted, "difference", "differences"), formatCount(test.found),
             formatCount(test.falseAlarms), leftOut);
}

QList<StoryRow> comparisonRows(const Report& report) {
    const ReportVerification& verification = report.verification;
    const Verdict& verdict = *verification.verdict;
    QList<StoryRow> rows{{QStringLiteral("Data"), comparison(verification)}};
    const auto add = [&rows](const char* label, const QString& text) {
        if (!text.isEmpty()) {
            rows.append({QString::fromLatin1(label), text});
        }
    };
    add("Holds for", moment(report, verdict));
    add("Confidence", verdict.confidence.english());
    add("By type", byType(verdict.counts));
    add("By class", named(verdict.counts.byClass));
    add("Not looked at", notLookedAt(verdict));
    return rows;
}

} // namespace

StoryFigure verifiedFigure(const Report& report) {
    const Message label{QT_TRANSLATE_NOOP("core", "Verified")};
    const ReportVerification& verification = report.verification;
    if (!verification.verdict) {
        if (!isProvenByOffset(report)) {
            return {label, {"-"}, {}, false};
        }
        return {label,
                {QT_TRANSLATE_NOOP("core", "by offset")},
                {QT_TRANSLATE_NOOP("core", "the data themselves were not compared")},
                true};
    }
    const Verdict& verdict = *verification.verdict;
    if (const qint64 differing = differingIn(verification); differing > 0) {
        return {label,
                {QT_TRANSLATE_NOOP("core", "differences: %1"), {formatCount(differing)}},
                {Plural{QT_TRANSLATE_N_NOOP("core", "%1 keys compared"), "%1 key compared",
                        verdict.counts.keysCompared},
                 {formatCount(verdict.counts.keysCompared)}},
                false};
    }
    if (verdict.mode == VerifyOptions::Mode::Sample) {
        return {label, {QT_TRANSLATE_NOOP("core", "a sample")}, verdict.confidence, true};
    }
    return {label,
            {QT_TRANSLATE_NOOP("core", "every key")},
            cleanNote(verification),
            verdict.counts.undecided == 0 || isDecidedFrozen(verification)};
}

QList<Difference> toldDifferences(const Report& report) {
    QList<Difference> all = report.verification.differences;
    if (report.verification.frozen) {
        all += report.verification.frozen->differences;
    }
    return all.first(std::min(all.size(), mostTold));
}

QString toldKey(const Difference& difference) {
    const QByteArray& key = difference.name.key;
    return key.size() <= shownOfKey ? keyText(difference)
                                    : escapedKey(key.first(shownOfKey)) + u'…';
}

QList<StoryRow> verificationOf(const Report& report) {
    const SwitchFigures& figures = report.cutover.figures;
    const ReportVerification& verification = report.verification;
    QList<StoryRow> rows;
    if (verification.verdict) {
        rows = comparisonRows(report);
    } else {
        rows.append({QStringLiteral("Data"),
                     verification.isReplaced
                         ? QStringLiteral("what had been compared was replaced by a new full sync "
                                          "and not compared again; the proof is by replication "
                                          "offset")
                         : QStringLiteral("the data were not compared; the proof is by replication "
                                          "offset")});
    }
    const auto add = [&rows](const char* label, const QString& text) {
        rows.append({QString::fromLatin1(label), text});
    };
    if (verification.brokenOff) {
        const QString because = verification.brokenOffBecause.isEmpty()
                                    ? QStringLiteral("stopped by a person")
                                    : verification.brokenOffBecause;
        add("Unfinished",
            QStringLiteral("a later comparison did not come to its end: %1; until then %2, %3")
                .arg(because, counted(verification.brokenOff->counts.keysCompared, "key", "keys"),
                     found(verification.brokenOff->counts)));
    }
    if (verification.frozen) {
        add("Within the freeze", frozenText(*verification.frozen));
    }
    if (verification.selfTest) {
        add("Self test", selfTestText(*verification.selfTest));
    }
    if (figures.frozenOffset && figures.drainedOffset) {
        add("Offsets",
            QStringLiteral("the source's last byte was %1, read inside the freeze; "
                           "Dragonfly had applied %2 before it was promoted")
                .arg(formatCount(*figures.frozenOffset), formatCount(*figures.drainedOffset)));
    }
    if (report.load) {
        add("Writes", QStringLiteral("%1 looked for on Dragonfly; missing: %2")
                          .arg(counted(report.load->acknowledgedWrites,
                                       "acknowledged write of the lab's own writers was",
                                       "acknowledged writes of the lab's own writers were"),
                               formatCount(report.load->lostWrites)));
    }
    return rows;
}

} // namespace ferryman
