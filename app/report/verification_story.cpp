// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/verification_story.h"

#include "base/format.h"
#include "report/report_words.h"
#include "report/wording.h"

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
    const MessageArgument compared = formatCount(counts.keysCompared);
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

Message found(const VerifyCounts& counts) {
    if (counts.differences > 0) {
        return {QT_TRANSLATE_NOOP("core", "differences: %1"), {formatCount(counts.differences)}};
    }
    return counts.undecided > 0
               ? Message{Plural{QT_TRANSLATE_N_NOOP("core",
                                                    "no difference, but %1 keys kept changing"),
                                "no difference, but %1 key kept changing", counts.undecided},
                         {formatCount(counts.undecided)}}
               : Message{QT_TRANSLATE_NOOP("core", "no difference")};
}

Message howCompared(const ReportVerification& verification) {
    const bool sample = verification.verdict->mode == VerifyOptions::Mode::Sample;
    if (verification.readFrom.isEmpty()) {
        return sample ? Message{QT_TRANSLATE_NOOP("core", "keys drawn at random were compared")}
                      : Message{
                            QT_TRANSLATE_NOOP("core", "every key was compared in both directions")};
    }
    return sample ? Message{QT_TRANSLATE_NOOP("core", "keys drawn at random were compared, the "
                                                      "source by its replica %1"),
                            {verification.readFrom}}
                  : Message{QT_TRANSLATE_NOOP("core", "every key was compared in both directions, "
                                                      "the source by its replica %1"),
                            {verification.readFrom}};
}

Message comparison(const ReportVerification& verification) {
    const Verdict& verdict = *verification.verdict;
    return {Plural{QT_TRANSLATE_N_NOOP("core", "%1: %2 keys, %3 read in %4; %5; ended %6 UTC"),
                   "%1: %2 key, %3 read in %4; %5; ended %6 UTC", verdict.counts.keysCompared},
            {howCompared(verification), formatCount(verdict.counts.keysCompared),
             formatBytes(verdict.counts.bytesRead),
             formatDuration(std::llround(verdict.seconds * 1000)), found(verdict.counts),
             QDateTime::fromMSecsSinceEpoch(verdict.finishedAtMs, Qt::UTC)
                 .toString(QStringLiteral("yyyy-MM-dd HH:mm:ss"))}};
}

Message byType(const VerifyCounts& counts) {
    QList<Message> parts;
    for (auto it = counts.byType.begin(); it != counts.byType.end(); ++it) {
        const qint64 differing = counts.differencesByType.value(it.key());
        parts.append(differing > 0
                         ? Message{QT_TRANSLATE_NOOP("core", "%1 %2 (%3 differ)"),
                                   {it.key(), formatCount(it.value()), formatCount(differing)}}
                         : Message{"%1 %2", {it.key(), formatCount(it.value())}});
    }
    return joined(parts);
}

Message byClass(const VerifyCounts& counts) {
    QList<Message> parts;
    for (auto it = counts.byClass.begin(); it != counts.byClass.end(); ++it) {
        const DifferenceClass kind = differenceClass(it.key());
        const bool known = it.key() == QLatin1String(toString(kind));
        parts.append(
            Message{"%1 %2", {known ? wordOf(kind) : asItIs(it.key()), formatCount(it.value())}});
    }
    return joined(parts);
}

Message named(const QMap<QString, qint64>& numbers) {
    QList<Message> parts;
    for (auto it = numbers.begin(); it != numbers.end(); ++it) {
        parts.append(Message{"%1 %2", {it.key(), formatCount(it.value())}});
    }
    return joined(parts);
}

/// For which moment it holds, and what was written from there until the freeze.
Message moment(const Report& report, const Verdict& verdict) {
    const std::optional<qint64>& frozen = report.cutover.figures.frozenOffset;
    const bool sameStream =
        report.begun.isValid() && verdict.startedAtMs >= report.begun.toMSecsSinceEpoch();
    if (!frozen || !verdict.offset || *frozen < *verdict.offset || !sameStream) {
        return verdict.holdsFor;
    }
    return {QT_TRANSLATE_NOOP("core", "%1 From there until the freeze %2 were written, which the "
                                      "replication stream carried."),
            {verdict.holdsFor, formatBytes(*frozen - *verdict.offset)}};
}

Message notLookedAt(const Verdict& verdict) {
    QList<Message> parts;
    if (verdict.mode == VerifyOptions::Mode::Sample) {
        parts.append(Message{QT_TRANSLATE_NOOP("core", "all keys outside of the sample")});
    }
    if (!verdict.counts.notCompared.isEmpty()) {
        parts.append(Message{QT_TRANSLATE_NOOP("core", "what cannot be compared: %1"),
                             {named(verdict.counts.notCompared)}});
    }
    parts.append(
        Message{QT_TRANSLATE_NOOP("core", "functions, users and settings; when and how often "
                                          "keys were used")});
    return joined(parts, Joint::Semicolon);
}

