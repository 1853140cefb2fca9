// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/topology_picture.h"

#include "base/format.h"
#include "models/link_words.h"
#include "models/topology_parties.h"

#include <QDateTime>

#include <algorithm>

namespace ferryman {

namespace {

using Kind = TopologyNode::Kind;

QString clockTime(qint64 ms) {
    return QDateTime::fromMSecsSinceEpoch(ms).toString(QStringLiteral("HH:mm:ss"));
}

/// Writes wait at the source, and Dragonfly is not the primary yet.
bool isFrozen(const SwitchState& cutover) {
    return cutover.running && (cutover.phase == Phase::Freeze || cutover.phase == Phase::Drain ||
                               cutover.phase == Phase::Trigger || cutover.phase == Phase::Promote);
}

/// Makes the nodes of one snapshot.
class Painter {
public:
    explicit Painter(const Snapshot& snapshot)
        : m_snapshot(snapshot)
        , m_topology(snapshot.connect.topology)
        , m_who(snapshot) {}

    [[nodiscard]] TopologyPicture picture() const;

private:
    [[nodiscard]] TopologyNode sentinel(const SentinelView& view, int number) const;
    [[nodiscard]] TopologyNode replica(const ReplicaView& replica) const;
    [[nodiscard]] TopologyNode source() const;
    [[nodiscard]] TopologyNode dragonfly() const;
    void tellDragonfly(TopologyNode& node) const;
    [[nodiscard]] bool tellLink(TopologyNode& node) const;
    void tellOwnWords(TopologyNode& node) const;
    [[nodiscard]] TopologyPicture::Link link() const;

