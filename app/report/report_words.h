// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/switch_state.h"
#include "preflight/finding.h"
#include "verify/difference.h"

namespace ferryman {

// The names of things in a report: in English those of JSON and of the journal.

[[nodiscard]] Message wordOf(Severity severity);
[[nodiscard]] Message wordOf(Phase phase);
[[nodiscard]] Message wordOf(DifferenceClass kind);
[[nodiscard]] Message roleWord(const QString& role);       ///< Of a ReportEndpoint.
[[nodiscard]] Message outcomeWord(const QString& outcome); ///< Of a MendedServer.
[[nodiscard]] Message markerWord(const QByteArray& id);    ///< Of a replication's Marker.

} // namespace ferryman
