// SPDX-License-Identifier: GPL-3.0-or-later
#include "preflight/server_checks.h"

#include <QVersionNumber>

namespace ferryman {

namespace {

using redis::Product;

QVersionNumber versionOf(const redis::ServerIdentity& identity) {
    return QVersionNumber::fromString(identity.version);
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

/// A script in the cache was run since the source's start: one that writes may be in use. A source
/// that does not tell may have any.
Severity severityByScripts(const Facts& facts) {
    return facts.sourceInfo->number("number_of_cached_scripts") == 0 ? Severity::Note
                                                                     : Severity::Warning;
}

Message withScripts(const Message& found, const Facts& facts) {
    return {"%1, number_of_cached_scripts:%2",
            {found,
             redis::Value::bulk(facts.sourceInfo->value("number_of_cached_scripts")).describe()}};
}

/// Before 6.2 CLIENT PAUSE knows no WRITE: the fence alone freezes, and clients see errors.
Finding judgeFenceAlone(const QVersionNumber& version, const Message& found, const Facts& facts) {
    if (version >= QVersionNumber(6, 0, 17)) {
        return judged(Severity::Note,
                      {QT_TRANSLATE_NOOP("core", "Writes are refused instead of paused")}, found,
                      {QT_TRANSLATE_NOOP("core", "6.2 or newer")},
                      {QT_TRANSLATE_NOOP(
                          "core", "Before 6.2 CLIENT PAUSE knows no WRITE, so during the "
                                  "switch clients get NOREPLICAS errors instead of waiting.")});
    }
    return judged(
        severityByScripts(facts),
        {QT_TRANSLATE_NOOP("core", "Writes are refused instead of paused, and scripts pass")},
        withScripts(found, facts), {QT_TRANSLATE_NOOP("core", "6.0.17 or newer")},
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
    const bool tooNew = identity.product == Product::Redis ? version >= QVersionNumber(8, 5)
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
    if (identity.product == Product::Redis && version >= QVersionNumber(8)) {
        return {judged(
            Severity::Warning,
            {QT_TRANSLATE_NOOP("core", "Dragonfly was not measured with this version")}, found,
            wanted,
            {QT_TRANSLATE_NOOP(
                "core", "Redis 8.0 to 8.4 write RDB version 12, the newest that Dragonfly reads. A "
                        "key of a type that is new in Redis 8 makes the full sync fail: after "
                        "three vain rounds Ferryman stops it.")})};
    }
    if (version < QVersionNumber(6, 2)) {
        return {judgeFenceAlone(version, found, facts)};
    }
    if (identity.product == Product::Redis && version < QVersionNumber(6, 2, 7)) {
        return {judged(
            severityByScripts(facts),
            {QT_TRANSLATE_NOOP("core", "Lua scripts may write past the fence")},
            withScripts(found, facts), {QT_TRANSLATE_NOOP("core", "6.2.7 or newer")},
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

} // namespace ferryman
