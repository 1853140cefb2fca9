// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/gate_evidence.h"

#include "base/format.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <algorithm>

namespace ferryman {

namespace {

using Rows = QList<EvidenceRow>;

QString translated(const char* text) {
    return QCoreApplication::translate("evidence", text);
}

QString unknown() {
    return translated(QT_TRANSLATE_NOOP("evidence", "not said"));
}

QString count(const std::optional<qint64>& number) {
    return number ? formatCount(*number, QLocale()) : unknown();
}

QString rate(const std::optional<double>& bytesPerSecond) {
    return bytesPerSecond ? formatRate(*bytesPerSecond, QLocale()) : unknown();
}

QString said(const QString& text) {
    return text.isEmpty() ? unknown() : text;
}

QString yesOrNo(bool yes) {
    return yes ? translated(QT_TRANSLATE_NOOP("evidence", "yes"))
               : translated(QT_TRANSLATE_NOOP("evidence", "no"));
}

QString source(const char* field) {
    return translated(QT_TRANSLATE_NOOP("evidence", "Source: %1")).arg(QLatin1String(field));
}

QString dragonfly(const char* field) {
    return translated(QT_TRANSLATE_NOOP("evidence", "Dragonfly: %1")).arg(QLatin1String(field));
}

QString moment(qint64 atMs) {
    return QDateTime::fromMSecsSinceEpoch(atMs).toString(QStringLiteral("HH:mm:ss.zzz"));
}

// --- replication: INFO of both servers ---

Rows ofLag(const Sample& latest) {
    return {{source("master_repl_offset"), count(latest.sourceOffset)},
            {source("slave: offset"), count(latest.ackedOffset)},
            {source("slave: lag, s"), count(latest.ackAgeSeconds)},
            {source("slave: state"), said(latest.lineState)},
            {dragonfly("slave_repl_offset"), count(latest.replicaOffset)}};
}

Rows ofLink(const LinkState& link) {
    Rows rows{{dragonfly("master_link_status"),
               link.latest.linkUp ? QStringLiteral("up") : QStringLiteral("down")},
              {dragonfly("master_sync_in_progress"), yesOrNo(link.latest.syncInProgress)},
              {source("slave: state"), said(link.latest.lineState)},
              {source("sync_full"), count(link.latest.fullSyncs)}};
    for (const std::optional<Error>& error : {link.sourceError, link.targetError}) {
        if (error) {
            rows << EvidenceRow{error->subject, error->message.translated()};
        }
    }
    return rows;
}

Rows ofSteadiness(const LinkState& link) {
    const QLocale locale;
    return {{translated(QT_TRANSLATE_NOOP("evidence", "Judgement")),
             link.steadiness.sentence.translated()},
            {translated(QT_TRANSLATE_NOOP("evidence", "Unbroken for")),
             formatDuration(link.steadiness.unbrokenMs, locale)},
            {translated(QT_TRANSLATE_NOOP("evidence", "Largest lag in that time")),
             formatBytes(link.steadiness.largestLagBytes, locale)},
            {translated(QT_TRANSLATE_NOOP("evidence", "Samples taken, missed")),
             QStringLiteral("%1, %2").arg(formatCount(link.samples, locale),
                                          formatCount(link.missed, locale))}};
}

Rows ofRoundTrips(const Snapshot& snapshot) {
    Rows rows;
    for (const EndpointStatus& endpoint : snapshot.connect.endpoints) {
        if (endpoint.tested && !endpoint.error) {
            rows << EvidenceRow{translated(QT_TRANSLATE_NOOP("evidence", "Round trip to %1"))
                                    .arg(endpoint.address.toString()),
                                formatMs(endpoint.roundTripMs, QLocale())};
        }
    }
    return rows;
}

Rows ofReplication(const QByteArray& id, const Snapshot& snapshot) {
    const LinkState& link = snapshot.replicate.link;
    const Sample& latest = link.latest;
    if (id == "replication.listed") {
        Rows rows{
            {translated(QT_TRANSLATE_NOOP("evidence", "Connected to")), said(link.reachedAs)}};
        for (const QString& line : link.lines) {
            rows << EvidenceRow{translated(QT_TRANSLATE_NOOP("evidence", "The source lists")),
                                line};
        }
        return rows;
    }
    if (id == "replication.link") {
        return ofLink(link);
    }
    if (id == "replication.steady") {
        return ofSteadiness(link);
    }
    if (id == "replication.stream") {
        return {{source("master_replid"), said(latest.sourceReplid)},
                {dragonfly("master_replid"), said(latest.targetReplid)},
                {source("sync_full"), count(latest.fullSyncs)}};
    }
    if (id == "replication.drain") {
        return Rows{{translated(QT_TRANSLATE_NOOP("evidence", "Written on the source")),
                     rate(latest.writeBytesPerSecond)},
                    {translated(QT_TRANSLATE_NOOP("evidence", "Applied on Dragonfly")),
                     rate(latest.applyBytesPerSecond)}} +
               ofLag(latest);
    }
    return id == "replication.outage" ? ofRoundTrips(snapshot) : ofLag(latest);
}

// --- data ---

Rows ofData(const QByteArray& id, const Snapshot& snapshot) {
    const VerifyState& verify = snapshot.verify;
    if (id == "data.keys") {
        return {{source("INFO keyspace"), count(snapshot.replicate.link.latest.sourceKeys)},
                {dragonfly("INFO keyspace"), count(snapshot.replicate.link.latest.targetKeys)}};
    }
    Rows rows;
    if (verify.verdict) {
        const VerifyCounts& counts = verify.verdict->counts;
        rows << EvidenceRow{translated(QT_TRANSLATE_NOOP("evidence", "Keys compared")),
                            count(counts.keysCompared)}
             << EvidenceRow{translated(QT_TRANSLATE_NOOP("evidence", "Differences")),
                            count(counts.differences)}
             << EvidenceRow{translated(QT_TRANSLATE_NOOP("evidence", "Undecided")),
                            count(counts.undecided)}
             << EvidenceRow{translated(QT_TRANSLATE_NOOP("evidence", "Compared until")),
                            moment(verify.verdict->finishedAtMs)}
             << EvidenceRow{translated(QT_TRANSLATE_NOOP("evidence", "Holds for")),
                            said(verify.verdict->holdsFor.translated())};
    }
    if (verify.freshness && verify.freshness->bytesSince) {
        rows << EvidenceRow{translated(QT_TRANSLATE_NOOP("evidence", "Written since")),
                            formatBytes(*verify.freshness->bytesSince, QLocale())};
    }
    rows << EvidenceRow{
        translated(QT_TRANSLATE_NOOP("evidence", "Keys to compare within the freeze")),
        count(verify.frozenKeys)};
    return rows;
}

// --- Sentinels: a row each ---

QString repliesOf(const SentinelView& view) {
    const QString state = said(view.failoverState());
    QStringList flags(view.group.flags.begin(), view.group.flags.end());
    flags.sort();
    return QStringLiteral("flags %1; failover-state %2; tilt %3")
        .arg(flags.join(QLatin1Char(',')), state, yesOrNo(view.tilt));
}

QString replicasOf(const SentinelView& view) {
    QStringList texts;
    for (const redis::SentinelEntry& replica : view.replicas) {
        QStringList flags(replica.flags.begin(), replica.flags.end());
        flags.sort();
        texts << QStringLiteral("%1 flags %2, slave-priority %3, info-refresh %4 ms")
                     .arg(replica.address.toString(), flags.join(QLatin1Char(',')),
                          replica.text("slave-priority"), replica.text("info-refresh"));
    }
    return said(texts.join(QStringLiteral("; ")));
}

QString sentinelSays(const QByteArray& id, const SentinelView& view) {
    if (!view.answered()) {
        return view.error->message.translated();
    }
    if (id == "sentinels.answering") {
        return translated(QT_TRANSLATE_NOOP("evidence", "answered in %1; quorum %2"))
            .arg(formatMs(view.roundTripMs, QLocale()))
            .arg(view.quorum());
    }
    if (id == "sentinels.agree") {
        return QStringLiteral("%1, config-epoch %2")
            .arg(view.primary().toString())
            .arg(view.configEpoch());
    }
    if (id == "sentinels.quiet") {
        return repliesOf(view);
    }
    if (id == "sentinels.down-after") {
        return QStringLiteral("down-after-milliseconds %1, failover-timeout %2")
            .arg(view.downAfterMs())
            .arg(view.failoverTimeoutMs());
    }
    return replicasOf(view);
}

Rows ofSentinels(const QByteArray& id, const Snapshot& snapshot) {
    Rows rows;
    for (const SentinelView& view : snapshot.connect.topology.sentinels) {
        rows << EvidenceRow{
            translated(QT_TRANSLATE_NOOP("evidence", "Sentinel %1")).arg(view.address.toString()),
            sentinelSays(id, view)};
    }
    if (id == "sentinels.choice") {
        for (const Candidate& candidate : snapshot.connect.choice.candidates) {
            rows << EvidenceRow{candidate.address.toString(), candidate.reason.translated()};
        }
    }
    return rows;
}

// --- plan ---

Rows ofPlan(const QByteArray& id, const Snapshot& snapshot) {
    if (id == "plan.journal") {
        return {{translated(QT_TRANSLATE_NOOP("evidence", "File")), said(snapshot.journalPath)},
                {translated(QT_TRANSLATE_NOOP("evidence", "Rows")), count(snapshot.journalRows)}};
    }
    if (id == "plan.source-version") {
        Rows rows;
        for (const EndpointStatus& endpoint : snapshot.connect.endpoints) {
            if (endpoint.role == EndpointStatus::Role::Source) {
                rows << EvidenceRow{endpoint.address.toString(), endpoint.identity.describe()};
            }
        }
        return rows;
    }
    Rows rows;
    for (const Finding& finding : snapshot.assess.findings) {
        if (finding.severity == Severity::Blocker) {
            rows << EvidenceRow{finding.title.translated(),
                                finding.accepted
                                    ? translated(QT_TRANSLATE_NOOP("evidence", "accepted: %1"))
                                          .arg(finding.acceptedBecause)
                                    : finding.found.translated()};
        }
    }
    rows << EvidenceRow{translated(QT_TRANSLATE_NOOP("evidence", "Checks that ran")),
                        count(snapshot.assess.checks)};
    return rows;
}

Rows rowsOf(const Gate& gate, const Snapshot& snapshot) {
    switch (gate.group) {
    case GateGroup::Replication:
        return ofReplication(gate.id, snapshot);
    case GateGroup::Data:
        return ofData(gate.id, snapshot);
    case GateGroup::Sentinels:
        return ofSentinels(gate.id, snapshot);
    case GateGroup::Plan:
        return ofPlan(gate.id, snapshot);
    }
    return {};
}

} // namespace

QList<EvidenceRow> evidenceOf(const Gate& gate, const Snapshot& snapshot) {
    Rows rows = rowsOf(gate, snapshot);
    if (!gate.why.isEmpty()) {
        rows.prepend({translated(QT_TRANSLATE_NOOP("evidence", "Why")), gate.why.translated()});
    }
    if (!gate.price.isEmpty()) {
        rows << EvidenceRow{translated(QT_TRANSLATE_NOOP("evidence", "It costs")),
                            gate.price.translated()};
    }
    if (gate.readAtMs > 0) {
        rows << EvidenceRow{translated(QT_TRANSLATE_NOOP("evidence", "Read at")),
                            moment(gate.readAtMs)};
    }
    return rows;
}

} // namespace ferryman
