// SPDX-License-Identifier: GPL-3.0-or-later
#include "replication/target_listing.h"

#include <QHostAddress>

#include <algorithm>

namespace ferryman {

namespace {

/// "::1" and "0:0:0:0:0:0:0:1" are one host, and so is an IPv4 address inside of IPv6.
bool sameHost(const QString& one, const QString& other) {
    if (one.compare(other, Qt::CaseInsensitive) == 0) {
        return true;
    }
    const QHostAddress first(one);
    const QHostAddress second(other);
    return !first.isNull() && !second.isNull() &&
           first.isEqual(second, QHostAddress::ConvertV4MappedToIPv4);
}

} // namespace

bool TargetNames::cover(const redis::Address& address) const {
    const bool port =
        ports.isEmpty() ? address.port == connected.port : ports.contains(address.port);
    return port && (sameHost(address.host, connected.host) ||
                    std::ranges::any_of(
                        hosts, [&](const QString& host) { return sameHost(address.host, host); }));
}

QString TargetNames::describe() const {
    const bool byName = !hosts.isEmpty() && QHostAddress(connected.host).isNull();
    return byName ? QStringLiteral("%1 (%2)").arg(connected.toString(),
                                                  hosts.join(QStringLiteral(", ")))
                  : connected.toString();
}

TargetListing::TargetListing(TargetNames names)
    : m_names(std::move(names)) {}

void TargetListing::take(const redis::ReplicationInfo& source,
                         const redis::ReplicationInfo& target) {
    if (target.role != redis::Role::Replica) {
        m_address = {};
        return;
    }
    m_seen.clear();
    QList<redis::Address> own;
    for (const redis::ReplicaLine& line : source.replicas) {
        m_seen.append(line.address.toString());
        if (m_names.cover(line.address) && !own.contains(line.address)) {
            own.append(line.address);
        }
    }
    if (own.size() == 1) {
        m_address = own.first();
    } else if (own.size() > 1 && !own.contains(m_address)) {
        m_address = {};
    }
}

} // namespace ferryman
