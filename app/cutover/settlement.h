// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/bystanders.h"
#include "cutover/switch_parties.h"
#include "topology/group_reset.h"

#include <memory>

namespace ferryman {

/// What follows once all Sentinels name Dragonfly: they forget the old servers, which then keep
/// their data and serve nobody.
class Settlement : public QObject {
    Q_OBJECT
public:
    Settlement(const SwitchParties& parties, SwitchRecord& record, Line& source, Line& target,
               Bystanders& bystanders, QObject* parent = nullptr);

    /// SENTINEL RESET on one Sentinel after the other.
    [[nodiscard]] Future<Done> forget(const SwitchScope& scope, Phase phase);
    /// The old primary and the other replicas, as the plan wants.
    [[nodiscard]] Future<Done> park(const SwitchScope& scope);
    [[nodiscard]] Future<Done> clearLogin();
    /// What Dragonfly holds now, and what it did not understand, as a sentence.
    [[nodiscard]] Future<Message> lastLook();

private:
    const SwitchParties& m_parties;
    SwitchRecord& m_record;
    Line& m_source;
    Line& m_target;
    Bystanders& m_bystanders;
    std::unique_ptr<GroupReset> m_reset;
};

} // namespace ferryman
