// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/switch_timeline.h"

#include "models/phase_name.h"
#include "models/timeline_model.h"
#include "state_icon.h"
#include "widgets/wrapping_delegate.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QScrollBar>
#include <QTreeView>
#include <QVBoxLayout>

namespace ferryman {

namespace {

constexpr int iconRoom = 44; ///< With the space around it.
constexpr int leastSentence = 120;
constexpr int textRoom = 14;

} // namespace

SwitchTimeline::SwitchTimeline(QWidget* parent)
    : Panel(tr("Timeline"), parent)
    , m_model(new TimelineModel(this))
    , m_view(new QTreeView(this)) {
    setNote(tr("by this computer's clock; rows without a phase are Sentinel's own events"));
    auto* copy = new QPushButton(actionIcon(ActionShape::Copy), tr("Cop&y"), this);
    copy->setObjectName(QStringLiteral("copyTimelineButton"));
    copy->setAccessibleName(tr("Copy the timeline"));
    connect(copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_model->asText()); });
    titleRow()->addWidget(copy);

    m_view->setObjectName(QStringLiteral("switchTimeline"));
    m_view->setAccessibleName(tr("Timeline of the switch"));
    m_view->setModel(m_model);
    m_view->setItemDelegate(new WrappingDelegate(m_view));
    m_view->setRootIsDecorated(false);
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setAllColumnsShowFocus(true);
    m_view->setHorizontalScrollBarPolicy(hasLargeText(*this) ? Qt::ScrollBarAsNeeded
                                                             : Qt::ScrollBarAlwaysOff);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->viewport()->installEventFilter(this);
    m_view->header()->setStretchLastSection(false);
    m_view->header()->setSectionsMovable(false);
    setFlush(m_view);
    body()->addWidget(m_view, 1);
    setTabOrder(copy, m_view);
    m_model->setColours(coloursOf(palette()));
}

void SwitchTimeline::setState(const SwitchState& state) {
    const QScrollBar* bar = m_view->verticalScrollBar();
    const bool follows = bar->value() == bar->maximum();
    m_model->setState(state);
    spanDividers();
    fitColumns();
    if (state.running && follows) {
        m_view->scrollToBottom();
    }
}

void SwitchTimeline::spanDividers() {
    for (int row = 0; row < m_model->rowCount(); ++row) {
        m_view->setFirstColumnSpanned(row, {}, m_model->isDivider(row));
    }
}

void SwitchTimeline::fitColumns() {
    const QFontMetrics fixed(fixedFont());
    const int when = fixed.horizontalAdvance(QStringLiteral("00:00:00.000 ")) + 12;
    QFont bold = m_view->font();
    bold.setBold(true);
    int phase = 0;
    for (int each = 0; each <= static_cast<int>(Phase::Finished); ++each) {
        const QString name = nameOf(static_cast<Phase>(each));
        phase = qMax(phase, QFontMetrics(bold).horizontalAdvance(name) + iconRoom);
    }
    int where = 0; // no wider than what stands there: the sentence beside it needs the room
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const QString text = m_model->index(row, TimelineModel::Where).data().toString();
        where = qMax(where, fixed.horizontalAdvance(text) + textRoom);
    }
    const int took = m_view->fontMetrics().horizontalAdvance(QStringLiteral("10,000 ms ")) + 12;
    QHeaderView* header = m_view->header();
    int taken = 0;
    const auto fit = [&](int column, int content) { // a translated title may be the wider of both
        header->resizeSection(column, qMax(content, header->sectionSizeHint(column)));
        taken += header->sectionSize(column);
    };
    fit(TimelineModel::When, when);
    fit(TimelineModel::InPhase, phase);
    fit(TimelineModel::Where, where);
    fit(TimelineModel::Took, took);
    int what = leastSentence; // with very large text the table is scrolled rather than a word cut
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const QModelIndex index = m_model->index(row, TimelineModel::What);
        const QVariant font = index.data(Qt::FontRole);
        const QFontMetrics metrics(font.isValid() ? font.value<QFont>() : m_view->font());
        what = qMax(what, widestWord(metrics, index.data().toString()) + textRoom);
    }
    header->resizeSection(TimelineModel::What, qMax(what, m_view->viewport()->width() - taken));
}

bool SwitchTimeline::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize) {
        fitColumns();
    }
    return Panel::eventFilter(watched, event);
}

void SwitchTimeline::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) {
        m_model->setColours(coloursOf(palette()));
    }
    Panel::changeEvent(event);
}

} // namespace ferryman
