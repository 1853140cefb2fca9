// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/gate_collector.h"

#include <algorithm>

namespace ferryman {

namespace {

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
    Message value{QT_TRANSLATE_NOOP("core", "%1 of %2"),
                  {QString::number(topology.answering()), QString::number(known)}};
    QStringList silent;
    for (const SentinelView& view : topology.sentinels) {
        if (!view.answered()) {
            silent.append(view.address.toString());
        }
    }
    if (!silent.isEmpty()) {
        value = {QT_TRANSLATE_NOOP("core", "%1; no answer from %2"),
                 {value, silent.join(QStringLiteral(", "))}};
    }
    gates.addSentinels("sentinels.answering", {QT_TRANSLATE_NOOP("core", "Sentinels that answer")},
                       value, {QT_TRANSLATE_NOOP("core", "at least %1"), {QString::number(wanted)}},
                       known > 0 && topology.answering() >= wanted);
    gates.because({QT_TRANSLATE_NOOP(
        "core", "A failover wants the quorum and a majority of all Sentinels.")});
}

void judgeAgreement(Gates& gates) {
    const Topology& topology = gates.e.topology;
    Message value{QT_TRANSLATE_NOOP("core", "no common primary")};
    if (!topology.disagreements.isEmpty()) {
        value = topology.disagreements.first();
    } else if (!topology.primary.isNull()) {
        value = {QT_TRANSLATE_NOOP("core", "all name %1"), {topology.primary.toString()}};
    }
    gates.addSentinels("sentinels.agree", {QT_TRANSLATE_NOOP("core", "Primary")}, value,
                       {QT_TRANSLATE_NOOP("core", "all name %1"), {gates.e.source.toString()}},
                       topology.agreed() && topology.primary == gates.e.source);
    gates.because({QT_TRANSLATE_NOOP(
        "core",
        "Clients may ask any Sentinel for the primary, and must be told the same by all.")});
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
    gates.addSentinels("sentinels.quiet", {QT_TRANSLATE_NOOP("core", "Failover, tilt or doubt")},
                       value, {QT_TRANSLATE_NOOP("core", "none")},
                       quiet && gates.e.topology.answering() > 0);
    gates.because(
        {QT_TRANSLATE_NOOP("core", "In tilt a Sentinel distrusts its clock and acts on "
                                   "nothing for half a minute; one in doubt of the source "
                                   "may begin a failover of its own.")});
}

void judgeOnlyReplica(Gates& gates) {
    const GateEvidence& e = gates.e;
    Message value{QT_TRANSLATE_NOOP("core", "Dragonfly alone")};
    bool open = true;
    if (e.target.isNull()) {
        value = {QT_TRANSLATE_NOOP("core", "it is not known which of them is Dragonfly")};
        open = false;
    }
    for (const SentinelView* view :
         e.target.isNull() ? QList<const SentinelView*>{} : answering(e.topology)) {
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
    gates.addSentinels("sentinels.replicas", {QT_TRANSLATE_NOOP("core", "Live replicas")}, value,
                       {QT_TRANSLATE_NOOP("core", "Dragonfly alone")},
                       open && e.topology.answering() > 0);
    gates.because({QT_TRANSLATE_NOOP(
        "core", "Another replica could be promoted instead of Dragonfly, or delay the switch.")});
}

/// What this Sentinel will see once the others are detached and Dragonfly's priority is 1.
SentinelView foreseen(SentinelView view, const GateEvidence& e) {
    if (!e.pinned) {
        view.replicas.removeIf(
            [&](const redis::SentinelEntry& entry) { return entry.address != e.target; });
    }
    for (redis::SentinelEntry& entry : view.replicas) {
        if (!e.armed && entry.address == e.target) {
            entry.fields.insert("slave-priority", "1");
        }
    }
    return view;
}

void judgeChoice(Gates& gates) {
    const GateEvidence& e = gates.e;
    Message value = e.armed ? Message{QT_TRANSLATE_NOOP("core", "Dragonfly, at every Sentinel")}
                            : Message{QT_TRANSLATE_NOOP("core", "Dragonfly, at every Sentinel, "
                                                                "once its priority is 1")};
    bool open = e.topology.answering() > 0 && !e.target.isNull();
    for (const SentinelView* view : answering(e.topology)) {
        const ReplicaChoice choice = chooseReplica(foreseen(*view, e));
        if (!choice.chosen.isNull() && choice.chosen == e.target) {
            continue;
        }
        open = false;
        const auto own = std::ranges::find(choice.candidates, e.target, &Candidate::address);
        if (!choice.chosen.isNull()) {
            value = {QT_TRANSLATE_NOOP("core", "Sentinel %1 would choose %2"),
                     {view->address.toString(), choice.chosen.toString()}};
        } else if (own != choice.candidates.end()) {
            value = {QT_TRANSLATE_NOOP("core", "Sentinel %1 would choose none; Dragonfly is %2"),
                     {view->address.toString(), own->reason}};
        } else {
            value = {QT_TRANSLATE_NOOP("core", "Sentinel %1 would choose none"),
                     {view->address.toString()}};
        }
    }
    gates.addSentinels("sentinels.choice", {QT_TRANSLATE_NOOP("core", "Sentinel's choice")}, value,
                       {QT_TRANSLATE_NOOP("core", "Dragonfly, at every Sentinel")}, open);
    gates.because({QT_TRANSLATE_NOOP("core", "A Sentinel promotes the replica of the lowest "
                                             "priority above 0, and of those the one with the most "
                                             "data.")});
}

void judgeDownAfter(Gates& gates) {
    const qint64 downAfter = gates.e.topology.shortestDownAfterMs();
    const qint64 wanted = wantedDownAfterMs(gates.e.plan.policy);
    gates.addSentinels(
        "sentinels.down-after", {QT_TRANSLATE_NOOP("core", "Shortest down-after")},
        plain(formatMs(static_cast<double>(downAfter))),
        {QT_TRANSLATE_NOOP("core", "at least %1"), {formatMs(static_cast<double>(wanted))}},
        downAfter >= wanted);
    gates.because({QT_TRANSLATE_NOOP("core", "A Sentinel must not hold the source for down within "
                                             "the freeze of at most %1, with a margin."),
                   {formatMs(gates.e.plan.policy.freezeBudgetMs)}});
}

} // namespace

void judgeSentinels(Gates& gates) {
    judgeAnswering(gates);
    judgeAgreement(gates);
    judgeQuiet(gates);
    judgeOnlyReplica(gates);
    judgeChoice(gates);
    judgeDownAfter(gates);
}

} // namespace ferryman
