// SPDX-License-Identifier: GPL-3.0-or-later
#include "topology/topology.h"

#include <algorithm>

namespace ferryman {

namespace {

using redis::Address;
using redis::SentinelEntry;

bool holdsForLive(const SentinelEntry& replica) {
    return !replica.has("s_down") && !replica.has("o_down") && !replica.has("disconnected");
}

bool isAnnounced(const SentinelEntry& replica) {
    return replica.number("replica-announced").value_or(1) != 0;
}

void mergeReplica(QList<ReplicaView>& replicas, const SentinelEntry& entry) {
    const auto known = std::ranges::find(replicas, entry.address, &ReplicaView::address);
    if (known != replicas.end()) {
        known->live = known->live || holdsForLive(entry);
        known->linkUp = known->linkUp || entry.text("master-link-status") == QLatin1String("ok");
        return;
    }
    ReplicaView view;
    view.address = entry.address;
    view.live = holdsForLive(entry);
    view.announced = isAnnounced(entry);
    view.priority = entry.number("slave-priority").value_or(100);
    view.offset = entry.number("slave-repl-offset");
    view.linkUp = entry.text("master-link-status") == QLatin1String("ok");
    replicas.append(view);
}

/// "10.0.0.3:26379 says 10.0.0.1:6379": what each Sentinel says of one thing.
template <typename Says>
QString whoSays(const QList<const SentinelView*>& views, Says says) {
    QStringList parts;
    for (const SentinelView* view : views) {
        parts.append(QStringLiteral("%1: %2").arg(view->address.toString(), says(*view)));
    }
    return parts.join(QStringLiteral(", "));
}

template <typename Says>
bool allSayTheSame(const QList<const SentinelView*>& views, Says says) {
    return std::ranges::all_of(
        views, [&](const SentinelView* view) { return says(*view) == says(*views.first()); });
}

QString primaryOf(const SentinelView& view) {
    return view.primary().toString();
}

QString epochOf(const SentinelView& view) {
    return QString::number(view.configEpoch());
}

QString quorumOf(const SentinelView& view) {
    return QString::number(view.quorum());
}

/// A Sentinel is known by its run id: it may be reached by an address that its peers do not use.
bool knows(const SentinelView& view, const SentinelView& peer) {
    return std::ranges::any_of(view.peers, [&](const SentinelEntry& entry) {
        return entry.address == peer.address || (!peer.id.isEmpty() && entry.runId == peer.id);
    });
}

/// The same Sentinel given by two addresses, such as its name and its IP, is one.
QList<SentinelView> withoutDoubles(const QList<SentinelView>& views) {
    QList<SentinelView> different;
    for (const SentinelView& view : views) {
        const bool seen = std::ranges::any_of(different, [&view](const SentinelView& other) {
            return view.answered() && other.answered() && !view.id.isEmpty() && other.id == view.id;
        });
        if (!seen) {
            different.append(view);
        }
    }
    return different;
}

QList<Message> disagreementsAmong(const QList<const SentinelView*>& views) {
    QList<Message> found;
    if (views.isEmpty()) {
        return found;
    }
    if (!allSayTheSame(views, primaryOf)) {
        found.append(
            {QT_TRANSLATE_NOOP(
                 "core", "The Sentinels name different primaries (%1): wait until they agree, or "
                         "reset the one that is wrong."),
             {whoSays(views, primaryOf)}});
    } else if (!allSayTheSame(views, epochOf)) {
        found.append(
            {QT_TRANSLATE_NOOP(
                 "core",
                 "The Sentinels are at different configuration epochs (%1): one of them has "
                 "missed a failover."),
             {whoSays(views, epochOf)}});
    }
    if (!allSayTheSame(views, quorumOf)) {
        found.append(
            {QT_TRANSLATE_NOOP(
                 "core",
                 "The Sentinels have different quorums (%1): set the same one with SENTINEL "
                 "SET."),
             {whoSays(views, quorumOf)}});
    }
    for (const SentinelView* view : views) {
        if (view->failoverInProgress() || !view->failoverState().isEmpty()) {
            found.append(
                {QT_TRANSLATE_NOOP("core",
                                   "Sentinel %1 has a failover in progress: wait until it ends."),
                 {view->address.toString()}});
        }
        for (const SentinelView* peer : views) {
            if (view != peer && !knows(*view, *peer)) {
                found.append(
                    {QT_TRANSLATE_NOOP(
                         "core",
                         "Sentinel %1 does not know Sentinel %2: they find each other through the "
                         "primary within seconds; if not, look at the network between them."),
                     {view->address.toString(), peer->address.toString()}});
            }
        }
    }
    return found;
}

} // namespace

const SentinelEntry* SentinelView::replica(const Address& wanted) const {
    const auto same = std::ranges::find(replicas, wanted, &SentinelEntry::address);
    return same == replicas.end() ? nullptr : &*same;
}

int Topology::answering() const {
    return static_cast<int>(std::ranges::count_if(sentinels, &SentinelView::answered));
}

qint64 Topology::shortestDownAfterMs() const {
    std::optional<qint64> shortest; // a Sentinel that names none counts as 0, wherever it stands
    for (const SentinelView& view : sentinels) {
        if (view.answered()) {
            shortest = std::min(shortest.value_or(view.downAfterMs()), view.downAfterMs());
        }
    }
    return shortest.value_or(0);
}

const ReplicaView* Topology::replica(const Address& wanted) const {
    const auto same = std::ranges::find(replicas, wanted, &ReplicaView::address);
    return same == replicas.end() ? nullptr : &*same;
}

Topology merge(const QString& group, const QList<SentinelView>& views) {
    Topology topology;
    topology.group = group;
    topology.sentinels = withoutDoubles(views);
    QList<const SentinelView*> answering;
    for (const SentinelView& view : topology.sentinels) {
        if (!view.answered()) {
            continue;
        }
        if (!topology.readAt.isValid() || view.readAt < topology.readAt) {
            topology.readAt = view.readAt;
        }
        answering.append(&view);
        topology.configEpoch = std::max(topology.configEpoch, view.configEpoch());
        topology.quorum = std::max(topology.quorum, view.quorum());
        for (const SentinelEntry& replica : view.replicas) {
            mergeReplica(topology.replicas, replica);
        }
    }
    topology.disagreements = disagreementsAmong(answering);
    if (!answering.isEmpty() && allSayTheSame(answering, primaryOf)) {
        topology.primary = answering.first()->primary();
    }
    return topology;
}

} // namespace ferryman
