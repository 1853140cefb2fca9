// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/plan.h"

#include <QDateTime>

namespace ferryman {

/// A migration that no living console works on, and whose journal does not say that everything was
/// finished or put back.
struct LeftMigration {
    QString name;
    QString journal;          ///< Path.
    QDateTime lastAt;         ///< UTC: when its last row was written.
    bool switchOpen = false;  ///< recover() takes it up; otherwise only settings were left.
    std::optional<Plan> plan; ///< Nothing in a journal that was written without it.
};

/// Looks through all journals of a folder; those that cannot be read are left out: whoever opens
/// their plan is told why.
[[nodiscard]] QList<LeftMigration> leftMigrations(const QString& folder);

} // namespace ferryman
