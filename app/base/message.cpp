// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/message.h"

#include <QCoreApplication>

namespace ferryman {

namespace {

QString fill(const QString& text, const QStringList& arguments) {
    QString filled;
    filled.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        const bool placeholder = text[i] == u'%' && i + 1 < text.size() && text[i + 1].isDigit();
        const qsizetype index = placeholder ? text[i + 1].digitValue() - 1 : -1;
        if (index < 0 || index >= arguments.size()) {
            filled += text[i];
            continue;
        }
        filled +=
            arguments[index]; // one pass: an argument that holds "%2" stays as the server said it
        ++i;
    }
    return filled;
}

} // namespace

QString Message::english() const {
    return fill(QString::fromUtf8(text), arguments);
}

QString Message::translated() const {
    return fill(QCoreApplication::translate("core", text.constData()), arguments);
}

} // namespace ferryman
