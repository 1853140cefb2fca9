// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/bystanders.h"
#include "cutover/parking.h"
#include "cutover/switch_parties.h"
#include "topology/group_reset.h"

#include <memory>

namespace ferryman {

/// The last look of a switch.
struct LastLook {
    Message sentence; ///< What Dragonfly holds now, what it did not understand, what failed there.
    QStringList strays; ///< Old servers that follow somebody again: they have to be parked anew.
};

/// What follows once all Sentinels name Dragonfly: they forget the old servers, which then keep
/// their data and serve nobody.
class Settlement : public QObject {
    Q_OBJECT
public:
    Settlement(const SwitchParties& parties, SwitchRecord& record, Line& source, Line& target,
               Bystanders& bystanders, QObject* parent = nullptr);

    /// SENTINEL RESET on one Sentinel after the other, each once it names the right primary; called
    /// again in a phase, on those that are left. In Pin a silent one is passed over, in Settle it
    /// is an error that names it: when it wakes up it points the old servers at Dragonfly.
    [[nodiscard]] Future<Done> forget(const SwitchScope& scope, Phase phase);
    /// The old primary and the other replicas, as the plan wants; see Parking. Before all have
    /// forgotten them they stay replicas of nobody, which every Sentinel leaves alone for one
    /// failover-timeout.
    [[nodiscard]] Future<Done> park(const SwitchScope& scope);
    [[nodiscard]] Future<Done> clearLogin();
    [[nodiscard]] Future<LastLook> lastLook();

private:
    void gather(const SwitchScope& scope);
    [[nodiscard]] Future<Done> intend(const SwitchScope& scope);
    [[nodiscard]] Future<Done> parkAll(const SwitchScope& scope);
    [[nodiscard]] Future<QStringList> strays();

    const SwitchParties& m_parties;
    SwitchRecord& m_record;
    Line& m_source;
    Line& m_target;
    Bystanders& m_bystanders;
    std::unique_ptr<GroupReset> m_reset;
    std::optional<Phase> m_resetIn;
    std::vector<std::unique_ptr<Parking>> m_parkings; ///< The old primary's first.
    bool m_intended = false;
    bool m_forgotten = false; ///< By every Sentinel.
};

} // namespace ferryman
