// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "replication/target_listing.h"
#include "session/session.h"
#include "topology/sentinels.h"

#include <memory>

namespace ferryman {

/// Step 1: finds every server of a plan from its Sentinels, tests each connection, and owns the
/// connections that the later steps use. A newer start makes the older one's answers void.
class Connector : public QObject {
    Q_OBJECT
public:
    Connector(const Clock& clock, QObject* parent = nullptr);
    ~Connector() override;

    void start(const Plan& plan, const EnteredSecrets& secrets);
    void refresh(); ///< Asks the Sentinels again; at most one such reading is under way.
    void clear();   ///< Ends every connection.

    /// A topology as the Sentinels tell it now.
    [[nodiscard]] Future<Topology> readTopology();

    [[nodiscard]] const ConnectState& state() const { return m_state; }
    [[nodiscard]] Sentinels* sentinels() const { return m_sentinels.get(); }
    [[nodiscard]] redis::Connection* source() const { return m_source.get(); }
    [[nodiscard]] redis::Connection* target() const { return m_target.get(); }
    [[nodiscard]] const QString& group() const { return m_group; }
    [[nodiscard]] const TargetNames& targetNames() const { return m_targetNames; }
    /// The source, Dragonfly and the other live replicas, without the Sentinels.
    [[nodiscard]] QList<redis::Address> servers() const;
    /// For one more connection to a server of this group; nothing for any other address.
    [[nodiscard]] std::optional<redis::Login> loginFor(const redis::Address& server) const;

signals:
    void changed();
    void finished(); ///< state().usable tells how it ended.

private:
    void readGroup(quint64 generation);
    void accept(const Topology& topology);
    void connectServers(quint64 generation);
    void learnTargetNames(quint64 generation);
    void testEnded();
    void test(redis::Connection* connection, EndpointStatus::Role role, quint64 generation);
    void applyTest(EndpointStatus status);
    void fail(const Error& error);
    void end();

    const Clock& m_clock;
    Plan m_plan;
    EnteredSecrets m_secrets;
    QString m_group;
    ConnectState m_state;
    std::unique_ptr<Sentinels> m_sentinels;
    std::unique_ptr<redis::Connection> m_source;
    std::unique_ptr<redis::Connection> m_target;
    TargetNames m_targetNames;
    quint64 m_generation = 0;
    int m_testsUnderWay = 0;
    bool m_refreshing = false;
};

} // namespace ferryman
