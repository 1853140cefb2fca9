// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/client_list.h"

#include "base/printable.h"

#include <QHash>

namespace ferryman::redis {

namespace {

using Fields = QHash<QByteArray, QByteArray>;

Fields fieldsOf(const QByteArray& line) {
    Fields fields;
    for (const QByteArray& pair : line.split(' ')) {
        const qsizetype equals = pair.indexOf('=');
        if (equals > 0) {
            fields.insert(pair.first(equals), pair.sliced(equals + 1));
        }
    }
    return fields;
}

QString library(const Fields& fields) {
    const QString name = printable(fields.value("lib-name"));
    const QString version = printable(fields.value("lib-ver"));
    return name.isEmpty() || version.isEmpty() ? name : name + u' ' + version;
}

} // namespace

Result<QList<ClientLine>> parseClientList(const Value& reply) {
    const Result<QByteArray> text = reply.toText();
    if (!text) {
        return tl::make_unexpected(text.error());
    }
    QList<ClientLine> lines;
    for (const QByteArray& line : text->split('\n')) {
        if (line.trimmed().isEmpty()) {
            continue;
        }
        const Fields fields = fieldsOf(line.trimmed());
        bool hasId = false;
        ClientLine client;
        client.id = fields.value("id").toLongLong(&hasId);
        if (!hasId) {
            return failure(
                ErrorKind::Protocol,
                {QT_TRANSLATE_NOOP("core", "A line of the server's CLIENT LIST has no id.")}, {},
                printable(line));
        }
        // A client on a Unix socket is "/path:0": it has no address.
        client.address = Address::parse(printable(fields.value("addr"))).value_or(Address{});
        client.name = printable(fields.value("name"));
        client.user = printable(fields.value("user"));
        client.library = library(fields);
        client.flags = printable(fields.value("flags"));
        client.ageSeconds = fields.value("age").toLongLong();
        lines.append(client);
    }
    return lines;
}

} // namespace ferryman::redis
