// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/report_page.h"

#include "base/format.h"
#include "models/live_words.h"
#include "print/console_wording.h"
#include "print/reader_forms.h"
#include "print/report_document.h"
#include "report/story.h"
#include "report/verification_story.h"
#include "state_icon.h"
#include "widgets/empty_state.h"
#include "widgets/figure_card.h"
#include "wizard/old_primary_panel.h"
#include "wizard/report_files.h"

#include <QDateTime>
#include <QEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QScrollArea>
#include <QStyledItemDelegate>
#include <QTextBrowser>
#include <QVBoxLayout>

#include <algorithm>

namespace ferryman {

namespace {

constexpr int contentsWidth = 168;
constexpr int sideWidth = 250;
constexpr int leastWidthForAll = 960; ///< Of the page, for all cards beside each other.
/// Laying out thousands of rows would hold the window up; the exported report has all of them.
constexpr qsizetype mostCommands = 150;

/// Lines as high as their wrapped text: a list by itself measures them as if it had no scroll bar.
class ContentsDelegate final : public QStyledItemDelegate {
public:
    explicit ContentsDelegate(QListWidget* list)
        : QStyledItemDelegate(list)
        , m_list(list) {}

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const override {
        const int margin = 2 * (m_list->style()->pixelMetric(QStyle::PM_FocusFrameHMargin) + 1);
        const int width = m_list->viewport()->width() - 2 * m_list->spacing();
        const QRect text =
            option.fontMetrics.boundingRect(QRect(0, 0, width - margin, 10'000), Qt::TextWordWrap,
                                            index.data(Qt::DisplayRole).toString());
        return {width, text.height() + 2};
    }

private:
    const QListWidget* m_list;
};

/// A report whose commands are few enough for the screen.
Report shortened(const Report& report) {
    Report few = report;
    const QList<StoryCommand> commands = commandsOf(report);
    if (commands.size() > mostCommands) {
        const qint64 from = commands[commands.size() - mostCommands].row;
        few.rows.removeIf([from](const JournalRow& row) { return row.number < from; });
    }
    return few;
}

} // namespace

ReportPage::ReportPage(Session& session, QWidget* parent)
    : WizardPage(session, Step::Report, nameOf(Step::Report), parent)
    , m_refresh(addAction(tr("Make a&gain"), "makeReportButton"))
    , m_export(addAction(tr("&Export…"), "exportButton", true))
    , m_none(new EmptyState(this))
    , m_filled(new QWidget(this)) {
    m_refresh->setIcon(actionIcon(ActionShape::Again));
    m_export->setIcon(actionIcon(ActionShape::Save, true));
    setSubtitle(exportNote());
    connect(m_refresh, &QPushButton::clicked, this, [this] { this->session().makeReport(); });
    connect(m_export, &QPushButton::clicked, this, &ReportPage::chooseFolder);
    m_none->setObjectName(QStringLiteral("noReport"));
    auto* all = new QVBoxLayout(m_filled);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(8);
    auto* cards = new QHBoxLayout;
    auto* lower = hasLargeText(*this) ? new QHBoxLayout : cards;
    m_cards = {addCard(cards, tr("Result"), "reportResult"),
               addCard(cards, tr("Write outage"), "reportOutage"),
               addCard(cards, tr("Acknowledged writes lost"), "reportLost"),
               addCard(lower, tr("Verified"), "reportVerified"),
               addCard(lower, tr("Primary now"), "newPrimary", "strong")}; // an address is long
    all->addLayout(cards);
    if (lower != cards) {
        all->addLayout(lower);
    }
    auto* columns = new QHBoxLayout;
    columns->setSpacing(12);
    columns->addWidget(buildDocument(), 1);
    columns->addWidget(buildSide());
    all->addLayout(columns, 1);
    body()->addWidget(m_none, 1);
    body()->addWidget(m_filled, 1);
}

QString ReportPage::exportNote() const {
    const QString page = translatedPageName();
    return page.isEmpty()
               ? tr("Made from the journal alone; it can be made again at any later time and will "
                    "say the same.")
               : tr("Made from the journal alone; it can be made again at any later time and will "
                    "say the same. The record is exported in English, so that anybody can read it; "
                    "%1 and the PDF are in your language.")
                     .arg(page);
}

FigureCard* ReportPage::addCard(QHBoxLayout* row, const QString& title, const char* name,
                                const char* role) {
    auto* card = new FigureCard(title, name, m_filled, role);
    row->addWidget(card, 1);
    return card;
}

QWidget* ReportPage::buildDocument() {
    auto* both = new QWidget(this);
    m_contents = new QListWidget(both);
    m_contents->setObjectName(QStringLiteral("reportContents"));
    m_contents->setAccessibleName(tr("Sections of the report"));
    m_contents->setFixedWidth(contentsWidth);
    m_contents->setWordWrap(true);
    m_contents->setItemDelegate(new ContentsDelegate(m_contents));
    m_contents->setResizeMode(QListView::Adjust);
    m_contents->setSpacing(3);
    m_contents->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_text = new QTextBrowser(both);
    m_text->setObjectName(QStringLiteral("reportText"));
    m_text->setAccessibleName(tr("Report"));
    m_text->setOpenLinks(false);
    m_text->setTabChangesFocus(true);
    m_text->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* row = new QHBoxLayout(both);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(m_contents);
    row->addWidget(m_text, 1);
    connect(m_contents, &QListWidget::currentRowChanged, this, &ReportPage::showSection);
    return both;
}

QWidget* ReportPage::buildSide() {
    m_files = new ReportFiles(this); // first, as Tab goes by the order of making
    m_oldPrimary = new OldPrimaryPanel(this);
    connect(m_oldPrimary, &OldPrimaryPanel::stepsAsked, this,
            [this] { m_contents->setCurrentRow(m_contents->count() - 1); });
    connect(m_files, &ReportFiles::changed, this,
            [this] { tellState(*this->session().snapshot()); });
    auto* side = new QWidget(this);
    auto* all = new QVBoxLayout(side);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(12);
    all->addWidget(m_files);
    all->addWidget(m_oldPrimary);
    all->addStretch(1);
    auto* scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("reportSide"));
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidgetResizable(true);
    scroll->setFixedWidth(sideWidth);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(side);
    return scroll;
}

void ReportPage::showFigures() {
    const QList<StoryFigure> figures = figuresOf(*m_shown);
    const SwitchState& cutover = m_shown->cutover;
    const bool ended = cutover.ending != Ending::None;
    const Tone wrong = !ended                                ? Tone::Neutral
                       : cutover.ending == Ending::Attention ? Tone::Bad
                                                             : Tone::Warning;
    QStringList notes{figures[0].note.translated(), figures[1].note.translated(),
                      figures[2].note.translated()};
    if (cutover.figures.frozenOffset && cutover.figures.drainedOffset && !m_shown->load) {
        notes[2] = tr("Frozen at offset %1; Dragonfly had %2 when it was promoted.")
                       .arg(formatCount(*cutover.figures.frozenOffset, QLocale()),
                            formatCount(*cutover.figures.drainedOffset, QLocale()));
    }
    const auto toneOf = [&](bool good) { return good && isTrusted() ? Tone::Good : wrong; };
    for (qsizetype i = 0; i < notes.size(); ++i) {
        m_cards[i]->tell(figures[i].value.translated(), notes[i], toneOf(figures[i].good));
    }
    showVerified();
    m_cards[4]->tell(
        m_shown->after.primary.isNull() ? QStringLiteral("–") : m_shown->after.primary.toString(),
        tr("Sentinels that agree: %1").arg(figures[3].value.translated()), toneOf(figures[3].good));
}

/// A journal that was altered proves nothing, whatever the figures say.
bool ReportPage::isTrusted() const {
    return m_shown->seal.fault.isEmpty();
}

/// As the report's first page says it, with the end of the comparison in the user's own time.
void ReportPage::showVerified() {
    const StoryFigure figure = verifiedFigure(*m_shown);
    const std::optional<Verdict>& verdict = m_shown->verification.verdict;
    QString note = figure.note.translated();
    if (verdict) {
        const QString ended = QLocale().toString(
            QDateTime::fromMSecsSinceEpoch(verdict->finishedAtMs), QLocale::ShortFormat);
        note = QStringLiteral("%1\n%2").arg(note, tr("ended %1").arg(ended)).trimmed();
    } else if (note.isEmpty()) {
        note = tr("The data were not compared.");
    }
    const auto differs = [&] {
        const std::optional<ComparedFrozen>& frozen = m_shown->verification.frozen;
        return verdict->counts.differences > 0 || (frozen && frozen->differing > 0);
    };
    m_cards[3]->tell(figure.value.translated(), note,
                     figure.good && isTrusted() ? Tone::Good
                     : !verdict                 ? Tone::Muted
                     : differs()                ? Tone::Bad
                                                : Tone::Warning);
}

void ReportPage::showContents() {
    const int before = m_contents->currentRow();
    const QSignalBlocker quiet(m_contents);
    m_contents->clear();
    m_contents->addItem(tr("Summary"));
    const ReportDocument document(*m_shown, lightColours(), consoleWording());
    for (const HtmlSection& section : document.sections()) {
        m_contents->addItem(section.title);
    }
    m_contents->setCurrentRow(std::clamp(before, 0, m_contents->count() - 1));
    showSection();
}

void ReportPage::showSection() {
    if (!m_shown || m_contents->currentRow() < 0) {
        return;
    }
    const Report report = shortened(*m_shown);
    const ReportDocument document(report, coloursOf(palette()), consoleWording());
    const int row = m_contents->currentRow();
    QString html = document.firstPage(Figures::Left); // they stand above
    if (row > 0) {
        const HtmlSection& section = document.sections().at(row - 1);
        html = QStringLiteral("<h2>%1</h2>").arg(section.title.toHtmlEscaped());
        if (section.id == QLatin1String("commands") && report.rows.size() < m_shown->rows.size()) {
            html += QStringLiteral("<p class=\"muted\">%1</p>")
                        .arg(tr("The last %1. All of them stand in the exported report.")
                                 .arg(mostCommands)
                                 .toHtmlEscaped());
        }
        html += section.body;
    }
    const int scrollBarWidth = 32;
    document.lay(*m_text->document(), html, std::max(m_text->width() - scrollBarWidth, 240),
                 devicePixelRatioF());
    m_text->moveCursor(QTextCursor::Start);
}

void ReportPage::chooseFolder() {
    auto* dialog = new QFileDialog(this, tr("Folder for the report"), folder());
    dialog->setObjectName(QStringLiteral("exportDialog"));
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, this, &ReportPage::exportTo);
    dialog->open();
}

