// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/gate_list.h"

#include "models/gate_model.h"
#include "widgets/wrapping_delegate.h"

#include <QEvent>
#include <QHeaderView>
#include <QRegularExpression>
#include <QTreeView>
#include <QVBoxLayout>

namespace ferryman {

namespace {

constexpr int iconRoom = 48; ///< With the indentation and the space around it.
const QRegularExpression wordEnd(QStringLiteral("[\\s-]"));

} // namespace

GateList::GateList(QWidget* parent)
    : Panel(tr("Gates"), parent)
    , m_model(new GateModel(this))
    , m_view(new QTreeView(this)) {
    setNote(tr("re-read all the time; evidence may be 2 s old"));
    m_view->setObjectName(QStringLiteral("gateList"));
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
    body()->addWidget(m_view, 1);
    connect(m_model, &GateModel::modelReset, m_view, &QTreeView::expandAll);
    m_model->setColours(coloursOf(palette()));
}

void GateList::setGates(const QList<Gate>& gates) {
    m_model->setGates(gates);
    fitColumns();
    setTitle(gates.isEmpty()
                 ? tr("Gates")
                 : tr("Gates: %1 of %2 open").arg(m_model->openCount()).arg(m_model->gateCount()));
}

void GateList::setNow(qint64 nowMs) {
    m_model->setNow(nowMs);
}

int GateList::widestTitleWord() const {
    int widest = 0;
    for (int group = 0; group < m_model->rowCount(); ++group) {
        const QModelIndex parent = m_model->index(group, 0);
        for (int row = 0; row < m_model->rowCount(parent); ++row) {
            const QString title = m_model->index(row, GateModel::Title, parent).data().toString();
            for (const QString& word : title.split(wordEnd, Qt::SkipEmptyParts)) {
                widest = qMax(widest, m_view->fontMetrics().horizontalAdvance(word));
            }
        }
    }
    return widest;
}

void GateList::fitColumns() {
    QHeaderView* header = m_view->header();
    const int all = m_view->viewport()->width();
    const int age = m_view->fontMetrics().horizontalAdvance(QStringLiteral("000.0 s")) + 14;
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
