// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/report_page.h"

#include "base/format.h"
#include "report/story.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace ferryman {

ReportPage::ReportPage(Session& session, QWidget* parent)
    : WizardPage(session, Step::Report, nameOf(Step::Report), parent)
    , m_refresh(addAction(tr("Make a&gain"), "makeReportButton"))
    , m_export(addAction(tr("&Export…"), "exportButton", true))
    , m_text(new QTextBrowser(this)) {
    setSubtitle(tr("Made from the journal and the history of this migration; in English, so that "
                   "anybody can read it."));
    connect(m_refresh, &QPushButton::clicked, this, [this] { this->session().makeReport(); });
    connect(m_export, &QPushButton::clicked, this, &ReportPage::chooseFolder);
    auto* cards = new QHBoxLayout;
    m_result = addCard(cards, tr("Result"), "reportResult");
    m_outage = addCard(cards, tr("Write outage"), "reportOutage");
    m_lost = addCard(cards, tr("Acknowledged writes lost"), "reportLost");
    m_primary = addCard(cards, tr("Primary now"), "newPrimary");
    body()->addLayout(cards);
    m_text->setObjectName(QStringLiteral("reportText"));
    m_text->setAccessibleName(tr("Report"));
    m_text->setOpenLinks(false);
    m_text->setTabChangesFocus(true);
    m_text->setPlaceholderText(tr("There is nothing to report yet. The report is made when the "
                                  "switch has ended; “Make again” makes "
                                  "one of what there is."));
    body()->addWidget(m_text, 1);
}

ReportPage::Card ReportPage::addCard(QHBoxLayout* row, const QString& title, const char* name) {
    auto* panel = new Panel(title, this);
    Card card{makeLabel(QStringLiteral("–"), "figure", panel), makeLabel({}, "muted", panel)};
    card.value->setObjectName(QLatin1String(name));
    card.value->setAccessibleName(title);
    panel->body()->addWidget(card.value);
    panel->body()->addWidget(card.note);
    panel->body()->addStretch(1);
    row->addWidget(panel, 1);
    return card;
}

void ReportPage::showReport(const Report& report) {
    const QList<StoryFigure> figures = figuresOf(report);
    const Card* cards[] = {&m_result, &m_outage, &m_lost};
    for (qsizetype i = 0; i < 3; ++i) {
        cards[i]->value->setText(figures[i].value.translated());
        cards[i]->note->setText(figures[i].note.translated());
    }
    m_primary.value->setText(report.after.primary.isNull() ? QStringLiteral("–")
                                                           : report.after.primary.toString());
    m_primary.note->setText(tr("Sentinels that agree: %1").arg(figures[3].value.translated()));
    QString html =
        QStringLiteral("<h3>%1</h3><table cellpadding=\"4\">").arg(titleOf(report).toHtmlEscaped());
    for (const StoryRow& row : summaryOf(report)) {
        html += QStringLiteral("<tr><td><b>%1</b>&nbsp;&nbsp;</td><td>%2</td></tr>")
                    .arg(row.label.toHtmlEscaped(), row.text.toHtmlEscaped());
    }
    html += QStringLiteral("</table><h3>The old primary, and going back</h3><ul>");
    for (const QString& sentence : wayBackOf(report)) {
        html += QStringLiteral("<li>%1</li>").arg(sentence.toHtmlEscaped());
    }
    html += QStringLiteral("</ul><h3>Commands and replies</h3><table cellpadding=\"3\">");
    for (const JournalRow& row : report.rows) {
        if (const QString text = commandTextOf(row); !text.isEmpty()) {
            html += QStringLiteral("<tr><td>%1</td><td>%2</td><td><code>%3</code></td></tr>")
                        .arg(row.at.toString(QStringLiteral("HH:mm:ss.zzz")),
                             row.subject.toHtmlEscaped(), text.toHtmlEscaped());
        }
    }
    m_text->setHtml(html + QStringLiteral("</table>"));
}

void ReportPage::chooseFolder() {
    auto* dialog = new QFileDialog(this, tr("Folder for the report"));
    dialog->setObjectName(QStringLiteral("exportDialog"));
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, this,
            [this](const QString& folder) { session().exportReport(folder); });
    dialog->open();
}

void ReportPage::take(const Snapshot& snapshot) {
    const ReportState& state = snapshot.report;
    m_refresh->setEnabled(snapshot.journalRows > 0 && !snapshot.switchRunning());
    m_export->setEnabled(state.report != nullptr);
    if (state.report && state.report != m_shown) {
        m_shown = state.report;
        showReport(*m_shown);
    }
    if (!state.files.isEmpty() && !state.error) {
        banner()->tell(Tone::Good, tr("The report was written."),
                       state.files.join(QStringLiteral(", ")));
    } else if (!state.report && snapshot.failOver.cutover.ending == Ending::Migrated) {
        banner()->tell(Tone::Info, tr("The switch is done. The report is being made; in practice "
                                      "every acknowledged write is looked "
                                      "for first."));
    } else {
        tellErrors(snapshot, state.error);
    }
}

QString ReportPage::footer(const Snapshot& snapshot) const {
    if (snapshot.journalPath.isEmpty()) {
        return tr("The journal begins with the replication.");
    }
    return tr("Journal: %1, rows: %2")
        .arg(snapshot.journalPath, formatCount(snapshot.journalRows, QLocale()));
}

QString ReportPage::help() const {
    return tr("The report holds endpoints, topology before and after, findings, charts, gates, the "
              "timeline to the millisecond, and "
              "every command with its reply. Passwords are never in it.");
}

} // namespace ferryman
