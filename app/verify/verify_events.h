// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLatin1String>

namespace ferryman {

/// What rows of RowKind::Verification are about: their subject. They are written to files: never
/// rename one.
namespace verifyevent {
inline constexpr auto begun = QLatin1String("begun");           ///< mode, readFrom, goesOn, limits
inline constexpr auto difference = QLatin1String("difference"); ///< toJson(Difference)
inline constexpr auto ended = QLatin1String("ended");   ///< toJson(Verdict), replid, fullSyncs
inline constexpr auto resume = QLatin1String("resume"); ///< part, of, text: a piece of JSON
/// part, of, text: Verdict::undecided and latelyWritten of the verdict that follows, in pieces.
inline constexpr auto keys = QLatin1String("keys");
/// A full sync: what was compared before it is void.
inline constexpr auto replaced = QLatin1String("replaced");
inline constexpr auto selfTest = QLatin1String("self-test"); ///< planted, found, falseAlarms, ...
/// compared, differences, unread, milliseconds; before it each difference, with "frozen": true
inline constexpr auto frozen = QLatin1String("frozen");
} // namespace verifyevent

} // namespace ferryman
