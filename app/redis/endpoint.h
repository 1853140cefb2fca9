// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/secret.h"

#include <QHashFunctions>

namespace ferryman::redis {

/// Host and port as Redis, Sentinel and Dragonfly name each other: "10.0.0.1:6379", "[::1]:6379".
struct Address {
    QString host;
    quint16 port = 0;

    [[nodiscard]] static Result<Address> parse(const QString& text);
    [[nodiscard]] QString toString() const; ///< IPv6 hosts in brackets.
    [[nodiscard]] bool isNull() const { return host.isEmpty(); }

    friend bool operator==(const Address&, const Address&) = default;
    friend bool operator<(const Address& a, const Address& b) {
        return a.host == b.host ? a.port < b.port : a.host < b.host;
    }
    friend size_t qHash(const Address& address, size_t seed = 0) {
        return qHashMulti(seed, address.host, address.port);
    }
};

/// One server as a standard Redis URL: redis://user@host:port/database, rediss:// for TLS. The
/// password never is in it: a URL that holds one is refused with a sentence that says where it
/// belongs.
struct Endpoint {
    Address address;
    QString user;
    int database = 0;
    bool tls = false;

    /// `defaultPort` is used where the URL names none: 6379 for servers, 26379 for Sentinels.
    [[nodiscard]] static Result<Endpoint> fromUrl(const QString& url, quint16 defaultPort = 6379);
    [[nodiscard]] QString toUrl() const;

    friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

/// How TLS is spoken to one endpoint. Verification has no switch: it is always on.
struct TlsSettings {
    QString caFile;          ///< PEM; empty: the system's certificate authorities.
    QString certificateFile; ///< PEM of the client's certificate; empty: none is sent.
    QString keyFile;         ///< PEM of the client certificate's key.
    QString
        serverName; ///< Name that the server's certificate must bear; empty: the endpoint's host.

    friend bool operator==(const TlsSettings&, const TlsSettings&) = default;
};

/// Everything that it takes to be connected to one server.
struct Login {
    Endpoint endpoint;
    TlsSettings tls;
    Secret password; ///< With an empty endpoint.user it is sent alone (`AUTH password`).
    QByteArray clientName = "ferryman"; ///< Given to the server with CLIENT SETNAME: no spaces.

    /// For the same server, or one of its kind, under another address; its certificate has to name
    /// what it names now.
    [[nodiscard]] Login at(const Address& address) const;

    friend bool operator==(const Login&, const Login&) = default;
};

} // namespace ferryman::redis

Q_DECLARE_METATYPE(ferryman::redis::Address)
