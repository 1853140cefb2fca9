// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QString>

class QWidget;

namespace ferryman {

// For a window that is built anew: what was typed into its fields, by the names of the fields.

[[nodiscard]] QHash<QString, QString> typedTexts(const QWidget& pages);
void typeAgain(QWidget& pages, const QHash<QString, QString>& texts);

} // namespace ferryman
