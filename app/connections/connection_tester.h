// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "connections/connection_report.h"
#include "redis/endpoint.h"

#include <QThread>

namespace ferryman {

class ConnectionTest;

/// Tests one connection at a time, beside the thread that asks for it; as a port.
class ConnectionTester : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    virtual void start(const redis::Login& login) = 0; ///< Ends the one that runs, unheard.
    virtual void cancel() = 0;                         ///< Its last report says so.

signals:
    void changed(const ferryman::ConnectionReport& report);
};

/// The real one, on a thread that is started with the first test.
class ThreadedConnectionTester final : public ConnectionTester {
    Q_OBJECT
public:
    explicit ThreadedConnectionTester(QObject* parent = nullptr);
    ~ThreadedConnectionTester() override;

    void start(const redis::Login& login) override;
    void cancel() override;

private:
    SystemClock m_clock;
    QThread m_thread;
    ConnectionTest* m_test; // lives on m_thread and ends with it
    quint64 m_generation = 0;
};

} // namespace ferryman
