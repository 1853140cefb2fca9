// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/html_writer.h"

#include <algorithm>

namespace ferryman {

namespace {

QString tableCell(const HtmlCell& cell) {
    return QStringLiteral("<td class=\"%1\">%2</td>").arg(QLatin1String(cell.kind), cell.html);
}

/// The numbers of the columns in which something stands; all of them where there are no rows.
QList<qsizetype> filledColumns(qsizetype columns, const QList<HtmlRow>& rows) {
    QList<qsizetype> filled;
    for (qsizetype column = 0; column < columns; ++column) {
        const bool any = rows.isEmpty() || std::ranges::any_of(rows, [column](const HtmlRow& row) {
                             return !row.across && !row.cells.at(column).html.isEmpty();
                         });
        if (any) {
            filled.append(column);
        }
    }
    return filled;
}

} // namespace

QString HtmlWriter::said(const Message& message) const {
    return message.isEmpty() ? QString() : m_wording.say(message).toHtmlEscaped();
}

HtmlCell HtmlWriter::cell(const Message& message, const char* kind) const {
    return {said(message), kind};
}

HtmlCell HtmlWriter::cell(const QString& words, const char* kind) const {
    return {words.toHtmlEscaped(), kind};
}

QString HtmlWriter::table(const QList<HtmlHead>& heads, const QList<HtmlRow>& rows) const {
    const QList<qsizetype> columns = filledColumns(heads.size(), rows);
    int width = 0;
    for (const qsizetype column : columns) {
        width += heads[column].percent;
    }
    QString html = QStringLiteral("<div class=\"panel\"><table width=\"100%\"><thead><tr>");
    int rest = 100;
    for (const qsizetype column : columns) {
        const int percent =
            column == columns.last() ? rest : heads[column].percent * 100 / std::max(width, 1);
        rest -= percent;
        html += QStringLiteral("<th width=\"%1%\">%2</th>")
                    .arg(QString::number(percent), said(heads[column].name));
    }
    html += QStringLiteral("</tr></thead><tbody>");
    for (const HtmlRow& row : rows) {
        html += QStringLiteral("<tr>");
        if (row.across) {
            html += QStringLiteral("<td colspan=\"%1\" class=\"%2\">%3</td>")
                        .arg(QString::number(columns.size()), QLatin1String(row.cells.first().kind),
                             row.cells.first().html);
        } else {
            for (const qsizetype column : columns) {
                html += tableCell(row.cells[column]);
            }
        }
        html += QStringLiteral("</tr>");
    }
    return html + QStringLiteral("</tbody></table></div>");
}

QString HtmlWriter::pairs(const QList<StoryRow>& lines) const {
    QString rows;
    for (const StoryRow& line : lines) {
        rows += QStringLiteral("<tr><th class=\"label\">%1</th><td>%2</td></tr>")
                    .arg(said(line.label), said(line.text));
    }
    return QStringLiteral(
               "<div class=\"panel\"><table width=\"100%\"><tbody>%1</tbody></table></div>")
        .arg(rows);
}

QString HtmlWriter::muted(const Message& message) const {
    return QStringLiteral("<p class=\"panel muted\">%1</p>").arg(said(message));
}

QString HtmlWriter::notice(const Message& message) const {
    return QStringLiteral("<p class=\"notice\">%1</p>").arg(said(message));
}

QString HtmlWriter::subheading(const Message& message) const {
    return QStringLiteral("<h3>%1</h3>").arg(said(message));
}

} // namespace ferryman
