// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QJsonObject>
#include <QMetaType>

#include <optional>

namespace ferryman {

/// What a row tells. The names are written to the file: never rename one.
enum class RowKind {
    Opened,
    Endpoint,
    Topology,
    Finding,
    Phase,
    Intent,
    Command,
    Reply,
    Gate,
    SentinelEvent,
    Replication,
    Samples,      ///< A chart's points; the subject is the series, or "markers".
    Timeline,     ///< One line of the switch's timeline.
    Verification, ///< Of comparing the data; the subject is the event (verify/verify_events.h).
    Load,         ///< What a rehearsal's own writers saw.
    Note,
    Result,
};

[[nodiscard]] const char* toString(RowKind kind); ///< "sentinel-event", ...
[[nodiscard]] std::optional<RowKind> rowKindFromString(const QString& name);

struct JournalRow {
    qint64 number = 0; ///< 1, 2, 3 ...; given by the journal.
    QDateTime at;      ///< UTC, ms.
    RowKind kind = RowKind::Note;
    QString subject;      ///< The server's address or the check's id; may be empty.
    QJsonObject data;     ///< English texts; secrets never.
    QByteArray hash = {}; ///< Of the chain (journal/chain.h), as read; empty where it has none.
};

/// `data` as it is written: compact JSON of at most 64 KiB. What is larger is replaced by its size
/// and its beginning, so that nothing that a server says can fill the disk.
[[nodiscard]] QByteArray boundedJson(const QJsonObject& data);

} // namespace ferryman

Q_DECLARE_METATYPE(ferryman::JournalRow)
