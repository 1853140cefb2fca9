// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/pasted_urls.h"

#include <QRegularExpression>

#include <algorithm>

namespace ferryman {

namespace {

constexpr qsizetype largestText = qsizetype{64} * 1024;
constexpr qsizetype mostLines = 100;

/// As they are counted for a person, with the empty ones.
QList<std::pair<int, QString>> linesOf(const QString& text) {
    QList<std::pair<int, QString>> lines;
    int number = 0;
    for (const QString& line : text.left(largestText + 1).split(u'\n')) {
        ++number;
        if (const QString trimmed = line.trimmed(); !trimmed.isEmpty()) {
            lines.append({number, trimmed});
        }
    }
    return lines;
}

struct Scheme {
    const char* name;
    const char* means; ///< Of ours; empty: Ferryman does not reach what it names.
};
constexpr Scheme schemes[] = {
    {"redis", "redis"},     {"rediss", "rediss"},    {"valkey", "redis"},    {"valkeys", "rediss"},
    {"unix", ""},           {"redis+unix", ""},      {"redis+socket", ""},   {"redis-socket", ""},
    {"redis-sentinel", ""}, {"rediss-sentinel", ""}, {"redis+sentinel", ""}, {"redis+cluster", ""}};

/// Null: no scheme that any client library of Redis knows.
const Scheme* schemeOf(const QString& line) {
    const QString name = line.left(line.indexOf(QLatin1String("://"))).toLower();
    const auto* known = std::ranges::find_if(
        schemes, [&name](const Scheme& scheme) { return name == QLatin1String(scheme.name); });
    return line.contains(QLatin1String("://")) && known != std::end(schemes) ? known : nullptr;
}

/// Two parts: a URL that holds no password, and the password.
struct Parted {
    QString url;
    Secret password;
};

Result<Parted> part(const QString& url) {
    const qsizetype begin = url.indexOf(QLatin1String("//")) + 2;
    const qsizetype at = url.lastIndexOf(u'@');
    const QString server = url.sliced(at < begin ? begin : at + 1);
    if (server.contains(u'?') || server.contains(u'#')) {
        return failure(ErrorKind::InvalidInput,
                       {QT_TRANSLATE_NOOP("core", "What follows ? or # in the URL is not known "
                                                  "here: leave it out.")});
    }
    if (at < begin) {
        return Parted{url, {}};
    }
    const QString login = url.sliced(begin, at - begin);
    const qsizetype colon = login.indexOf(u':');
    const QString user = colon < 0 ? login : login.first(colon);
    const QByteArray encoded = colon < 0 ? QByteArray() : login.sliced(colon + 1).toUtf8();
    static const QRegularExpression halfEncoded(QStringLiteral("%(?![0-9A-Fa-f]{2})"));
    if (QString::fromUtf8(encoded).contains(halfEncoded)) {
        return failure(ErrorKind::InvalidInput,
                       {QT_TRANSLATE_NOOP("core", "The password in the URL is not written "
                                                  "correctly: write a % in it as %25.")});
    }
    return Parted{url.first(begin) + (user.isEmpty() ? QString() : user + u'@') + server,
                  Secret(QByteArray::fromPercentEncoding(encoded))};
}

Result<ImportedConnection> connectionOf(const QString& url) {
    const auto parted = part(url);
    if (!parted) {
        return tl::make_unexpected(parted.error());
    }
    const auto endpoint = redis::Endpoint::fromUrl(parted->url);
    if (!endpoint && !url.contains(u'@')) { // what stands there may be a password all the same
        return failure(ErrorKind::InvalidInput,
                       {QT_TRANSLATE_NOOP("core", "This is no address of a server: write "
                                                  "redis://user:password@host:port.")});
    }
    if (!endpoint) {
        return tl::make_unexpected(endpoint.error());
    }
    ImportedConnection connection;
    connection.profile.endpoint = *endpoint;
    connection.profile.name = endpoint->address.toString();
    connection.password = parted->password;
    if (!endpoint->user.isEmpty() && parted->password.isEmpty()) { // not every program reads it so
        connection.remarks.append(Message{QT_TRANSLATE_NOOP(
            "core", "What stands before the @ is taken for a user's name; a password would follow "
                    "a colon.")});
    }
    return connection;
}

Result<ImportedConnection> connectionIn(const QString& line) {
    const Scheme* scheme = schemeOf(line);
    if (scheme == nullptr) {
        return failure(ErrorKind::InvalidInput,
                       {QT_TRANSLATE_NOOP("core", "This is no address of a server: write "
                                                  "redis://user:password@host:port.")});
    }
    const QString name = QString::fromLatin1(scheme->name);
    if (name.contains(QLatin1String("sentinel")) || name.contains(QLatin1String("cluster"))) {
        return failure(ErrorKind::InvalidInput,
                       {QT_TRANSLATE_NOOP("core", "%1:// names several servers at once: write one "
                                                  "of them, a Sentinel, as redis://host:26379."),
                        {name}});
    }
    if (*scheme->means == '\0') {
        return failure(ErrorKind::InvalidInput,
                       {QT_TRANSLATE_NOOP("core", "%1:// names a socket of one machine, which "
                                                  "neither Sentinel nor Dragonfly can reach: write "
                                                  "redis://host:port."),
                        {name}});
    }
    return connectionOf(QString::fromLatin1(scheme->means) + line.sliced(name.size()));
}

} // namespace

bool holdsRedisUrls(const QString& text) {
    const auto lines = linesOf(text);
    return !lines.isEmpty() && std::ranges::all_of(lines, [](const auto& line) {
        return schemeOf(line.second) != nullptr;
    });
}

Result<QList<ImportedConnection>> connectionsFromUrls(const QString& text) {
    const auto lines = linesOf(text);
    if (text.size() > largestText || lines.size() > mostLines) {
        return failure(ErrorKind::InvalidInput,
                       {QT_TRANSLATE_NOOP("core", "The text is longer than %1 lines or %2 KiB."),
                        {QString::number(mostLines), QString::number(largestText / 1024)}});
    }
    QList<ImportedConnection> connections;
    for (const auto& [number, line] : lines) {
        const auto connection = connectionIn(line);
        if (!connection) {
            return failure(ErrorKind::InvalidInput,
                           {QT_TRANSLATE_NOOP("core", "Line %1: %2"),
                            {QString::number(number), connection.error().message}});
        }
        connections.append(*connection);
    }
    return connections;
}

} // namespace ferryman
