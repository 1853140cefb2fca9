// SPDX-License-Identifier: GPL-3.0-or-later
#include "print/report_pdf.h"

#include "print/page_breaks.h"
#include "print/report_document.h"
#include "report/story.h"

#include <QAbstractTextDocumentLayout>
#include <QPageLayout>
#include <QPainter>
#include <QPdfWriter>
#include <QSaveFile>
#include <QTextDocument>

namespace ferryman {

namespace {

constexpr int resolution = 96; // layout in the units of a screen; text and lines stay vectors
constexpr double imageRatio = 3;
constexpr double marginMm = 15;
constexpr int headRoom = 30; // for the running title and the page's number
constexpr int bodyPoints = 9;

/// Draws the pages of one document with its running title and the page numbers.
class Printer {
public:
    Printer(QPdfWriter& writer, QTextDocument& document, const QString& seal)
        : m_painter(&writer)
        , m_writer(writer)
        , m_document(document)
        , m_title(writer.title())
        , m_seal(seal) {}

    [[nodiscard]] bool isActive() const { return m_painter.isActive(); }

    void print() {
        const int pages = m_document.pageCount();
        for (int page = 0; page < pages; ++page) {
            if (page > 0) {
                m_writer.newPage();
            }
            drawMargins(page + 1, pages);
            drawBody(page);
        }
    }

private:
    void drawMargins(int page, int pages) {
        const QSize size(m_writer.width(), m_writer.height());
        QFont small = m_document.defaultFont();
        small.setPointSizeF(bodyPoints - 1.5);
        m_painter.setFont(small);
        m_painter.setPen(lightColours().muted);
        const QRect foot(0, size.height() - headRoom / 2, size.width(), headRoom / 2);
        if (page > 1) { // the first bears its title itself
            m_painter.drawText(QRect(0, 0, size.width(), headRoom / 2),
                               Qt::AlignLeft | Qt::AlignTop, m_title);
        }
        m_painter.drawText(foot, Qt::AlignRight | Qt::AlignBottom,
                           QStringLiteral("%1 / %2").arg(page).arg(pages));
        m_painter.drawText(foot, Qt::AlignLeft | Qt::AlignBottom, m_seal);
    }

    void drawBody(int page) {
        const QSizeF body = m_document.pageSize();
        m_painter.save();
        m_painter.translate(0, headRoom - page * body.height());
        QAbstractTextDocumentLayout::PaintContext context;
        context.palette.setColor(QPalette::Text, lightColours().text);
        context.clip = QRectF(0, page * body.height(), body.width(), body.height());
        m_painter.setClipRect(context.clip);
        m_document.documentLayout()->draw(&m_painter, context);
        m_painter.restore();
    }

    QPainter m_painter;
    QPdfWriter& m_writer;
    QTextDocument& m_document;
    QString m_title;
    QString m_seal;
};

/// The first page is for whoever reads no further.
QString htmlOf(const ReportDocument& report) {
    QString html = report.firstPage();
    bool first = true;
    for (const HtmlSection& section : report.sections()) {
        const QString style = std::exchange(first, false)
                                  ? QStringLiteral(" style=\"page-break-before:always\"")
                                  : QString();
        html += QStringLiteral("<h2%1>%2</h2>%3")
                    .arg(style, section.title.toHtmlEscaped(), section.body);
    }
    return html;
}

void setUp(QPdfWriter& writer, const QString& title) {
    writer.setResolution(resolution);
    writer.setPageSize(QPageSize(QPageSize::A4));
    writer.setPageMargins(QMarginsF(marginMm, marginMm, marginMm, marginMm),
                          QPageLayout::Millimeter);
    writer.setTitle(title);
    writer.setCreator(QStringLiteral("Ferryman"));
}

bool print(QPdfWriter& writer, const Report& report, const Wording& wording) {
    QTextDocument document;
    QFont font(QStringLiteral("Noto Sans"), bodyPoints);
    font.setStyleHint(QFont::SansSerif);
    document.setDefaultFont(font);
    document.setDocumentMargin(0);
    document.documentLayout()->setPaintDevice(&writer);
    const QSizeF body(writer.width(), writer.height() - 2 * headRoom);
    const ReportDocument laid(report, lightColours(), wording);
    document.setPageSize(body);
    laid.lay(document, htmlOf(laid), static_cast<int>(body.width()), imageRatio);
    keepTogether(document);
    Printer printer(writer, document, report.seal.hash);
    if (!printer.isActive()) {
        return false;
    }
    printer.print();
    return true;
}

} // namespace

Result<QString> printPdf(const Report& report, const Wording& wording, const QString& path) {
    QSaveFile file(path);
    bool written = file.open(QIODevice::WriteOnly);
    if (written) {
        QPdfWriter writer(&file);
        setUp(writer, wording.say(titleOf(report)));
        written = print(writer, report, wording);
    }
    if (!written || !file.commit()) {
        return tl::make_unexpected(reportNotWritten(path, file.errorString()));
    }
    return path;
}

} // namespace ferryman
