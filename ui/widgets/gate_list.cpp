// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/gate_list.h"

#include "base/format.h"
#include "models/gate_model.h"
#include "theme.h"
#include "widgets/empty_state.h"
#include "widgets/wrapping_delegate.h"

#include <QEvent>
#include <QHeaderView>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

namespace ferryman {

namespace {

constexpr int fewestEvidenceLines = 3;
constexpr int mostEvidenceLines = 8;
constexpr int evidenceFrame = 20;
constexpr int evidenceGap = 16; ///< Between a name and its value.
constexpr int iconRoom = 56;    ///< With the indentation and the space around it.

} // namespace

GateList::GateList(QWidget* parent, const char* name)
    : Panel(tr("Gates"), parent)
    , m_model(new GateModel(this))
    , m_view(new QTreeView(this))
    , m_evidence(new QPlainTextEdit(this))
    , m_below(new QVBoxLayout) {
    setNote(tr("choose one for its evidence"));
    m_view->setObjectName(QLatin1String(name) + QStringLiteral("List"));
    m_view->setAccessibleName(tr("Gates"));
    m_view->setModel(m_model);
    m_view->setItemDelegate(new WrappingDelegate(m_view));
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setIndentation(12);
    m_view->setRootIsDecorated(false);
    m_view->setItemsExpandable(false);
    m_view->setAllColumnsShowFocus(true);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->viewport()->installEventFilter(this);
    m_view->header()->setStretchLastSection(false);
    m_view->header()->setSectionsMovable(false);
    m_view->header()->setMinimumSectionSize(40);
    m_evidence->setObjectName(QLatin1String(name) + QStringLiteral("Evidence"));
    m_evidence->setAccessibleName(tr("Evidence of the chosen gate"));
    m_evidence->setReadOnly(true);
    m_evidence->setTabChangesFocus(true);
    m_evidence->setFont(fixedFont());
    m_evidence->hide();
    m_below->addWidget(m_evidence);
    m_below->setContentsMargins({});
    setFlush(m_view);
    body()->addWidget(m_view, 1);
    body()->addLayout(m_below);
    auto* none = EmptyState::over(m_view);
    none->tell(StateShape::Lock, tr("No gate was read yet"),
               tr("A gate is a condition without which the switch would not be safe. Each stands "
                  "here with its value, what is wanted, and its age, once replication runs."));
    connect(m_model, &GateModel::modelReset, m_view, &QTreeView::expandAll);
    connect(m_model, &GateModel::modelReset, this, &GateList::choiceChanged);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &GateList::choiceChanged);
    m_model->setColours(coloursOf(palette()));
}

void GateList::setGates(const QList<Gate>& gates) {
    m_model->setGates(gates);
    fitColumns();
    setTitle(gates.isEmpty() ? tr("Gates")
                             : tr("Gates: %1 of %2 open", nullptr, formOf(m_model->openCount()))
                                   .arg(m_model->openCount())
                                   .arg(m_model->gateCount()));
}

void GateList::setNow(qint64 nowMs) {
    m_model->setNow(nowMs);
}

const Gate* GateList::chosen() const {
    return m_model->gate(m_view->currentIndex());
}

void GateList::showEvidence(const QList<EvidenceRow>& rows) {
    QStringList lines;
    const QFontMetrics metrics = m_evidence->fontMetrics();
    int widest = 0;
    for (const EvidenceRow& row : rows) {
        lines << QStringLiteral("%1\t%2").arg(row.what, row.value);
        widest = qMax(widest, metrics.horizontalAdvance(row.what));
    }
    m_evidence->setTabStopDistance(widest + evidenceGap);
    const auto shown =
        std::clamp(static_cast<int>(rows.size()) + 1, fewestEvidenceLines, mostEvidenceLines);
    m_evidence->setFixedHeight(shown * metrics.lineSpacing() + evidenceFrame);
    const QString text = lines.join(QLatin1Char('\n'));
    if (text != m_evidence->toPlainText()) { // else what is selected would be lost at every reading
        const int scrolled = m_evidence->verticalScrollBar()->value();
        m_evidence->setPlainText(text);
        m_evidence->verticalScrollBar()->setValue(scrolled);
    }
    m_below->setContentsMargins(rows.isEmpty() ? QMargins() : QMargins(12, 0, 12, 10));
    const bool opens = m_evidence->isHidden() && !rows.isEmpty();
    m_evidence->setVisible(!rows.isEmpty());
    if (opens) {
        m_view->scrollTo(m_view->currentIndex()); // the pane took a part of its room
    }
}

int GateList::widestTitleWord() const {
    int widest = 0;
    for (int group = 0; group < m_model->rowCount(); ++group) {
        const QModelIndex parent = m_model->index(group, 0);
        for (int row = 0; row < m_model->rowCount(parent); ++row) {
            const QString title = m_model->index(row, GateModel::Title, parent).data().toString();
            widest = qMax(widest, widestWord(m_view->fontMetrics(), title));
        }
    }
    return widest;
}

void GateList::fitColumns() {
    QHeaderView* header = m_view->header();
    const int all = m_view->viewport()->width();
    const int age = m_view->fontMetrics().horizontalAdvance(QStringLiteral("000.0 s")) + 18;
    const int rest = all - qMax(age, header->sectionSizeHint(GateModel::Age));
    const int title = qMax(rest * 39 / 100, widestTitleWord() + iconRoom);
    const int value = qMax((rest - title) / 2, header->sectionSizeHint(GateModel::Value));
    header->resizeSection(GateModel::Title, title);
    header->resizeSection(GateModel::Value, value);
    header->resizeSection(GateModel::Wanted, rest - title - value);
    header->resizeSection(GateModel::Age, all - rest);
}

bool GateList::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize) {
        fitColumns();
    }
    return Panel::eventFilter(watched, event);
}

void GateList::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) {
        m_model->setColours(coloursOf(palette()));
    }
    Panel::changeEvent(event);
}

} // namespace ferryman
