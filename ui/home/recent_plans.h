// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace ferryman {

class Settings;

/// Puts a plan's file before all others that were opened or saved; of those the last 50 are kept.
void rememberPlan(Settings& settings, const QString& path);
void forgetPlan(Settings& settings, const QString& path); ///< The file itself stays.
[[nodiscard]] QStringList recentPlans(const Settings& settings);

} // namespace ferryman
