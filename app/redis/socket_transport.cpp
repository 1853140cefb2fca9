// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/socket_transport.h"

#include "base/printable.h"
#include "redis/tls_configuration.h"

#include <QNetworkProxy>
#include <QSslCertificate>
#include <QSslCipher>
#include <QSslSocket>

#include <sys/socket.h>

namespace ferryman::redis {

namespace {

constexpr auto nobodyThere = QT_TRANSLATE_NOOP(
    "core", "Nothing listens on %1: check the address, the port and whether the server runs.");

Message unreachable(QAbstractSocket::SocketError socketError, const Address& address) {
    switch (socketError) {
    case QAbstractSocket::ConnectionRefusedError:
        return {nobodyThere, {address.toString()}};
    case QAbstractSocket::HostNotFoundError:
        return {QT_TRANSLATE_NOOP(
                    "core", "The name %1 is not known: check its spelling and the name service."),
                {address.host}};
    case QAbstractSocket::RemoteHostClosedError:
        return {QT_TRANSLATE_NOOP("core", "%1 closed the connection."), {address.toString()}};
    case QAbstractSocket::SocketTimeoutError:
        return {
            QT_TRANSLATE_NOOP(
                "core",
                "No answer from %1: check the address, the port, the network and its firewalls."),
            {address.toString()}};
    case QAbstractSocket::NetworkError:
        return {
            QT_TRANSLATE_NOOP("core", "%1 cannot be reached: check the network and its firewalls."),
            {address.toString()}};
    default:
        return {QT_TRANSLATE_NOOP("core", "The connection to %1 failed."), {address.toString()}};
    }
}

} // namespace

bool nothingListens(const Error& error) {
    return error.kind == ErrorKind::Unreachable && error.message.text == QByteArray(nobodyThere);
}

SocketTransport::SocketTransport(Endpoint endpoint, TlsSettings tls, QObject* parent)
    : Transport(parent)
    , m_endpoint(std::move(endpoint))
    , m_tls(std::move(tls))
    , m_socket(new QSslSocket(this)) {
    m_socket->setProxy(QNetworkProxy::NoProxy); // a proxy for the web is none for a database
    connect(m_socket, &QAbstractSocket::connected, this, [this] {
        m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
        m_socket->setSocketOption(QAbstractSocket::KeepAliveOption, 1);
        if (m_endpoint.tls) {
            m_stage = Stage::Securing;
            emit securing();
        } else {
            becomeReady();
        }
    });
    connect(m_socket, &QSslSocket::encrypted, this, &SocketTransport::becomeReady);
    connect(m_socket, &QSslSocket::sslErrors, this, &SocketTransport::onSslErrors);
    connect(m_socket, &QAbstractSocket::errorOccurred, this, &SocketTransport::onError);
    connect(m_socket, &QIODevice::readyRead, this, [this] { emit received(m_socket->readAll()); });
}

void SocketTransport::open() {
    m_stage = Stage::Connecting;
    if (!m_endpoint.tls) {
        m_socket->connectToHost(m_endpoint.address.host, m_endpoint.address.port);
        return;
    }
    const Result<QSslConfiguration> configuration = tlsConfiguration(m_tls);
    if (!configuration) {
        const auto tell = [this, error = configuration.error()] { fail(error); };
        QMetaObject::invokeMethod(
            this, tell, Qt::QueuedConnection); // after open() returned, as every other failure
        return;
    }
    m_socket->setSslConfiguration(*configuration);
    m_socket->connectToHostEncrypted(m_endpoint.address.host, m_endpoint.address.port,
                                     wantedName());
}

void SocketTransport::write(const QByteArray& bytes) {
    m_socket->write(bytes);
}

qint64 SocketTransport::pendingBytes() const {
    // Under TLS these are the bytes that are not encrypted yet; what is encrypted counts as sent,
    // the careful reading.
    return m_stage == Stage::Closed ? m_unsent : m_socket->bytesToWrite();
}

void SocketTransport::abort() {
    m_stage = Stage::Closed;
    dropUnsent();
    m_socket->abort();
}

/// What was given up must not arrive later: without this the kernel goes on sending what it holds,
/// and a link that was cut delivers it once it is mended.
void SocketTransport::dropUnsent() {
    const qintptr descriptor = m_socket->socketDescriptor();
    if (descriptor != -1) {
        const linger none{1, 0};
        ::setsockopt(static_cast<int>(descriptor), SOL_SOCKET, SO_LINGER, &none, sizeof none);
    }
}

QString SocketTransport::security() const {
    if (!m_socket->isEncrypted()) {
        return {};
    }
    const QSslCipher cipher = m_socket->sessionCipher();
    return cipher.protocolString() + QLatin1String(", ") + cipher.name();
}

std::optional<PeerCertificate> SocketTransport::peerCertificate() const {
    const QSslCertificate certificate = m_socket->peerCertificate();
    if (!m_socket->isEncrypted() || certificate.isNull()) {
        return {};
    }
    const auto name = [](const QStringList& names) {
        return printable(names.join(QLatin1String(", ")).toUtf8());
    };
    return PeerCertificate{name(certificate.subjectInfo(QSslCertificate::CommonName)),
                           name(certificate.issuerInfo(QSslCertificate::CommonName)),
                           certificate.expiryDate()};
}

void SocketTransport::becomeReady() {
    m_stage = Stage::Ready;
    emit ready();
}

void SocketTransport::onSslErrors(const QList<QSslError>& errors) {
    fail(certificateError(errors, m_endpoint.address.toString(), wantedName()));
}

void SocketTransport::onError(QAbstractSocket::SocketError socketError) {
    fail(describe(socketError));
}

void SocketTransport::fail(const Error& error) {
    if (m_stage == Stage::Closed) {
        return; // told already, or aborted
    }
    if (m_stage == Stage::Ready && m_socket->bytesAvailable() > 0) {
        emit received(m_socket->readAll()); // the last words often say why
        if (m_stage == Stage::Closed) {
            return;
        }
    }
    m_unsent = m_socket->bytesToWrite();
    abort();
    emit failed(error);
}

Error SocketTransport::describe(QAbstractSocket::SocketError socketError) const {
    const QString address = m_endpoint.address.toString();
    const QString detail = m_socket->errorString();
    const bool closed = socketError == QAbstractSocket::RemoteHostClosedError;
    const bool ofTls = socketError == QAbstractSocket::SslHandshakeFailedError ||
                       socketError == QAbstractSocket::SslInternalError ||
                       socketError == QAbstractSocket::SslInvalidUserDataError;
    if (m_endpoint.tls && (ofTls || isTlsAlert(detail) || (closed && m_stage == Stage::Securing))) {
        return tlsError(detail, address, !m_tls.certificateFile.isEmpty());
    }
    return {ErrorKind::Unreachable, unreachable(socketError, m_endpoint.address), address,
            closed ? QString() : printable(detail.toUtf8())};
}

QString SocketTransport::wantedName() const {
    return m_tls.serverName.isEmpty() ? m_endpoint.address.host : m_tls.serverName;
}

} // namespace ferryman::redis
