// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/info.h"

#include <QStringList>

namespace ferryman {

/// By what Dragonfly may be listed. A plan may name it by its host name, which TLS wants, while the
/// source and the Sentinels list an IP.
struct TargetNames {
    redis::Address connected; ///< As the console reaches it.
    QStringList hosts;        ///< The IPs of that host name; may be empty.
    QList<quint16> ports;     ///< Its own (`tcp_port`), or the one that it announces.

    /// The address belongs to this very Dragonfly.
    [[nodiscard]] bool cover(const redis::Address& address) const;
    [[nodiscard]] QString describe() const; ///< "cache.example:6380 (10.0.0.2)".
};

/// Dragonfly's line among the replicas of the source's INFO, found once and kept: what comes from
/// the source or from a Sentinel is compared with it and with no other address.
class TargetListing {
public:
    explicit TargetListing(TargetNames names);

    /// Looks at one answer of both sides. While Dragonfly is nobody's replica it is not listed, and
    /// two lines that could be its own are none.
    void take(const redis::ReplicationInfo& source, const redis::ReplicationInfo& target);

    [[nodiscard]] const redis::Address& address() const { return m_address; } ///< May be null.
    [[nodiscard]] const TargetNames& names() const { return m_names; }
    [[nodiscard]] const QStringList& seen() const { return m_seen; } ///< All lines, last time.

private:
    TargetNames m_names;
    redis::Address m_address;
    QStringList m_seen;
};

} // namespace ferryman
