// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <array>
#include <initializer_list>
#include <optional>

namespace ferryman::redis {

/// One item of a reply where it lies: nothing is copied.
struct ReplyItem {
    char type = '$';     ///< As in RESP2: '+', '-', ':', '$', '*'.
    qint64 number = 0;   ///< Of an integer; the length of a bulk or array, -1 for nil.
    QByteArrayView text; ///< Of a status, error or bulk.

    [[nodiscard]] bool isNil() const { return (type == '$' || type == '*') && number < 0; }
    [[nodiscard]] bool isError() const { return type == '-'; }
    [[nodiscard]] bool isArray() const { return type == '*'; }
    [[nodiscard]] bool isText() const { return type == '+' || (type == '$' && number >= 0); }
};

/// Walks over whole replies as RawClient hands them over. An array is an item of its own, and its
/// items follow it. Past the end, or where the bytes are no RESP, every further item is missing.
class ReplyCursor {
public:
    explicit ReplyCursor(QByteArrayView bytes)
        : m_bytes(bytes) {}

    [[nodiscard]] std::optional<ReplyItem> next();
    QByteArrayView
    whole(); ///< The bytes of the next reply with all that is in it; empty at the end.
    [[nodiscard]] bool atEnd() const { return m_at >= m_bytes.size(); }

private:
    QByteArrayView m_bytes;
    qsizetype m_at = 0;
};

/// Counts whole replies in bytes that come in pieces.
class ReplyFramer {
public:
    /// Steps over what is new of `bytes`, which begin where the last call's taken replies ended,
    /// and stops behind the wanted number of replies. Gives false when this is no RESP.
    [[nodiscard]] bool advance(QByteArrayView bytes, qsizetype wanted);

    [[nodiscard]] qsizetype position() const { return m_at; } ///< Bytes stepped over.
    [[nodiscard]] qsizetype replies() const { return m_replies; }
    void restart(); ///< The bytes up to position() were taken away.

private:
    [[nodiscard]] bool takeLine(QByteArrayView line);
    void endItem();

    static constexpr int deepest = 9;
    std::array<qint64, deepest> m_missing{};
    int m_depth = 0;
    qsizetype m_at = 0;
    qsizetype m_replies = 0;
    qint64 m_skip = 0; // of a bulk's content and its line end
};

/// Appends commands as RESP arrays of bulks; for those that are sent by the hundred thousand.
class CommandWriter {
public:
    void command(std::initializer_list<QByteArrayView> words);
    void begin(qsizetype words); ///< So many word()s follow.
    void word(QByteArrayView word);
    void word(qint64 number);

    [[nodiscard]] const QByteArray& bytes() const { return m_bytes; }
    [[nodiscard]] qsizetype commands() const { return m_commands; }

private:
    QByteArray m_bytes;
    qsizetype m_commands = 0;
};

} // namespace ferryman::redis
