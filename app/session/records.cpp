// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/records.h"

#include "preflight/mend_steps.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace ferryman {

namespace {

QJsonArray texts(const QList<redis::Command>& commands) {
    QJsonArray array;
    for (const redis::Command& command : commands) {
        array.append(command.text());
    }
    return array;
}

const char* toString(EndpointStatus::Role role) {
    switch (role) {
    case EndpointStatus::Role::Sentinel:
        return "sentinel";
    case EndpointStatus::Role::Source:
        return "source";
    case EndpointStatus::Role::Replica:
        return "replica";
    case EndpointStatus::Role::Dragonfly:
        return "dragonfly";
    }
    return "";
}

/// What was not said is not in the record.
template <typename T>
void put(QJsonObject& record, const char* name, const std::optional<T>& value) {
    if (value) {
        record.insert(QLatin1String(name), QJsonValue(*value));
    }
}

} // namespace

QJsonObject recordOf(const Plan& plan) {
    QJsonObject record = QJsonDocument::fromJson(planToJson(plan)).object();
    record.remove(QStringLiteral("secrets"));
    return record;
}

QJsonObject recordOf(const Finding& finding) {
    QJsonObject record = essenceOf(finding);
    record.insert(QStringLiteral("mend"), texts(finding.mend));
    record.insert(QStringLiteral("undo"), texts(finding.undo));
    record.insert(QStringLiteral("foundAt"), finding.at.toUTC().toString(Qt::ISODateWithMs));
    record.insert(QStringLiteral("mendOn"), QLatin1String(nameOf(finding.mendOn)));
    record.insert(QStringLiteral("acceptable"), finding.acceptable);
    if (finding.accepted) {
        record.insert(QStringLiteral("acceptedBecause"), finding.acceptedBecause);
        record.insert(QStringLiteral("acceptedBy"), finding.acceptedBy);
    }
    return record;
}

QJsonObject judgementOf(const Finding& finding) {
    QJsonObject record = recordOf(finding);
    record.remove(QLatin1String("foundAt"));
    return record;
}

QJsonObject recordOf(const EndpointStatus& endpoint) {
    QJsonObject record{
        {QStringLiteral("role"), QLatin1String(toString(endpoint.role))},
        {QStringLiteral("address"), endpoint.address.toString()},
        {QStringLiteral("identity"), endpoint.identity.describe()},
        {QStringLiteral("security"), endpoint.security},
        {QStringLiteral("roundTripMs"), endpoint.roundTripMs},
    };
    put(record, "keys", endpoint.keys);
    if (endpoint.error) {
        record.insert(QStringLiteral("error"), endpoint.error->english());
    }
    return record;
}

QJsonObject recordOf(const Topology& topology) {
    QJsonArray sentinels;
    for (const SentinelView& view : topology.sentinels) {
        sentinels.append(QJsonObject{
            {QStringLiteral("address"), view.address.toString()},
            {QStringLiteral("primary"), view.answered() ? view.primary().toString() : QString()},
            {QStringLiteral("configEpoch"), view.configEpoch()},
            {QStringLiteral("downAfterMs"), view.downAfterMs()},
            {QStringLiteral("failoverTimeoutMs"), view.failoverTimeoutMs()},
            {QStringLiteral("error"), view.error ? view.error->english() : QString()},
        });
    }
    QJsonArray replicas;
    for (const ReplicaView& replica : topology.replicas) {
        replicas.append(QJsonObject{
            {QStringLiteral("address"), replica.address.toString()},
            {QStringLiteral("live"), replica.live},
            {QStringLiteral("priority"), replica.priority},
        });
    }
    QJsonArray disagreements;
    for (const Message& disagreement : topology.disagreements) {
        disagreements.append(disagreement.english());
    }
    return {
        {QStringLiteral("group"), topology.group},
        {QStringLiteral("primary"),
         topology.primary.isNull() ? QString() : topology.primary.toString()},
        {QStringLiteral("quorum"), topology.quorum},
        {QStringLiteral("configEpoch"), topology.configEpoch},
        {QStringLiteral("sentinels"), sentinels},
        {QStringLiteral("replicas"), replicas},
        {QStringLiteral("disagreements"), disagreements},
    };
}

QJsonObject recordOf(const Gate& gate) {
    QJsonObject record{
        {QStringLiteral("id"), QString::fromLatin1(gate.id)},
        {QStringLiteral("title"), gate.title.english()},
        {QStringLiteral("value"), gate.value.english()},
        {QStringLiteral("wanted"), gate.wanted.english()},
        {QStringLiteral("open"), gate.open},
    };
    if (!gate.why.isEmpty()) {
        record.insert(QStringLiteral("why"), gate.why.english());
    }
    return record;
}

QJsonObject recordOf(const Sample& sample) {
    QJsonObject record{
        {QStringLiteral("linkUp"), sample.linkUp},
        {QStringLiteral("syncInProgress"), sample.syncInProgress},
        {QStringLiteral("state"), sample.lineState},
    };
    put(record, "sourceOffset", sample.sourceOffset);
    put(record, "replicaOffset", sample.replicaOffset);
    put(record, "lagBytes", sample.lagBytes);
    put(record, "lagSeconds", sample.lagSeconds);
    put(record, "fullSyncs", sample.fullSyncs);
    put(record, "writeBytesPerSecond", sample.writeBytesPerSecond);
    return record;
}

QJsonObject recordOf(const SyncProgress& progress) {
    QJsonObject record{
        {QStringLiteral("round"), progress.round},
        {QStringLiteral("state"), progress.sourceState},
        {QStringLiteral("keysLoaded"), progress.keysLoaded},
        {QStringLiteral("keysTotal"), progress.keysTotal},
        {QStringLiteral("keysPerSecond"), progress.keysPerSecond},
        {QStringLiteral("elapsedMs"), progress.elapsedMs},
    };
    put(record, "etaMs", progress.etaMs);
    return record;
}

QJsonObject recordOf(const LinkState& link) {
    QJsonObject record{
        {QStringLiteral("phase"), QLatin1String(toString(link.phase))},
        {QStringLiteral("sentence"), link.steadiness.sentence.english()},
    };
    put(record, "syncDurationMs", link.syncDurationMs);
    put(record, "keys", link.latest.sourceKeys);
    return record;
}

QJsonObject recordOf(const VerifyProgress& progress) {
    QJsonObject record{
        {QStringLiteral("of"), QStringLiteral("verification")},
        {QStringLiteral("keysCompared"), progress.counts.keysCompared},
        {QStringLiteral("keysExpected"), progress.keysExpected},
        {QStringLiteral("differences"), progress.counts.differences},
        {QStringLiteral("suspects"), progress.suspects},
        {QStringLiteral("bytesRead"), progress.counts.bytesRead},
        {QStringLiteral("seconds"), progress.seconds},
        {QStringLiteral("keysPerSecond"), progress.keysPerSecond},
        {QStringLiteral("note"), progress.note.english()},
    };
    put(record, "etaMs", progress.etaMs);
    return record;
}

QJsonObject recordOf(const Error& error) {
    return {
        {QStringLiteral("kind"), QLatin1String(toString(error.kind))},
        {QStringLiteral("message"), error.english()},
        {QStringLiteral("subject"), error.subject},
        {QStringLiteral("detail"), error.detail},
    };
}

} // namespace ferryman
