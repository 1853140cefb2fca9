// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "redis/connection.h"
#include "topology/topology.h"

#include <functional>
#include <map>

namespace ferryman {

/// All Sentinels of one group, each asked for itself over a connection that is kept.
class Sentinels : public QObject {
    Q_OBJECT
public:
    /// Gives the login for a Sentinel that was found through another one.
    using LoginFor = std::function<redis::Login(const redis::Address&)>;

    Sentinels(const QList<redis::Login>& known, LoginFor loginFor, const Clock& clock,
              QObject* parent = nullptr);
    ~Sentinels() override;

    /// Asks these too from now on, whether or not another Sentinel names them.
    void meet(const QList<redis::Address>& sentinels);

    /// The groups that the first answering Sentinel watches (SENTINEL MASTERS).
    [[nodiscard]] Future<QList<redis::SentinelEntry>> groups();

    /// Asks every known Sentinel, then those that they name, each for itself; at most 64, and
    /// within 3 s a round. One that answered last time is waited for 1 s, one that did not 0.4 s,
    /// and it is asked on in the background. It fails only if none answers, or if none knows the
    /// group; the error then names the groups that there are. Every call asks anew, so that what it
    /// tells is not older than the call: whoever polls starts no reading before the last one ended.
    [[nodiscard]] Future<Topology> read(const QString& group);

    [[nodiscard]] QList<redis::Address> addresses() const;
    [[nodiscard]] redis::Connection*
    connection(const redis::Address& sentinel); ///< Null for an unknown one.

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace ferryman
