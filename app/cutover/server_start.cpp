// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/server_start.h"

#include "redis/info.h"

#include <cstdlib>

namespace ferryman {

namespace {

constexpr qint64 roundingSeconds = 3;

} // namespace

bool ServerStart::isSameRun(const ServerStart& other) const {
    return process == other.process && std::llabs(startedAt - other.startedAt) <= roundingSeconds;
}

std::optional<ServerStart> serverStart(const redis::Value& infoServer, const QDateTime& now) {
    const auto info = redis::Info::parse(infoServer);
    const auto process = info ? info->number("process_id") : std::nullopt;
    const auto uptime = info ? info->number("uptime_in_seconds") : std::nullopt;
    if (!process || !uptime) {
        return {};
    }
    return ServerStart{*process, now.toSecsSinceEpoch() - *uptime};
}

} // namespace ferryman
