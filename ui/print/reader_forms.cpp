// SPDX-License-Identifier: GPL-3.0-or-later
#include "print/reader_forms.h"

#include "print/console_wording.h"
#include "print/report_pdf.h"

#include <QDir>
#include <QtConcurrent>

namespace ferryman {

namespace {

QString pageNameFor(const Wording& wording) {
    return wording.isRecord() ? QString() : QStringLiteral("report.%1.html").arg(wording.language);
}

Result<QStringList> writeNow(const Report& report, const Wording& wording, const QDir& folder) {
    QStringList written;
    if (const QString name = pageNameFor(wording); !name.isEmpty()) {
        const auto page = writeForm(folder.absoluteFilePath(name), toHtml(report, wording));
        if (!page) {
            return tl::make_unexpected(page.error());
        }
        written.append(*page);
    }
    const auto pdf =
        printPdf(report, wording, folder.absoluteFilePath(QStringLiteral("report.pdf")));
    if (!pdf) {
        return tl::make_unexpected(pdf.error());
    }
    return written << *pdf;
}

} // namespace

QString translatedPageName() {
    return pageNameFor(consoleWording());
}

Future<QStringList> writeReaderForms(std::shared_ptr<const Report> report, const QString& folder) {
    return QtConcurrent::run(
        [report = std::move(report), wording = consoleWording(), folder = QDir(folder)] {
            return writeNow(*report, wording, folder);
        });
}

} // namespace ferryman
