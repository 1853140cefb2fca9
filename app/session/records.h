// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/gate.h"
#include "session/snapshot.h"

#include <QJsonObject>

namespace ferryman {

// The session's values as journal rows and as events of the command line: English, secrets never.

/// Without where its passwords come from: nobody needs that to understand a report.
[[nodiscard]] QJsonObject recordOf(const Plan& plan);
[[nodiscard]] QJsonObject recordOf(const Finding& finding);
[[nodiscard]] QJsonObject judgementOf(const Finding& finding); ///< The same without its moment.
[[nodiscard]] QJsonObject recordOf(const EndpointStatus& endpoint);
[[nodiscard]] QJsonObject recordOf(const Topology& topology);
[[nodiscard]] QJsonObject recordOf(const Gate& gate);
[[nodiscard]] QJsonObject recordOf(const Sample& sample);
[[nodiscard]] QJsonObject recordOf(const SyncProgress& progress);
[[nodiscard]] QJsonObject
recordOf(const LinkState& link); ///< What it is and how long the last full sync took.
[[nodiscard]] QJsonObject recordOf(const VerifyProgress& progress);
[[nodiscard]] QJsonObject recordOf(const Error& error);

} // namespace ferryman
