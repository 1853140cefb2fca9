// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/secret.h"
#include "redis/command.h"
#include "redis/endpoint.h"

namespace ferryman {

/// A group that is to be watched by Sentinels, for a source that has none yet.
struct SentinelSetup {
    QString group;
    redis::Endpoint source; ///< As every Sentinel and every client reaches it; with its user.
    int quorum = 2;
    int downAfterMs = 5000;
    int failoverTimeoutMs = 60'000;
    bool sourceWantsLogin = false;

    friend bool operator==(const SentinelSetup&, const SentinelSetup&) = default;
};

/// What keeps a setup from being used, in a sentence: a group's name that a config file cannot
/// hold, a host name for the source, a quorum that `sentinels` cannot reach.
[[nodiscard]] Result<Done> judgeSetup(const SentinelSetup& setup, qsizetype sentinels);

/// Pure: a commented sentinel.conf for the Sentinel at `own`, one of `sentinels`. Passwords are not
/// in it: it says where they belong.
[[nodiscard]] QByteArray sentinelConf(const SentinelSetup& setup, const redis::Address& own,
                                      qsizetype sentinels);

/// Pure: what registers the group on one running Sentinel (sentinel.c, Redis 5.0 and later);
/// `watched`: it watches the group already, so that only the settings are sent. The password is
/// blotted out wherever the commands are shown.
[[nodiscard]] QList<redis::Command> registerCommands(const SentinelSetup& setup,
                                                     const Secret& password, bool watched = false);
[[nodiscard]] redis::Command unregisterCommand(const SentinelSetup& setup);

} // namespace ferryman
