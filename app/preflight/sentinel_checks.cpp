// SPDX-License-Identifier: GPL-3.0-or-later
#include "preflight/sentinel_checks.h"

#include "topology/replica_choice.h"

#include <QHostAddress>

#include <algorithm>

namespace ferryman {

namespace {

constexpr qsizetype pinSeconds = 10; // the INFO poll by which a Sentinel finds Dragonfly again
constexpr qsizetype pinSecondsPerSentinel = 3; // until it knows its peers again

/// Until it passed, a Sentinel neither gives a promotion up nor points a parked server elsewhere
/// (sentinel.c); Dragonfly was seen to take 10 s for a promotion.
constexpr qint64 leastFailoverTimeoutMs = 10'000;
constexpr qsizetype mostReasons = 8;
constexpr qint64 goodFailoverTimeoutMs = 20'000;

QString namesOf(const QList<const SentinelView*>& views) {
    QStringList names;
    for (const SentinelView* view : views) {
        names.append(view->address.toString());
    }
    return names.join(QStringLiteral(", "));
}

template <typename Wanted>
QList<const SentinelView*> those(const Topology& topology, Wanted wanted) {
    QList<const SentinelView*> views;
    for (const SentinelView& view : topology.sentinels) {
        if (wanted(view)) {
            views.append(&view);
        }
    }
    return views;
}

bool isLoopback(const QString& host) {
    return QHostAddress(host).isLoopback() ||
           host.compare(QLatin1String("localhost"), Qt::CaseInsensitive) == 0;
}

} // namespace

std::optional<Finding> nobodyAnswers(const Topology& topology) {
    if (topology.answering() > 0) {
        return {};
    }
    const auto silent = those(topology, [](const SentinelView& view) { return !view.answered(); });
    return unknown({QT_TRANSLATE_NOOP("core", "What the Sentinels say")},
                   silent.isEmpty()
                       ? Error{ErrorKind::Refused,
                               {QT_TRANSLATE_NOOP("core", "No Sentinel of the group is known")},
                               {},
                               {}}
                       : *silent.first()->error);
}

QList<Finding> judgeSentinelsReachable(const Facts& facts) {
    if (facts.topology.sentinels.isEmpty()) {
        return {*nobodyAnswers(facts.topology)};
    }
    const auto silent =
        those(facts.topology, [](const SentinelView& view) { return !view.answered(); });
    if (silent.isEmpty()) {
        return {passed({QT_TRANSLATE_NOOP("core", "Every Sentinel answers")},
                       {QT_TRANSLATE_NOOP("core", "%1 of %1"),
                        {QString::number(facts.topology.sentinels.size())}})};
    }
    QList<Finding> findings;
    for (const SentinelView* view : silent) {
        Finding finding = judged(
            Severity::Blocker,
            {QT_TRANSLATE_NOOP("core", "Sentinel %1 does not answer"), {view->address.toString()}},
            view->error->sentence(),
            {QT_TRANSLATE_NOOP("core", "an answer of every Sentinel of the group")},
            {QT_TRANSLATE_NOOP("core", "A Sentinel that was not asked may lead clients back to the "
                                       "old primary: mend it, or "
                                       "have the others forget it with SENTINEL RESET.")});
        finding.subject = view->address.toString();
        findings.append(finding);
    }
    return findings;
}

QList<Finding> judgeSentinelAgreement(const Facts& facts) {
    if (const auto nothing = nobodyAnswers(facts.topology)) {
        return {*nothing};
    }
    QList<Finding> findings;
    for (const Message& disagreement : facts.topology.disagreements) {
        findings.append(judged(
            Severity::Blocker, {QT_TRANSLATE_NOOP("core", "The Sentinels disagree")}, disagreement,
            {QT_TRANSLATE_NOOP("core", "one primary, one epoch, one quorum, everybody known")},
            {QT_TRANSLATE_NOOP("core",
                               "Clients go where the Sentinel that they ask sends them.")}));
    }
    if (findings.isEmpty()) {
        findings.append(passed(
            {QT_TRANSLATE_NOOP("core", "All Sentinels agree")},
            {QT_TRANSLATE_NOOP("core", "primary %1, epoch %2"),
             {facts.topology.primary.toString(), QString::number(facts.topology.configEpoch)}}));
    }
    return findings;
}

QList<Finding> judgeSentinelQuorum(const Facts& facts) {
    const auto all = facts.topology.sentinels.size();
    const int answering = facts.topology.answering();
    const auto majority = all / 2 + 1;
    const auto wanted = std::max<qsizetype>(facts.topology.quorum, majority);
    const Message found{Plural{QT_TRANSLATE_N_NOOP("core", "%1 usable, quorum %2"),
                               "%1 usable, quorum %2", answering},
                        {QString::number(answering), QString::number(facts.topology.quorum)}};
    if (answering >= wanted) {
        return {passed({QT_TRANSLATE_NOOP("core", "The quorum can be reached")}, found)};
    }
    return {judged(
        Severity::Blocker, {QT_TRANSLATE_NOOP("core", "The quorum cannot be reached")}, found,
        {Plural{QT_TRANSLATE_N_NOOP("core", "at least %1 usable"), "at least %1 usable", wanted},
         {QString::number(wanted)}},
        {QT_TRANSLATE_NOOP(
            "core", "Without a majority the group has no failover of its own after the switch.")})};
}

QList<Finding> judgeSentinelState(const Facts& facts) {
    if (const auto nothing = nobodyAnswers(facts.topology)) {
        return {*nothing};
    }
    const auto tilted = those(
        facts.topology, [](const SentinelView& view) { return view.answered() && view.tilt; });
    const auto busy = those(facts.topology, [](const SentinelView& view) {
        return view.answered() && (view.failoverInProgress() || !view.failoverState().isEmpty());
    });
    const auto down = those(facts.topology, [](const SentinelView& view) {
        return view.answered() && (view.group.has("s_down") || view.group.has("o_down")) &&
               !isRefusedByPrimary(view); // sentinel.auth tells of these
    });
    QList<Finding> findings;
    const auto block = [&findings](const QList<const SentinelView*>& views, const char* title,
                                   const char* why) {
        if (!views.isEmpty()) {
            findings.append(judged(Severity::Blocker, {title}, {"%1", {namesOf(views)}},
                                   {QT_TRANSLATE_NOOP("core", "none")}, {why}));
        }
    };
    block(
        tilted, QT_TRANSLATE_NOOP("core", "A Sentinel is in tilt mode"),
        QT_TRANSLATE_NOOP(
            "core",
            "In tilt a Sentinel accepts a failover but does nothing until tilt ends, 30 s later."));
    block(busy, QT_TRANSLATE_NOOP("core", "A failover is in progress"),
          QT_TRANSLATE_NOOP("core",
                            "Two failovers at once leave the Sentinels with different primaries."));
    block(down, QT_TRANSLATE_NOOP("core", "A Sentinel holds the primary for down"),
          QT_TRANSLATE_NOOP("core", "It may start a failover of its own at any moment."));
    if (findings.isEmpty()) {
        findings.append(
            passed({QT_TRANSLATE_NOOP("core", "No failover, no tilt, nobody held for down")},
                   {QT_TRANSLATE_NOOP("core", "none")}));
    }
    return findings;
}

namespace {

qint64 shortestFailoverTimeoutMs(const Topology& topology) {
    qint64 shortest = 0;
    for (const SentinelView* view :
         those(topology, [](const SentinelView& each) { return each.answered(); })) {
        const qint64 own = view->failoverTimeoutMs();
        shortest = shortest == 0 ? own : std::min(shortest, own);
    }
    return shortest;
}

/// Sets one time at every Sentinel; the undo gives all what the shortest was.
void mendTime(Finding& finding, const Facts& facts, const char* option, qint64 wanted,
              qint64 before) {
    const auto set = [&](qint64 value) {
        return redis::Command{"SENTINEL", "SET", facts.topology.group.toUtf8(), option,
                              QByteArray::number(value)}
            .changes();
    };
    finding.mend.append(set(wanted));
    finding.undo.append(set(before));
    finding.mendOn = MendOn::EverySentinel;
}

} // namespace

QList<Finding> judgeSentinelTimers(const Facts& facts) {
    if (const auto nothing = nobodyAnswers(facts.topology)) {
        return {*nothing};
    }
    const qint64 downAfter = facts.topology.shortestDownAfterMs();
    const qint64 wanted = wantedDownAfterMs(facts.plan.policy);
    const qint64 timeout = shortestFailoverTimeoutMs(facts.topology);
    const Message found{
        QT_TRANSLATE_NOOP("core",
                          "shortest down-after-milliseconds %1, shortest failover-timeout %2"),
        {QString::number(downAfter), QString::number(timeout)}};
    if (downAfter >= wanted && timeout >= leastFailoverTimeoutMs) {
        return {
            passed({QT_TRANSLATE_NOOP(
                       "core", "The freeze ends before a Sentinel can hold the primary for down")},
                   found)};
    }
    Finding finding =
        downAfter < wanted
            ? judged(Severity::Blocker,
                     {QT_TRANSLATE_NOOP("core", "The freeze could outlast a Sentinel's patience")},
                     found,
                     {QT_TRANSLATE_NOOP("core",
                                        "at least %1: the freeze budget of %2 ms and a margin"),
                      {QString::number(wanted), QString::number(facts.plan.policy.freezeBudgetMs)}},
                     {QT_TRANSLATE_NOOP("core",
                                        "CLIENT PAUSE also freezes Sentinel's own link: beyond "
                                        "down-after it starts a failover of "
                                        "its own.")})
            : judged(Severity::Warning,
                     {QT_TRANSLATE_NOOP("core", "A Sentinel gives a failover up too soon")}, found,
                     {QT_TRANSLATE_NOOP("core", "failover-timeout of at least %1"),
                      {QString::number(leastFailoverTimeoutMs)}},
                     {QT_TRANSLATE_NOOP("core",
                                        "Within it Dragonfly must have been promoted, and the old "
                                        "primary forgotten before a Sentinel points it to "
                                        "Dragonfly.")});
    if (downAfter < wanted) {
        mendTime(finding, facts, "down-after-milliseconds", wanted, downAfter);
    }
    if (timeout < leastFailoverTimeoutMs) {
        mendTime(finding, facts, "failover-timeout", goodFailoverTimeoutMs, timeout);
    }
    return {finding};
}

QList<Finding> judgeSentinelAddresses(const Facts& facts) {
    if (const auto nothing = nobodyAnswers(facts.topology)) {
        return {*nothing};
    }
    const QString host = facts.topology.primary.host;
    if (host.isEmpty()) {
        return {unknown({QT_TRANSLATE_NOOP("core", "The address of the primary")},
                        {ErrorKind::Refused,
                         {QT_TRANSLATE_NOOP("core", "The Sentinels name no common primary")},
                         {},
                         {}})};
    }
    if (QHostAddress(host).isNull()) {
        return {judged(
            Severity::Warning,
            {QT_TRANSLATE_NOOP("core", "Sentinel names the primary by a host name")},
            {"%1", {host}}, {QT_TRANSLATE_NOOP("core", "an IP address")},
            {QT_TRANSLATE_NOOP(
                "core", "Dragonfly must be attached by the very address that Sentinel uses; else "
                        "Sentinel re-points it, which empties it and begins a full sync anew.")})};
    }
    if (isLoopback(host) && !isLoopback(facts.target.host)) {
        return {judged(
            Severity::Blocker,
            {QT_TRANSLATE_NOOP("core", "Sentinel names the primary by a loopback address")},
            {"%1", {host}}, {QT_TRANSLATE_NOOP("core", "an address that Dragonfly can reach")},
            {QT_TRANSLATE_NOOP("core",
                               "On Dragonfly's machine that address is Dragonfly's machine.")})};
    }
    return {passed(
        {QT_TRANSLATE_NOOP("core", "The primary is named by an address that Dragonfly can use")},
        {"%1", {host}})};
}

namespace {

/// Once the others are detached Dragonfly alone counts (replication.c, refreshGoodSlavesCount).
Finding tooFewForWrites(const QString& others, qint64 wanted) {
    Finding finding = judged(
        Severity::Blocker,
        {QT_TRANSLATE_NOOP("core", "Without its other replicas the source would refuse writes")},
        {"%1; min-replicas-to-write %2", {others, QString::number(wanted)}},
        {QT_TRANSLATE_NOOP("core", "min-replicas-to-write of at most 1")},
        {QT_TRANSLATE_NOOP("core", "They are detached before the switch. From then on Dragonfly is "
                                   "the only replica that counts, and every write would fail with "
                                   "NOREPLICAS until the switch has ended.")});
    finding.acceptable = true;
    const auto set = [](qint64 value) {
        return redis::Command{"CONFIG", "SET", "min-replicas-to-write", QByteArray::number(value)}
            .changes();
    };
    finding.mend = {set(1)};
    finding.undo = {set(wanted)};
    finding.mendOn = MendOn::Source;
    return finding;
}

} // namespace

QList<Finding> judgeOtherReplicas(const Facts& facts) {
    if (const auto nothing = nobodyAnswers(facts.topology)) {
        return {*nothing};
    }
    QStringList others;
    for (const ReplicaView& replica : facts.topology.replicas) {
        if (replica.live && replica.address != facts.target) {
            others.append(replica.address.toString());
        }
    }
    if (others.isEmpty()) {
        return {passed({QT_TRANSLATE_NOOP("core", "No other live replica")},
                       {QT_TRANSLATE_NOOP("core", "none")})};
    }
    const qint64 wantedForWrites = facts.sourceSettings.number("min-replicas-to-write").value_or(0);
    if (wantedForWrites > 1) {
        return {tooFewForWrites(others.join(QStringLiteral(", ")), wantedForWrites)};
    }
    const auto sentinels = facts.topology.sentinels.size();
    return {judged(
        Severity::Note, {QT_TRANSLATE_NOOP("core", "The group has other live replicas")},
        {"%1", {others.join(QStringLiteral(", "))}},
        {QT_TRANSLATE_NOOP("core", "Dragonfly as the only live replica")},
        {QT_TRANSLATE_NOOP(
             "core",
             "Sentinel could promote one of them, and would wait for them to follow Dragonfly, "
             "which they cannot. So they are detached before the switch, which takes about %1 s: "
             "meanwhile their readers see old data, and there is no other candidate should the "
             "source fail. Should the switch be aborted, they follow the source again."),
         {QString::number(pinSeconds + pinSecondsPerSentinel * sentinels)}})};
}

QList<Finding> judgeCandidates(const Facts& facts) {
    if (const auto nothing = nobodyAnswers(facts.topology)) {
        return {*nothing};
    }
    QStringList chosen;
    QList<Message> reasons;
    for (const SentinelView* view :
         those(facts.topology, [](const SentinelView& each) { return each.answered(); })) {
        const ReplicaChoice choice = chooseReplica(*view);
        chosen.append(choice.chosen.isNull() ? QString() : choice.chosen.toString());
        for (const Candidate& candidate : choice.candidates) {
            const Message reason{"%1: %2", {candidate.address.toString(), candidate.reason}};
            if (!reasons.contains(reason) && reasons.size() < mostReasons) {
                reasons.append(reason);
            }
        }
    }
    chosen.removeDuplicates();
    Message found{QT_TRANSLATE_NOOP("core", "no replica")};
    for (qsizetype i = 0; i < reasons.size(); ++i) {
        found = i == 0 ? reasons[i] : Message{"%1; %2", {found, reasons[i]}};
    }
    const bool nobodyElse = std::ranges::all_of(chosen, [&facts](const QString& address) {
        return address.isEmpty() || address == facts.target.toString();
    });
    if (nobodyElse) {
        return {passed({QT_TRANSLATE_NOOP("core", "Sentinel would promote nobody but Dragonfly")},
                       found)};
    }
    return {judged(
        Severity::Note, {QT_TRANSLATE_NOOP("core", "Sentinel would promote a Redis replica today")},
        found, {QT_TRANSLATE_NOOP("core", "Dragonfly, at the switch")},
        {QT_TRANSLATE_NOOP("core", "So it should be until then: Dragonfly gets a better priority, "
                                   "and the others none, only once it is steady.")})};
}

} // namespace ferryman