Message frozenText(const ComparedFrozen& frozen) {
    return {
        Plural{QT_TRANSLATE_N_NOOP("core", "%1 keys that were written last or kept changing were "
                                           "compared once more while writes stood still, in %2; "
                                           "different: %3, not read: %4"),
               "%1 key that was written last or kept changing was compared once more while "
               "writes stood still, in %2; different: %3, not read: %4",
               frozen.compared},
        {formatCount(frozen.compared), formatMs(frozen.tookMs), formatCount(frozen.differing),
         formatCount(frozen.unread)}};
}

Message selfTestText(const VerificationSelfTest& test) {
    const Message told{
        Plural{QT_TRANSLATE_N_NOOP(
                   "core", "planted %1 differences on scratch servers, found %2, false alarms %3"),
               "planted %1 difference on scratch servers, found %2, false alarms %3", test.planted},
        {formatCount(test.planted), formatCount(test.found), formatCount(test.falseAlarms)}};
    QList<Message> leftOut;
    for (const QString& kind : test.leftOut) {
        leftOut.append(asItIs(kind));
    }
    return leftOut.isEmpty()
               ? told
               : Message{QT_TRANSLATE_NOOP("core", "%1; the servers at hand cannot show: %2"),
                         {told, joined(leftOut)}};
}

QList<StoryRow> comparisonRows(const Report& report) {
    const ReportVerification& verification = report.verification;
    const Verdict& verdict = *verification.verdict;
    QList<StoryRow> rows;
    const auto add = [&rows](const Message& label, const Message& text) {
        if (!text.isEmpty()) {
            rows.append(StoryRow{label, text});
        }
    };
    add({QT_TRANSLATE_NOOP("core", "Data")}, comparison(verification));
    add({QT_TRANSLATE_NOOP("core", "Holds for")}, moment(report, verdict));
    add({QT_TRANSLATE_NOOP("core", "Confidence")}, verdict.confidence);
    add({QT_TRANSLATE_NOOP("core", "By type")}, byType(verdict.counts));
    add({QT_TRANSLATE_NOOP("core", "By class")}, byClass(verdict.counts));
    add({QT_TRANSLATE_NOOP("core", "Not looked at")}, notLookedAt(verdict));
    return rows;
}

Message notCompared(const ReportVerification& verification) {
    return verification.isReplaced
               ? Message{QT_TRANSLATE_NOOP("core", "what had been compared was replaced by a new "
                                                   "full sync and not compared again; the proof is "
                                                   "by replication offset")}
               : Message{QT_TRANSLATE_NOOP("core", "the data were not compared; the proof is by "
                                                   "replication offset")};
}

Message unfinishedText(const ReportVerification& verification) {
    const Message because = verification.brokenOffBecause.isEmpty()
                                ? Message{QT_TRANSLATE_NOOP("core", "stopped by a person")}
                                : asItIs(verification.brokenOffBecause);
    return {Plural{QT_TRANSLATE_N_NOOP("core", "a later comparison did not come to its end: %1; "
                                               "until then %2 keys, %3"),
                   "a later comparison did not come to its end: %1; until then %2 key, %3",
                   verification.brokenOff->counts.keysCompared},
            {because, formatCount(verification.brokenOff->counts.keysCompared),
             found(verification.brokenOff->counts)}};
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
    const auto add = [&rows](const Message& label, const Message& text) {
        rows.append(StoryRow{label, text});
    };
    if (verification.verdict) {
        rows = comparisonRows(report);
    } else {
        add({QT_TRANSLATE_NOOP("core", "Data")}, notCompared(verification));
    }
    if (verification.brokenOff) {
        add({QT_TRANSLATE_NOOP("core", "Unfinished")}, unfinishedText(verification));
    }
    if (verification.frozen) {
        add({QT_TRANSLATE_NOOP("core", "Within the freeze")}, frozenText(*verification.frozen));
    }
    if (verification.selfTest) {
        add({QT_TRANSLATE_NOOP("core", "Self test")}, selfTestText(*verification.selfTest));
    }
    if (figures.frozenOffset && figures.drainedOffset) {
        add({QT_TRANSLATE_NOOP("core", "Offsets")},
            {QT_TRANSLATE_NOOP("core", "the source's last byte was %1, read inside the freeze; "
                                       "Dragonfly had applied %2 before it was promoted"),
             {formatCount(*figures.frozenOffset), formatCount(*figures.drainedOffset)}});
    }
    if (report.load) {
        add({QT_TRANSLATE_NOOP("core", "Writes")},
            {Plural{QT_TRANSLATE_N_NOOP("core",
                                        "%1 acknowledged writes of the lab's own writers were "
                                        "looked for on Dragonfly; missing: %2"),
                    "%1 acknowledged write of the lab's own writers was looked for on Dragonfly; "
                    "missing: %2",
                    report.load->acknowledgedWrites},
             {formatCount(report.load->acknowledgedWrites), formatCount(report.load->lostWrites)}});
    }
    return rows;
}

} // namespace ferryman
