// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "practice/lab.h"
#include "practice/write_load.h"
#include "redis/connection.h"
#include "support/await.h"

namespace ferryman::test {

/// For what takes Sentinel's own time, such as its INFO poll every 10 s.
constexpr std::chrono::milliseconds labPatience{30'000};

redis::Login loginTo(const redis::Address& address, const QByteArray& password = {});

/// Whether that process has ended; one that nobody has waited for yet counts as ended.
[[nodiscard]] bool isGone(qint64 pid);

/// A lab, and what tests do to its servers.
class PracticeLab {
public:
    explicit PracticeLab(LabOptions options = {});

    bool start();
    /// INFO of the replicas every second instead of every ten: only waits for what Sentinel notices
    /// by it become shorter. Since Redis 7.0.
    void hurrySentinels();
    /// One command on a connection of its own.
    Result<redis::Value> ask(const redis::Address& address, const redis::Command& command);
    bool attachTarget(); ///< Makes it a replica of the source; true once its full sync has ended.
    bool sentinelsKnowTarget(); ///< True once each of them lists a replica that could be promoted.
    [[nodiscard]] LoadOptions load(qint64 rate) const;
    [[nodiscard]] const LabAddresses& addresses() const { return lab.addresses(); }

    Lab lab;
};

} // namespace ferryman::test
