// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/socket_transport.h"

#include "base/printable.h"
#include "redis/tls_configuration.h"

#include <QSslCipher>
#include <QSslSocket>

#include <utility>

namespace ferryman::redis {

namespace {

QString protocolName(QSsl::SslProtocol protocol) {
    switch (protocol) {
    case QSsl::TlsV1_2:
        return QStringLiteral("TLSv1.2");
    case QSsl::TlsV1_3:
        return QStringLiteral("TLSv1.3");
    default:
        return QStringLiteral("TLS");
    }
}

Error socketError(QAbstractSocket::SocketError error, const QString& address,
                  const QString& detail) {
    switch (error) {
    case QAbstractSocket::ConnectionRefusedError:
        return {ErrorKind::Unreachable,
                {QT_TRANSLATE_NOOP(
                     "core",
                     "Nothing listens on %1: check the address, the port and whether the server "
                     "runs."),
                 {address}},
                {},
                detail};
    case QAbstractSocket::HostNotFoundError:
        return {
            ErrorKind::Unreachable,
            {QT_TRANSLATE_NOOP(
                 "core", "The name of %1 is not known: check its spelling and the name service."),
             {address}},
            {},
            detail};
    case QAbstractSocket::RemoteHostClosedError:
        return {ErrorKind::Unreachable,
                {QT_TRANSLATE_NOOP("core", "%1 closed the connection."), {address}},
                {},
                detail};
    default:
        return {ErrorKind::Unreachable,
                {QT_TRANSLATE_NOOP("core", "The connection to %1 failed: %2"), {address, detail}},
                {},
                detail};
    }
}

} // namespace

SocketTransport::SocketTransport(Endpoint endpoint, TlsSettings tls, QObject* parent)
    : Transport(parent)
    , m_endpoint(std::move(endpoint))
    , m_tls(std::move(tls))
    , m_socket(new QSslSocket(this)) {
    const auto readyToTalk = [this] {
        m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        m_socket->setSocketOption(QAbstractSocket::KeepAliveOption, 1);
        emit ready();
    };
    if (m_endpoint.tls) {
        connect(m_socket, &QSslSocket::encrypted, this, readyToTalk);
    } else {
        connect(m_socket, &QAbstractSocket::connected, this, readyToTalk);
    }
    connect(m_socket, &QIODevice::readyRead, this, [this] { emit received(m_socket->readAll()); });
    connect(m_socket, &QSslSocket::sslErrors, this, [this](const QList<QSslError>& errors) {
        if (!m_firstSslError && !errors.isEmpty()) {
            m_firstSslError =
                errors.first(); // never ignored: the handshake ends, and socketFailed() tells why
        }
    });
    connect(m_socket, &QAbstractSocket::errorOccurred, this, &SocketTransport::socketFailed);
}

SocketTransport::~SocketTransport() {
    abort();
}

void SocketTransport::open() {
    if (!m_endpoint.tls) {
        m_socket->connectToHost(m_endpoint.address.host, m_endpoint.address.port);
        return;
    }
    const auto configuration = tlsConfiguration(m_tls);
    if (!configuration) {
        QMetaObject::invokeMethod(
            this, [this, error = configuration.error()] { fail(error); }, Qt::QueuedConnection);
        return;
    }
    m_socket->setSslConfiguration(*configuration);
    const QString name = m_tls.serverName.isEmpty() ? m_endpoint.address.host : m_tls.serverName;
    m_socket->connectToHostEncrypted(m_endpoint.address.host, m_endpoint.address.port, name);
}

void SocketTransport::write(const QByteArray& bytes) {
    m_socket->write(bytes);
}

qint64 SocketTransport::pendingBytes() const {
    return m_socket->bytesToWrite() + m_socket->encryptedBytesToWrite();
}

void SocketTransport::abort() {
    m_ended = true;
    m_socket->abort();
}

Transport::Stage SocketTransport::stage() const {
    switch (m_socket->state()) {
    case QAbstractSocket::ConnectedState:
        return m_endpoint.tls && !m_socket->isEncrypted() ? Stage::Securing : Stage::Ready;
    case QAbstractSocket::HostLookupState:
    case QAbstractSocket::ConnectingState:
        return Stage::Connecting;
    default:
        return Stage::Closed;
    }
}

QString SocketTransport::security() const {
    if (!m_socket->isEncrypted()) {
        return {};
    }
    return QStringLiteral("%1, %2").arg(protocolName(m_socket->sessionProtocol()),
                                        m_socket->sessionCipher().name());
}

void SocketTransport::socketFailed() {
    const QString address = m_endpoint.address.toString();
    const QString detail = printable(m_socket->errorString().toUtf8());
    if (m_firstSslError) {
        fail(certificateError(*m_firstSslError, m_tls.serverName.isEmpty() ? m_endpoint.address.host
                                                                           : m_tls.serverName));
        return;
    }
    const bool securing = m_endpoint.tls && !m_socket->isEncrypted();
    const auto error = m_socket->error();
    if (securing && (error == QAbstractSocket::SslHandshakeFailedError ||
                     error == QAbstractSocket::RemoteHostClosedError)) {
        fail({ErrorKind::Tls,
              {QT_TRANSLATE_NOOP(
                   "core",
                   "%1 does not complete a TLS handshake: it may speak without TLS (redis://), or "
                   "want a client certificate."),
               {address}},
              {},
              detail});
        return;
    }
    fail(socketError(error, address, detail));
}

void SocketTransport::fail(const Error& error) {
    if (std::exchange(m_ended, true)) {
        return;
    }
    Error named = error;
    named.subject = m_endpoint.address.toString();
    emit failed(named);
}

} // namespace ferryman::redis
