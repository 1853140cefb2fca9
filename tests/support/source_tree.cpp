// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/source_tree.h"

#include <QDir>
#include <QFile>
#include <QTest>

namespace ferryman::test {

QString sourcePath(const QString& relative) {
    return QDir(QStringLiteral(FERRYMAN_SOURCE_DIR)).filePath(relative);
}

QByteArray sourceFile(const QString& relative) {
    QFile file(sourcePath(relative));
    if (!file.open(QIODevice::ReadOnly)) {
        QTest::qFail(qPrintable(file.fileName() + ": " + file.errorString()), __FILE__, __LINE__);
        return {};
    }
    return file.readAll();
}

} // namespace ferryman::test
