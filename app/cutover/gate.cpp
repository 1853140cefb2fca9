// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/gate.h"

#include "base/format.h"

#include <QVersionNumber>

#include <algorithm>

namespace ferryman {

namespace {

constexpr qint64 freshMs = 2000;
constexpr qint64 freshFindingsMs = 10'000; // they are read by several commands, every few seconds
const QVersionNumber oldestPausing{6, 2};
const QVersionNumber oldestFenced{5, 0};    // measured from 5.0 on
constexpr double leastBytesPerSecond = 1e6; // an idle link's rate says nothing of what it can do
constexpr double ackPeriodMs = 1000;        // Dragonfly acknowledges once a second

QVersionNumber versionOf(const redis::ServerIdentity& source) {
    return QVersionNumber::fromString(source.version);
}

Message plain(const QString& text) {
    return {"%1", {text}};
}

/// Collects the gates, and closes each whose evidence is too old.
class Gates {
public:
    explicit Gates(const GateEvidence& evidence)
        : e(evidence) {}

    void add(Gate gate) {
        gate.open = gate.open && e.nowMs - gate.readAtMs <= freshMs;
        list.append(std::move(gate));
    }
    void addReplication(const char* id, Message title, Message value, Message wanted, bool open) {
        add({id, GateGroup::Replication, std::move(title), std::move(value), std::move(wanted),
             open, e.link.latest.atMs});
    }
    void addSentinels(const char* id, Message title, Message value, Message wanted, bool open) {
        add({id, GateGroup::Sentinels, std::move(title), std::move(value), std::move(wanted), open,
             e.topology.readAt.isValid() ? e.topology.readAt.toMSecsSinceEpoch() : 0});
    }
    void addPlan(const char* id, Message title, Message value, Message wanted, bool open) {
        add({id, GateGroup::Plan, std::move(title), std::move(value), std::move(wanted), open,
             e.nowMs});
    }

