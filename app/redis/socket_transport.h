// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/endpoint.h"
#include "redis/transport.h"

#include <QSslError>

#include <optional>

class QSslSocket;

namespace ferryman::redis {

/// TCP or TLS 1.2+ over QSslSocket, low delay; the certificate's chain and name are always
/// verified.
class SocketTransport final : public Transport {
    Q_OBJECT
public:
    SocketTransport(Endpoint endpoint, TlsSettings tls, QObject* parent = nullptr);
    ~SocketTransport() override;

    void open() override;
    void write(const QByteArray& bytes) override;
    [[nodiscard]] qint64 pendingBytes() const override;
    void abort() override;
    [[nodiscard]] Stage stage() const override;
    [[nodiscard]] QString security() const override;

private:
    void fail(const Error& error);
    void socketFailed();

    Endpoint m_endpoint;
    TlsSettings m_tls;
    QSslSocket* m_socket; // spoken to without encryption where the endpoint has no TLS
    std::optional<QSslError> m_firstSslError;
    bool m_ended = false;
};

} // namespace ferryman::redis
