// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/future.h"
#include "connections/connection_report.h"
#include "redis/endpoint.h"

#include <QTimer>

#include <memory>

class QHostInfo;

namespace ferryman {

namespace redis {
class Client;
class Command;
class SocketTransport;
} // namespace redis

/// Tries one connection stage by stage, each with a deadline of its own, and reads who answers. It
/// changes nothing on the server.
class ConnectionTest : public QObject {
    Q_OBJECT
public:
    static constexpr milliseconds usualDeadline{5000};

    explicit ConnectionTest(const Clock& clock, milliseconds stageDeadline = usualDeadline,
                            QObject* parent = nullptr);
    ~ConnectionTest() override;

    void start(const redis::Login& login); ///< A newer start ends the older one unheard.
    void cancel();
    [[nodiscard]] const ConnectionReport& report() const { return m_report; }

signals:
    void changed(const ferryman::ConnectionReport& report);

private:
    using Stage = ConnectionReport::Stage;
    using State = ConnectionReport::State;

    void drop();
    void enter(Stage stage);
    void pass();
    void lookUp();
    void takeAddresses(const QHostInfo& host);
    void openConnection();
    void takeOpened(const Result<Done>& opened);
    void measure();
    void readIdentity();
    void readRole();
    void readSettings();
    void readGroups();
    template <typename Take>
    void ask(const redis::Command& command, Take take);
    void fail(const Error& error);
    void failAt(Stage stage, const Error& error);
    void onTooLong();
    void end();

    const Clock& m_clock;
    milliseconds m_stageDeadline;
    redis::Login m_login;
    ConnectionReport m_report;
    Stage m_stage = Stage::Lookup;
    std::chrono::nanoseconds m_enteredAt{};
    QTimer m_deadline;
    std::optional<int> m_lookup;
    std::unique_ptr<redis::Client> m_client;
    redis::SocketTransport* m_transport = nullptr; ///< The client's.
    quint64 m_generation = 0;
};

} // namespace ferryman
