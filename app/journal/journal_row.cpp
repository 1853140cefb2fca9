// SPDX-License-Identifier: GPL-3.0-or-later
#include "journal/journal_row.h"

#include <QJsonDocument>

#include <array>
#include <utility>

namespace ferryman {

namespace {

constexpr qsizetype largestData = qsizetype{64} * 1024;
constexpr qsizetype keptOfOversized = qsizetype{4} * 1024;

constexpr std::array<std::pair<RowKind, const char*>, 17> kindNames{{
    {RowKind::Opened, "opened"},
    {RowKind::Endpoint, "endpoint"},
    {RowKind::Topology, "topology"},
    {RowKind::Finding, "finding"},
    {RowKind::Phase, "phase"},
    {RowKind::Intent, "intent"},
    {RowKind::Command, "command"},
    {RowKind::Reply, "reply"},
    {RowKind::Gate, "gate"},
    {RowKind::SentinelEvent, "sentinel-event"},
    {RowKind::Replication, "replication"},
    {RowKind::Samples, "samples"},
    {RowKind::Timeline, "timeline"},
    {RowKind::Verification, "verification"},
    {RowKind::Load, "load"},
    {RowKind::Note, "note"},
    {RowKind::Result, "result"},
}};

} // namespace

const char* toString(RowKind kind) {
    for (const auto& [each, name] : kindNames) {
        if (each == kind) {
            return name;
        }
    }
    return "note";
}

std::optional<RowKind> rowKindFromString(const QString& name) {
    for (const auto& [kind, each] : kindNames) {
        if (name == QLatin1String(each)) {
            return kind;
        }
    }
    return std::nullopt;
}

QByteArray boundedJson(const QJsonObject& data) {
    const QByteArray json = QJsonDocument(data).toJson(QJsonDocument::Compact);
    if (json.size() <= largestData) {
        return json;
    }
    const QString beginning = QString::fromUtf8(json.first(keptOfOversized));
    const QJsonObject replaced{{QStringLiteral("oversizedBytes"), json.size()},
                               {QStringLiteral("beginning"), beginning}};
    return QJsonDocument(replaced).toJson(QJsonDocument::Compact);
}

} // namespace ferryman
