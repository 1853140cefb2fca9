// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/verify_words.h"

#include "base/format.h"
#include "models/finding_model.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>

namespace ferryman {

namespace {

class Words {
    Q_DECLARE_TR_FUNCTIONS(ferryman::VerifyWords)
};

QString number(qint64 count) {
    return formatCount(count, QLocale());
}

QString bytes(qint64 count) {
    return formatBytes(count, QLocale());
}

QString joined(QStringList sentences) {
    sentences.removeAll(QString());
    return sentences.join(u' ');
}

QString differencesAmong(qint64 differences, qint64 keys) {
    if (differences == 0) {
        return Words::tr("No difference, %1 keys compared.", nullptr, formOf(keys))
            .arg(number(keys));
    }
    const QString found =
        Words::tr("%1 differences", nullptr, formOf(differences)).arg(number(differences));
    return Words::tr("%1, %2 keys compared.", nullptr, formOf(keys)).arg(found, number(keys));
}

/// What the frozen pass will do, or did.
QString frozenWords(const VerifyState& verify) {
    if (verify.frozen) {
        const FrozenVerdict& frozen = *verify.frozen;
        return Words::tr("Within the freeze %1 keys were compared once more in %2; different: %3, "
                         "not read: %4.",
                         nullptr, formOf(frozen.compared))
            .arg(number(frozen.compared), formatMs(frozen.milliseconds, QLocale()),
                 number(frozen.differences.size()), number(frozen.notRead()));
    }
    if (verify.frozenKeys == 0) {
        return {};
    }
    return verify.frozenExpectedMs
               ? Words::tr("Within the freeze of the switch %1 keys are compared once more, in "
                           "about %2.",
                           nullptr, formOf(verify.frozenKeys))
                     .arg(number(verify.frozenKeys), formatMs(*verify.frozenExpectedMs, QLocale()))
               : Words::tr("Within the freeze of the switch %1 keys are compared once more.",
                           nullptr, formOf(verify.frozenKeys))
                     .arg(number(verify.frozenKeys));
}

QString leftOutWords(const VerifyState& verify) {
    return verify.undecidedLeftOut == 0
               ? QString()
               : Words::tr("Of %1 undecided keys the names are not kept, so that the freeze cannot "
                           "compare them.",
                           nullptr, formOf(verify.undecidedLeftOut))
                     .arg(number(verify.undecidedLeftOut));
}

QString ageWords(const VerifyState& verify, const Verdict& verdict, qint64 nowMs) {
    const QString ended = Words::tr("Ended %1, took %2.")
                              .arg(agoText(verdict.finishedAtMs, nowMs),
                                   formatDuration(std::llround(verdict.seconds * 1000), QLocale()));
    if (!verify.freshness || !verify.freshness->bytesSince) {
        return ended;
    }
    return Words::tr("%1 Written on the source since: %2.")
        .arg(ended, bytes(*verify.freshness->bytesSince));
}

Tone toneOf(const Verdict& verdict) {
    switch (verdict.outcome) {
    case Verdict::Outcome::Clean:
        return verdict.counts.notComparable > 0 ? Tone::Warning : Tone::Good;
    case Verdict::Outcome::Different:
        return Tone::Bad;
    case Verdict::Outcome::Undecided:
    case Verdict::Outcome::Stopped:
    case Verdict::Outcome::Failed:
        break;
    }
    return Tone::Warning;
}

QString sentenceOf(const Verdict& verdict) {
    const VerifyCounts& counts = verdict.counts;
    if (verdict.outcome == Verdict::Outcome::Different) {
        return differencesAmong(counts.differences, counts.keysCompared);
    }
    if (counts.undecided > 0) {
        return Words::tr("No difference, but %1 keys kept changing and are undecided.", nullptr,
                         formOf(counts.undecided))
            .arg(number(counts.undecided));
    }
    if (verdict.mode == VerifyOptions::Mode::Sample && !verdict.confidence.isEmpty()) {
        return verdict.confidence.translated();
    }
    if (counts.notComparable > 0) {
        return joined(
            {Words::tr("No difference among %1 keys.", nullptr, formOf(counts.keysCompared))
                 .arg(number(counts.keysCompared)),
             Words::tr("%1 keys cannot be compared.", nullptr, formOf(counts.notComparable))
                 .arg(number(counts.notComparable))});
    }
    return Words::tr("Both servers hold the same: %1 keys compared, none differs.", nullptr,
                     formOf(counts.keysCompared))
        .arg(number(counts.keysCompared));
}

VerifyWords verdictWords(const VerifyState& verify, qint64 nowMs) {
    const Verdict& verdict = *verify.verdict;
    const bool repairable = verdict.outcome == Verdict::Outcome::Different && !verify.frozen &&
                            verdict.offset.has_value();
    return {toneOf(verdict), sentenceOf(verdict),
            joined({ageWords(verify, verdict, nowMs), verdict.holdsFor.translated(),
                    frozenWords(verify), leftOutWords(verify),
                    repairable ? Words::tr("A new full sync mends it.") : QString()})};
}

VerifyWords runningWords(const VerifyState& verify) {
    const VerifyProgress& progress = verify.progress;
    if (verify.stopping) {
        return {Tone::Info, Words::tr("Stopping: what was asked is still answered."), {}};
    }
    QStringList more{progress.note.translated()};
    if (progress.slowedTo < 1) {
        more << Words::tr("The governor leaves %1 % of the full speed.")
                    .arg(QLocale().toString(progress.slowedTo * 100, 'f', 0));
    }
    if (progress.suspects > 0) {
        more << Words::tr("Read again, because they differed once: %1.")
                    .arg(number(progress.suspects));
    }
    if (progress.lagBytes && progress.roundTripMs) {
        more << Words::tr("Dragonfly lags %1, the source answers in %2.")
                    .arg(bytes(*progress.lagBytes),
                         formatMs(double(*progress.roundTripMs), QLocale()));
    }
    return {progress.counts.differences > 0 ? Tone::Bad
            : progress.slowedTo < 1         ? Tone::Warning
                                            : Tone::Info,
            Words::tr("Comparing. So far: %1")
                .arg(differencesAmong(progress.counts.differences, progress.counts.keysCompared)),
            joined(more)};
}

VerifyWords brokenOffWords(const VerifyState& verify) {
    const VerifyCounts& counts = verify.progress.counts;
    if (counts.keysCompared == 0 && !verify.error) { // of an earlier session
        return {Tone::Warning, Words::tr("An earlier comparison was left unfinished."),
                verify.canResume ? Words::tr("It can go on where it was.") : QString()};
    }
    const QString sentence = verify.error ? Words::tr("The comparison broke off. Until then: %1")
                                          : Words::tr("Stopped. Until then: %1");
    return {counts.differences > 0 ? Tone::Bad : Tone::Warning,
            sentence.arg(differencesAmong(counts.differences, counts.keysCompared)),
            verify.canResume ? Words::tr("It can go on where it was.") : QString()};
}

VerifyWords readyWords(const VerifyState& verify) {
    const QString counted = verify.sourceKeys && verify.targetKeys
                                ? Words::tr("Key counts: %1 on the source, %2 on Dragonfly.")
                                      .arg(number(*verify.sourceKeys), number(*verify.targetKeys))
                                : QString();
    if (verify.isReplaced) {
        return {Tone::Warning,
                Words::tr("A new full sync replaced what had been compared: compare once more."),
                counted};
    }
    return {Tone::Muted, Words::tr("Nothing was compared yet."), counted};
}

QString notComparedSentence(const QString& what, qint64 count) {
    static const QLatin1String streams("stream.");
    if (what == QLatin1String("hash.fieldExpiry")) {
        return Words::tr("The expiries of single hash fields (hashes: %1): one of the servers "
                         "cannot tell them.")
            .arg(number(count));
    }
    if (what == QLatin1String("key.tooLong")) {
        return Words::tr("Keys that were being read when a comparison was stopped, and whose names "
                         "are longer than %1: %2. They are undecided.")
            .arg(bytes(longestWholeKey), number(count));
    }
    if (what.startsWith(streams)) {
        return Words::tr("“%1” of streams (streams: %2): one of the servers does not tell it.")
            .arg(what.sliced(streams.size()), number(count));
    }
    return Words::tr("Keys of type %1: %2. The type cannot be compared.").arg(what, number(count));
}

QStringList leftOut(const VerifyState& verify) {
    const VerifyCounts counts = shownCounts(verify);
    QStringList sentences;
    for (auto it = counts.notCompared.begin(); it != counts.notCompared.end(); ++it) {
        sentences << notComparedSentence(it.key(), it.value());
    }
    if (counts.undecided > 0) {
        sentences << Words::tr("Keys that kept changing: %1. They are undecided.")
                         .arg(number(counts.undecided));
    }
    const bool sample = verify.verdict && !verify.running && !verify.canResume
                            ? verify.verdict->mode == VerifyOptions::Mode::Sample
                            : verify.request.options.mode == VerifyOptions::Mode::Sample;
    if (sample && counts.keysCompared > 0) {
        sentences << Words::tr("All keys outside of the sample.");
    }
    return sentences;
}

} // namespace

VerifyWords wordsOf(const Snapshot& snapshot) {
    const VerifyState& verify = snapshot.verify;
    if (verify.running) {
        return runningWords(verify);
    }
    const bool began = verify.error || verify.progress.counts.keysCompared > 0;
    if (verify.canResume || (began && !verify.verdict)) {
        return brokenOffWords(verify);
    }
    return verify.verdict ? verdictWords(verify, snapshot.atMs) : readyWords(verify);
}

VerifyCounts shownCounts(const VerifyState& verify) {
    const bool ofRun = verify.running || verify.canResume || !verify.verdict;
    return ofRun ? verify.progress.counts : verify.verdict->counts;
}

qsizetype leftOutCount(const VerifyState& verify) {
    return leftOut(verify).size();
}

QStringList notLookedAt(const VerifyState& verify) {
    const double tolerance = double(verify.request.options.expiryTolerance.count());
    return leftOut(verify)
           << Words::tr("Expiries that are less than %1 apart count as equal.")
                  .arg(formatDuration(std::llround(tolerance), QLocale()))
           << Words::tr("Functions, scripts, users and settings are no data: Assess looks at "
                        "those that matter.")
           << Words::tr("How long ago and how often a key was used (LRU, LFU) is not "
                        "replicated.");
}

} // namespace ferryman
