// SPDX-License-Identifier: GPL-3.0-or-later
#include "verify/hyperloglog.h"

namespace ferryman {

namespace {

constexpr qsizetype registers = 16384;
constexpr qsizetype headerBytes = 16;
constexpr qsizetype denseBytes = registers * 6 / 8;

uchar byteAt(QByteArrayView bytes, qsizetype index) {
    return static_cast<uchar>(bytes[index]);
}

std::optional<QByteArray> dense(QByteArrayView body) {
    if (body.size() < denseBytes) {
        return {};
    }
    QByteArray values(registers, '\0');
    for (qsizetype i = 0; i < registers; ++i) {
        const qsizetype byte = i * 6 / 8;
        const int shift = int(i * 6 % 8);
        const uint low = byteAt(body, byte);
        const uint high = byte + 1 < denseBytes ? byteAt(body, byte + 1) : 0;
        values[i] = char((low >> shift | high << (8 - shift)) & 63U);
    }
    return values;
}

/// Runs: 00xxxxxx zeros, 01xxxxxx yyyyyyyy many zeros, 1vvvvvxx a value.
std::optional<QByteArray> sparse(QByteArrayView body) {
    QByteArray values;
    values.reserve(registers);
    for (qsizetype i = 0; i < body.size(); ++i) {
        const uint code = byteAt(body, i);
        qsizetype run = 0;
        char value = 0;
        if ((code & 0x80U) != 0) {
            value = char(((code >> 2U) & 31U) + 1);
            run = qsizetype(code & 3U) + 1;
        } else if ((code & 0x40U) != 0) {
            if (++i == body.size()) {
                return {};
            }
            run = qsizetype((code & 63U) << 8U | byteAt(body, i)) + 1;
        } else {
            run = qsizetype(code & 63U) + 1;
        }
        if (values.size() + run > registers) {
            return {};
        }
        values.append(run, value);
    }
    return values.size() == registers ? std::optional(values) : std::nullopt;
}

} // namespace

std::optional<QByteArray> hyperLogLogRegisters(QByteArrayView string) {
    if (string.size() < headerBytes || !string.startsWith("HYLL")) {
        return {};
    }
    const QByteArrayView body = string.sliced(headerBytes);
    switch (string[4]) {
    case 0:
        return dense(body);
    case 1:
        return sparse(body);
    default:
        return {};
    }
}

} // namespace ferryman
