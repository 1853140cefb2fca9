// SPDX-License-Identifier: GPL-3.0-or-later
#include "practice/stand_in/frames.h"

#include <algorithm>

namespace ferryman::stand_in {

namespace {

constexpr qsizetype longestHeader =
    qsizetype{64} * 1024; // inline requests and status lines included
constexpr qint64 mostWords = qint64{1024} * 1024;
constexpr qint64 longestWord = qint64{512} * 1024 * 1024;

QByteArray line(char type, QByteArrayView text) {
    QByteArray bytes;
    bytes.reserve(text.size() + 3);
    bytes += type;
    bytes += text;
    bytes += "\r\n";
    return bytes;
}

} // namespace

qsizetype FrameCounter::take(QByteArrayView bytes, int wanted, int& ended) {
    qsizetype at = 0;
    while (at < bytes.size() && wanted > 0) {
        if (m_skip > 0) {
            const qint64 skipped = std::min<qint64>(m_skip, bytes.size() - at);
            m_skip -= skipped;
            at += skipped;
        } else {
            const qsizetype end = bytes.indexOf('\n', at);
            const qsizetype stop = end < 0 ? bytes.size() : end + 1;
            m_line += bytes.sliced(at, stop - at);
            at = stop;
            if (end < 0) {
                break;
            }
            header(m_line);
            m_line.clear();
        }
        if (m_skip == 0 && m_values == 0) {
            m_values = 1;
            --wanted;
            ++ended;
        }
    }
    return at;
}

void FrameCounter::header(QByteArrayView line) {
    const char type = line.isEmpty() ? '\0' : line.front();
    const qint64 size = line.size() > 1 ? line.sliced(1).trimmed().toByteArray().toLongLong() : 0;
    switch (type) {
    case '$':
    case '=':
    case '!':
        --m_values;
        m_skip = size >= 0 ? size + 2 : 0;
        break;
    case '*':
    case '~':
    case '>':
        m_values += std::max<qint64>(size, 0) - 1;
        break;
    case '%':
        m_values += 2 * std::max<qint64>(size, 0) - 1;
        break;
    default:
        --m_values;
    }
}

std::optional<Request> RequestReader::next() {
    while (!m_broken && m_at < m_buffer.size()) {
        const qsizetype before = m_at;
        auto request = m_buffer.at(m_at) == '*' ? nextArray() : nextInline();
        if (request && request->words.isEmpty()) {
            continue; // an empty line or an empty array asks nothing
        }
        if (!request) {
            m_at = before;
            m_buffer.remove(0, m_at);
            m_at = 0;
        }
        return request;
    }
    m_buffer.clear();
    m_at = 0;
    return {};
}

std::optional<qint64> RequestReader::number(char type, qsizetype& at) {
    const qsizetype end = m_buffer.indexOf('\n', at);
    if (end < 0) {
        m_broken = m_broken || m_buffer.size() - at > longestHeader;
        return {};
    }
    bool valid = m_buffer.at(at) == type;
    const qint64 value = QByteArrayView(m_buffer)
                             .sliced(at + 1, end - at - 1)
                             .trimmed()
                             .toByteArray()
                             .toLongLong(valid ? &valid : nullptr);
    m_broken = m_broken || !valid;
    at = end + 1;
    return valid ? std::optional(value) : std::nullopt;
}

std::optional<Request> RequestReader::nextArray() {
    qsizetype at = m_at;
    const auto count = number('*', at);
    if (!count) {
        return {};
    }
    if (*count > mostWords) {
        m_broken = true;
        return {};
    }
    Request request;
    for (qint64 i = 0; i < *count; ++i) {
        if (at >= m_buffer.size()) {
            return {};
        }
        const auto size = number('$', at);
        if (!size || *size < 0 || *size > longestWord) {
            m_broken = m_broken || size.has_value();
            return {};
        }
        if (m_buffer.size() - at < *size + 2) {
            return {};
        }
        request.words.append(m_buffer.mid(at, *size));
        at += *size + 2;
    }
    request.bytes = m_buffer.mid(m_at, at - m_at);
    m_at = at;
    return request;
}

std::optional<Request> RequestReader::nextInline() {
    const qsizetype end = m_buffer.indexOf('\n', m_at);
    if (end < 0) {
        m_broken = m_buffer.size() - m_at > longestHeader;
        return {};
    }
    Request request;
    request.bytes = m_buffer.mid(m_at, end + 1 - m_at);
    m_at = end + 1;
    for (const QByteArray& word : request.bytes.simplified().split(' ')) {
        if (!word.isEmpty()) {
            request.words.append(word);
        }
    }
    return request;
}

QByteArray RequestReader::rest() {
    const QByteArray rest = m_buffer.mid(m_at);
    m_buffer.clear();
    m_at = 0;
    return rest;
}

QByteArray status(QByteArrayView text) {
    return line('+', text);
}

QByteArray error(QByteArrayView text) {
    return line('-', text);
}

QByteArray integer(qint64 number) {
    return line(':', QByteArray::number(number));
}

QByteArray bulk(QByteArrayView text) {
    return line('$', QByteArray::number(text.size())) + text.toByteArray() + "\r\n";
}

QByteArray nil() {
    return QByteArrayLiteral("$-1\r\n");
}

QByteArray arrayOf(const QByteArrayList& encodedItems) {
    return line('*', QByteArray::number(encodedItems.size())) + encodedItems.join();
}

} // namespace ferryman::stand_in
