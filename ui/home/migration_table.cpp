// SPDX-License-Identifier: GPL-3.0-or-later
#include "home/migration_table.h"

#include "models/migration_model.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QShortcut>
#include <QStackedLayout>
#include <QStyledItemDelegate>
#include <QTreeView>
#include <QVBoxLayout>

#include <array>

namespace ferryman {

namespace {

constexpr int cellRoom = 2;
constexpr int filterFrame = 44; ///< Of the field's frame and its button that clears it.
constexpr int leastTableHeight = 120;
constexpr int rowRoom = 8;

/// Lines that the eye does not confuse.
class RowDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const override {
        return QStyledItemDelegate::sizeHint(option, index) + QSize(0, rowRoom);
    }
};

} // namespace

MigrationTable::MigrationTable(QWidget* parent)
    : Panel(tr("All migrations"), parent)
    , m_model(new MigrationModel(this))
    , m_filter(new QLineEdit(this))
    , m_table(new QTreeView(this))
    , m_none(makeLabel({}, "muted", this))
    , m_stack(new QStackedLayout)
    , m_actions(nullptr) {
    setObjectName(QStringLiteral("migrationsPanel"));
    setNote(tr("Enter opens, Ctrl+D duplicates, Del deletes the plan, never data"));
    m_filter->setObjectName(QStringLiteral("migrationsFilter"));
    m_filter->setAccessibleName(tr("Filter the migrations"));
    m_filter->setPlaceholderText(tr("Filter by name, group, host"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setMinimumWidth(
        m_filter->fontMetrics().horizontalAdvance(m_filter->placeholderText()) + filterFrame);
    titleRow()->addWidget(m_filter);
    m_none->setObjectName(QStringLiteral("noMigration"));
    m_none->setAlignment(Qt::AlignCenter);
    m_stack->addWidget(m_none);
    buildTable();
    m_stack->addWidget(m_table);
    setFlush(m_table);
    body()->addLayout(m_stack, 1);
    m_actions = buildActions();
    body()->addWidget(m_actions);
    connect(m_model, &QAbstractItemModel::modelReset, this, &MigrationTable::keepSelection);
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& words) {
        m_model->setFilter(words);
        showEmptiness();
    });
    auto* find =
        new QShortcut(QKeySequence::Find, this, nullptr, nullptr, Qt::WidgetWithChildrenShortcut);
    connect(find, &QShortcut::activated, m_filter, [this] { m_filter->setFocus(); });
    keepSelection();
}

void MigrationTable::buildTable() {
    m_table->setObjectName(QStringLiteral("migrationsTable"));
    m_table->setAccessibleName(tr("All migrations"));
    m_table->setModel(m_model);
    m_table->setItemDelegate(new RowDelegate(m_table));
    m_table->setRootIsDecorated(false);
    m_table->setUniformRowHeights(true);
    m_table->setAllColumnsShowFocus(true);
    m_table->setMinimumHeight(leastTableHeight);
    m_table->setTextElideMode(Qt::ElideRight);
    m_table->header()->setSectionsMovable(false);
    m_table->header()->setStretchLastSection(false);
    m_table->header()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->viewport()->installEventFilter(this);
    connect(m_table, &QTreeView::activated, this, [this] { ask(&MigrationTable::openAsked); });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& current) {
                const Migration* chosen = m_model->migration(current);
                m_chosen = chosen == nullptr ? m_chosen : chosen->id;
                for (QPushButton* action : std::as_const(m_ofPlan)) {
                    action->setEnabled(chosen != nullptr && chosen->plan.has_value());
                }
            });
    const std::pair<QKeySequence, Asked> keys[] = {
        {QKeySequence(QStringLiteral("Ctrl+D")), &MigrationTable::duplicateAsked},
        {QKeySequence(QKeySequence::Delete), &MigrationTable::deleteAsked}};
    for (const auto& [key, asked] : keys) {
        auto* shortcut =
            new QShortcut(key, m_table, nullptr, nullptr, Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, [this, asked = asked] { ask(asked); });
    }
}

