// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/assess_page.h"

#include "base/format.h"
#include "models/finding_model.h"
#include "state_icon.h"
#include "theme.h"
#include "widgets/accent.h"
#include "widgets/empty_state.h"
#include "widgets/finding_delegate.h"
#include "widgets/finding_view.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QLocale>
#include <QPainter>
#include <QPushButton>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

namespace ferryman {

namespace {

MendPlaces placesOf(const Snapshot& snapshot) {
    MendPlaces places;
    places.topology = snapshot.connect.topology;
    for (const EndpointStatus& endpoint : snapshot.connect.endpoints) {
        if (endpoint.role == EndpointStatus::Role::Source) {
            places.source = endpoint.address;
        } else if (endpoint.role == EndpointStatus::Role::Dragonfly) {
            places.dragonfly = endpoint.address;
        }
    }
    return places;
}

FindingSurroundings surroundingsOf(const Finding& finding, const Snapshot& snapshot) {
    const AssessState& assess = snapshot.assess;
    FindingSurroundings around;
    around.steps = mendSteps(finding, placesOf(snapshot));
    for (const Mend& mend : assess.mends) {
        if (mend.check == finding.id) {
            around.mend = mend;
        }
    }
    around.canUndo = around.mend && assess.undoable.contains(around.mend->id);
    around.busy = assess.again.contains(finding.id) || assess.mending == finding.id;
    around.locked = snapshot.switchRunning() || !assess.mending.isEmpty() || assess.running;
    around.nowMs = snapshot.atMs;
    return around;
}

/// The ground of a group's row begins at the left edge, before the sign that folds it.
class GroupedTree final : public QTreeView {
public:
    using QTreeView::QTreeView;

protected:
    void drawBranches(QPainter* painter, const QRect& rect,
                      const QModelIndex& index) const override {
        if (!index.parent().isValid()) {
            painter->fillRect(rect.adjusted(0, 0, 0, -1), coloursOf(palette()).sunken);
        }
        QTreeView::drawBranches(painter, rect, index);
    }
};

} // namespace

AssessPage::AssessPage(Session& session, QWidget* parent)
    : WizardPage(session, Step::Assess, nameOf(Step::Assess), parent)
    , m_checkAll(addAction(tr("&Check all"), "checkAllButton"))
    , m_shown(std::make_shared<const Snapshot>()) {
    m_checkAll->setIcon(actionIcon(ActionShape::Again));
    connect(m_checkAll, &QPushButton::clicked, this, [this] { this->session().assess(); });
    auto* columns =
        new QBoxLayout(hasLargeText(*this) ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    columns->setSpacing(16);
    columns->addWidget(buildList(), 1);
    columns->addWidget(buildDetails(), 1);
    body()->addLayout(columns, 1);
}

QWidget* AssessPage::buildList() {
    auto* left = new QWidget(this);
    auto* all = new QVBoxLayout(left);
    all->setContentsMargins(0, 0, 0, 0);
    auto* chips = new QHBoxLayout;
    chips->setSpacing(6);
    m_model = new FindingModel(this);
    m_model->setColours(coloursOf(palette()));
    for (const Severity severity : severityOrder) {
        auto* chip = new QPushButton(left);
        chip->setObjectName(QStringLiteral("filter-%1").arg(QLatin1String(toString(severity))));
        chip->setCheckable(true);
        chip->setChecked(true);
        chips->addWidget(chip);
        connect(chip, &QPushButton::toggled, this, [this, severity](bool shown) {
            m_model->show(severity, shown);
            keepSelection();
        });
        m_chips.append({severity, chip});
    }
    auto* filter = new QLineEdit(left);
    filter->setObjectName(QStringLiteral("findingsFilter"));
    filter->setAccessibleName(tr("Filter the findings"));
    filter->setPlaceholderText(tr("Filter"));
    filter->setClearButtonEnabled(true);
    connect(filter, &QLineEdit::textChanged, this, [this](const QString& words) {
        m_model->setFilter(words);
        keepSelection();
    });
    chips->addWidget(filter, 1);
    all->addLayout(chips);
    m_list = new GroupedTree(left);
    m_list->setObjectName(QStringLiteral("findingsList"));
    m_list->setAccessibleName(tr("Findings"));
    m_list->setHeaderHidden(true);
    m_list->setAllColumnsShowFocus(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new FindingDelegate(m_list));
    m_none = EmptyState::over(m_list);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& current) {
                if (const Finding* finding = m_model->finding(current)) {
                    m_chosenId = finding->id;
                    m_chosenSubject = finding->subject;
                }
                showSelected();
            });
    connect(m_model, &QAbstractItemModel::modelReset, this, &AssessPage::keepSelection);
    all->addWidget(m_list, 1);
    return left;
}

QWidget* AssessPage::buildDetails() {
    m_details = new FindingView(this);
    connect(m_details, &FindingView::checkAgainAsked, this,
            [this](const QString& id) { session().assessOne(id); });
    connect(
        m_details, &FindingView::mendAsked, this,
        [this](const QString& id, const QString& subject) { session().mendFinding(id, subject); });
    connect(m_details, &FindingView::undoAsked, this,
            [this](const QString& id, const QString& subject) { session().undoMend(id, subject); });
    connect(m_details, &FindingView::acceptAsked, this,
            [this](const QString& id, const QString& subject, const QString& because) {
                session().acceptFinding(id, subject, because);
            });
    return m_details;
}

