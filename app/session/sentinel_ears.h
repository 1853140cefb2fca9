// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/subscriber.h"

#include <memory>
#include <vector>

namespace ferryman {

/// Hears what every Sentinel of a group says, whatever else is going on.
class SentinelEars : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    void listen(const QList<redis::Login>& sentinels); ///< To these, and to no others any more.

signals:
    void event(const ferryman::redis::SentinelEvent& event);

private:
    std::vector<std::unique_ptr<redis::Subscriber>> m_subscribers;
};

} // namespace ferryman
