// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/resp_request.h"

namespace ferryman::test {

namespace {

/// One line of `buffer` from `at`, without its end; nothing where it has not come whole.
std::optional<QByteArray> lineAt(const QByteArray& buffer, qsizetype& at) {
    const qsizetype end = buffer.indexOf("\r\n", at);
    if (end < 0) {
        return {};
    }
    const QByteArray line = buffer.mid(at, end - at);
    at = end + 2;
    return line;
}

} // namespace

std::optional<QByteArrayList> takeRequest(QByteArray& buffer) {
    qsizetype at = 0;
    const auto head = lineAt(buffer, at);
    if (!head || !head->startsWith('*')) {
        return {};
    }
    QByteArrayList words;
    for (int left = head->mid(1).toInt(); left > 0; --left) {
        const auto size = lineAt(buffer, at);
        const qsizetype length = size ? size->mid(1).toLongLong() : 0;
        if (!size || buffer.size() < at + length + 2) {
            return {};
        }
        words.append(buffer.mid(at, length));
        at += length + 2;
    }
    buffer.remove(0, at);
    return words;
}

QByteArray encodedWords(const QByteArrayList& words) {
    QByteArray bytes;
    for (const QByteArray& word : words) {
        bytes += '$' + QByteArray::number(word.size()) + "\r\n" + word + "\r\n";
    }
    return bytes;
}

} // namespace ferryman::test