void ReportPage::exportTo(const QString& folder) {
    session().exportReport(folder);
    m_files->writeReaderForms(m_shown, folder);
}

void ReportPage::take(const Snapshot& snapshot) {
    const ReportState& state = snapshot.report;
    // Also of an earlier session, from its journal alone.
    m_refresh->setEnabled(!snapshot.plan.id.isEmpty() && !snapshot.switchRunning());
    m_export->setEnabled(state.report != nullptr);
    if (snapshot.failOver.cutover.ending == Ending::Migrated && !state.error) {
        m_none->tell(StateShape::Dot, tr("The report is being made"), {}); // the banner tells more
    } else {
        m_none->tell(StateShape::Ring, tr("There is nothing to report yet"),
                     tr("The report is made when the switch has ended; “Make again” makes one of "
                        "what there is."));
    }
    m_none->setVisible(!m_shown && !state.report);
    m_filled->setVisible(m_shown || state.report);
    if (state.report && state.report != m_made) {
        layout()->activate(); // charts are drawn as wide as their place is
        m_filled->layout()->activate();
        m_made = state.report;
        m_shown = inLiveWords(*m_made, snapshot);
        showFigures();
        showContents();
        m_oldPrimary->setReport(*m_shown);
    }
    m_files->setReport(state);
    tellState(snapshot);
}

