// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/sentinel_ears.h"

namespace ferryman {

void SentinelEars::listen(const QList<redis::Login>& sentinels) {
    m_subscribers.clear();
    for (const redis::Login& sentinel : sentinels) {
        auto subscriber = std::make_unique<redis::Subscriber>(sentinel);
        connect(subscriber.get(), &redis::Subscriber::event, this, &SentinelEars::event);
        subscriber->start();
        m_subscribers.push_back(std::move(subscriber));
    }
}

} // namespace ferryman
