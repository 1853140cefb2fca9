// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/server_start.h"

#include <cstdlib>

namespace ferryman::redis {

namespace {

constexpr qint64 roundingSeconds = 3;

} // namespace

bool ServerStart::isSameRun(const ServerStart& other) const {
    return process == other.process && std::llabs(startedAt - other.startedAt) <= roundingSeconds;
}

std::optional<ServerStart> serverStart(const Info& info, const QDateTime& now) {
    const auto process = info.number("process_id");
    const auto uptime = info.number("uptime_in_seconds");
    if (!process || !uptime) {
        return {};
    }
    return ServerStart{*process, now.toSecsSinceEpoch() - *uptime};
}

std::optional<ServerStart> serverStart(const Value& infoServer, const QDateTime& now) {
    const auto info = Info::parse(infoServer);
    return info ? serverStart(*info, now) : std::nullopt;
}

} // namespace ferryman::redis
