// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/message.h"

#include <QByteArray>

#include <optional>

namespace ferryman {

/// A row as its bytes stand in the file, UTF-8.
struct StoredRow {
    qint64 number = 0;
    QByteArray at;
    QByteArray kind;
    QByteArray subject;
    QByteArray data;
    QByteArray hash; ///< As written beside it: 64 hexadecimal digits.
};

/// What the first row follows: 64 zeros.
[[nodiscard]] QByteArray beginningOfChain();

/// SHA-256, in hexadecimal digits, over the hash before it and the row: `before`, number, at, kind,
/// subject and data, each as its length in bytes, a colon, the bytes and a comma (a netstring), so
/// that no two rows have the same bytes.
[[nodiscard]] QByteArray chainHash(const QByteArray& before, const StoredRow& row);

/// What is wrong at one row.
struct ChainFault {
    qint64 row = 0;
    Message message;
};

/// What a walk along the chain came to.
struct ChainCheck {
    qint64 rows = 0;     ///< That were looked at; up to the fault, where there is one.
    QByteArray lastHash; ///< Of the last good row.
    std::optional<ChainFault> fault;

    [[nodiscard]] bool isWhole() const { return !fault.has_value(); }
};

/// Walks along the chain, row by row, and stops at the first that does not fit.
class ChainWalk {
public:
    ChainWalk();

    void take(const StoredRow& row);
    [[nodiscard]] const ChainCheck& check() const { return m_check; }

private:
    void fail(qint64 row, const Message& message) { m_check.fault = ChainFault{row, message}; }

    ChainCheck m_check;
};

} // namespace ferryman
