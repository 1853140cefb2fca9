// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/printable.h"
#include "preflight/server_checks.h"

#include <QVersionNumber>

#include <algorithm>

namespace ferryman {

namespace {

using redis::Product;

QVersionNumber versionOf(const redis::ServerIdentity& identity) {
    return QVersionNumber::fromString(identity.version);
}

QList<Finding> notRead(const char* title, const Error& because) {
    return {unknown({title}, because)};
}

/// FUNCTION LIST names each library as the value after "library_name".
QByteArrayList libraryNames(const redis::Value& reply) {
    QByteArrayList names;
    for (const redis::Value& library : reply.items()) {
        const QList<redis::Value>& fields = library.items();
        for (qsizetype i = 0; i + 1 < fields.size(); i += 2) {
            if (fields[i].bytes() == "library_name") {
                names.append(fields[i + 1].bytes());
            }
        }
    }
    return names;
}

} // namespace

QList<Finding> judgeSourceRole(const Facts& facts) {
    if (!facts.sourceInfo) {
        return notRead(QT_TRANSLATE_NOOP("core", "The source's role"), facts.sourceInfo.error());
    }
    if (facts.sourceInfo->value("role") == "master") {
        return {passed({QT_TRANSLATE_NOOP("core", "The source is a primary")},
                       {"%1", {facts.source.toString()}})};
    }
    return {judged(
        Severity::Blocker, {QT_TRANSLATE_NOOP("core", "The source is no primary")},
        {"%1", {redis::Value::bulk(facts.sourceInfo->value("role")).describe()}},
        {QT_TRANSLATE_NOOP("core", "role:master")},
        {QT_TRANSLATE_NOOP(
            "core", "Only the primary holds every write. Sentinel may just have failed over: read "
                    "the endpoints again.")})};
}

namespace {

/// Before 6.2 CLIENT PAUSE knows no WRITE: the fence alone freezes, and clients see errors.
Finding judgeFenceAlone(const QVersionNumber& version, const Message& found) {
    if (version >= QVersionNumber(6, 0, 17)) {
        return judged(Severity::Note,
                      {QT_TRANSLATE_NOOP("core", "Writes are refused instead of paused")}, found,
                      {QT_TRANSLATE_NOOP("core", "6.2 or newer")},
                      {QT_TRANSLATE_NOOP(
                          "core", "Before 6.2 CLIENT PAUSE knows no WRITE, so during the "
                                  "switch clients get NOREPLICAS errors instead of waiting.")});
    }
    return judged(
        Severity::Warning,
        {QT_TRANSLATE_NOOP("core", "Writes are refused instead of paused, and scripts pass")},
        found, {QT_TRANSLATE_NOOP("core", "6.0.17 or newer")},
        {QT_TRANSLATE_NOOP(
            "core", "Before 6.0.17 EVAL writes in spite of min-replicas-to-write, and before "
                    "6.2 nothing else freezes: what a script writes during the switch is "
                    "lost. Stop the clients that run writing scripts for that second.")});
}

} // namespace

QList<Finding> judgeSourceVersion(const Facts& facts) {
    if (!facts.sourceInfo) {
        return notRead(QT_TRANSLATE_NOOP("core", "The source's version"), facts.sourceInfo.error());
    }
    const auto identity = redis::identify(*facts.sourceInfo);
    const QVersionNumber version = versionOf(identity);
    const Message found{"%1", {identity.describe()}};
    const Message wanted{QT_TRANSLATE_NOOP("core", "Redis 5.0 to 7.4, or Valkey 7.2 to 8")};
    if (identity.product != Product::Redis && identity.product != Product::Valkey) {
        return {judged(Severity::Blocker,
                       {QT_TRANSLATE_NOOP("core", "The source is neither Redis nor Valkey")}, found,
                       wanted,
                       {QT_TRANSLATE_NOOP(
                           "core", "Ferryman knows how to freeze and to drain these two only.")})};
    }
    if (version < QVersionNumber(5, 0)) {
        return {judged(
            Severity::Blocker, {QT_TRANSLATE_NOOP("core", "The source is too old to be frozen")},
            found, wanted,
            {QT_TRANSLATE_NOOP(
                "core", "The fence by min-replicas-to-write is known to hold from 5.0 on.")})};
    }
    const bool tooNew = identity.product == Product::Redis ? version >= QVersionNumber(8)
                                                           : version >= QVersionNumber(9);
    if (tooNew) {
        return {judged(
            Severity::Blocker,
            {QT_TRANSLATE_NOOP("core", "Dragonfly cannot load this version's snapshot")}, found,
            wanted,
            {QT_TRANSLATE_NOOP(
                "core", "Dragonfly reads RDB versions 5 to 12 (rdb_load.cc): a newer one makes the "
                        "full sync fail and begin again for ever.")})};
    }
    if (version < QVersionNumber(6, 2)) {
        return {judgeFenceAlone(version, found)};
    }
    if (identity.product == Product::Redis && version < QVersionNumber(6, 2, 7)) {
        return {judged(
            Severity::Warning, {QT_TRANSLATE_NOOP("core", "Lua scripts may write past the fence")},
            found, {QT_TRANSLATE_NOOP("core", "6.2.7 or newer")},
            {QT_TRANSLATE_NOOP(
                "core",
                "Redis 6.2.0 to 6.2.6 lets EVAL write in spite of min-replicas-to-write; the "
                "pause still holds it for the freeze budget.")})};
    }
    return {passed({QT_TRANSLATE_NOOP("core", "The source's version is supported")}, found)};
}

QList<Finding> judgeClusterMode(const Facts& facts) {
    if (!facts.sourceInfo) {
        return notRead(QT_TRANSLATE_NOOP("core", "Cluster mode"), facts.sourceInfo.error());
    }
    const auto enabled = facts.sourceInfo->number("cluster_enabled");
    if (!enabled) {
        return notRead(QT_TRANSLATE_NOOP("core", "Cluster mode"),
                       infoLacks("cluster_enabled", facts.source));
    }
    if (*enabled == 0) {
        return {passed({QT_TRANSLATE_NOOP("core", "The source is no cluster node")},
                       {QT_TRANSLATE_NOOP("core", "cluster_enabled:0")})};
    }
    return {judged(
        Severity::Blocker, {QT_TRANSLATE_NOOP("core", "The source is a cluster node")},
        {QT_TRANSLATE_NOOP("core", "cluster_enabled:1")},
        {QT_TRANSLATE_NOOP("core", "cluster_enabled:0")},
        {QT_TRANSLATE_NOOP(
            "core", "A cluster node holds a part of the keys only, and Sentinel does not manage "
                    "it.")})};
}

QList<Finding> judgeHashFieldTtl(const Facts& facts) {
    if (!facts.sourceInfo) {
        return notRead(QT_TRANSLATE_NOOP("core", "TTLs of hash fields"), facts.sourceInfo.error());
    }
    qint64 keys = 0;
    for (const QByteArray& name : facts.sourceInfo->namesWithPrefix("db")) {
        keys +=
            redis::parseInfoPairs(facts.sourceInfo->value(name)).value("subexpiry").toLongLong();
    }
    if (keys == 0) {
        return {passed({QT_TRANSLATE_NOOP("core", "No hash field has a TTL")},
                       {QT_TRANSLATE_NOOP("core", "none")})};
    }
    return {judged(
        Severity::Blocker,
        {QT_TRANSLATE_NOOP("core", "TTLs of hash fields make the full sync loop for ever")},
        {QT_TRANSLATE_NOOP("core", "%1 hashes"), {QString::number(keys)}},
        {QT_TRANSLATE_NOOP("core", "none")},
        {QT_TRANSLATE_NOOP(
            "core", "Dragonfly cannot load them (measured on 1.40.1): persist the fields or delete "
                    "these hashes first.")})};
}

QList<Finding> judgeFunctions(const CheckContext& context, const Result<redis::Value>& reply) {
    const bool olderThanFunctions =
        !reply &&
        (reply.error().detail.contains(QLatin1String("unknown command"), Qt::CaseInsensitive) ||
         reply.error().detail.contains(QLatin1String("Unknown subcommand"), Qt::CaseInsensitive));
    if (!reply && !olderThanFunctions) {
        return notRead(QT_TRANSLATE_NOOP("core", "Function libraries"), reply.error());
    }
    if (reply && !reply->isArray()) {
        return notRead(
            QT_TRANSLATE_NOOP("core", "Function libraries"),
            {ErrorKind::Protocol,
             {QT_TRANSLATE_NOOP("core", "The reply has an unknown shape: %1"), {reply->describe()}},
             context.source->address().toString(),
             {}});
    }
    const QByteArrayList names = reply ? libraryNames(*reply) : QByteArrayList{};
    if (!reply || reply->items().isEmpty()) {
        return {passed({QT_TRANSLATE_NOOP("core", "No function library")},
                       {QT_TRANSLATE_NOOP("core", "none")})};
    }
    Finding finding = judged(
        Severity::Blocker,
        {QT_TRANSLATE_NOOP("core", "A function library makes the full sync loop for ever")},
        {"%1", {names.isEmpty() ? reply->describe() : printable(names.join(", "))}},
        {QT_TRANSLATE_NOOP("core", "no library")},
        {QT_TRANSLATE_NOOP("core", "Dragonfly cannot load a function library: the full sync fails "
                                   "at its end and begins again "
                                   "by itself (measured on 1.40.1: 8 full syncs in 4 s). Ask the "
                                   "library's owner, keep what "
                                   "FUNCTION DUMP gives, then delete it.")});
    finding.subject = context.source->address().toString();
    finding.mend = {redis::Command{"FUNCTION", "DUMP"}};
    for (const QByteArray& name : names) {
        finding.mend.append(redis::Command{"FUNCTION", "DELETE", name}.changes());
    }
    finding.undo = {redis::Command{"FUNCTION", "RESTORE", "<what FUNCTION DUMP gave>"}.changes()};
    return {finding};
}

QList<Finding> judgeDatabaseIndex(const Facts& facts) {
    if (!facts.sourceInfo) {
        return notRead(QT_TRANSLATE_NOOP("core", "Database indexes"), facts.sourceInfo.error());
    }
    int highest = 0; // which every server has
    for (const redis::KeyspaceLine& line : redis::parseKeyspace(*facts.sourceInfo)) {
        highest = std::max(highest, line.database);
    }
    const Message allThere{
        QT_TRANSLATE_NOOP("core", "Dragonfly has every database that is in use")};
    if (highest == 0) {
        return {passed(allThere, {QT_TRANSLATE_NOOP("core", "only database 0 is in use")})};
    }
    if (!facts.targetDatabases) {
        return notRead(QT_TRANSLATE_NOOP("core", "Database indexes"),
                       facts.targetDatabases.error());
    }
    const Message found{
        QT_TRANSLATE_NOOP("core", "highest database with keys %1, Dragonfly has %2"),
        {QString::number(highest), QString::number(*facts.targetDatabases)}};
    if (highest < *facts.targetDatabases) {
        return {passed(allThere, found)};
    }
    return {judged(
        Severity::Blocker, {QT_TRANSLATE_NOOP("core", "Dragonfly lacks a database that is in use")},
        found, {QT_TRANSLATE_NOOP("core", "--dbnum above the highest index")},
        {QT_TRANSLATE_NOOP(
            "core",
            "The full sync fails and begins again for ever; a database first used later would "
            "silently be written to the wrong place. Start Dragonfly with a larger "
            "--dbnum.")})};
}

} // namespace ferryman
