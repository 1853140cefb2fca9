// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/mender.h"
#include "session/session.h"
#include "topology/sentinels.h"

#include <QTimer>

namespace ferryman {

/// For a source without Sentinel: registers its group on running Sentinels, where that was
/// confirmed, and waits until every one of them sees it and all the others.
class GroupSetup : public QObject {
    Q_OBJECT
public:
    GroupSetup(const Clock& clock, Logbook& logbook, QObject* parent = nullptr);
    ~GroupSetup() override;

    /// The plan's Sentinels are those that shall watch the group. Wants an open journal where it
    /// registers.
    void start(const Plan& plan, const EnteredSecrets& secrets, const SentinelSetup& setup,
               bool registers);
    void clear();

    [[nodiscard]] const SetupState& state() const { return m_state; }

signals:
    void changed();

private:
    void askEach();
    void takeAnswers(const QList<Result<redis::Value>>& answers);
    void send(const QList<MendStep>& steps);
    void waitForAll();
    void look();
    void end(const std::optional<Error>& error);
    [[nodiscard]] Message missingIn(const Result<Topology>& topology) const;

    const Clock& m_clock;
    SentinelSetup m_setup;
    Secret m_password;
    bool m_registers = false;
    QList<redis::Address> m_addresses;
    SetupState m_state;
    std::unique_ptr<Sentinels> m_sentinels;
    Mender m_mender;
    QTimer m_look;
    std::chrono::nanoseconds m_waitingSince{};
    quint64 m_generation = 0;
};

} // namespace ferryman
