// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/printable.h"

#include <QStringDecoder>

namespace ferryman {

namespace {

QString escaped(QChar character) {
    return QStringLiteral("\\x%1").arg(character.unicode(), 2, 16, QLatin1Char('0'));
}

} // namespace

QString printable(QByteArrayView bytes, qsizetype limit) {
    const bool cut = bytes.size() > limit;
    const QByteArrayView head = cut ? bytes.first(limit) : bytes;
    auto decoder = QStringDecoder(QStringDecoder::Utf8);
    QString text = decoder(head);
    if (decoder.hasError() && !cut) {
        text = QString::fromLatin1(head);
    }
    QString shown;
    shown.reserve(text.size());
    for (const QChar character : std::as_const(text)) {
        const bool steers = character.category() == QChar::Other_Control
                            || character.category() == QChar::Other_Format;
        if (steers) {
            shown += escaped(character);
        } else {
            shown += character;
        }
    }
    return cut ? shown + QChar(0x2026) : shown;
}

} // namespace ferryman
