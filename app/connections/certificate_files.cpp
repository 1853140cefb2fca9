// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/certificate_files.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>

namespace ferryman {

namespace {

constexpr auto ownerOnly = QFile::ReadOwner | QFile::WriteOwner;
constexpr int mostAttempts = 1000;

QString stemOf(const QString& connection) {
    static const QRegularExpression unfit(QStringLiteral("[^A-Za-z0-9._-]+"));
    QString stem = connection.left(60);
    stem.replace(unfit, QStringLiteral("-"));
    return stem.startsWith(u'.') ? u'-' + stem : stem;
}

/// The first name that is free; it is taken and opened in one step, so that nobody comes between.
Result<QString> writeNew(const QDir& folder, const QString& stem, const QString& kind,
                         const QByteArray& pem) {
    for (int attempt = 1; attempt < mostAttempts; ++attempt) {
        const QString number = attempt == 1 ? QString() : QStringLiteral("-%1").arg(attempt);
        QFile file(folder.filePath(QStringLiteral("%1%2-%3.pem").arg(stem, number, kind)));
        if (file.exists()) {
            continue;
        }
        if (file.open(QIODevice::WriteOnly | QIODevice::NewOnly, ownerOnly) &&
            file.write(pem) == pem.size() && file.flush()) {
            return file.fileName();
        }
        if (file.isOpen()) {
            file.remove();
        }
        return failure(ErrorKind::Storage,
                       {QT_TRANSLATE_NOOP("core", "The certificate cannot be written to %1: check "
                                                  "the folder's rights and its free space."),
                        {file.fileName()}},
                       {}, file.errorString());
    }
    return failure(
        ErrorKind::Storage,
        {QT_TRANSLATE_NOOP("core", "The folder %1 holds too many certificates."), {folder.path()}});
}

} // namespace

Result<redis::TlsSettings> writeCertificates(const CertificateTexts& texts,
                                             const redis::TlsSettings& tls,
                                             const QString& connection, const QString& folder) {
    QDir().mkpath(folder);
    const QString stem = stemOf(connection);
    redis::TlsSettings written = tls;
    QStringList paths;
    const struct {
        const QByteArray& pem;
        const char* kind;
        QString& path;
    } files[] = {{texts.ca, "ca", written.caFile},
                 {texts.certificate, "certificate", written.certificateFile},
                 {texts.key.reveal(), "key", written.keyFile}};
    for (const auto& file : files) {
        if (file.pem.isEmpty()) {
            continue;
        }
        const auto path = writeNew(QDir(folder), stem, QLatin1String(file.kind), file.pem);
        if (!path) {
            for (const QString& earlier : std::as_const(paths)) {
                QFile::remove(earlier);
            }
            return tl::make_unexpected(path.error());
        }
        paths << *path;
        file.path = *path;
    }
    return written;
}

} // namespace ferryman
