// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/printable.h"

#include <QChar>

namespace ferryman {

namespace {

/// One code point and the bytes that it took; no code point where they are not UTF-8.
struct Piece {
    char32_t codePoint = 0;
    qsizetype bytes = 1;
    bool valid = false;
};

uchar byteAt(QByteArrayView bytes, qsizetype index) {
    return static_cast<uchar>(bytes[index]);
}

Piece firstOf(QByteArrayView bytes) {
    const uchar lead = byteAt(bytes, 0);
    if (lead < 0x80) {
        return {lead, 1, true};
    }
    const qsizetype length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || length > bytes.size()) {
        return {};
    }
    char32_t codePoint = lead & (0x7f >> length);
    for (qsizetype i = 1; i < length; ++i) {
        if ((byteAt(bytes, i) & 0xc0) != 0x80) {
            return {};
        }
        codePoint = (codePoint << 6) | (byteAt(bytes, i) & 0x3f);
    }
    static constexpr char32_t smallest[] = {0x80, 0x800, 0x10000};
    const bool overlong = codePoint < smallest[length - 2];
    if (overlong || codePoint > QChar::LastValidCodePoint || QChar::isSurrogate(codePoint)) {
        return {};
    }
    return {codePoint, length, true};
}

bool steers(char32_t codePoint) {
    switch (QChar::category(codePoint)) {
    case QChar::Other_Control:
    case QChar::Other_Format: // such as the override of the writing direction
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return true;
    default:
        return false;
    }
}

QString escaped(QByteArrayView bytes) {
    QString text;
    for (qsizetype i = 0; i < bytes.size(); ++i) {
        text += QStringLiteral("\\x%1").arg(uint{byteAt(bytes, i)}, 2, 16, QLatin1Char('0'));
    }
    return text;
}

} // namespace

QString printable(QByteArrayView bytes, qsizetype limit) {
    QString shown;
    shown.reserve(std::min(bytes.size(), limit + 1));
    while (!bytes.isEmpty()) {
        const Piece piece = firstOf(bytes);
        if (piece.valid && piece.codePoint >= 0x20 && piece.codePoint < 0x7f &&
            shown.size() < limit) {
            shown += QChar(piece.codePoint); // nearly all there is
            bytes = bytes.sliced(1);
            continue;
        }
        const bool plain = piece.valid && !steers(piece.codePoint);
        const QString text =
            plain ? QString::fromUcs4(&piece.codePoint, 1) : escaped(bytes.first(piece.bytes));
        if (shown.size() + text.size() > limit) {
            return shown + QChar(0x2026);
        }
        shown += text;
        bytes = bytes.sliced(piece.bytes);
    }
    return shown;
}

} // namespace ferryman
