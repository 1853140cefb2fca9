// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/reply_cursor.h"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace ferryman::redis {

namespace {

/// The length of the line at `at` without its end, or -1 while the end is missing.
qsizetype lineLength(QByteArrayView bytes, qsizetype at) {
    const auto* const start = bytes.data() + at;
    const auto* const end =
        static_cast<const char*>(std::memchr(start, '\n', size_t(bytes.size() - at)));
    if (end == nullptr || end == start || end[-1] != '\r') {
        return -1;
    }
    return end - start - 1;
}

std::optional<qint64> numberOf(QByteArrayView digits) {
    qint64 number = 0;
    const auto [end, problem] =
        std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (problem != std::errc{} || end != digits.data() + digits.size()) {
        return {};
    }
    return number;
}

using Header = std::array<char, 24>; // the longest number, its type, and the line's end

/// Gives the length.
qsizetype writeHeader(Header& text, char type, qint64 number) {
    text[0] = type;
    char* end = std::to_chars(text.data() + 1, text.data() + text.size() - 2, number).ptr;
    *end++ = '\r';
    *end++ = '\n';
    return end - text.data();
}

} // namespace

std::optional<ReplyItem> ReplyCursor::next() {
    if (m_at >= m_bytes.size()) {
        return {};
    }
    const qsizetype length = lineLength(m_bytes, m_at);
    if (length < 1) {
        m_at = m_bytes.size();
        return {};
    }
    ReplyItem item;
    item.type = m_bytes[m_at];
    const QByteArrayView rest = m_bytes.sliced(m_at + 1, length - 1);
    m_at += length + 2;
    if (item.type == '+' || item.type == '-') {
        item.text = rest;
        return item;
    }
    const std::optional<qint64> number = numberOf(rest);
    if (!number) {
        m_at = m_bytes.size();
        return {};
    }
    item.number = *number;
    if (item.type == '$' && item.number >= 0) {
        if (item.number > m_bytes.size() - m_at - 2) {
            m_at = m_bytes.size();
            return {};
        }
        item.text = m_bytes.sliced(m_at, item.number);
        m_at += item.number + 2;
    }
    return item;
}

QByteArrayView ReplyCursor::whole() {
    const qsizetype start = m_at;
    qint64 missing = 1;
    while (missing > 0) {
        const std::optional<ReplyItem> item = next();
        if (!item) {
            return {};
        }
        missing += (item->isArray() && item->number > 0 ? item->number : 0) - 1;
    }
    return m_bytes.sliced(start, m_at - start);
}

bool ReplyFramer::advance(QByteArrayView bytes, qsizetype wanted) {
    while (m_replies < wanted && m_at < bytes.size()) {
        if (m_skip > 0) {
            const qint64 step = std::min<qint64>(m_skip, bytes.size() - m_at);
            m_at += step;
            m_skip -= step;
            if (m_skip == 0) {
                endItem();
            }
            continue;
        }
        const qsizetype length = lineLength(bytes, m_at);
        if (length < 0) {
            constexpr qsizetype longestLine = qsizetype{64} * 1024;
            return bytes.size() - m_at < longestLine;
        }
        if (!takeLine(bytes.sliced(m_at, length))) {
            return false;
        }
        m_at += length + 2;
    }
    return true;
}

bool ReplyFramer::takeLine(QByteArrayView line) {
    if (line.isEmpty() || !QByteArrayView("+-:$*").contains(line[0])) {
        return false;
    }
    if (line[0] != '$' && line[0] != '*') {
        endItem();
        return true;
    }
    const std::optional<qint64> number = numberOf(line.sliced(1));
    constexpr qint64 longest = qint64{1} << 40; // far above what any server keeps
    if (!number || *number < -1 || *number > longest) {
        return false;
    }
    if (line[0] == '$' && *number >= 0) {
        m_skip = *number + 2;
    } else if (line[0] == '$' || *number <= 0) {
        endItem();
    } else if (m_depth == deepest) {
        return false;
    } else {
        m_missing[size_t(m_depth)] = *number;
        m_depth += 1;
    }
    return true;
}

void ReplyFramer::endItem() {
    while (m_depth > 0) {
        qint64& missing = m_missing[size_t(m_depth - 1)];
        missing -= 1;
        if (missing > 0) {
            return;
        }
        m_depth -= 1;
    }
    m_replies += 1;
}

void ReplyFramer::restart() {
    m_at = 0;
    m_replies = 0;
}

void CommandWriter::begin(qsizetype words) {
    m_commands += 1;
    Header text{};
    m_bytes.append(text.data(), writeHeader(text, '*', words));
}

void CommandWriter::word(QByteArrayView word) {
    Header text{};
    const qsizetype length = writeHeader(text, '$', word.size());
    const qsizetype at = m_bytes.size();
    m_bytes.resize(at + length + word.size() + 2); // once, for millions of words are written
    char* to = std::copy_n(text.data(), length, m_bytes.data() + at);
    to = std::copy_n(word.data(), word.size(), to);
    *to++ = '\r';
    *to = '\n';
}

void CommandWriter::word(qint64 number) {
    std::array<char, 24> text{};
    const char* const end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
    word(QByteArrayView(text.data(), end - text.data()));
}

void CommandWriter::command(std::initializer_list<QByteArrayView> words) {
    begin(qsizetype(words.size()));
    for (const QByteArrayView each : words) {
        word(each);
    }
}

} // namespace ferryman::redis
