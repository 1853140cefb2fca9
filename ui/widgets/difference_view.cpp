// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/difference_view.h"

#include "base/format.h"
#include "models/difference_model.h"
#include "theme.h"
#include "widgets/panel.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLocale>
#include <QShortcut>
#include <QStackedLayout>
#include <QTableView>
#include <QTextBrowser>

namespace ferryman {

namespace {

constexpr qsizetype bytesInDetail = 4'000;
constexpr int cellPadding = 14;

QString side(const QString& title, const QColor& colour, const QString& text) {
    const QString shown =
        text.isEmpty() ? QStringLiteral("<i>%1</i>").arg(DifferenceView::tr("nothing"))
                       : QStringLiteral("<span style=\"font-family:'DejaVu Sans Mono',monospace\">"
                                        "%1</span>")
                             .arg(text.toHtmlEscaped());
    return QStringLiteral("<p style=\"margin:6px 0 0 0\"><b style=\"color:%1\">%2</b><br>%3</p>")
        .arg(colour.name(), title.toHtmlEscaped(), shown);
}

/// Everything in it comes from a server and is escaped.
QString detailOf(const Difference& difference, const Colours& colours) {
    QStringList facts{DifferenceView::tr("database %1").arg(difference.name.database)};
    if (!difference.type.isEmpty()) {
        facts << difference.type;
    }
    if (!difference.where.isEmpty()) {
        facts << DifferenceView::tr("from %1 on").arg(placeOf(difference.where));
    }
    return QStringLiteral("<p style=\"margin:0\"><b style=\"font-family:'DejaVu Sans "
                          "Mono',monospace\">%1</b></p>"
                          "<p style=\"margin:2px 0 0 0;color:%2\">%3</p>"
                          "<p style=\"margin:6px 0 0 0\">%4</p>%5%6")
        .arg(shownKey(difference, bytesInDetail).toHtmlEscaped(), colours.muted.name(),
             facts.join(QStringLiteral(" · ")).toHtmlEscaped(),
             meaningOf(difference.kind).toHtmlEscaped(),
             side(DifferenceView::tr("Source"), colours.source, difference.source),
             side(DifferenceView::tr("Dragonfly"), colours.dragonfly, difference.target));
}

} // namespace

DifferenceView::DifferenceView(QWidget* parent)
    : QWidget(parent)
    , m_model(new DifferenceModel(this))
    , m_stack(new QStackedLayout(this))
    , m_none(makeLabel({}, "muted", this)) {
    m_none->setObjectName(QStringLiteral("noDifference"));
    m_none->setAlignment(Qt::AlignHCenter | Qt::AlignVCenter);
    m_none->setProperty("panel", true);
    m_stack->addWidget(m_none);
    m_stack->addWidget(buildTable());
    connect(m_model, &QAbstractItemModel::modelReset, this, &DifferenceView::keepSelection);
    connect(m_model, &QAbstractItemModel::rowsInserted, this, &DifferenceView::keepSelection);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &DifferenceView::showChosen);
}

QWidget* DifferenceView::buildTable() {
    auto* both = new QWidget(this);
    m_table = new QTableView(both);
    m_table->setObjectName(QStringLiteral("differencesTable"));
    m_table->setAccessibleName(tr("Differences"));
    m_table->setModel(m_model);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(m_table->fontMetrics().height() + 8);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->horizontalHeader()->setSectionResizeMode(DifferenceModel::Key, QHeaderView::Stretch);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    m_table->setShowGrid(false);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* copy = new QShortcut(QKeySequence::Copy, m_table, nullptr, nullptr,
                               Qt::WidgetWithChildrenShortcut);
    connect(copy, &QShortcut::activated, this, &DifferenceView::copyChosen);
    m_more = makeLabel({}, "muted", both);
    m_more->setObjectName(QStringLiteral("moreDifferences"));
    m_detail = new QTextBrowser(both);
    m_detail->setObjectName(QStringLiteral("differenceDetail"));
    m_detail->setAccessibleName(tr("The chosen difference"));
    m_detail->setOpenLinks(false);
    m_detail->setTabChangesFocus(true);
    QTextOption option = m_detail->document()->defaultTextOption();
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    m_detail->document()->setDefaultTextOption(option);
    auto* left = new QVBoxLayout;
    left->setSpacing(4);
    left->addWidget(m_table, 1);
    left->addWidget(m_more);
    auto* row = new QHBoxLayout(both);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addLayout(left, 3);
    row->addWidget(m_detail, 2);
    return both;
}

void DifferenceView::setDifferences(const QList<Difference>& differences, qint64 found,
                                    const QString& whenNone) {
    m_none->setText(whenNone);
    m_model->setDifferences(differences);
    m_stack->setCurrentIndex(differences.isEmpty() ? 0 : 1);
    m_more->setVisible(found > differences.size());
    m_more->setText(
        tr("The first %1 of %2; all of them are counted.")
            .arg(formatCount(differences.size(), QLocale()), formatCount(found, QLocale())));
}

void DifferenceView::keepSelection() {
    if (!m_table->currentIndex().isValid() && m_model->rowCount() > 0) {
        m_table->setCurrentIndex(m_model->index(0, 0));
    }
    showChosen();
}

void DifferenceView::showChosen() {
    const Difference* chosen = m_model->difference(m_table->currentIndex());
    const QString html = chosen == nullptr ? QString() : detailOf(*chosen, coloursOf(palette()));
    if (m_detail->property("shown").toString() != html) { // what a person marked stays marked
        m_detail->setProperty("shown", html);
        m_detail->setHtml(html);
    }
}

void DifferenceView::copyChosen() {
    QList<Difference> chosen;
    for (const QModelIndex& index : m_table->selectionModel()->selectedRows()) {
        chosen << *m_model->difference(index);
    }
    QGuiApplication::clipboard()->setText(QString::fromUtf8(toNdjson(chosen)));
}

void DifferenceView::fitColumns() {
    const QHeaderView* header = m_table->horizontalHeader();
    int widest[] = {0, 0, 0};
    for (int i = 0; i < differenceClassCount; ++i) {
        widest[2] =
            qMax(widest[2],
                 m_table->fontMetrics().horizontalAdvance(nameOf(static_cast<DifferenceClass>(i))));
    }
    widest[0] = m_table->fontMetrics().horizontalAdvance(QStringLiteral("0000"));
    widest[1] = m_table->fontMetrics().horizontalAdvance(QStringLiteral("ReJSON-RL"));
    for (int column = DifferenceModel::Database; column <= DifferenceModel::Class; ++column) {
        m_table->setColumnWidth(
            column, qMax(widest[column - 1] + cellPadding, header->sectionSizeHint(column)));
    }
}

void DifferenceView::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    fitColumns();
}

void DifferenceView::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange && m_detail != nullptr) {
        showChosen();
    }
    QWidget::changeEvent(event);
}

} // namespace ferryman
