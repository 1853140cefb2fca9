// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/sentinel_reply.h"

#include "base/printable.h"

namespace ferryman::redis {

namespace {

Address addressOf(const QString& host, const QString& port) {
    bool isNumber = false;
    const uint number = port.toUInt(&isNumber);
    return host.isEmpty() || !isNumber || number > 65535
               ? Address{}
               : Address{host, static_cast<quint16>(number)};
}

tl::unexpected<Error> notAnEntry(const Value& reply) {
    return failure(ErrorKind::Protocol,
                   {QT_TRANSLATE_NOOP("core", "The Sentinel's reply has an unknown shape.")}, {},
                   reply.describe());
}

} // namespace

std::optional<qint64> SentinelEntry::number(QByteArrayView field) const {
    bool isNumber = false;
    const qint64 value = fields.value(field.toByteArray()).toLongLong(&isNumber);
    return isNumber ? std::optional(value) : std::nullopt;
}

QString SentinelEntry::text(QByteArrayView field) const {
    return printable(fields.value(field.toByteArray()));
}

Result<SentinelEntry> parseSentinelEntry(const Value& reply) {
    const QList<Value>& items = reply.items();
    if (!reply.isArray() || items.isEmpty() || items.size() % 2 != 0) {
        return notAnEntry(reply);
    }
    SentinelEntry entry;
    for (qsizetype i = 0; i + 1 < items.size(); i += 2) {
        if (!items[i].isText() || !items[i + 1].isText()) {
            return notAnEntry(reply);
        }
        entry.fields.insert(items[i].bytes(), items[i + 1].bytes());
    }
    entry.name = entry.text("name");
    entry.address = addressOf(entry.text("ip"), entry.text("port"));
    entry.runId = entry.text("runid");
    for (const QString& flag : entry.text("flags").split(u',', Qt::SkipEmptyParts)) {
        entry.flags.insert(flag);
    }
    if (entry.address.isNull()) {
        return notAnEntry(reply);
    }
    return entry;
}

Result<QList<SentinelEntry>> parseSentinelEntries(const Value& reply) {
    if (!reply.isArray()) {
        return notAnEntry(reply);
    }
    QList<SentinelEntry> entries;
    entries.reserve(reply.items().size());
    for (const Value& item : reply.items()) {
        auto entry = parseSentinelEntry(item);
        if (!entry) {
            return tl::make_unexpected(entry.error());
        }
        entries.append(std::move(*entry));
    }
    return entries;
}

SentinelEventSubject parseEventPayload(const QString& name, const QString& payload) {
    const QStringList words = payload.split(u' ', Qt::SkipEmptyParts);
    if (name == QLatin1String("+switch-master")) {
        if (words.size() < 5) {
            return {};
        }
        return {words[0], addressOf(words[3], words[4]), addressOf(words[1], words[2])};
    }
    if (words.size() < 4) {
        return {};
    }
    const bool ofGroup = words.size() >= 8 && words[4] == QLatin1String("@");
    if (!ofGroup && words[0] != QLatin1String("master")) {
        return {};
    }
    return {ofGroup ? words[5] : words[1], addressOf(words[2], words[3]), {}};
}

} // namespace ferryman::redis
