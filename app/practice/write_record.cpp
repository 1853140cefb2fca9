// SPDX-License-Identifier: GPL-3.0-or-later
#include "practice/write_record.h"

namespace ferryman {

namespace {

/// As SETBIT counts: bit 0 is the highest of the first byte.
bool holds(const QByteArray& value, qsizetype bit) {
    const qsizetype byte = bit / 8;
    return byte < value.size() && (static_cast<uchar>(value.at(byte)) >> (7 - bit % 8) & 1) != 0;
}

} // namespace

redis::Command WriteRecord::command(qint64 number) const {
    return redis::Command{"SETBIT", key(number / writesPerKey),
                          QByteArray::number(number % writesPerKey), "1"}
        .changes();
}

void WriteRecord::acknowledge(qint64 number) {
    const qsizetype block = number / writesPerKey;
    while (m_blocks.size() <= block) {
        m_blocks.append(QBitArray(writesPerKey));
    }
    m_blocks[block].setBit(number % writesPerKey);
}

QByteArray WriteRecord::key(qsizetype index) const {
    return m_prefix + ':' + QByteArray::number(index);
}

QList<qint64> WriteRecord::missing(qsizetype index, const QByteArray& value) const {
    QList<qint64> numbers;
    const QBitArray& block = m_blocks.at(index);
    for (qsizetype bit = 0; bit < block.size(); ++bit) {
        if (block.testBit(bit) && !holds(value, bit)) {
            numbers.append(index * writesPerKey + bit);
        }
    }
    return numbers;
}

} // namespace ferryman
