// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/report.h"

#include <QDir>
#include <QJsonDocument>
#include <QSaveFile>

namespace ferryman {

QList<ReportChart> chartsOf(const History& history, int buckets) {
    if (history.size() == 0) {
        return {};
    }
    const auto points = [&](Series series) {
        return history.view(series, history.firstMs(), history.lastMs(), buckets);
    };
    const Message source{QT_TRANSLATE_NOOP("core", "source")};
    const Message dragonfly{QT_TRANSLATE_NOOP("core", "Dragonfly")};
    const QList<Marker> markers = history.markers();
    return {
        {{QT_TRANSLATE_NOOP("core", "Replication offset")},
         QStringLiteral("bytes"),
         {{source, points(Series::SourceOffset)}, {dragonfly, points(Series::ReplicaOffset)}},
         markers},
        {{QT_TRANSLATE_NOOP("core", "Lag in bytes")},
         QStringLiteral("bytes"),
         {{dragonfly, points(Series::LagBytes)}},
         markers},
        {{QT_TRANSLATE_NOOP("core", "Lag in seconds")},
         QStringLiteral("seconds"),
         {{dragonfly, points(Series::LagSeconds)}},
         markers},
        {{QT_TRANSLATE_NOOP("core", "Write and apply rate")},
         QStringLiteral("bytes/s"),
         {{source, points(Series::WriteRate)}, {dragonfly, points(Series::ApplyRate)}},
         markers},
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
    const std::pair<QString, QByteArray> forms[] = {
        {QStringLiteral("report.html"), toHtml(report)},
        {QStringLiteral("report.md"), toMarkdown(report)},
        {QStringLiteral("report.json"),
         QJsonDocument(toJson(report)).toJson(QJsonDocument::Indented)},
    };
    QStringList files;
    for (const auto& [name, bytes] : forms) {
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