QWidget* MigrationTable::buildActions() {
    auto* actions = new QWidget(this);
    auto* row = new QHBoxLayout(actions);
    row->setContentsMargins(12, 2, 12, 9);
    row->addWidget(addAction(tr("O&pen"), "openMigrationButton", &MigrationTable::openAsked));
    m_ofPlan << addAction(tr("D&uplicate"), "duplicateMigrationButton",
                          &MigrationTable::duplicateAsked)
             << addAction(tr("E&xport plan…"), "exportMigrationButton",
                          &MigrationTable::exportAsked);
    for (QPushButton* action : std::as_const(m_ofPlan)) {
        row->addWidget(action);
    }
    row->addWidget(
        addAction(tr("De&lete…"), "deleteMigrationButton", &MigrationTable::deleteAsked));
    row->addStretch(1);
    return actions;
}

QPushButton* MigrationTable::addAction(const QString& text, const char* name, Asked asked) {
    auto* button = new QPushButton(text, this);
    button->setObjectName(QLatin1String(name));
    connect(button, &QPushButton::clicked, this, [this, asked] { ask(asked); });
    return button;
}

void MigrationTable::ask(Asked asked) {
    if (const Migration* chosen = m_model->migration(m_table->currentIndex())) {
        const Migration copy = *chosen; // what is asked for may list others
        emit(this->*asked)(copy);
    }
}

void MigrationTable::setUnread(const QString& sentence) {
    m_unread = sentence;
}

void MigrationTable::setMigrations(const MigrationsState& migrations, qint64 nowMs) {
    m_read = migrations.read;
    m_model->setMigrations(migrations.all, nowMs);
    showEmptiness();
}

void MigrationTable::keepSelection() {
    const QModelIndex chosen = m_model->indexOf(m_chosen);
    m_table->setCurrentIndex(chosen.isValid() ? chosen : m_model->index(0, 0));
    showEmptiness();
    fitColumns();
}

void MigrationTable::showEmptiness() {
    const bool empty = m_model->rowCount() == 0;
    m_stack->setCurrentIndex(empty ? 0 : 1);
    m_actions->setVisible(!empty);
    if (!m_read) {
        m_none->setText(m_unread);
    } else if (!m_filter->text().isEmpty()) {
        m_none->setText(tr("No migration has these words in its name, group or servers."));
    } else {
        m_none->setText(
            tr("There is no migration yet. Press “New migration” and enter any one Sentinel and "
               "Dragonfly, or open a plan. To rehearse the whole switch first, on servers that "
               "Ferryman starts on this machine, start it with “ferryman --practice”."));
    }
}

/// Every heading keeps its room; what is missing is taken from the widest columns, whose tooltips
/// tell the whole.
void MigrationTable::fitColumns() {
    QHeaderView* header = m_table->header();
    const QAbstractItemView* view = m_table; // which has the hint where all may ask for it
    std::array<int, MigrationModel::columns> least{};
    std::array<int, MigrationModel::columns> widths{};
    int room = m_table->viewport()->width();
    for (size_t i = 0; i < widths.size(); ++i) {
        const int hint = view->sizeHintForColumn(static_cast<int>(i)) + cellRoom;
        least[i] = header->sectionSizeHint(static_cast<int>(i));
        widths[i] = qMax(least[i], hint);
        room -= widths[i];
    }
    least[MigrationModel::State] = widths[MigrationModel::State];
    for (bool shrinks = true; room < 0 && shrinks;) {
        size_t widest = MigrationModel::State;
        for (size_t i = 0; i < widths.size(); ++i) {
            const bool fixed = widths[widest] <= least[widest];
            widest = widths[i] > least[i] && (fixed || widths[i] > widths[widest]) ? i : widest;
        }
        shrinks = widths[widest] > least[widest];
        widths[widest] -= shrinks ? 1 : 0;
        room += shrinks ? 1 : 0;
    }
    widths[MigrationModel::LastEvent] += qMax(0, room);
    for (size_t i = 0; i < widths.size(); ++i) {
        header->resizeSection(static_cast<int>(i), widths[i]);
    }
}

void MigrationTable::takeFocus() {
    m_table->setFocus(Qt::TabFocusReason);
}

bool MigrationTable::isEmpty() const {
    return m_model->rowCount() == 0;
}

bool MigrationTable::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Resize && watched == m_table->viewport()) {
        fitColumns();
    }
    return Panel::eventFilter(watched, event);
}

void MigrationTable::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange && m_table != nullptr) {
        m_table->viewport()->update(); // the model asks the palette for its colours
    }
    Panel::changeEvent(event);
}

} // namespace ferryman