void ReportPage::tellState(const Snapshot& snapshot) {
    const ReportState& state = snapshot.report;
    const std::optional<Error>& error = state.error ? state.error : m_files->error();
    if (state.report && !state.report->seal.fault.isEmpty()) {
        banner()->tell(Tone::Bad, tr("The journal was altered, so this report proves nothing."),
                       state.report->seal.fault.translated());
    } else if (!state.files.isEmpty() && !error) {
        banner()->tell(Tone::Good, m_files->isWriting()
                                       ? tr("The report was written; the PDF is being made.")
                                       : tr("The report was written."));
    } else if (!state.report && snapshot.failOver.cutover.ending == Ending::Migrated) {
        banner()->tell(Tone::Info, tr("The switch is done. The report is being made; in practice "
                                      "every acknowledged write is looked "
                                      "for first."));
    } else {
        tellErrors(snapshot, error);
    }
}

/// In a small window the text needs the height that narrow cards would take; the strip at the foot
/// names the primary as well.
void ReportPage::resizeEvent(QResizeEvent* event) {
    m_cards.constLast()->setVisible(width() >= leastWidthForAll || hasLargeText(*this));
    WizardPage::resizeEvent(event);
}

void ReportPage::changeEvent(QEvent* event) {
    WizardPage::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_shown) {
        QMetaObject::invokeMethod(this, &ReportPage::showSection, Qt::QueuedConnection);
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
    return tr(
        "The report holds findings and who accepted them, charts, gates, the timeline to the "
        "millisecond, servers before and after, every command with its reply, and how to go "
        "back. Passwords are never in it. The journal's rows are chained by hashes, and the "
        "report bears the last one: “ferrymanctl report PLAN --report FOLDER --verify” proves "
        "that neither was altered. “Export” writes HTML, PDF, Markdown and JSON.");
}

} // namespace ferryman
