// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/command.h"

#include <QBitArray>
#include <QByteArray>
#include <QList>

namespace ferryman {

/// What one writer wrote and which of it was acknowledged. Write number n sets bit n % writesPerKey
/// of its key, once: so every acknowledged write can be looked for, however many there are, and
/// none is covered up by a later one.
class WriteRecord {
public:
    static constexpr qint64 writesPerKey = 4096;

    explicit WriteRecord(QByteArray prefix)
        : m_prefix(std::move(prefix)) {}

    [[nodiscard]] redis::Command command(qint64 number) const;
    void acknowledge(qint64 number);

    [[nodiscard]] qsizetype keys() const {
        return m_blocks.size();
    } ///< With an acknowledged write.
    [[nodiscard]] QByteArray key(qsizetype index) const;

    /// The acknowledged writes of a key that `value`, its string on a server, does not hold; a
    /// missing key is empty.
    [[nodiscard]] QList<qint64> missing(qsizetype index, const QByteArray& value) const;

private:
    QByteArray m_prefix;
    QList<QBitArray> m_blocks;
};

} // namespace ferryman
