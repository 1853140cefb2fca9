// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/difference_export.h"

#include <QSaveFile>
#include <QtConcurrent>

namespace ferryman {

namespace {

Result<QString> writeNow(const QList<Difference>& differences, const QString& path) {
    const QByteArray text = path.endsWith(QLatin1String(".csv"), Qt::CaseInsensitive)
                                ? toCsv(differences)
                                : toNdjson(differences);
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.commit()) {
        return failure(ErrorKind::Storage,
                       {QT_TRANSLATE_NOOP("core", "The differences cannot be written to %1: check "
                                                  "the folder's rights and its free space."),
                        {path}},
                       {}, file.errorString());
    }
    return path;
}

} // namespace

Future<QString> writeDifferences(const QList<Difference>& differences, const QString& path) {
    return QtConcurrent::run([differences, path] { return writeNow(differences, path); });
}

} // namespace ferryman
