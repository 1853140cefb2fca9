// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/record_reading.h"

#include <QJsonArray>

namespace ferryman {

namespace {

QString text(const QJsonObject& record, const char* name) {
    return record.value(QLatin1String(name)).toString();
}

/// A sentence that was journalled in English.
Message said(const QJsonObject& record, const char* name) {
    return sentenceOf(text(record, name));
}

std::optional<double> number(const QJsonObject& record, const char* name) {
    const QJsonValue value = record.value(QLatin1String(name));
    return value.isDouble() ? std::optional(value.toDouble()) : std::nullopt;
}

std::optional<qint64> whole(const QJsonObject& record, const char* name) {
    const QJsonValue value = record.value(QLatin1String(name));
    return value.isDouble() ? std::optional(value.toInteger()) : std::nullopt;
}

redis::Address address(const QString& text) {
    return redis::Address::parse(text).value_or(redis::Address{});
}

SentinelView sentinelFrom(const QJsonObject& record) {
    SentinelView view;
    view.address = address(text(record, "address"));
    view.group.address = address(text(record, "primary"));
    if (const QString error = text(record, "error"); !error.isEmpty()) {
        view.error = Error{ErrorKind::Unreachable, {"%1", {error}}, {}, {}};
    }
    const std::pair<const char*, const char*> numbers[] = {
        {"config-epoch", "configEpoch"},
        {"down-after-milliseconds", "downAfterMs"},
        {"failover-timeout", "failoverTimeoutMs"}};
    for (const auto& [field, name] : numbers) {
        if (const auto value = whole(record, name)) {
            view.group.fields.insert(field, QByteArray::number(*value));
        }
    }
    return view;
}

ReplicaView replicaFrom(const QJsonObject& record) {
    ReplicaView view;
    view.address = address(text(record, "address"));
    view.live = record.value(QLatin1String("live")).toBool();
    view.priority = whole(record, "priority").value_or(view.priority);
    return view;
}

} // namespace

Message sentenceOf(const QString& english) {
    return Message{english.toUtf8().constData()};
}

std::optional<Phase> phaseFromString(const QString& name) {
    for (int i = 0; i <= static_cast<int>(Phase::Finished); ++i) {
        if (name == QLatin1String(toString(static_cast<Phase>(i)))) {
            return static_cast<Phase>(i);
        }
    }
    return std::nullopt;
}

Ending endingFrom(const QString& name) {
    for (const Ending ending : {Ending::Migrated, Ending::Aborted, Ending::Attention}) {
        if (name == QLatin1String(toString(ending))) {
            return ending;
        }
    }
    return Ending::None;
}

ReportEnvironment environmentFrom(const QJsonObject& record) {
    return {text(record, "person"), text(record, "ferryman"), text(record, "qt"),
            text(record, "system"), text(record, "kernel"),   text(record, "architecture")};
}

ReportEndpoint endpointFrom(const QJsonObject& record) {
    const QString security = text(record, "security");
    const QString scheme = security.isEmpty() ? QStringLiteral("redis") : QStringLiteral("rediss");
    return {text(record, "role"), QStringLiteral("%1://%2").arg(scheme, text(record, "address")),
            text(record, "identity"), security};
}

Topology topologyFrom(const JournalRow& row) {
    Topology topology;
    topology.group = text(row.data, "group");
    topology.primary = address(text(row.data, "primary"));
    topology.quorum = static_cast<int>(whole(row.data, "quorum").value_or(0));
    topology.configEpoch = whole(row.data, "configEpoch").value_or(-1);
    topology.readAt = row.at;
    for (const QJsonValue& each : row.data.value(QLatin1String("sentinels")).toArray()) {
        topology.sentinels.append(sentinelFrom(each.toObject()));
    }
    for (const QJsonValue& each : row.data.value(QLatin1String("replicas")).toArray()) {
        topology.replicas.append(replicaFrom(each.toObject()));
    }
    for (const QJsonValue& each : row.data.value(QLatin1String("disagreements")).toArray()) {
        topology.disagreements.append({"%1", {each.toString()}});
    }
    return topology;
}

Finding findingFrom(const QJsonObject& record) {
    Finding finding;
    finding.id = text(record, "id");
    finding.subject = text(record, "subject");
    for (const Severity severity : {Severity::Blocker, Severity::Warning, Severity::Note,
                                    Severity::Passed, Severity::Unknown}) {
        if (text(record, "severity") == QLatin1String(toString(severity))) {
            finding.severity = severity;
        }
    }
    finding.title = said(record, "title");
    finding.found = said(record, "found");
    finding.wanted = said(record, "wanted");
    finding.why = said(record, "why");
    finding.readWith = text(record, "readWith");
    finding.acceptedBecause = text(record, "acceptedBecause");
    finding.acceptedBy = text(record, "acceptedBy");
    finding.accepted = record.contains(QLatin1String("acceptedBecause"));
    finding.at = QDateTime::fromString(text(record, "foundAt"), Qt::ISODateWithMs);
    return finding;
}

Gate gateFrom(const JournalRow& row) {
    Gate gate;
    gate.id = row.subject.toUtf8();
    gate.title = said(row.data, "title");
    gate.value = said(row.data, "value");
    gate.wanted = said(row.data, "wanted");
    gate.why = said(row.data, "why");
    gate.open = row.data.value(QLatin1String("open")).toBool();
    gate.readAtMs = whole(row.data, "readAtMs").value_or(0);
    return gate;
}

TimelineRow timelineFrom(const JournalRow& row) {
    TimelineRow line;
    line.atMs = whole(row.data, "atMs").value_or(row.at.toMSecsSinceEpoch());
    line.sinceFreezeMs = number(row.data, "sinceFreezeMs");
    line.phase = phaseFromString(text(row.data, "phase")).value_or(Phase::Gate);
    line.text = said(row.data, "text");
    line.where = row.subject;
    line.tookMs = number(row.data, "tookMs");
    line.sentinelEvent = row.data.value(QLatin1String("sentinelEvent")).toBool();
    return line;
}

ReportLoad loadFrom(const QJsonObject& record) {
    return {whole(record, "acknowledgedWrites").value_or(0),
            whole(record, "lostWrites").value_or(0), whole(record, "outageMs").value_or(0),
            number(record, "achievedRate").value_or(0)};
}

void takeFigures(SwitchFigures& figures, const QJsonObject& record) {
    const auto take = [&record](auto& figure, const auto& read, const char* name) {
        if (const auto value = read(record, name)) {
            figure = value;
        }
    };
    take(figures.frozenOffset, whole, "frozenOffset");
    take(figures.drainedOffset, whole, "drainedOffset");
    take(figures.drainMs, number, "drainMs");
    take(figures.writeFreezeMs, number, "writeFreezeMs");
    take(figures.promotedAfterMs, number, "promotedAfterMs");
    take(figures.sentinelsAgreeAfterMs, number, "sentinelsAgreeAfterMs");
    if (record.contains(QLatin1String("aligned"))) {
        figures.aligned = record.value(QLatin1String("aligned")).toBool();
    }
    if (const auto asked = whole(record, "sentinelsAsked")) {
        figures.sentinelsAsked = static_cast<int>(*asked);
        figures.sentinelsAgreeing =
            static_cast<int>(whole(record, "sentinelsAgreeing").value_or(0));
    }
}

} // namespace ferryman
