// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QDateTime>
#include <QObject>

#include <optional>

namespace ferryman::redis {

/// What a server showed for itself in the TLS handshake.
struct PeerCertificate {
    QString name;   ///< Common name of its subject.
    QString issuer; ///< Common name.
    QDateTime expires;
};

/// A byte stream to one server, as a port: the client is tested on a scripted one.
class Transport : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    /// How far it is on the way; tells what a deadline that passed was waiting for.
    enum class Stage { Closed, Connecting, Securing, Ready };

    virtual void open() = 0;                         ///< Once; ends in ready() or in failed().
    virtual void write(const QByteArray& bytes) = 0; ///< Emits nothing before it returns.
    [[nodiscard]] virtual qint64
    pendingBytes() const = 0; ///< Written and not taken by the system; kept after failed().
    virtual void abort() = 0; ///< Ends at once; no signal follows.
    [[nodiscard]] virtual Stage stage() const = 0;
    [[nodiscard]] virtual QString
    security() const = 0; ///< "TLSv1.3, TLS_AES_256_GCM_SHA384", or empty without TLS.
    [[nodiscard]] virtual std::optional<PeerCertificate> peerCertificate() const { return {}; }

signals:
    void ready(); ///< Connected, and with TLS the peer is verified.
    void received(const QByteArray& bytes);
    void failed(const ferryman::Error& error); ///< Lookup, connection, TLS, or the peer closed it.
};

} // namespace ferryman::redis
