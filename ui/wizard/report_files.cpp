// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/report_files.h"

#include "base/format.h"
#include "print/reader_forms.h"

#include <QDesktopServices>
#include <QFileInfo>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QUrl>
#include <QVBoxLayout>

namespace ferryman {

namespace {

constexpr qsizetype shownOfHash = 8;

/// Both ends of a hash: enough to compare it by eye.
QString ends(const QString& hash) {
    return hash.size() <= 2 * shownOfHash
               ? hash
               : QStringLiteral("%1…%2").arg(hash.first(shownOfHash), hash.last(shownOfHash));
}

} // namespace

ReportFiles::ReportFiles(QWidget* parent)
    : Panel(tr("Files"), parent)
    , m_chain(makeLabel({}, "muted", this))
    , m_list(makeLabel({}, "", this))
    , m_open(new QPushButton(tr("&Open the folder"), this)) {
    m_chain->setObjectName(QStringLiteral("journalChain"));
    m_list->setObjectName(QStringLiteral("reportFiles"));
    m_open->setObjectName(QStringLiteral("openReportFolderButton"));
    body()->addWidget(m_list);
    body()->addWidget(m_open, 0, Qt::AlignLeft);
    body()->addWidget(m_chain);
    connect(m_open, &QPushButton::clicked, this, &ReportFiles::openFolder);
    setReport({});
}

void ReportFiles::setReport(const ReportState& state) {
    if (state.files.isEmpty()) { // another migration, or another report
        m_readerForms.clear();
        m_error.reset();
    }
    m_files = state.files;
    if (!state.report || state.report->seal.hash.isEmpty()) {
        m_chain->clear();
    } else {
        const ReportSeal& seal = state.report->seal;
        m_chain->setText(
            tr("Made of %1 rows of the journal; the last one's hash: %2", nullptr, formOf(seal.row))
                .arg(formatCount(seal.row, QLocale()), ends(seal.hash)));
        m_chain->setToolTip(seal.hash);
    }
    m_chain->setVisible(!m_chain->text().isEmpty());
    showFiles();
}

void ReportFiles::showFiles() {
    QStringList names;
    for (const QString& file : m_files + m_readerForms) {
        names.append(QFileInfo(file).fileName());
    }
    if (m_writing) {
        names.append(tr("report.pdf is being made…"));
    }
    m_open->setVisible(!m_files.isEmpty());
    m_list->setText(names.isEmpty() ? tr("Not exported yet.") : names.join(QLatin1Char('\n')));
    m_list->setToolTip(m_files.isEmpty() ? QString() : QFileInfo(m_files.first()).path());
}

void ReportFiles::writeReaderForms(const std::shared_ptr<const Report>& report,
                                   const QString& folder) {
    if (!report) {
        return;
    }
    m_readerForms.clear();
    m_error.reset();
    m_writing = true;
    const quint64 generation = ++m_generation;
    whenDone(ferryman::writeReaderForms(report, folder), this,
             [this, generation](const Result<QStringList>& written) {
                 if (generation != m_generation) {
                     return;
                 }
                 m_writing = false;
                 if (written) {
                     m_readerForms = *written;
                 } else {
                     m_error = written.error();
                 }
                 showFiles();
                 emit changed();
             });
    showFiles();
}

void ReportFiles::openFolder() {
    if (!m_files.isEmpty()) {
        QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(m_files.first()).path()));
    }
}

} // namespace ferryman
