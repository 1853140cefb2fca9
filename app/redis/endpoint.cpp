// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/endpoint.h"

#include "base/printable.h"

#include <QHostAddress>
#include <QUrl>

#include <algorithm>
#include <optional>

namespace ferryman::redis {

namespace {

constexpr qsizetype longestHost = 253; // RFC 1035

tl::unexpected<Error> invalid(const char* message, const QString& argument) {
    return failure(ErrorKind::InvalidInput, {message, {printable(argument.toUtf8())}});
}

bool isNameCharacter(QChar character) {
    const char16_t code = character.unicode();
    return (code >= u'a' && code <= u'z') || (code >= u'A' && code <= u'Z') ||
           (code >= u'0' && code <= u'9') || code == u'.' || code == u'-' || code == u'_';
}

bool isHostName(const QString& text) {
    return !text.isEmpty() && text.size() <= longestHost &&
           std::all_of(text.begin(), text.end(), isNameCharacter);
}

std::optional<QString> ipv6(const QString& text) {
    const QHostAddress address(text);
    if (address.protocol() != QAbstractSocket::IPv6Protocol || text.contains(u'%')) {
        return {};
    }
    return address.toString();
}

/// Digits alone: no sign, no blank, as in a URL.
std::optional<int> wholeNumber(const QString& text, int largest) {
    const bool digits = !text.isEmpty() && std::all_of(text.begin(), text.end(), [](QChar c) {
        return c >= u'0' && c <= u'9';
    });
    bool ok = false;
    const int number = digits ? text.toInt(&ok) : 0;
    return ok && number <= largest ? std::optional(number) : std::nullopt;
}

Result<quint16> parsePort(const QString& text) {
    const std::optional<int> port = wholeNumber(text, 65535);
    if (!port || *port == 0) {
        return invalid(
            QT_TRANSLATE_NOOP("core", "\"%1\" is no port: give a number from 1 to 65535."), text);
    }
    return quint16(*port);
}

/// "host", "host:port", "[v6]", "[v6]:port".
Result<Address> parseHostAndPort(const QString& text, std::optional<quint16> defaultPort) {
    const bool bracketed = text.startsWith(u'[');
    const qsizetype hostEnd = bracketed ? text.indexOf(u']') + 1 : text.indexOf(u':');
    const QString host = hostEnd < 0 ? text : text.first(hostEnd);
    const QString rest = text.sliced(host.size());

    Address address;
    if (bracketed) {
        const auto parsed = host.size() > 2 ? ipv6(host.sliced(1, host.size() - 2)) : std::nullopt;
        if (!parsed) {
            return invalid(
                QT_TRANSLATE_NOOP("core", "\"%1\" is no IPv6 address in brackets, such as [::1]."),
                text);
        }
        address.host = *parsed;
    } else if (isHostName(host) &&
               !rest.sliced(std::min<qsizetype>(1, rest.size())).contains(u':')) {
        address.host = host;
    } else {
        return invalid(
            QT_TRANSLATE_NOOP("core",
                              "\"%1\" is no host: give a name or an IP address, IPv6 in brackets."),
            text);
    }

    if (rest.isEmpty() && defaultPort) {
        address.port = *defaultPort;
        return address;
    }
    if (!rest.startsWith(u':')) {
        return invalid(QT_TRANSLATE_NOOP("core", "The port is missing in \"%1\": write host:port."),
                       text);
    }
    const Result<quint16> port = parsePort(rest.sliced(1));
    if (!port) {
        return tl::make_unexpected(port.error());
    }
    address.port = *port;
    return address;
}

/// Undoes %XX; nothing where the text is not well-formed or hides a control character.
std::optional<QString> percentDecoded(const QString& text) {
    const QByteArray encoded = text.toUtf8();
    for (qsizetype i = encoded.indexOf('%'); i >= 0; i = encoded.indexOf('%', i + 1)) {
        const auto isHex = [&encoded](qsizetype at) {
            return at < encoded.size() &&
                   std::isxdigit(static_cast<unsigned char>(encoded[at])) != 0;
        };
        if (!isHex(i + 1) || !isHex(i + 2)) {
            return {};
        }
    }
    const QByteArray bytes = QByteArray::fromPercentEncoding(encoded);
    const QString decoded = QString::fromUtf8(bytes);
    const bool steers = std::any_of(decoded.begin(), decoded.end(),
                                    [](QChar c) { return c.category() == QChar::Other_Control; });
    return steers || decoded.toUtf8() != bytes ? std::nullopt : std::optional(decoded);
}

struct UrlParts {
    bool tls = false;
    std::optional<QString> user;
    QString authority; ///< Without the user.
    QString path;
};

Result<UrlParts> split(const QString& url) {
    UrlParts parts;
    QString rest;
    if (url.startsWith(QLatin1String("redis://"), Qt::CaseInsensitive)) {
        rest = url.sliced(8);
    } else if (url.startsWith(QLatin1String("rediss://"), Qt::CaseInsensitive)) {
        rest = url.sliced(9);
        parts.tls = true;
    } else {
        const QString shown =
            url.contains(u'@') ? url.sliced(url.lastIndexOf(u'@') + 1) : url; // may hold a password
        return invalid(QT_TRANSLATE_NOOP(
                           "core", "\"%1\" is no address of a server: write redis://host:port, or "
                                   "rediss://host:port for TLS."),
                       shown);
    }
    const qsizetype at =
        rest.lastIndexOf(u'@'); // a slash within a password must not make it part of a path
    if (at >= 0) {
        parts.user = rest.first(at);
        rest = rest.sliced(at + 1);
    }
    const qsizetype slash = rest.indexOf(u'/');
    parts.authority = slash < 0 ? rest : rest.first(slash);
    parts.path = slash < 0 ? QString() : rest.sliced(slash + 1);
    return parts;
}

Result<QString> parseUser(const QString& text) {
    if (text.contains(u':')) { // says nothing of the text itself: it holds a password
        return failure(
            ErrorKind::InvalidInput,
            {QT_TRANSLATE_NOOP(
                "core", "The address holds a password: take it out, and give it in the password "
                        "field or, for a plan, by an environment variable or the keychain.")});
    }
    const std::optional<QString> user = percentDecoded(text);
    if (!user || user->isEmpty()) {
        return failure(
            ErrorKind::InvalidInput,
            {QT_TRANSLATE_NOOP("core",
                               "The user name before the @ of the address is empty or not written "
                               "correctly: write special characters as %XX.")});
    }
    return *user;
}

} // namespace

Result<Address> Address::parse(const QString& text) {
    return parseHostAndPort(text, {});
}

QString Address::toString() const {
    if (isNull()) {
        return {};
    }
    const QString shownHost = host.contains(u':') ? u'[' + host + u']' : host;
    return shownHost + u':' + QString::number(port);
}

Result<Endpoint> Endpoint::fromUrl(const QString& url, quint16 defaultPort) {
    const Result<UrlParts> parts = split(url);
    if (!parts) {
        return tl::make_unexpected(parts.error());
    }
    Endpoint endpoint;
    endpoint.tls = parts->tls;
    if (parts->user) {
        const Result<QString> user = parseUser(*parts->user);
        if (!user) {
            return tl::make_unexpected(user.error());
        }
        endpoint.user = *user;
    }
    const Result<Address> address = parseHostAndPort(parts->authority, defaultPort);
    if (!address) {
        return tl::make_unexpected(address.error());
    }
    endpoint.address = *address;
    if (!parts->path.isEmpty()) {
        const std::optional<int> database =
            wholeNumber(parts->path, std::numeric_limits<int>::max());
        if (!database) {
            return invalid(QT_TRANSLATE_NOOP(
                               "core",
                               "\"%1\" is no database: after the address's slash stands a number, "
                               "such as redis://host:6379/0."),
                           parts->path);
        }
        endpoint.database = *database;
    }
    return endpoint;
}

QString Endpoint::toUrl() const {
    QString url = tls ? QStringLiteral("rediss://") : QStringLiteral("redis://");
    if (!user.isEmpty()) {
        url += QString::fromLatin1(QUrl::toPercentEncoding(user)) + u'@';
    }
    url += address.toString();
    if (database != 0) {
        url += u'/' + QString::number(database);
    }
    return url;
}

Login Login::at(const Address& address) const {
    Login other = *this;
    if (other.endpoint.tls && other.tls.serverName.isEmpty()) {
        other.tls.serverName = endpoint.address.host;
    }
    other.endpoint.address = address;
    return other;
}

} // namespace ferryman::redis
