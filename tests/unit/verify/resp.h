// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayList>

namespace ferryman::test {

// Replies as servers write them.

inline QByteArray bulk(const QByteArray& bytes) {
    return '$' + QByteArray::number(bytes.size()) + "\r\n" + bytes + "\r\n";
}

inline QByteArray number(qint64 number) {
    return ':' + QByteArray::number(number) + "\r\n";
}

/// Of replies.
inline QByteArray array(const QByteArrayList& replies) {
    return '*' + QByteArray::number(replies.size()) + "\r\n" + replies.join();
}

/// Of texts.
inline QByteArray bulks(const QByteArrayList& words) {
    QByteArrayList replies;
    for (const QByteArray& word : words) {
        replies << bulk(word);
    }
    return array(replies);
}

} // namespace ferryman::test
