// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/plan.h"
#include "replication/link_state.h"

namespace ferryman {

enum class StageStatus { Waiting, Running, Done, Trouble };

/// One stage on the way from REPLICAOF to steady.
struct SyncStage {
    QString name;
    QString note;
    StageStatus status = StageStatus::Waiting;
};

/// Attach, Snapshot, Load, Catch up, Steady: how far the link has come, with what is known of each.
[[nodiscard]] QList<SyncStage> syncStages(const LinkState& link, const Policy& policy);

} // namespace ferryman
