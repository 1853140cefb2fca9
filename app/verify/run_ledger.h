// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "verify/progress_meter.h"
#include "verify/resume_point.h"
#include "verify/side.h"

namespace ferryman {

/// What a run has found so far and where it stands. Of it come its verdict, the point from which a
/// later run goes on, and the figures meanwhile.
class RunLedger {
public:
    /// What is under way at one moment, for the point to go on from.
    struct UnderWay {
        QList<KeyName> keys;     ///< Suspects, and large keys that are being read.
        bool isSweeping = false; ///< A database is; then its cursors:
        QByteArray sourceCursor = "0";
        QByteArray targetCursor = "0";
    };

    RunLedger(VerifyOptions options, const Side& source, const Side& target);

    void start();
    /// Both sides were asked for what they are.
    void begin(bool linked, const std::optional<qint64>& startOffset);
    /// Goes on where an earlier run was. A message: it cannot, and why.
    [[nodiscard]] Message takeUp(const QJsonObject& resume);

    /// Those that are left to do, in the order in which they are done.
    [[nodiscard]] QList<int> databasesToDo() const;
    void enter(int database); ///< -1: all are done.
    void leave();             ///< The one that was entered last is done.
    [[nodiscard]] int database() const { return m_point.database; }
    /// What the run before left under way in the database that is entered first.
    [[nodiscard]] UnderWay takeLeftOver() { return std::exchange(m_leftOver, {}); }

    [[nodiscard]] Tally& tally() { return m_tally; }
    [[nodiscard]] double seconds() const { return m_meter.seconds(); }
    [[nodiscard]] qint64 fullSyncs() const { return m_point.fullSyncs; }
    /// A sample's keys in the database that was entered last.
    [[nodiscard]] qint64 sampleOf(const Side& side) const;

    [[nodiscard]] VerifyProgress progress();
    [[nodiscard]] ResumePoint point(const UnderWay& now) const;
    /// Without an outcome; `endOffset` is the source's where it came to its end.
    [[nodiscard]] Verdict verdict(const std::optional<qint64>& endOffset) const;

private:
    [[nodiscard]] bool isSample() const { return m_options.mode == VerifyOptions::Mode::Sample; }
    [[nodiscard]] VerifyCounts counts() const;

    VerifyOptions m_options;
    const Side& m_source;
    const Side& m_target;
    Tally m_tally;
    QJsonObject m_tallyBefore; // the database under way
    ResumePoint m_point;       // as far as it does not change by the key
    UnderWay m_leftOver;
    ProgressMeter m_meter;
    qint64 m_sourceKeys = 0;
};

} // namespace ferryman
