// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "verify/difference.h"
#include "verify/verify_options.h"

#include <QJsonObject>
#include <QMap>

#include <optional>

namespace ferryman {

/// Counts, the same in progress, verdict and resume point.
struct VerifyCounts {
    /// Keys of the source that were compared. A key that SCAN gave twice, which happens only when
    /// the server resizes its table meanwhile, was compared and is counted twice: remembering a
    /// hundred million keys would cost more than comparing a few again.
    qint64 keysCompared = 0;
    qint64 targetKeysSeen = 0; ///< Keys of the target that were looked for on the source.
    qint64 bytesRead = 0;      ///< Replies of both servers.
    qint64 differences = 0;
    qint64 undecided = 0;          ///< Keys that kept changing, or could not be read in peace.
    qint64 notComparable = 0;      ///< Keys of types that cannot be compared; see the two below.
    QMap<QString, qint64> byClass; ///< Differences by toString(DifferenceClass).
    QMap<QString, qint64> byType;  ///< Compared keys by type.
    QMap<QString, qint64> differencesByType;
    /// What was not compared, by name: a type ("MBbloom--"), or a part of keys that were compared
    /// otherwise ("stream.entries-added", "hash.fieldExpiry"), or undecided keys of which no name
    /// can be kept ("key.tooLong"). Only whole keys count in notComparable.
    QMap<QString, qint64> notCompared;

    friend bool operator==(const VerifyCounts&, const VerifyCounts&) = default;
};

[[nodiscard]] QJsonObject toJson(const VerifyCounts& counts);
[[nodiscard]] VerifyCounts verifyCounts(const QJsonObject& json);

struct VerifyProgress {
    VerifyCounts counts;
    qint64 keysExpected = 0;     ///< Keys of the source (of the sample in sample mode).
    int database = 0;            ///< That is being read.
    qint64 suspects = 0;         ///< Keys that differed once and are read again.
    double seconds = 0;          ///< Since the first start, pauses between resumed runs left out.
    double keysPerSecond = 0;    ///< Over the last seconds.
    std::optional<qint64> etaMs; ///< Nothing while nobody can say.
    double slowedTo = 1;         ///< What the governor leaves of the full speed: 1 is all.
    Message note;                ///< Why it goes slowly, or that it began anew; may be empty.
    std::optional<qint64> roundTripMs; ///< The source's.
    std::optional<qint64> lagBytes;
};

/// How a verification ended.
struct Verdict {
    enum class Outcome {
        Clean,     ///< All compared, nothing differs. See counts.notComparable all the same.
        Different, ///< `ferrymanctl verify` exits 1.
        Undecided, ///< No difference, but keys that could not be decided: exits 2.
        Stopped,   ///< By stop(); `resume` goes on.
        Failed,    ///< `error` says why; `resume` goes on.
    };
    Outcome outcome = Outcome::Clean;
    VerifyCounts counts;
    VerifyOptions::Mode mode = VerifyOptions::Mode::Full;
    double seconds = 0;
    double keysPerSecond = 0;      ///< keysCompared / seconds.
    QList<Difference> differences; ///< The first listedDifferences of them.
    QList<KeyName> undecided;      ///< For the frozen pass; the first keptKeys of them.
    QList<KeyName> latelyWritten;  ///< Seen changing during the run, the latest last; likewise.

    qint64 startedAtMs = 0;  ///< UTC, ms; of the first start where it was resumed.
    qint64 finishedAtMs = 0; ///< UTC, ms.
    /// Source's master_repl_offset at the start and at the end: every key was compared in a state
    /// between them. The writes since are the source's offset now less `offset`, in bytes. Nothing
    /// for unlinked servers, whose verdict holds for the time between the two moments above.
    std::optional<qint64> startOffset;
    std::optional<qint64> offset;

    qint64 allKeys = 0; ///< Keys of the source when it began.

    Message holdsFor;   ///< One sentence: for which moment this verdict holds.
    Message confidence; ///< Sample mode: what the sample says of all keys; else empty.
    std::optional<Error> error;
    QJsonObject resume; ///< Give it to start() to go on; empty when there is nothing left to do.
};

/// {"outcome","mode","keysCompared","differences","undecided","notComparable","seconds",
/// "keysPerSecond","bytesRead","byClass","byType",...}: the numbers of a --json result. Differences
/// and keys are not in it.
[[nodiscard]] QJsonObject toJson(const Verdict& verdict);
/// From the journal: without differences, keys (they have rows of their own), error and resume.
[[nodiscard]] Verdict verdictFrom(const QJsonObject& json);
[[nodiscard]] bool cameToItsEnd(const Verdict& verdict); ///< Neither stopped nor failed.

/// For which moment a verdict holds that came to its end, or that is of unlinked servers.
[[nodiscard]] Message momentOf(const Verdict& verdict);
[[nodiscard]] const char* toString(Verdict::Outcome outcome);

/// What `sample` keys drawn at random, `differing` of which differ, say about `all` keys, with 95 %
/// confidence: without a difference at most all * (1 - 0.05^(1/sample)) differ.
[[nodiscard]] Message sampleConfidence(qint64 sample, qint64 differing, qint64 all);

} // namespace ferryman

Q_DECLARE_METATYPE(ferryman::VerifyProgress)
Q_DECLARE_METATYPE(ferryman::Verdict)
