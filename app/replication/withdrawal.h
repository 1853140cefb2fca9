// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replication/replication.h"
#include "topology/group_reset.h"

#include <memory>

namespace ferryman {

/// Takes Dragonfly out of the group again: REPLICAOF NO ONE, SENTINEL RESET on every Sentinel,
/// since one that still lists it attaches it again after 10 to 20 s (sentinel.c,
/// +convert-to-slave), and the settings of before. What did not take, or was undone by a Sentinel
/// meanwhile, is done again.
class Withdrawal : public QObject {
    Q_OBJECT
public:
    /// All of it outlives the withdrawal.
    struct Parties {
        Replication* replication = nullptr;
        redis::Connection* source = nullptr;
        redis::Connection* target = nullptr;
        Sentinels* sentinels = nullptr;
        QString group;
        redis::Witness witness;
        milliseconds patience{90'000}; ///< For all of it.
    };

    explicit Withdrawal(Parties parties, QObject* parent = nullptr);

    /// Once. Done: Dragonfly is a primary of its own, no Sentinel lists it, its settings are back.
    /// Fails where that cannot be had in time, where a Sentinel is silent, and where the source is:
    /// a reset would make the Sentinels forget each other for good then.
    [[nodiscard]] Future<Done> run();

private:
    /// Goes on with its value, or begins again; not at all where the withdrawal has ended.
    template <typename T, typename Next>
    void then(const Future<T>& future, Next next);
    void detach();
    void judgeSource();
    void forget();
    void check();
    void judgeTopology(const Topology& topology);
    void restore();
    void again(const Error& because);
    void end(const Result<Done>& result);

    Parties m_parties;
    std::unique_ptr<GroupReset> m_reset;
    QTimer m_deadline;
    QTimer m_again;
    std::optional<Error> m_trouble; ///< Of the last try.
    QStringList m_silent;           ///< Sentinels that were not reset.
    Promise<Done> m_promise;
};

} // namespace ferryman
