// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/tls_configuration.h"

#include "base/printable.h"

#include <QFile>
#include <QSslCertificate>
#include <QSslKey>

namespace ferryman::redis {

namespace {

tl::unexpected<Error> badFile(const char* message, const QString& file) {
    return failure(ErrorKind::InvalidInput, {message, {file}});
}

Result<QList<QSslCertificate>> certificatesOf(const QString& file) {
    QFile pem(file);
    if (!pem.open(QIODevice::ReadOnly)) {
        return badFile(
            QT_TRANSLATE_NOOP(
                "core", "The certificate file %1 cannot be read: check its name and its rights."),
            file);
    }
    const auto certificates = QSslCertificate::fromDevice(&pem, QSsl::Pem);
    if (certificates.isEmpty()) {
        return badFile(QT_TRANSLATE_NOOP("core", "The file %1 holds no certificate in PEM form."),
                       file);
    }
    return certificates;
}

Result<QSslKey> keyOf(const QString& file) {
    QFile pem(file);
    if (!pem.open(QIODevice::ReadOnly)) {
        return badFile(
            QT_TRANSLATE_NOOP("core",
                              "The key file %1 cannot be read: check its name and its rights."),
            file);
    }
    const QByteArray bytes = pem.readAll();
    for (const auto algorithm : {QSsl::Rsa, QSsl::Ec}) {
        const QSslKey key(bytes, algorithm, QSsl::Pem);
        if (!key.isNull()) {
            return key;
        }
    }
    return badFile(
        QT_TRANSLATE_NOOP("core",
                          "The file %1 holds no private key in PEM form without a passphrase."),
        file);
}

} // namespace

Result<QSslConfiguration> tlsConfiguration(const TlsSettings& settings) {
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setProtocol(QSsl::TlsV1_2OrLater);
    configuration.setPeerVerifyMode(QSslSocket::VerifyPeer);
    if (!settings.caFile.isEmpty()) {
        const auto authorities = certificatesOf(settings.caFile);
        if (!authorities) {
            return tl::make_unexpected(authorities.error());
        }
        configuration.setCaCertificates(*authorities);
    }
    if (!settings.certificateFile.isEmpty()) {
        const auto chain = certificatesOf(settings.certificateFile);
        if (!chain) {
            return tl::make_unexpected(chain.error());
        }
        configuration.setLocalCertificateChain(*chain);
        const auto key = keyOf(settings.keyFile);
        if (!key) {
            return tl::make_unexpected(key.error());
        }
        configuration.setPrivateKey(*key);
    }
    return configuration;
}

Error certificateError(const QSslError& error, const QString& serverName) {
    const QString detail = printable(error.errorString().toUtf8());
    switch (error.error()) {
    case QSslError::CertificateExpired:
        return {
            ErrorKind::Tls,
            {QT_TRANSLATE_NOOP("core", "The server's certificate expired on %1: have it renewed."),
             {error.certificate().expiryDate().toUTC().toString(Qt::ISODate)}},
            {},
            detail};
    case QSslError::CertificateNotYetValid:
        return {
            ErrorKind::Tls,
            {QT_TRANSLATE_NOOP(
                 "core", "The server's certificate is valid from %1 on only: check both clocks."),
             {error.certificate().effectiveDate().toUTC().toString(Qt::ISODate)}},
            {},
            detail};
    case QSslError::HostNameMismatch:
        return {ErrorKind::Tls,
                {QT_TRANSLATE_NOOP(
                     "core",
                     "The server's certificate is not for the name %1: give the name that it bears "
                     "as the TLS server name."),
                 {serverName}},
                {},
                detail};
    case QSslError::SelfSignedCertificate:
    case QSslError::SelfSignedCertificateInChain:
    case QSslError::UnableToGetLocalIssuerCertificate:
    case QSslError::UnableToVerifyFirstCertificate:
    case QSslError::CertificateUntrusted:
        return {ErrorKind::Tls,
                {QT_TRANSLATE_NOOP(
                    "core",
                    "The server's certificate is not signed by an authority that is trusted here: "
                    "give the authority's certificate as the CA file.")},
                {},
                detail};
    default:
        return {
            ErrorKind::Tls,
            {QT_TRANSLATE_NOOP("core", "The server's certificate was not accepted: %1"), {detail}},
            {},
            detail};
    }
}

} // namespace ferryman::redis
