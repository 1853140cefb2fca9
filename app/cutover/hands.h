// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/align_watch.h"
#include "cutover/client_count.h"
#include "cutover/drain_watch.h"
#include "cutover/freezer.h"
#include "cutover/look_around.h"
#include "cutover/promotion_watch.h"
#include "cutover/settlement.h"
#include "cutover/switch_parties.h"

namespace ferryman {

/// Performs the effects of one switch on its servers, each over a line that is open beforehand. It
/// decides nothing: what comes of an effect is an event for the transition.
class Hands : public QObject {
    Q_OBJECT
public:
    using Answer = EffectAnswer;

    Hands(SwitchParties parties, SwitchRecord& record, QObject* parent = nullptr);
    ~Hands() override;

    /// `answer` is called exactly once, unless the effect is dropped or performed anew before.
    void perform(EffectKind kind, const MachineState& state, const Answer& answer);
    void drop(EffectKind kind); ///< Ends what nobody waits for any more, as far as it can be.

    [[nodiscard]] bool comparesFrozen() const;
    [[nodiscard]] int frozenBudgetMs() const; ///< The plan's, and no more than the freeze bears.
    [[nodiscard]] const QList<Gate>& gates() const { return m_gates; }
    [[nodiscard]] const SwitchScope& scope() const { return m_scope; }
    [[nodiscard]] const redis::Address& leader() const {
        return m_leader;
    } ///< The Sentinel that was told last.
    [[nodiscard]] const SentinelRing& sentinels() const { return m_sentinels; }
    [[nodiscard]] const std::optional<Census>& census() const { return m_clients.census(); }
    /// Of the plan's probe writer, if there was one; it ends.
    [[nodiscard]] std::optional<ProbeFigures> endProbing();

signals:
    void published(const ferryman::redis::SentinelEvent& event);
    void expectsMomentIn(int ms); ///< Of AwaitMoment, about.

private:
    // hands_to_trigger.cpp
    void judge(const MachineState& state, const Answer& answer);
    void takeEvidence(const GateEvidence& evidence);
    void gatherSentinels(const Topology& topology);
    void gatherBystanders(const QList<redis::Address>& others);
    void writeIntents(const MachineState& state, const Answer& answer);
    [[nodiscard]] Future<Done> intendToPin();
    [[nodiscard]] Future<Done> intendToArm();
    [[nodiscard]] Future<Done> intendToSwitch();
    void gather(const Answer& answer);
    void readVersion(const Answer& answer);
    void awaitMoment(const Answer& answer);
    void beginProbing();
    void lastLook(const Answer& answer);
    void arm(const Answer& answer);
    void prepare(const Answer& answer);
    void watchDrain(const Answer& answer);
    void keepProof(qint64 offset, const Answer& answer);
    void compareFrozen(const Answer& answer);
    void trigger(const Answer& answer);

    // hands_to_end.cpp
    void lookAround(const Answer& answer);
    void demote(const Answer& answer);
    void probe(const Answer& answer);
    void writeProbe(const redis::Address& named, const Answer& answer);
    void cutOff(const Answer& answer);
    void disarm(const Answer& answer);

    void answerDone(EffectKind kind, const Future<Done>& done, const Answer& answer);
    void change(EffectKind kind, Line& line, const Deed& deed, const Answer& answer);

    SwitchParties m_parties;
    SwitchRecord& m_record;
    SwitchScope m_scope;
    QList<Gate> m_gates;
    Line m_source;
    Line m_target;
    SentinelRing m_sentinels;
    DrainWatch m_drain;
    LookAround m_look;
    AlignWatch m_align;
    Bystanders m_bystanders;
    Settlement m_settlement;
    Freezer m_freezer;
    PromotionWatch m_promotion;
    ClientCount m_clients;
    std::unique_ptr<Line> m_probe;
    std::unique_ptr<OutageProbe> m_outage;
    redis::Address m_leader;
    qint64 m_shortestDownAfterMs = 0;
    std::optional<EffectKind> m_ringWatch;    ///< Which of the two the Sentinels are watched for.
    std::chrono::nanoseconds m_longestTrip{}; ///< To the source and to Dragonfly, at Prepare.
    milliseconds m_frozenExpected{};          ///< Of comparing keys between Drain and Trigger.
    bool m_gathered = false;
    bool m_intending = false;
};

} // namespace ferryman
