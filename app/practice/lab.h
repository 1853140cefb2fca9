// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/future.h"
#include "redis/endpoint.h"

#include <QByteArrayList>
#include <QHash>
#include <QObject>

#include <memory>

namespace ferryman {

/// What a practice lab is made of.
struct LabOptions {
    qint64 keys = 20'000; ///< Loaded into the source before it is offered.
    int sentinels = 3;
    int quorum = 2;
    int extraReplicas = 0; ///< Redis replicas beside Dragonfly.
    int downAfterMs = 5000;
    int failoverTimeoutMs = 20'000;
    QString group = QStringLiteral("practice");
    /// Path of a dragonfly binary; empty: FERRYMAN_DRAGONFLY, then PATH, then the stand-in.
    QString dragonfly;
    /// Empty: none is wanted. Of the source and, as after a real move, of the target.
    QString sourcePassword;
    /// Of the source: without one, a restart forgets what was set meanwhile.
    bool configFile = true;
    /// How long the source waits at each key of a snapshot, in microseconds: a slow full sync,
    /// during which a test can act. `CONFIG SET rdb-key-save-delay` changes it while the source
    /// runs.
    int snapshotDelayUs = 0;
    QByteArrayList sentinelConfig; ///< Further lines of every Sentinel's config file.
    /// The ports of proxies of 127.0.0.1 in front of servers, by the servers' names ("source",
    /// "target", "replica-1", "sentinel-1", ...): the lab announces these instead of the servers'
    /// own. A proxy listens before the lab starts, and hears by serverStarted() where to lead.
    QHash<QString, quint16> proxies;
    /// How far the console is away from every server, ms there and back; 0: it is here.
    int roundTripMs = 0;
};

/// Where the lab's servers are reached, all on 127.0.0.1: under their proxies' ports if they have
/// some.
struct LabAddresses {
    QList<redis::Address> sentinels;
    redis::Address source;
    QList<redis::Address> extraReplicas;
    redis::Address target;
    QString group;
    bool standIn = false; ///< No dragonfly was found: the target is a Redis behind the stand-in.
};

/// Real local servers on free ports in a temporary folder: a Redis source with data, Sentinels, and
/// Dragonfly or its stand-in. Nothing outlives it: its destructor ends every process that it
/// started.
class Lab : public QObject {
    Q_OBJECT
public:
    explicit Lab(LabOptions options, QObject* parent = nullptr);
    ~Lab() override;

    /// Done when every Sentinel knows all others and the source has its keys.
    [[nodiscard]] Future<LabAddresses> start();
    [[nodiscard]] const LabAddresses& addresses() const;

    // For tests of faults: each server is its own process. A server's own address is as good as
    // that of its proxy.
    void kill(const redis::Address& server);   ///< SIGKILL.
    void freeze(const redis::Address& server); ///< SIGSTOP.
    void thaw(const redis::Address& server);   ///< SIGCONT.

    /// Starts a server again that was killed, with its port and with its config file as it left it.
    [[nodiscard]] Future<Done> restart(const redis::Address& server);
    [[nodiscard]] qint64 pid(const redis::Address& server) const; ///< 0 where none runs.

signals:
    /// It answers, and nobody was told of it yet; `address` is its own, whatever it is announced
    /// as.
    void serverStarted(const QString& name, const ferryman::redis::Address& address);
    void progress(const ferryman::Message& message);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace ferryman
