// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "verify/server_facts.h"
#include "verify/tally.h"

namespace ferryman {

/// From where a stopped verification goes on, and between which servers.
struct ResumePoint {
    QString source; ///< Address and process: another process knows nothing of a cursor.
    QString target;
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

[[nodiscard]] QString serverMark(const redis::Address& address, const ServerFacts& facts);

/// Why one cannot go on from there, or an empty message.
[[nodiscard]] Message whyAnew(const ResumePoint& earlier, const ResumePoint& now);

} // namespace ferryman
