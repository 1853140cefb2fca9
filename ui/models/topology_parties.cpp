// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/topology_parties.h"

#include <algorithm>

namespace ferryman {

namespace {

template <typename Entry>
const Entry* entryAt(const QList<Entry>& entries, const redis::Address& address) {
    const auto found = std::ranges::find(entries, address, &Entry::address);
    return found == entries.end() ? nullptr : &*found;
}

} // namespace

redis::Address TopologyParties::mostNamed() const {
    redis::Address most;
    for (const SentinelView& view : m_snapshot.connect.topology.sentinels) {
        if (view.answered() && (most.isNull() || naming(view.primary()) > naming(most))) {
            most = view.primary();
        }
    }
    return most;
}

int TopologyParties::naming(const redis::Address& address) const {
    return static_cast<int>(
        std::ranges::count_if(m_snapshot.connect.topology.sentinels, [&](const SentinelView& view) {
            const bool same =
                isTarget(address) ? isTarget(view.primary()) : view.primary() == address;
            return view.answered() && same;
        }));
}

redis::Address TopologyParties::sourceAddress() const {
    const auto tested = std::ranges::find(m_snapshot.connect.endpoints,
                                          EndpointStatus::Role::Source, &EndpointStatus::role);
    if (tested != m_snapshot.connect.endpoints.end()) {
        return tested->address;
    }
    return isTarget(m_named) ? redis::Address() : m_named;
}

bool TopologyParties::isTarget(const redis::Address& address) const {
    return !address.isNull() && (address == m_snapshot.replicate.link.listed ||
                                 address == m_snapshot.plan.dragonfly.address);
}

redis::Address TopologyParties::target() const {
    const redis::Address& listed = m_snapshot.replicate.link.listed;
    return listed.isNull() ? m_snapshot.plan.dragonfly.address : listed;
}

const ServerView* TopologyParties::viewOf(const redis::Address& address) const {
    return entryAt(m_snapshot.connect.servers,
                   isTarget(address) ? m_snapshot.plan.dragonfly.address : address);
}

const EndpointStatus* TopologyParties::testOf(const redis::Address& address) const {
    return entryAt(m_snapshot.connect.endpoints,
                   isTarget(address) ? m_snapshot.plan.dragonfly.address : address);
}

QStringList TopologyParties::agreeingWith(const SentinelView& view) const {
    QStringList same;
    for (const SentinelView& other : m_snapshot.connect.topology.sentinels) {
        if (other.address != view.address && other.answered() &&
            other.primary() == view.primary()) {
            same.append(other.address.toString());
        }
    }
    return same;
}

std::optional<qint64> TopologyParties::lagOf(const redis::Address& replica) const {
    const ServerView* primary = viewOf(m_named);
    if (primary == nullptr || !primary->replication.primaryOffset) {
        return {};
    }
    const redis::ReplicaLine* line = primary->replication.find(replica);
    return line != nullptr && line->offset
               ? std::optional(*primary->replication.primaryOffset - *line->offset)
               : std::nullopt;
}

} // namespace ferryman