    const GateEvidence& e;
    QList<Gate> list;
};

// --- replication ---

Message linkValue(const LinkState& link) {
    if (link.sourceError) {
        return link.sourceError->sentence();
    }
    if (link.targetError) {
        return link.targetError->sentence();
    }
    if (!link.latest.linkUp) {
        return {QT_TRANSLATE_NOOP("core", "down")};
    }
    return link.latest.lineState.isEmpty()
               ? Message{QT_TRANSLATE_NOOP("core", "up; the source does not list Dragonfly")}
               : Message{QT_TRANSLATE_NOOP("core", "up; the source lists Dragonfly as %1"),
                         {link.latest.lineState}};
}

void judgeReplication(Gates& gates) {
    const LinkState& link = gates.e.link;
    const Sample& sample = link.latest;
    const Policy& policy = gates.e.plan.policy;
    const Message unknown{QT_TRANSLATE_NOOP("core", "not known")};

    gates.addReplication("replication.link",
                         {QT_TRANSLATE_NOOP("core", "Link from the source to Dragonfly")},
                         linkValue(link), {QT_TRANSLATE_NOOP("core", "up, listed as online")},
                         sample.linkUp && sample.lineState == QLatin1String("online") &&
                             !link.sourceError && !link.targetError);
    gates.addReplication("replication.steady", {QT_TRANSLATE_NOOP("core", "Steady replication")},
                         link.steadiness.sentence,
                         {QT_TRANSLATE_NOOP("core", "within the limits for %1 s without a break"),
                          {QString::number(policy.steadySeconds)}},
                         link.steadiness.steady);
    gates.addReplication(
        "replication.lag-bytes", {QT_TRANSLATE_NOOP("core", "Lag in bytes")},
        sample.lagBytes ? plain(formatBytes(*sample.lagBytes)) : unknown,
        {QT_TRANSLATE_NOOP("core", "at most %1"), {formatBytes(policy.maxLagBytes)}},
        sample.lagBytes && *sample.lagBytes <= policy.maxLagBytes);
    gates.addReplication(
        "replication.lag-seconds", {QT_TRANSLATE_NOOP("core", "Last acknowledgement")},
        sample.ackAgeSeconds ? Message{QT_TRANSLATE_NOOP("core", "%1 s ago"),
                                       {QString::number(*sample.ackAgeSeconds)}}
                             : unknown,
        {QT_TRANSLATE_NOOP("core", "at most %1 s"), {QString::number(policy.maxLagSeconds)}},
        sample.ackAgeSeconds && *sample.ackAgeSeconds <= policy.maxLagSeconds);
    const bool sameStream =
        !sample.sourceReplid.isEmpty() && sample.sourceReplid == sample.targetReplid;
    gates.addReplication(
        "replication.stream", {QT_TRANSLATE_NOOP("core", "Replication stream")},
        sameStream
            ? Message{QT_TRANSLATE_NOOP("core", "the same on both sides, no full sync under way")}
            : Message{QT_TRANSLATE_NOOP("core", "source %1, Dragonfly %2"),
                      {sample.sourceReplid.left(8), sample.targetReplid.left(8)}},
        {QT_TRANSLATE_NOOP("core", "the same replication id, no full sync under way")},
        sameStream && !sample.syncInProgress && sample.replicaOffset.has_value());
}

void judgeDrain(Gates& gates) {
    const auto expected = expectedDrainMs(gates.e.link.latest);
    const double limit = gates.e.plan.policy.freezeBudgetMs / 2.0;
    gates.addReplication(
        "replication.drain", {QT_TRANSLATE_NOOP("core", "Expected drain")},
        expected ? Message{QT_TRANSLATE_NOOP("core", "about %1"), {formatMs(*expected)}}
                 : Message{QT_TRANSLATE_NOOP("core", "not known")},
        {QT_TRANSLATE_NOOP("core", "at most %1, half of the freeze"), {formatMs(limit)}},
        expected && *expected <= limit);
}

// --- data ---

void judgeData(Gates& gates) {
    const Sample& sample = gates.e.link.latest;
    const bool known = sample.sourceKeys && sample.targetKeys;
    // Keys that expired are dropped at loading, so fewer are no fault; none at all is one.
    gates.add({"data.keys",
               GateGroup::Data,
               {QT_TRANSLATE_NOOP("core", "Keys")},
               known ? Message{QT_TRANSLATE_NOOP("core", "%1 on the source, %2 on Dragonfly"),
                               {formatCount(*sample.sourceKeys), formatCount(*sample.targetKeys)}}
                     : Message{QT_TRANSLATE_NOOP("core", "not known")},
               {QT_TRANSLATE_NOOP("core", "Dragonfly holds keys where the source does")},
               known && (*sample.targetKeys > 0 || *sample.sourceKeys == 0),
               sample.atMs});
}

// --- Sentinels ---

QList<const SentinelView*> answering(const Topology& topology) {
    QList<const SentinelView*> views;
    for (const SentinelView& view : topology.sentinels) {
        if (view.answered()) {
            views.append(&view);
        }
    }
    return views;
}

void judgeAnswering(Gates& gates) {
    const Topology& topology = gates.e.topology;
    const auto known = static_cast<int>(topology.sentinels.size());
    const int wanted = std::max(topology.quorum, known / 2 + 1);
    gates.addSentinels("sentinels.answering", {QT_TRANSLATE_NOOP("core", "Sentinels that answer")},
                       {QT_TRANSLATE_NOOP("core", "%1 of %2"),
                        {QString::number(topology.answering()), QString::number(known)}},
                       {QT_TRANSLATE_NOOP("core", "at least %1, the quorum and the majority"),
                        {QString::number(wanted)}},
                       known > 0 && topology.answering() >= wanted);
}

void judgeAgreement(Gates& gates) {
    const Topology& topology = gates.e.topology;
    Message value{QT_TRANSLATE_NOOP("core", "no common primary")};
    if (!topology.disagreements.isEmpty()) {
        value = topology.disagreements.first();
    } else if (!topology.primary.isNull()) {
        value = {QT_TRANSLATE_NOOP("core", "all name %1"), {topology.primary.toString()}};
    }
    gates.addSentinels(
        "sentinels.agree", {QT_TRANSLATE_NOOP("core", "Primary")}, value,
        {QT_TRANSLATE_NOOP("core", "all name the source, %1"), {gates.e.source.toString()}},
        topology.agreed() && topology.primary == gates.e.source);
}

void judgeQuiet(Gates& gates) {
    Message value{QT_TRANSLATE_NOOP("core", "none")};
    bool quiet = true;
    for (const SentinelView* view : answering(gates.e.topology)) {
        const QString address = view->address.toString();
        if (view->failoverInProgress() || !view->failoverState().isEmpty()) {
            value = {QT_TRANSLATE_NOOP("core", "a failover is in progress at Sentinel %1"),
                     {address}};
            quiet = false;
        } else if (view->tilt) {
            value = {QT_TRANSLATE_NOOP("core", "Sentinel %1 is in tilt mode"), {address}};
            quiet = false;
        } else if (view->group.has("s_down") || view->group.has("o_down")) {
            value = {QT_TRANSLATE_NOOP("core", "Sentinel %1 holds the source for down"), {address}};
            quiet = false;
        }
    }
    gates.addSentinels(
        "sentinels.quiet", {QT_TRANSLATE_NOOP("core", "Failover, tilt or doubt at a Sentinel")},
        value, {QT_TRANSLATE_NOOP("core", "none")}, quiet && gates.e.topology.answering() > 0);
}

void judgeOnlyReplica(Gates& gates) {
    const GateEvidence& e = gates.e;
    Message value{QT_TRANSLATE_NOOP("core", "Dragonfly alone")};
    bool open = true;
    for (const SentinelView* view : answering(e.topology)) {
        const redis::SentinelEntry* known = view->replica(e.target);
        if (known == nullptr) {
            value = {QT_TRANSLATE_NOOP("core", "Sentinel %1 does not know Dragonfly (%2) yet"),
                     {view->address.toString(), e.target.toString()}};
            open = false;
        } else if (known->has("s_down") || known->has("o_down") || known->has("disconnected")) {
            value = {QT_TRANSLATE_NOOP("core", "Sentinel %1 holds Dragonfly for down"),
                     {view->address.toString()}};
            open = false;
        }
    }
    if (const auto others = otherLiveReplicas(e); !others.isEmpty()) {
        value = {e.pinned ? QT_TRANSLATE_NOOP("core", "%1 is a live replica as well")
                          : QT_TRANSLATE_NOOP("core", "%1 is a live replica as well, and is "
                                                      "detached first"),
                 {others.first().toString()}};
        open = open && !e.pinned;
    }
    gates.addSentinels(
        "sentinels.replicas", {QT_TRANSLATE_NOOP("core", "Live replicas of the group")}, value,
        {QT_TRANSLATE_NOOP(
            "core", "Dragonfly alone: another one could be promoted instead, or delay the switch")},
        open && e.topology.answering() > 0);
}

void judgeChoice(Gates& gates) {
    const GateEvidence& e = gates.e;
    Message value{QT_TRANSLATE_NOOP("core", "Dragonfly, at every Sentinel")};
    bool open = e.topology.answering() > 0;
    for (const SentinelView* view : answering(e.topology)) {
        const ReplicaChoice choice = chooseReplica(*view);
        if (choice.chosen == e.target) {
            continue;
        }
        open = false;
        value = choice.chosen.isNull()
                    ? Message{QT_TRANSLATE_NOOP("core", "Sentinel %1 would choose none"),
                              {view->address.toString()}}
                    : Message{QT_TRANSLATE_NOOP("core", "Sentinel %1 would choose %2"),
                              {view->address.toString(), choice.chosen.toString()}};
    }
    gates.addSentinels("sentinels.choice",
                       {QT_TRANSLATE_NOOP("core", "Replica that Sentinel would promote")}, value,
                       {QT_TRANSLATE_NOOP("core", "Dragonfly, at every Sentinel")}, open);
}

void judgeDownAfter(Gates& gates) {
    const qint64 downAfter = gates.e.topology.shortestDownAfterMs();
    const qint64 wanted = wantedDownAfterMs(gates.e.plan.policy);
    gates.addSentinels(
        "sentinels.down-after", {QT_TRANSLATE_NOOP("core", "Shortest down-after-milliseconds")},
        plain(formatMs(static_cast<double>(downAfter))),
        {QT_TRANSLATE_NOOP("core", "at least %1: the freeze of at most %2 and a margin"),
         {formatMs(static_cast<double>(wanted)), formatMs(gates.e.plan.policy.freezeBudgetMs)}},
        downAfter >= wanted);
}

void judgeSentinels(Gates& gates) {
    judgeAnswering(gates);
    judgeAgreement(gates);
    judgeQuiet(gates);
    judgeOnlyReplica(gates);
    if (gates.e.armed) { // until then Dragonfly's priority is 0, and no Sentinel would choose it
        judgeChoice(gates);
    }
    judgeDownAfter(gates);
}

// --- plan ---

void judgePlan(Gates& gates) {
    const GateEvidence& e = gates.e;
    const auto blocking = std::ranges::find_if(e.findings, &Finding::blocks);
    const auto blockers = std::ranges::count_if(e.findings, &Finding::blocks);
    const bool begun = e.pinned || e.armed;
    const bool fresh =
        begun || !e.findingsReadAtMs || e.nowMs - *e.findingsReadAtMs <= freshFindingsMs;
    Message found{QT_TRANSLATE_NOOP("core", "none")};
    if (blocking != e.findings.end()) {
        found = {QT_TRANSLATE_NOOP("core", "%1, such as: %2"),
                 {QString::number(blockers), blocking->title}};
    } else if (!fresh) {
        found = {QT_TRANSLATE_NOOP("core", "none, but read more than %1 s ago"),
                 {QString::number(freshFindingsMs / 1000)}};
    }
    gates.addPlan("plan.findings", {QT_TRANSLATE_NOOP("core", "Findings that block")}, found,
                  {QT_TRANSLATE_NOOP("core", "none")}, blocking == e.findings.end() && fresh);

    const QVersionNumber version = versionOf(e.sourceIdentity);
    Message described = plain(e.sourceIdentity.describe());
    if (version.isNull()) {
        described = {QT_TRANSLATE_NOOP("core", "not known")};
    } else if (!pausesWrites(e.sourceIdentity)) {
        described = {QT_TRANSLATE_NOOP("core", "%1: writes are refused instead of paused"),
                     {e.sourceIdentity.describe()}};
    }
    gates.addPlan("plan.source-version", {QT_TRANSLATE_NOOP("core", "Version of the source")},
                  described, {QT_TRANSLATE_NOOP("core", "5.0 or later")}, version >= oldestFenced);

    gates.addPlan("plan.journal", {QT_TRANSLATE_NOOP("core", "Journal")},
                  e.journalWritable ? Message{QT_TRANSLATE_NOOP("core", "is written")}
                                    : Message{QT_TRANSLATE_NOOP("core", "cannot be written")},
                  {QT_TRANSLATE_NOOP(
                      "core", "is written: what is to be done stands there before it is done")},
                  e.journalWritable);
}

} // namespace

QList<redis::Address> otherLiveReplicas(const GateEvidence& evidence) {
    QList<redis::Address> others;
    for (const ReplicaView& replica : evidence.topology.replicas) {
        if (replica.live && replica.address != evidence.target) {
            others.append(replica.address);
        }
    }
    return others;
}

bool pausesWrites(const redis::ServerIdentity& source) {
    return versionOf(source) >= oldestPausing;
}

bool fenceHoldsScripts(const redis::ServerIdentity& source) {
    const QVersionNumber version = versionOf(source);
    return version >= QVersionNumber{6, 2} ? version >= QVersionNumber{6, 2, 7}
                                           : version >= QVersionNumber{6, 0, 17};
}

std::optional<double> expectedDrainMs(const Sample& sample) {
    const bool shown = sample.replicaOffset.value_or(0) > 0; // 0 before Dragonfly 1.39
    if (!sample.sourceOffset || (!shown && !sample.ackedOffset)) {
        return {};
    }
    const qint64 behind = std::max(
        *sample.sourceOffset - (shown ? *sample.replicaOffset : *sample.ackedOffset), qint64{0});
    const double rate = std::max({leastBytesPerSecond, sample.applyBytesPerSecond.value_or(0),
                                  sample.writeBytesPerSecond.value_or(0)});
    return static_cast<double>(behind) / rate * 1000 + (shown ? 0 : ackPeriodMs);
}

QList<Gate> judgeGates(const GateEvidence& evidence) {
    Gates gates(evidence);
    judgeReplication(gates);
    judgeDrain(gates);
    judgeData(gates);
    judgeSentinels(gates);
    judgePlan(gates);
    return gates.list;
}

bool allOpen(const QList<Gate>& gates) {
    return !gates.isEmpty() && std::ranges::all_of(gates, &Gate::open);
}

} // namespace ferryman