void AssessPage::showChips() {
    for (const auto& [severity, chip] : std::as_const(m_chips)) {
        const qsizetype count = m_model->count(severity);
        const QString name = QStringLiteral("%1: %2").arg(nameOfAll(severity)).arg(count);
        chip->setText(QString::number(count));
        chip->setIcon(iconOf(severity, coloursOf(palette())));
        chip->setToolTip(name);
        chip->setAccessibleName(name);
    }
}

/// After rows came and went: the same finding, else the first one; what passed is folded while
/// there is more to see.
void AssessPage::keepSelection() {
    const bool onlyPassed = m_model->rowCount() == 1;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const QModelIndex group = m_model->index(row, 0);
        m_list->setExpanded(group, onlyPassed || m_model->severityOf(group) != Severity::Passed);
    }
    QModelIndex chosen = m_model->indexOf(m_chosenId, m_chosenSubject);
    for (int row = 0; !chosen.isValid() && !m_chosenId.isEmpty() && row < m_model->rowCount();
         ++row) { // a check that was mended may pass on another subject
        const QModelIndex group = m_model->index(row, 0);
        for (int i = 0; i < m_model->rowCount(group); ++i) {
            const QModelIndex at = m_model->index(i, 0, group);
            chosen = m_model->finding(at)->id == m_chosenId ? at : chosen;
        }
    }
    m_list->setCurrentIndex(chosen.isValid() ? chosen : m_model->firstFinding());
    showSelected();
}

void AssessPage::showSelected() {
    const Finding* finding = m_model->finding(m_list->currentIndex());
    if (finding == nullptr) {
        m_details->clear();
    } else {
        m_details->setFinding(*finding, surroundingsOf(*finding, *m_shown));
    }
}

void AssessPage::take(const Snapshot& snapshot) {
    const AssessState& assess = snapshot.assess;
    m_shown = std::make_shared<const Snapshot>(snapshot);
    m_checkAll->setEnabled(snapshot.connect.usable && !assess.running && assess.mending.isEmpty() &&
                           !snapshot.switchRunning());
    if (setAccent(*m_checkAll, !assess.ran)) {
        m_checkAll->setIcon(actionIcon(ActionShape::Again, !assess.ran));
    }
    m_checkAll->setText(assess.ran ? tr("&Check all again") : tr("&Check all"));
    setSubtitle(subtitleOf(snapshot));
    m_model->setFindings(assess.findings);
    if (assess.findings.isEmpty()) {
        m_none->tell(StateShape::Ring,
                     assess.running ? tr("The checks are being made") : tr("No finding yet"),
                     tr("Each check stands here with what was found, what is wanted, why it "
                        "matters, and the command that mends it."));
    } else {
        m_none->tell(StateShape::Ring, tr("Nothing is shown"),
                     tr("The buttons and the words above hide all findings."));
    }
    showChips();
    showSelected();
    tellState(snapshot);
}

QString AssessPage::subtitleOf(const Snapshot& snapshot) const {
    const AssessState& assess = snapshot.assess;
    if (!assess.ran) {
        return tr("All checks read the live servers and change nothing.");
    }
    const QString verdict = verdictOf(assess);
    return assess.finishedAtMs == 0
               ? verdict
               : tr("%1 %2 checks in %3, read %4.", nullptr, formOf(assess.checks))
                     .arg(verdict, QLocale().toString(assess.checks),
                          formatDuration(assess.tookMs, QLocale()),
                          agoText(assess.finishedAtMs, snapshot.atMs));
}

void AssessPage::tellState(const Snapshot& snapshot) {
    const AssessState& assess = snapshot.assess;
    if (!snapshot.connect.usable) {
        banner()->tell(
            Tone::Info,
            tr("Connect first: the checks need the Sentinels, the source and Dragonfly."));
    } else if (assess.running) {
        banner()->tell(Tone::Info, tr("Checking the live servers; each check has 5 seconds."));
    } else if (!assess.mending.isEmpty()) {
        banner()->tell(Tone::Info, tr("%1 is being mended: the servers are asked once more before "
                                      "and after.")
                                       .arg(assess.mending));
    } else if (!assess.ran) {
        banner()->tell(Tone::Info, tr("Nothing was checked yet: press “Check all”."));
    } else {
        tellErrors(snapshot, assess.error);
    }
}

QString AssessPage::footer(const Snapshot& snapshot) const {
    const auto blockers =
        static_cast<int>(std::ranges::count_if(snapshot.assess.findings, &Finding::blocks));
    if (!snapshot.assess.ran) {
        return tr("Replicate opens when all checks were made and no blocker is left.");
    }
    return blockers > 0 ? tr("Replicate opens when no blocker is left; now: %1.").arg(blockers)
                        : tr("No blocker is left. Replicate is open.");
}

QString AssessPage::help() const {
    return tr("Each finding says what was found, what is wanted, with which command it was read, "
              "and why it matters. A blocker "
              "must be mended; a warning may be accepted with a reason, which goes into the "
              "report. “Unknown” is not “passed”: "
              "something could not be read.");
}

void AssessPage::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange && m_model != nullptr) {
        m_model->setColours(coloursOf(palette()));
        showChips();
    }
    WizardPage::changeEvent(event);
}

} // namespace ferryman
