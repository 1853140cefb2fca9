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

Error reportNotWritten(const QString& path, const QString& why) {
    return {
        ErrorKind::Storage,
        {QT_TRANSLATE_NOOP(
             "core", "The report cannot be written to %1: check the folder's rights and its free "
                     "space."),
         {path}},
        {},
        why};
}

Result<QString> writeForm(const QString& path, const QByteArray& bytes) {
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.commit()) {
        return tl::make_unexpected(reportNotWritten(path, file.errorString()));
    }
    return path;
}

Result<QStringList> writeReport(const Report& report, const QString& folder) {
    const QDir directory(folder);
    if (!directory.mkpath(QStringLiteral("."))) {
        return tl::make_unexpected(reportNotWritten(folder, {}));
    }
    QStringList files;
    for (const auto& [name, bytes] : formsOf(report)) {
        const auto written = writeForm(directory.absoluteFilePath(name), bytes);
        if (!written) {
            return tl::make_unexpected(written.error());
        }
        files.append(*written);
    }
    return files;
}

} // namespace ferryman
