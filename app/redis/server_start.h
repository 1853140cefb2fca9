// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/info.h"

#include <QDateTime>

namespace ferryman::redis {

/// Which run of a server this is. Dragonfly has no run_id; one that was started anew says
/// role:master as a promoted one does, and may be empty.
struct ServerStart {
    qint64 process = 0;   ///< process_id of INFO server.
    qint64 startedAt = 0; ///< UTC, s: by uptime_in_seconds, so give or take a second or two.

    [[nodiscard]] bool isSameRun(const ServerStart& other) const;
};

/// Of INFO server; nothing where it does not tell.
[[nodiscard]] std::optional<ServerStart> serverStart(const Info& info, const QDateTime& now);
[[nodiscard]] std::optional<ServerStart> serverStart(const Value& infoServer, const QDateTime& now);

} // namespace ferryman::redis
