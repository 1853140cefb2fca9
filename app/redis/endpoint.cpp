// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/endpoint.h"

#include <QUrl>

namespace ferryman::redis {

namespace {

constexpr int highestDatabase = 1'000'000; // far above any server's; keeps nonsense out

tl::unexpected<Error> badUrl(const char* message, const QString& url) {
    return failure(ErrorKind::InvalidInput, {message, {url}});
}

Result<int> databaseOf(const QString& path, const QString& url) {
    if (path.isEmpty() || path == QLatin1String("/")) {
        return 0;
    }
    bool isNumber = false;
    const int database = path.mid(1).toInt(&isNumber);
    if (!isNumber || database < 0 || database > highestDatabase) {
        return badUrl(
            QT_TRANSLATE_NOOP("core",
                              "What follows the port in %1 must be a database number, such as /0."),
            url);
    }
    return database;
}

} // namespace

Result<Address> Address::parse(const QString& text) {
    const qsizetype colon = text.lastIndexOf(u':');
    QString host = text.left(colon);
    const bool bracketed = host.startsWith(u'[') && host.endsWith(u']');
    if (bracketed) {
        host = host.mid(1, host.size() - 2);
    }
    bool isNumber = false;
    const uint port = text.mid(colon + 1).toUInt(&isNumber);
    if (colon <= 0 || host.isEmpty() || (host.contains(u':') && !bracketed) || !isNumber ||
        port == 0 || port > 65535) {
        return failure(
            ErrorKind::InvalidInput,
            {QT_TRANSLATE_NOOP("core",
                               "\"%1\" is no address: write host:port, such as 10.0.0.1:6379."),
             {text}});
    }
    return Address{host, static_cast<quint16>(port)};
}

QString Address::toString() const {
    const QString shownHost = host.contains(u':') ? QStringLiteral("[%1]").arg(host) : host;
    return QStringLiteral("%1:%2").arg(shownHost).arg(port);
}

Result<Endpoint> Endpoint::fromUrl(const QString& url, quint16 defaultPort) {
    const QUrl parsed(url.trimmed(), QUrl::StrictMode);
    const QString scheme = parsed.scheme();
    if (!parsed.password().isEmpty()) { // first: its text must not be repeated in any sentence
        return failure(
            ErrorKind::InvalidInput,
            {QT_TRANSLATE_NOOP(
                "core", "The URL holds a password: leave it out, and give it in the password "
                        "field or by the plan's secrets.")});
    }
    if (!parsed.isValid() ||
        (scheme != QLatin1String("redis") && scheme != QLatin1String("rediss"))) {
        return badUrl(QT_TRANSLATE_NOOP(
                          "core",
                          "\"%1\" is no Redis URL: write redis://host:port, or rediss://host:port "
                          "for TLS."),
                      url);
    }
    if (parsed.host().isEmpty()) {
        return badUrl(QT_TRANSLATE_NOOP("core", "The URL \"%1\" names no host."), url);
    }
    const int port = parsed.port(defaultPort);
    if (port <= 0) {
        return badUrl(QT_TRANSLATE_NOOP("core", "The port in \"%1\" must be from 1 to 65535."),
                      url);
    }
    if (parsed.hasQuery() || parsed.hasFragment()) {
        return badUrl(QT_TRANSLATE_NOOP(
                          "core", "\"%1\" holds more than scheme, user, host, port and database."),
                      url);
    }
    const auto database = databaseOf(parsed.path(), url);
    if (!database) {
        return tl::make_unexpected(database.error());
    }
    return Endpoint{{parsed.host(), static_cast<quint16>(port)},
                    parsed.userName(QUrl::FullyDecoded),
                    *database,
                    scheme == QLatin1String("rediss")};
}

QString Endpoint::toUrl() const {
    QUrl url;
    url.setScheme(tls ? QStringLiteral("rediss") : QStringLiteral("redis"));
    url.setHost(address.host);
    url.setPort(address.port);
    if (!user.isEmpty()) {
        url.setUserName(user);
    }
    if (database != 0) {
        url.setPath(QStringLiteral("/%1").arg(database));
    }
    return url.toString(QUrl::FullyEncoded);
}

} // namespace ferryman::redis
