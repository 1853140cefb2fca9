// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "verify/server_facts.h"
#include "verify/tally.h"

namespace ferryman {

/// A server as one run of it: the next run knows nothing of a cursor.
struct ServerMark {
    redis::Address address;
    std::optional<redis::ServerStart> start;

    /// False also where one of them does not tell when it started.
    [[nodiscard]] bool isSameRun(const ServerMark& other) const;
};

/// From where a stopped verification goes on, and between which servers.
struct ResumePoint {
    ServerMark source;
    ServerMark target;
    bool linked = true;
    qint64 fullSyncs = 0; ///< After another full sync all that was compared is void.
    QList<int> done;      ///< Databases.
    int database = -1;    ///< Under way; -1: none.
    QByteArray sourceCursor = "0";
    QByteArray targetCursor = "0";
    QList<KeyName> pending; ///< Suspects, and keys that were under way.
    QJsonObject tally;
    double seconds = 0;
    qint64 startedAtMs = 0;
    std::optional<qint64> startOffset;
};

[[nodiscard]] QJsonObject toJson(const ResumePoint& point);
[[nodiscard]] std::optional<ResumePoint> resumePoint(const QJsonObject& json);

/// Why one cannot go on from there, or an empty message.
[[nodiscard]] Message whyAnew(const ResumePoint& earlier, const ResumePoint& now);

} // namespace ferryman
