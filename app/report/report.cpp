// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/report.h"

#include <QDir>
#include <QJsonDocument>
#include <QSaveFile>

namespace ferryman {

QList<std::pair<QString, QByteArray>> formsOf(const Report& report) {
    return {
        {QStringLiteral("report.html"), toHtml(report)},
        {QStringLiteral("report.md"), toMarkdown(report)},
        {QStringLiteral("report.json"),
         QJsonDocument(toJson(report)).toJson(QJsonDocument::Indented)},
    };
}

Result<QStringList> writeReport(const Report& report, const QString& folder) {
    const auto notWritten = [](const QString& path, const QString& why) {
        return failure(
            ErrorKind::Storage,
            {QT_TRANSLATE_NOOP(
                 "core",
                 "The report cannot be written to %1: check the folder's rights and its free "
                 "space."),
             {path}},
            {}, why);
    };
    const QDir directory(folder);
    if (!directory.mkpath(QStringLiteral("."))) {
        return notWritten(folder, {});
    }
    QStringList files;
    for (const auto& [name, bytes] : formsOf(report)) {
        const QString path = directory.absoluteFilePath(name);
        QSaveFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() ||
            !file.commit()) {
            return notWritten(path, file.errorString());
        }
        files.append(path);
    }
    return files;
}

} // namespace ferryman
