// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/client_list.h"

#include "base/printable.h"

namespace ferryman::redis {

namespace {

ClientLine parseLine(const QByteArray& line) {
    ClientLine client;
    QString libraryVersion;
    for (const QByteArray& word : line.split(' ')) {
        const qsizetype equals = word.indexOf('=');
        if (equals <= 0) {
            continue;
        }
        const QByteArray field = word.left(equals);
        const QByteArray value = word.mid(equals + 1);
        if (field == "id") {
            client.id = value.toLongLong();
        } else if (field == "addr") {
            client.address = Address::parse(printable(value)).value_or(Address{});
        } else if (field == "name") {
            client.name = printable(value);
        } else if (field == "user") {
            client.user = printable(value);
        } else if (field == "lib-name") {
            client.library = printable(value);
        } else if (field == "lib-ver") {
            libraryVersion = printable(value);
        } else if (field == "flags") {
            client.flags = printable(value);
        } else if (field == "age") {
            client.ageSeconds = value.toLongLong();
        }
    }
    if (!client.library.isEmpty() && !libraryVersion.isEmpty()) {
        client.library += QStringLiteral(" ") + libraryVersion;
    }
    return client;
}

} // namespace

Result<QList<ClientLine>> parseClientList(const Value& reply) {
    const auto text = reply.toText();
    if (!text) {
        return tl::make_unexpected(text.error());
    }
    QList<ClientLine> clients;
    for (const QByteArray& line : text->split('\n')) {
        if (!line.trimmed().isEmpty()) {
            clients.append(parseLine(line.trimmed()));
        }
    }
    return clients;
}

} // namespace ferryman::redis
