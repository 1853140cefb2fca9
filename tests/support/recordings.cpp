// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/recordings.h"

#include "redis/codec.h"
#include "support/source_tree.h"

#include <QDir>
#include <QTest>

namespace ferryman::test {

namespace {

const QString folder = QStringLiteral("tests/support/recordings/");

} // namespace

redis::Value recording(const QString& name) {
    const QList<redis::Value> replies = recordedReplies(name);
    return replies.isEmpty() ? redis::Value() : replies.first();
}

QList<redis::Value> recordedReplies(const QString& name) {
    redis::ReplyDecoder decoder;
    decoder.feed(recordedBytes(name));
    QList<redis::Value> replies;
    while (true) {
        auto reply = decoder.next();
        if (!reply) {
            QTest::qFail(qPrintable(reply.error().english()), __FILE__, __LINE__);
            return replies;
        }
        if (!*reply) {
            return replies;
        }
        replies.append(std::move(**reply));
    }
}

QByteArray recordedBytes(const QString& name) {
    return sourceFile(folder + name + QStringLiteral(".resp"));
}

QStringList recordingNames() {
    QStringList names =
        QDir(sourcePath(folder)).entryList({QStringLiteral("*.resp")}, QDir::Files, QDir::Name);
    for (QString& name : names) {
        name.chop(5);
    }
    return names;
}

} // namespace ferryman::test
