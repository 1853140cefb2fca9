// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/sentinel_reply.h"

#include "base/printable.h"

#include <QStringList>

namespace ferryman::redis {

namespace {

tl::unexpected<Error> noEntry(const Value& reply) {
    return failure(ErrorKind::Protocol,
                   {QT_TRANSLATE_NOOP(
                       "core", "The Sentinel's reply is not the list of names and values that was "
                               "expected.")},
                   {}, reply.describe());
}

std::optional<quint16> toPort(const QString& text) {
    bool ok = false;
    const ushort port = text.toUShort(&ok);
    return ok ? std::optional<quint16>(port) : std::nullopt;
}

Address toAddress(const QString& host, const QString& port) {
    const std::optional<quint16> number = toPort(port);
    return number ? Address{host, *number} : Address{};
}

} // namespace

std::optional<qint64> SentinelEntry::number(QByteArrayView field) const {
    bool ok = false;
    const qint64 value = fields.value(field.toByteArray()).toLongLong(&ok);
    return ok ? std::optional(value) : std::nullopt;
}

QString SentinelEntry::text(QByteArrayView field) const {
    return printable(fields.value(field.toByteArray()));
}

bool failsOver(const SentinelEntry& group) {
    return group.has("failover_in_progress") || !group.text("failover-state").isEmpty();
}

Result<SentinelEntry> parseSentinelEntry(const Value& reply) {
    const QList<Value>& items = reply.items();
    if (items.isEmpty() || items.size() % 2 != 0) {
        return noEntry(reply);
    }
    SentinelEntry entry;
    for (qsizetype i = 0; i < items.size(); i += 2) {
        if (!items[i].isText() || !items[i + 1].isText()) {
            return noEntry(reply);
        }
        entry.fields.insert(items[i].bytes(), items[i + 1].bytes());
    }
    if (!entry.fields.contains("name") || !entry.fields.contains("ip") ||
        !entry.fields.contains("flags")) {
        return noEntry(reply);
    }
    entry.name = entry.text("name");
    entry.address = toAddress(entry.text("ip"), entry.text("port"));
    entry.runId = entry.text("runid");
    for (const QByteArray& flag : entry.fields.value("flags").split(',')) {
        if (!flag.isEmpty()) {
            entry.flags.insert(printable(flag));
        }
    }
    return entry;
}

Result<QList<SentinelEntry>> parseSentinelEntries(const Value& reply) {
    if (!reply.isArray()) {
        return noEntry(reply);
    }
    QList<SentinelEntry> entries;
    entries.reserve(reply.items().size());
    for (const Value& item : reply.items()) {
        Result<SentinelEntry> entry = parseSentinelEntry(item);
        if (!entry) {
            return tl::make_unexpected(std::move(entry.error()));
        }
        entries.append(std::move(*entry));
    }
    return entries;
}

SentinelEventSubject parseEventPayload(const QString& name, const QString& payload) {
    const QStringList words = payload.split(u' ', Qt::SkipEmptyParts);
    SentinelEventSubject subject;
    if (name ==
        QLatin1String("+switch-master")) { // <group> <old ip> <old port> <new ip> <new port>
        if (words.size() == 5) {
            subject.group = words[0];
            subject.formerPrimary = toAddress(words[1], words[2]);
            subject.instance = toAddress(words[3], words[4]);
        }
        return subject;
    }
    // sentinelEvent() of sentinel.c: "<type> <name> <ip> <port>", then for all but a master " @
    // <group> <ip> <port>".
    static const QStringList types{QStringLiteral("master"), QStringLiteral("slave"),
                                   QStringLiteral("sentinel")};
    if (words.size() < 4 || !types.contains(words[0]) || !toPort(words[3])) {
        return subject;
    }
    const bool isPrimary = words[0] == types[0];
    if (!isPrimary && (words.size() < 8 || words[4] != u'@')) {
        return subject;
    }
    subject.group = isPrimary ? words[1] : words[5];
    subject.instance = toAddress(words[2], words[3]);
    return subject;
}

} // namespace ferryman::redis
