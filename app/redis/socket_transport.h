// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/endpoint.h"
#include "redis/transport.h"

#include <QAbstractSocket>
#include <QList>

class QSslError;
class QSslSocket;

namespace ferryman::redis {

/// Of a failed connection: the machine answers, and no server listens there.
[[nodiscard]] bool nothingListens(const Error& error);

/// TCP or TLS 1.2+ over QSslSocket, low delay; the certificate's chain and name are always
/// verified.
class SocketTransport final : public Transport {
    Q_OBJECT
public:
    SocketTransport(Endpoint endpoint, TlsSettings tls, QObject* parent = nullptr);

    void open() override;
    void write(const QByteArray& bytes) override;
    [[nodiscard]] qint64 pendingBytes() const override;
    void abort() override;
    [[nodiscard]] Stage stage() const override { return m_stage; }
    [[nodiscard]] QString security() const override;
    [[nodiscard]] std::optional<PeerCertificate> peerCertificate() const override;

signals:
    void securing(); ///< Connected, and TLS is begun; never without TLS.

private:
    void dropUnsent();
    void becomeReady();
    void onSslErrors(const QList<QSslError>& errors);
    void onError(QAbstractSocket::SocketError socketError);
    void fail(const Error& error);
    [[nodiscard]] Error describe(QAbstractSocket::SocketError socketError) const;
    [[nodiscard]] QString wantedName() const;

    Endpoint m_endpoint;
    TlsSettings m_tls;
    QSslSocket* m_socket;
    Stage m_stage = Stage::Closed;
    qint64 m_unsent = 0; // when it failed
};

} // namespace ferryman::redis
