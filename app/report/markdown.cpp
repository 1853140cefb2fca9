// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/markdown.h"

namespace ferryman::markdown {

QString cell(QString text) {
    for (const QChar special : QStringLiteral("\\|<>*_`[]")) {
        text.replace(special, QStringLiteral("\\") + special);
    }
    return text.replace(u'\n', u' ').replace(u'\r', u' ');
}

QString line(const QStringList& cells) {
    QStringList escaped;
    for (const QString& text : cells) {
        escaped.append(cell(text));
    }
    return QStringLiteral("| %1 |\n").arg(escaped.join(QStringLiteral(" | ")));
}

QString heads(const QStringList& names) {
    return line(names) +
           QStringLiteral("|%1\n").arg(QStringLiteral(" --- |").repeated(names.size()));
}

} // namespace ferryman::markdown
