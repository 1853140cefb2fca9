// SPDX-License-Identifier: GPL-3.0-or-later
#include "typed_texts.h"

#include <QLineEdit>

namespace ferryman {

QHash<QString, QString> typedTexts(const QWidget& pages) {
    QHash<QString, QString> texts;
    for (const QLineEdit* field : pages.findChildren<QLineEdit*>()) {
        texts.insert(field->objectName(), field->text());
    }
    return texts;
}

void typeAgain(QWidget& pages, const QHash<QString, QString>& texts) {
    for (QLineEdit* field : pages.findChildren<QLineEdit*>()) {
        if (const auto typed = texts.constFind(field->objectName()); typed != texts.constEnd()) {
            field->setText(*typed);
        }
    }
}

} // namespace ferryman
