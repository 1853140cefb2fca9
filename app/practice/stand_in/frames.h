// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayList>
#include <QByteArrayView>

#include <optional>

namespace ferryman::stand_in {

/// Finds where replies end in a stream of RESP2 or RESP3, without keeping or decoding what they
/// hold: the fast way through the stand-in forwards bytes and only counts.
class FrameCounter {
public:
    /// Reads on until `wanted` more replies have ended or the bytes are used up. Gives how many
    /// bytes it took; `ended` is raised by the replies that ended in them.
    qsizetype take(QByteArrayView bytes, int wanted, int& ended);

private:
    void header(QByteArrayView line);

    qint64 m_values = 1; ///< Still to come before the reply is whole.
    qint64 m_skip = 0;   ///< Bytes of a string, its line end included.
    QByteArray m_line;   ///< The beginning of a header whose line end has not come yet.
};

/// One request of a client as it came.
struct Request {
    QByteArray bytes;
    QByteArrayList words; ///< At least one.

    [[nodiscard]] QByteArray name() const { return words.first().toUpper(); }
    [[nodiscard]] QByteArray word(qsizetype index) const { return words.value(index).toUpper(); }
};

/// Cuts requests, RESP arrays or inline ones, off a client's stream.
class RequestReader {
public:
    void feed(const QByteArray& bytes) { m_buffer += bytes; }

    /// The next whole request; nothing while bytes are missing, or after the client sent what is no
    /// request.
    [[nodiscard]] std::optional<Request> next();
    [[nodiscard]] bool isBroken() const { return m_broken; }
    [[nodiscard]] QByteArray rest(); ///< Whatever has come and was not read, taken out.

private:
    [[nodiscard]] std::optional<Request> nextArray();
    [[nodiscard]] std::optional<Request> nextInline();
    [[nodiscard]] std::optional<qint64> number(char type, qsizetype& at);

    QByteArray m_buffer;
    qsizetype m_at = 0;
    bool m_broken = false;
};

// Replies as bytes.
[[nodiscard]] QByteArray status(QByteArrayView text);
[[nodiscard]] QByteArray error(QByteArrayView text); ///< The text without its leading "-".
[[nodiscard]] QByteArray integer(qint64 number);
[[nodiscard]] QByteArray bulk(QByteArrayView text);
[[nodiscard]] QByteArray nil();
[[nodiscard]] QByteArray arrayOf(const QByteArrayList& encodedItems);

} // namespace ferryman::stand_in
