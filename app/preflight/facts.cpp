// SPDX-License-Identifier: GPL-3.0-or-later
#include "preflight/facts.h"

namespace ferryman {

void ServerSettings::put(const QByteArray& name, const Result<QByteArray>& value) {
    m_values.insert(name, value);
}

Result<QByteArray> ServerSettings::text(const char* name) const {
    const auto found = m_values.constFind(name);
    return found == m_values.cend()
               ? failure(ErrorKind::Internal, {"%1 was not asked for", {QString::fromLatin1(name)}})
               : *found;
}

Result<qint64> ServerSettings::number(const char* name) const {
    return text(name).and_then(
        [](const QByteArray& value) { return redis::Value::bulk(value).toInteger(); });
}

Result<QByteArray> settingOf(const Result<redis::Value>& reply, const QByteArray& name,
                             const redis::Address& server) {
    if (!reply) {
        return tl::make_unexpected(reply.error());
    }
    if (reply->isArray() && reply->items().isEmpty()) {
        return failure(
            ErrorKind::InvalidInput,
            {QT_TRANSLATE_NOOP("core", "It has no setting %1."), {QString::fromLatin1(name)}},
            server.toString());
    }
    if (reply->items().size() != 2) {
        return tl::make_unexpected(unknownShape(*reply, server));
    }
    return reply->items()[1].toText();
}

bool isAbsent(const Error& error) {
    return error.kind == ErrorKind::InvalidInput;
}

const QByteArrayList& sourceSettingNames() {
    static const QByteArrayList names{
        "databases",  "client-output-buffer-limit", "repl-timeout", "repl-diskless-sync",
        "timeout",    "notify-keyspace-events",     "maxclients",   "save",
        "appendonly", "min-replicas-to-write"};
    return names;
}

const QByteArrayList& targetSettingNames() {
    static const QByteArrayList names{"databases", "announce_port",          "snapshot_cron",
                                      "timeout",   "notify_keyspace_events", "maxclients",
                                      "masterauth"};
    return names;
}

bool isNoDragonfly(const Facts& facts) {
    return facts.targetInfo &&
           redis::identify(*facts.targetInfo).product != redis::Product::Dragonfly;
}

Error infoLacks(const char* field, const redis::Address& server) {
    return {ErrorKind::Protocol,
            {QT_TRANSLATE_NOOP("core", "The reply to INFO lacks %1"), {QString::fromLatin1(field)}},
            server.toString(),
            {}};
}

Result<redis::Info> infoOf(const Result<redis::Value>& reply, const redis::Address& server) {
    auto info = reply.and_then([](const redis::Value& value) { return redis::Info::parse(value); });
    if (info && !info->contains("redis_version")) { // Valkey and Dragonfly print it as well
        return tl::make_unexpected(infoLacks("redis_version", server));
    }
    return info;
}

Error unknownShape(const redis::Value& reply, const redis::Address& server) {
    return {ErrorKind::Protocol,
            {QT_TRANSLATE_NOOP("core", "The reply has an unknown shape: %1"), {reply.describe()}},
            server.toString(),
            {}};
}

} // namespace ferryman
