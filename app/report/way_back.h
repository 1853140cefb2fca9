// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/report.h"

namespace ferryman {

/// One step of going back: what it is for, where it is sent, and the literal commands.
struct BackStep {
    Message what;
    QString where; ///< Addresses, or empty where nothing is sent.
    QStringList commands;
};

/// What going back would cost, how the servers stand now, and what not to do.
[[nodiscard]] QList<Message> wayBackOf(const Report& report);

/// How to go back, in order, with the values that the journal keeps. After an abort: what is still
/// to be put back. Empty where nothing is.
[[nodiscard]] QList<BackStep> backStepsOf(const Report& report);

/// What became of the old primary, in one sentence; empty where there was no switch.
[[nodiscard]] Message oldPrimaryOf(const Report& report);

} // namespace ferryman
