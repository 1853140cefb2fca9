// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/switch_parties.h"
#include "session/connector.h"
#include "session/logbook.h"
#include "session/verify_log.h"
#include "verify/verifier.h"

#include <functional>

namespace ferryman {

/// Step 4: compares the data of the session's two servers, keeps the verdict and what it is still
/// worth, and writes both into the journal, where a later session finds them.
class Verification : public QObject {
    Q_OBJECT
public:
    /// `openJournal`: false where it cannot be had; whoever opens it says why.
    Verification(const Clock& clock, Connector& connector, Logbook& logbook,
                 std::function<bool()> openJournal, QObject* parent = nullptr);
    ~Verification() override;

    void clear(const Plan& plan); ///< Another migration begins; what an earlier session journalled
                                  ///< of it counts.
    void start(const VerifyRequest& request);
    void stop();
    void setLimits(const VerifyLimits& limits);
    void setUsualLimits(const VerifyLimits& limits); ///< Of what is started from now on.
    void selfTest();
    /// Dragonfly is loaded anew: what was compared with it before is void, and so is a run that was
    /// to go on.
    void dataReplaced();

    /// Takes what the other rooms say now.
    void see(const Snapshot& now);
    [[nodiscard]] const VerifyState& state() const { return m_state; }
    [[nodiscard]] DataEvidence evidence() const; ///< For the gates.
    /// For the switch: keys that were undecided or written last are compared once more while
    /// writes stand still. It must not outlive this.
    [[nodiscard]] FrozenComparison frozenComparison();

signals:
    void changed();
    void finished(); ///< A run or a self test; state() tells how.

private:
    [[nodiscard]] Message whyNot(const Snapshot& now) const;
    [[nodiscard]] VerifyFreshness freshness(const Snapshot& now) const;
    [[nodiscard]] Verifier::Servers servers() const;
    [[nodiscard]] Verifier& verifier();
    void takeDifference(const Difference& difference);
    void takeVerdict(const Verdict& verdict);
    void watchForFullSync(const LinkState& link);
    void setFrozenKeys();
    void openFrozen();
    [[nodiscard]] Future<FrozenOutcome> compareFrozen(milliseconds budget);
    void takeFrozen(const FrozenVerdict& verdict);
    void forget();

    const Clock& m_clock;
    Connector& m_connector;
    Logbook& m_logbook;
    std::function<bool()> m_openJournal;
    VerifyState m_state;
    VerifyLimits m_usualLimits;
    bool m_holdsLink = false; ///< This session replicates between the two.
    QJsonObject m_resume;
    StreamMark m_stream;        ///< As it is now.
    StreamMark m_verdictStream; ///< And as it was for the verdict.
    VerifyLog m_log;
    QList<KeyName> m_frozenKeys;
    std::unique_ptr<FrozenPass> m_frozen;
    std::unique_ptr<Verifier> m_verifier; ///< Null until the first run: it has a thread.
    std::unique_ptr<VerifySelfTest> m_selfTest;
    bool m_void = false; ///< The run under way is of a migration that was left.
};

} // namespace ferryman
