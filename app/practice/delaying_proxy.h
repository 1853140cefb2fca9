// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/endpoint.h"

#include <chrono>
#include <memory>

namespace ferryman {

/// Stands in front of one server of a lab, in a thread of its own, and makes the console as far
/// away from it as a real one is: only a connection that names itself `ferryman...` is delayed,
/// half of the round trip each way. Sentinels, replication and the load's writers pass at once.
class DelayingProxy {
public:
    explicit DelayingProxy(std::chrono::milliseconds roundTrip);
    ~DelayingProxy();

    [[nodiscard]] quint16 port() const; ///< On 127.0.0.1, open from the beginning; 0: it is not.
    void leadTo(const redis::Address& server); ///< Until then who comes waits.

private:
    class Worker;
    std::unique_ptr<Worker> d;
};

} // namespace ferryman
