// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/line.h"
#include "cutover/machine.h"
#include "cutover/poll.h"
#include "redis/subscriber.h"
#include "topology/topology.h"

#include <memory>
#include <vector>

namespace ferryman {

/// All Sentinels of the group as the switch needs them: asked, told, and listened to, each for
/// itself. Silence of one is no answer, neither yes nor no.
class SentinelRing : public QObject {
    Q_OBJECT
public:
    SentinelRing(QString group, SwitchRecord& record, const Clock& clock,
                 QObject* parent = nullptr);
    ~SentinelRing() override;

    /// Connects to all and begins to listen. The order is the one in which they will be told to
    /// fail over.
    void gather(const QList<redis::Login>& logins);

    /// Calls `done` once when no answering Sentinel would choose another than `target` any more,
    /// and one answered.
    void watchChoice(const redis::Address& target, std::function<void()> done);
    /// Calls `done` once when every answering Sentinel shows `target` as the only live replica.
    void watchAlone(const redis::Address& target, std::function<void()> done);
    /// Calls `done` once when no answering Sentinel has a failover under way.
    void watchCalm(std::function<void()> done);
    /// Calls `done` once when every answering Sentinel names `target`.
    void watchAgreement(const redis::Address& target, std::function<void()> done);
    void stopWatching();

    [[nodiscard]] std::vector<Line*> lines() const; ///< Those that are open.
    void lead(const redis::Address& sentinel);      ///< It will be told first.
    void markTold(const redis::Address& sentinel);  ///< An earlier console told it to fail over.
    /// Only these may be told to fail over: the journal names them beforehand, so that whoever
    /// takes the switch up knows whose silence matters.
    void setTellable(const QList<redis::Address>& sentinels);

    /// FAILOVER on the first that answers and was not told yet, but for those that judge() passed
    /// over.
    [[nodiscard]] Future<redis::Address> trigger();

    /// SENTINEL RESET on those that were told and are about to promote: it aborts their failover.
    /// Never on one that has promoted already: it would name the old primary for ever (measured).
    [[nodiscard]] Future<Done> callOff();

    /// SENTINEL MASTER and INFO sentinel of each, always in the same order.
    [[nodiscard]] QList<Future<QList<redis::Value>>> askAll(milliseconds deadline);
    /// What those answers say of a failover, and whether one is left to be told: none that names
    /// `target` already, since it would fail over away from it, and none in tilt, which stands
    /// still (sentinel.c).
    void judge(const QList<Poll::Answer>& answers, const redis::Address& target, Look& look);

    /// The primary that the first answering Sentinel names.
    [[nodiscard]] Future<redis::Address> primary();

    [[nodiscard]] int asked() const;
    [[nodiscard]] int agreeing() const; ///< Whose last answer was yes.

signals:
    void published(const ferryman::redis::SentinelEvent& event);

private:
    enum class Opinion { Unheard, Yes, No, Silent };
    struct Member {
        std::unique_ptr<Line> line;
        std::unique_ptr<Poll> poll;
        std::unique_ptr<redis::Subscriber> subscriber;
        Opinion opinion = Opinion::Unheard;
        bool told = false;
        bool tellable = false;
        bool unfit = false; ///< At the last judge(): to be told.
    };
    using Judge = std::function<bool(const QList<redis::Value>&)>;

    void watch(milliseconds interval, const QList<redis::Command>& question, const Judge& judge,
               std::function<void()> done);
    void hear(Member& member, Opinion opinion);
    [[nodiscard]] bool wouldChoose(const redis::Address& target,
                                   const QList<redis::Value>& replies) const;
    void triggerNext(const Promise<redis::Address>& promise, const Error& lastError);
    void askPrimary(size_t index, const Promise<redis::Address>& promise);
    [[nodiscard]] Future<Done> callOff(Line& sentinel);

    QString m_group;
    SwitchRecord& m_record;
    const Clock& m_clock;
    std::vector<Member> m_members;
    std::function<void()> m_done;
};

} // namespace ferryman
