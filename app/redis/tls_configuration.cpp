// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/tls_configuration.h"

#include "base/printable.h"

#include <QDateTime>
#include <QFile>
#include <QSslCertificate>
#include <QSslKey>
#include <QSslSocket>

#include <algorithm>

namespace ferryman::redis {

namespace {

tl::unexpected<Error> badFile(const char* message, const QString& path, const QString& why = {}) {
    return failure(ErrorKind::InvalidInput, {message, {path}}, {}, why);
}

Result<QByteArray> contents(const QString& path) {
    constexpr qint64 largest = qint64{4} * 1024 * 1024;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return badFile(QT_TRANSLATE_NOOP("core", "The TLS file %1 cannot be read."), path,
                       file.errorString());
    }
    return file.read(largest);
}

Result<QList<QSslCertificate>> certificates(const QString& path) {
    const Result<QByteArray> pem = contents(path);
    if (!pem) {
        return tl::make_unexpected(pem.error());
    }
    QList<QSslCertificate> found = QSslCertificate::fromData(*pem, QSsl::Pem);
    if (found.isEmpty()) {
        return badFile(QT_TRANSLATE_NOOP("core", "The file %1 holds no certificate in PEM form."),
                       path);
    }
    return found;
}

Result<QSslKey> privateKey(const QString& path) {
    const Result<QByteArray> pem = contents(path);
    if (!pem) {
        return tl::make_unexpected(pem.error());
    }
    for (const QSsl::KeyAlgorithm algorithm : {QSsl::Rsa, QSsl::Ec}) {
        QSslKey key(*pem, algorithm);
        if (!key.isNull()) {
            return key;
        }
    }
    return badFile(
        QT_TRANSLATE_NOOP("core",
                          "The file %1 holds no RSA or EC key in PEM form without a passphrase."),
        path);
}

Result<Done> addClientCertificate(QSslConfiguration& configuration, const TlsSettings& settings) {
    if (settings.certificateFile.isEmpty() && settings.keyFile.isEmpty()) {
        return Done{};
    }
    if (settings.certificateFile.isEmpty() || settings.keyFile.isEmpty()) {
        return badFile(
            QT_TRANSLATE_NOOP(
                "core", "A client certificate needs its key and a key its certificate: only %1 "
                        "is given."),
            settings.certificateFile.isEmpty() ? settings.keyFile : settings.certificateFile);
    }
    Result<QList<QSslCertificate>> chain = certificates(settings.certificateFile);
    if (!chain) {
        return tl::make_unexpected(chain.error());
    }
    const Result<QSslKey> key = privateKey(settings.keyFile);
    if (!key) {
        return tl::make_unexpected(key.error());
    }
    configuration.setLocalCertificateChain(*chain);
    configuration.setPrivateKey(*key);
    return Done{};
}

enum class Fault { UnknownAuthority, Expired, NotYetValid, WrongName, Other };

Fault faultOf(const QSslError& error) {
    switch (error.error()) {
    case QSslError::UnableToGetIssuerCertificate:
    case QSslError::UnableToGetLocalIssuerCertificate:
    case QSslError::UnableToVerifyFirstCertificate:
    case QSslError::SelfSignedCertificate:
    case QSslError::SelfSignedCertificateInChain:
    case QSslError::CertificateUntrusted:
        return Fault::UnknownAuthority;
    case QSslError::CertificateExpired:
        return Fault::Expired;
    case QSslError::CertificateNotYetValid:
        return Fault::NotYetValid;
    case QSslError::HostNameMismatch:
        return Fault::WrongName;
    default:
        return Fault::Other;
    }
}

QString utc(const QDateTime& moment) {
    return moment.toUTC().toString(Qt::ISODate);
}

Message faultMessage(const QSslError& error, const QString& address, const QString& wantedName) {
    switch (faultOf(error)) {
    case Fault::UnknownAuthority:
        return {QT_TRANSLATE_NOOP("core",
                                  "The certificate of %1 is not signed by an authority that is "
                                  "trusted here: give the authority's certificate as the CA file."),
                {address}};
    case Fault::Expired:
        return {QT_TRANSLATE_NOOP("core", "The certificate of %1 expired on %2: have it renewed."),
                {address, utc(error.certificate().expiryDate())}};
    case Fault::NotYetValid:
        return {QT_TRANSLATE_NOOP(
                    "core", "The certificate of %1 is valid from %2 on only: check both clocks."),
                {address, utc(error.certificate().effectiveDate())}};
    case Fault::WrongName:
        return {QT_TRANSLATE_NOOP("core", "The certificate of %1 is not for the name %2: give the "
                                          "name that it bears as the TLS server name."),
                {address, wantedName}};
    case Fault::Other:
        break;
    }
    return {QT_TRANSLATE_NOOP("core", "The certificate of %1 was not accepted."), {address}};
}

} // namespace

Result<QSslConfiguration> tlsConfiguration(const TlsSettings& settings) {
    if (!QSslSocket::supportsSsl()) {
        return failure(
            ErrorKind::Tls,
            {QT_TRANSLATE_NOOP(
                "core", "TLS is not available here: Qt's TLS plugin or OpenSSL is missing.")});
    }
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setProtocol(QSsl::TlsV1_2OrLater);
    configuration.setPeerVerifyMode(QSslSocket::VerifyPeer);
    if (!settings.caFile.isEmpty()) {
        const Result<QList<QSslCertificate>> authorities = certificates(settings.caFile);
        if (!authorities) {
            return tl::make_unexpected(authorities.error());
        }
        configuration.setCaCertificates(*authorities); // and no longer the system's
    }
    const Result<Done> added = addClientCertificate(configuration, settings);
    if (!added) {
        return tl::make_unexpected(added.error());
    }
    return configuration;
}

Error certificateError(const QList<QSslError>& errors, const QString& address,
                       const QString& wantedName) {
    const auto worst =
        std::min_element(errors.begin(), errors.end(), [](const QSslError& a, const QSslError& b) {
            return faultOf(a) < faultOf(b);
        });
    QStringList reasons;
    for (const QSslError& error : errors) {
        reasons.append(error.errorString());
    }
    reasons.removeDuplicates();
    return {ErrorKind::Tls,
            worst == errors.end() ? faultMessage({}, address, wantedName)
                                  : faultMessage(*worst, address, wantedName),
            address, printable(reasons.join(QLatin1String("; ")).toUtf8())};
}

bool isTlsAlert(const QString& detail) {
    return detail.contains(QLatin1String(" alert "));
}

Error tlsError(const QString& detail, const QString& address, bool hasClientCertificate) {
    Error error{ErrorKind::Tls, {}, address, printable(detail.toUtf8())};
    if (isTlsAlert(detail) && hasClientCertificate) {
        error.message = {
            QT_TRANSLATE_NOOP("core",
                              "%1 refuses the client certificate: check that its certificate "
                              "authority knows it and that it has not expired."),
            {address}};
    } else if (isTlsAlert(detail)) {
        error.message = {QT_TRANSLATE_NOOP(
                             "core", "%1 breaks off TLS: it may want a client certificate, so give "
                                     "certificate and key."),
                         {address}};
    } else {
        error.message = {
            QT_TRANSLATE_NOOP(
                "core", "%1 does not speak TLS as expected: if it is a port without TLS, write "
                        "redis:// instead of rediss://."),
            {address}};
    }
    return error;
}

} // namespace ferryman::redis
