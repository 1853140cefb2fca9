// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/kept_together.h"

#include <QRegularExpression>

namespace ferryman {

QString keptTogether(QString text) {
    static const QRegularExpression space(
        QStringLiteral("(?<=\\d) (?=(?:[kMGTP]?[Bo](?:/s)?|m?s|min|h)\\b)"));
    return text.replace(space, QString(QChar(QChar::Nbsp)));
}

} // namespace ferryman