    const Snapshot& m_snapshot;
    const Topology& m_topology;
    TopologyParties m_who;
};

TopologyNode Painter::sentinel(const SentinelView& view, int number) const {
    TopologyNode node;
    node.kind = Kind::Sentinel;
    node.address = view.address;
    node.title = TopologyPicture::tr("Sentinel %1").arg(number);
    if (!view.answered()) {
        node.note = TopologyPicture::tr("does not answer");
        node.tone = Tone::Bad;
        node.facts = {{TopologyPicture::tr("Health"), view.error->translated()}};
        return node;
    }
    node.version = view.identity.version.isEmpty() ? QString() : view.identity.describe();
    node.names = view.primary();
    node.disagrees = node.names != m_who.named();
    const QString epoch = QString::number(view.configEpoch());
    const QStringList same = m_who.agreeingWith(view);
    const QString roundTrip = QLocale().toString(view.roundTripMs, 'f', 1);
    if (view.tilt) {
        node.note = TopologyPicture::tr("in TILT: takes no decision");
        node.tone = Tone::Warning;
    } else if (view.failoverInProgress()) {
        node.note = TopologyPicture::tr("fails over: %1").arg(view.failoverState());
        node.tone = Tone::Info;
    } else if (node.disagrees) {
        node.note = TopologyPicture::tr("names %1").arg(node.names.toString());
        node.tone = Tone::Warning;
    } else {
        node.note = TopologyPicture::tr("epoch %1, %2 ms").arg(epoch, roundTrip);
        node.tone = Tone::Good;
    }
    node.facts = {
        {TopologyPicture::tr("Names as primary"), node.names.toString()},
        {TopologyPicture::tr("Agrees with"),
         same.isEmpty() ? TopologyPicture::tr("nobody") : same.join(QStringLiteral(", "))},
        {TopologyPicture::tr("Configuration epoch"), epoch},
        {TopologyPicture::tr("Quorum"), QString::number(view.quorum())},
        {TopologyPicture::tr("Other Sentinels known to it"), QString::number(view.peers.size())},
        {TopologyPicture::tr("Round trip"), TopologyPicture::tr("%1 ms").arg(roundTrip)}};
    if (view.failoverInProgress()) {
        node.facts.append({TopologyPicture::tr("Failover state"), view.failoverState()});
    }
    return node;
}

/// What the server said when it was asked for itself.
void Painter::tellOwnWords(TopologyNode& node) const {
    const ServerView* view = m_who.viewOf(node.address);
    const EndpointStatus* tested = m_who.testOf(node.address);
    if (view != nullptr && view->readAtMs > 0) {
        node.version = view->identity.describe();
        const bool follows = view->replication.role == redis::Role::Replica;
        node.facts.append(
            {TopologyPicture::tr("Its own role"),
             follows
                 ? TopologyPicture::tr("replica of %1").arg(view->replication.primary.toString())
                 : TopologyPicture::tr("primary")});
        if (const auto offset =
                follows ? view->replication.replicaOffset : view->replication.primaryOffset) {
            node.facts.append({TopologyPicture::tr("Offset"), formatCount(*offset, QLocale())});
        }
        node.facts.append({TopologyPicture::tr("Asked at"), clockTime(view->readAtMs)});
    } else if (tested != nullptr && tested->tested && !tested->error) {
        node.version = tested->identity.describe();
    }
    if (view != nullptr && view->error) {
        node.note = TopologyPicture::tr("does not answer");
        node.tone = Tone::Bad;
        node.facts.append({TopologyPicture::tr("Health"), view->error->translated()});
    } else if (tested != nullptr && tested->error && view == nullptr) {
        node.note = TopologyPicture::tr("cannot be used");
        node.tone = Tone::Bad;
        node.facts.append({TopologyPicture::tr("Health"), tested->error->translated()});
    }
}

TopologyNode Painter::replica(const ReplicaView& replica) const {
    TopologyNode node;
    node.kind = Kind::Replica;
    node.address = replica.address;
    node.title = TopologyPicture::tr("Replica");
    const auto lag = m_who.lagOf(replica.address);
    node.tone = replica.linkUp ? Tone::Good : Tone::Warning;
    node.note = !replica.linkUp ? TopologyPicture::tr("link is down")
                : lag           ? TopologyPicture::tr("lag %1").arg(formatBytes(*lag, QLocale()))
                                : TopologyPicture::tr("priority %1").arg(replica.priority);
    if (lag) {
        node.facts.append({TopologyPicture::tr("Lag"), formatBytes(*lag, QLocale())});
    }
    node.facts.append({TopologyPicture::tr("Priority"), QString::number(replica.priority)});
    tellOwnWords(node);
    if (!replica.live) {
        node.note = TopologyPicture::tr("held for down");
        node.tone = Tone::Muted;
    }
    return node;
}

TopologyNode Painter::source() const {
    TopologyNode node;
    node.address = m_who.source();
    node.isPrimary = m_who.named() == m_who.source();
    node.kind = m_who.isTarget(m_who.named()) ? Kind::OldPrimary : Kind::Primary;
    const ServerView* view = m_who.viewOf(m_who.source());
    const bool follows = view != nullptr && view->replication.role == redis::Role::Replica;
    const EndpointStatus* tested = m_who.testOf(m_who.source());
    if (node.kind == Kind::OldPrimary) {
        node.title = TopologyPicture::tr("Old primary");
        node.note = follows ? TopologyPicture::tr("a read-only replica")
                            : TopologyPicture::tr("left the group");
    } else if (follows) {
        node.title = TopologyPicture::tr("Primary");
        node.note = TopologyPicture::tr("demoted");
        node.tone = Tone::Info;
    } else {
        node.title = TopologyPicture::tr("Primary");
        node.note = tested != nullptr && tested->tested ? TopologyPicture::tr("takes writes")
                                                        : TopologyPicture::tr("not tested");
        node.tone = tested != nullptr && tested->tested ? Tone::Good : Tone::Muted;
    }
    node.facts.append(
        {TopologyPicture::tr("Sentinels that name it"), TopologyPicture::tr("%1 of %2")
                                                            .arg(m_who.naming(m_who.source()))
                                                            .arg(m_topology.answering())});
    tellOwnWords(node);
    if (node.kind == Kind::Primary && node.tone != Tone::Bad &&
        isFrozen(m_snapshot.failOver.cutover)) {
        node.note = TopologyPicture::tr("frozen: writes wait");
        node.tone = Tone::Warning;
    }
    return node;
}

/// How it follows, as the samples of Replicate tell it; false before there are any.
bool Painter::tellLink(TopologyNode& node) const {
    const LinkState& link = m_snapshot.replicate.link;
    const auto told = linkInWords(link);
    if (const QString lag = lagInWords(link.latest); !lag.isEmpty()) {
        node.facts.append({TopologyPicture::tr("Lag"), lag});
    }
    if (told) {
        node.note = told->note;
        node.tone = told->tone;
    }
    return told.has_value();
}

void Painter::tellDragonfly(TopologyNode& node) const {
    const ServerView* view = m_who.viewOf(node.address);
    const bool follows = view != nullptr && view->replication.role == redis::Role::Replica;
    const bool leads = view != nullptr && view->replication.role == redis::Role::Primary;
    const SwitchState& cutover = m_snapshot.failOver.cutover;
    const EndpointStatus* tested = m_who.testOf(node.address);
    if (node.isPrimary) {
        node.title = TopologyPicture::tr("Primary: Dragonfly");
        node.note = TopologyPicture::tr("named by %1 of %2")
                        .arg(m_who.naming(m_who.named()))
                        .arg(m_topology.answering());
        node.tone = Tone::Good;
    } else if (cutover.running && cutover.irrevocable &&
               (leads || cutover.phase > Phase::Promote)) {
        node.note = TopologyPicture::tr("promoted");
        node.tone = Tone::Good;
    } else if (cutover.running && cutover.phase == Phase::Promote) {
        node.note = TopologyPicture::tr("is being promoted");
        node.tone = Tone::Info;
    } else if (!tellLink(node)) {
        const ReplicaView* replica = m_topology.replica(node.address);
        node.note =
            replica != nullptr ? TopologyPicture::tr("follows, priority %1").arg(replica->priority)
            : follows ? TopologyPicture::tr("follows %1").arg(view->replication.primary.toString())
            : tested != nullptr && tested->tested ? TopologyPicture::tr("not attached")
                                                  : TopologyPicture::tr("not tested");
        node.tone = tested != nullptr && tested->tested ? Tone::Good : Tone::Muted;
    }
}

TopologyNode Painter::dragonfly() const {
    TopologyNode node;
    node.kind = Kind::Dragonfly;
    node.address = m_who.target();
    node.title = TopologyPicture::tr("Dragonfly");
    node.isPrimary = m_who.isTarget(m_who.named());
    tellDragonfly(node);
    node.facts.append(
        {TopologyPicture::tr("Sentinels that name it"), TopologyPicture::tr("%1 of %2")
                                                            .arg(m_who.naming(node.address))
                                                            .arg(m_topology.answering())});
    if (const ReplicaView* replica = m_topology.replica(node.address)) {
        node.facts.append({TopologyPicture::tr("Priority"), QString::number(replica->priority)});
    }
    const bool promotes =
        m_snapshot.failOver.cutover.running && m_snapshot.failOver.cutover.phase == Phase::Promote;
    const TopologyNode before = node;
    tellOwnWords(node);
    if (promotes && node.tone == Tone::Bad) { // silent meanwhile: unknown, not broken
        node.note = before.note;
        node.tone = before.tone;
    }
    return node;
}

TopologyPicture::Link Painter::link() const {
    if (m_who.isTarget(m_who.named())) {
        return TopologyPicture::Link::None;
    }
    const LinkPhase phase = m_snapshot.replicate.link.phase;
    if (m_snapshot.replicate.link.samples > 0 && phase == LinkPhase::Interrupted) {
        return TopologyPicture::Link::Down;
    }
    const ServerView* view = m_who.viewOf(m_who.target());
    const bool follows = view != nullptr && view->replication.role == redis::Role::Replica;
    return follows || m_topology.replica(m_who.target()) != nullptr
               ? TopologyPicture::Link::Up
               : TopologyPicture::Link::Planned;
}

TopologyPicture Painter::picture() const {
    TopologyPicture picture;
    int number = 0;
    for (const SentinelView& view : m_topology.sentinels) {
        picture.sentinels.append(sentinel(view, ++number));
    }
    for (const ReplicaView& each : m_topology.replicas) {
        if (!m_who.isTarget(each.address) && each.address != m_who.source()) {
            picture.servers.append(replica(each));
        }
    }
    if (!m_who.source().isNull()) { // beside Dragonfly: what is between both goes through no other
        picture.servers.append(source());
    }
    if (!m_who.target().isNull()) {
        picture.servers.append(dragonfly());
    }
    picture.link = link();
    if (m_who.named().isNull()) {
        return picture;
    }
    const int asked = static_cast<int>(m_topology.sentinels.size());
    const bool all = m_who.naming(m_who.named()) == asked;
    picture.agreement =
        TopologyPicture::tr("Named by %1 of %2 Sentinels: %3", nullptr, formOf(asked))
            .arg(m_who.naming(m_who.named()))
            .arg(asked)
            .arg(m_who.named().toString());
    picture.agreementTone = all ? Tone::Good : Tone::Warning;
    return picture;
}

} // namespace

QString TopologyNode::spoken() const {
    QStringList parts{title, address.toString()};
    for (const QString& part : {version, note}) {
        if (!part.isEmpty()) {
            parts.append(part);
        }
    }
    return parts.join(QStringLiteral(", "));
}

QString TopologyNode::factsAsText() const {
    QStringList lines;
    for (const auto& [name, value] : facts) {
        lines.append(QStringLiteral("%1: %2").arg(name, value));
    }
    return lines.join(u'\n');
}

TopologyPicture TopologyPicture::of(const Snapshot& snapshot) {
    return Painter(snapshot).picture();
}

const TopologyNode* TopologyPicture::node(const redis::Address& address) const {
    for (const QList<TopologyNode>* row : {&sentinels, &servers}) {
        const auto found = std::ranges::find(*row, address, &TopologyNode::address);
        if (found != row->end()) {
            return &*found;
        }
    }
    return nullptr;
}

} // namespace ferryman
