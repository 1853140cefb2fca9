// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/client.h"

#include <QDateTime>

namespace ferryman::redis {

/// One message of a Sentinel: the channel is the event's name, such as "+switch-master".
struct SentinelEvent {
    QDateTime at; ///< UTC, when it was received here.
    Address sentinel;
    QString name;
    QString payload; ///< Printable and bounded.
};

/// Listens to all events of one Sentinel (`PSUBSCRIBE *`), on a connection of its own, and connects
/// again with a pause of its own when the link ends; `lost` and `listening` tell of the gaps.
class Subscriber : public QObject {
    Q_OBJECT
public:
    explicit Subscriber(Login sentinel, ClientLimits limits = {}, QObject* parent = nullptr);
    ~Subscriber() override;

    void start();
    void stop();

signals:
    void listening();
    void event(const ferryman::redis::SentinelEvent& event);
    void lost(const ferryman::Error& error);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace ferryman::redis

Q_DECLARE_METATYPE(ferryman::redis::SentinelEvent)
