// SPDX-License-Identifier: GPL-3.0-or-later
#include "home/migration_table.h"

#include "models/migration_model.h"
#include "widgets/empty_state.h"
#include "widgets/wrapping_delegate.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QShortcut>
#include <QStackedLayout>
#include <QStyle>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace ferryman {

namespace {

constexpr int cellRoom = 4;
constexpr int filterFrame = 44; ///< Of the field's frame and its button that clears it.
constexpr int fairShare = 6;    ///< Of the table's width a column keeps this part, if it wants it.
constexpr int iconRoom = 22;
constexpr int leastTableHeight = 120;
constexpr int rowRoom = 6;
constexpr int sentenceMargin = 24;

/// What is told in words.
constexpr std::array wrapping = {MigrationModel::LastEvent, MigrationModel::NextStep};

bool wraps(const QModelIndex& index) {
    return std::ranges::count(wrapping, index.column()) > 0;
}

/// Lines that the eye does not confuse; a name that cannot be broken ends in "…".
class RowDelegate final : public WrappingDelegate {
public:
    explicit RowDelegate(QTreeView* view)
        : WrappingDelegate(view) {
        view->setTextElideMode(Qt::ElideRight);
    }

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const override {
        const QSize hint = wraps(index) ? WrappingDelegate::sizeHint(option, index)
                                        : QStyledItemDelegate::sizeHint(option, index);
        return hint + QSize(0, rowRoom);
    }

protected:
    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override {
        WrappingDelegate::initStyleOption(option, index);
        option->textElideMode = Qt::ElideRight;
        if (!wraps(index)) {
            option->features &= ~QStyleOptionViewItem::WrapText;
        }
    }
};

struct ColumnRoom {
    int whole = 0; ///< Of the widest text in one line.
    int least = 0; ///< Of the widest word, and of the heading.
};

ColumnRoom roomOf(const QTreeView& view, int column) {
    const QAbstractItemModel& model = *view.model();
    const int margin =
        2 * (view.style()->pixelMetric(QStyle::PM_FocusFrameHMargin, nullptr, &view) + 1);
    const int heading = view.header()->sectionSizeHint(column);
    ColumnRoom room{heading, heading};
    for (int row = 0; row < model.rowCount(); ++row) {
        const QModelIndex cell = model.index(row, column);
        const QString text = cell.data().toString();
        const QVariant font = cell.data(Qt::FontRole);
        const QFontMetrics metrics(font.isValid() ? font.value<QFont>() : view.font());
        const bool icon = cell.data(Qt::DecorationRole).isValid();
        const int frame = margin + cellRoom + (icon ? iconRoom : 0);
        room.whole = qMax(room.whole, metrics.horizontalAdvance(text) + frame);
        room.least = qMax(room.least, widestWord(metrics, text) + frame);
    }
    return room;
}

/// Takes what is missing from the widest of the columns that have more than their least.
int shrink(std::array<int, MigrationModel::columns>& widths,
           const std::array<int, MigrationModel::columns>& least, int missing) {
    while (missing > 0) {
        int* widest = nullptr;
        for (size_t i = 0; i < widths.size(); ++i) {
            if (widths[i] > least[i] && (widest == nullptr || widths[i] > *widest)) {
                widest = &widths[i];
            }
        }
        if (widest == nullptr) {
            break;
        }
        --*widest;
        --missing;
    }
    return missing;
}

} // namespace

MigrationTable::MigrationTable(QWidget* parent)
    : Panel(tr("All migrations"), parent)
    , m_model(new MigrationModel(this))
    , m_filter(new QLineEdit(this))
    , m_table(new QTreeView(this))
    , m_none(makeLabel({}, "muted", this))
    , m_begin(new EmptyState(this))
    , m_stack(new QStackedLayout)
    , m_actions(nullptr) {
    setObjectName(QStringLiteral("migrationsPanel"));
    m_filter->setObjectName(QStringLiteral("migrationsFilter"));
    m_filter->setAccessibleName(tr("Filter the migrations"));
    m_filter->setPlaceholderText(tr("Filter by name, group, host"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setMinimumWidth(
        m_filter->fontMetrics().horizontalAdvance(m_filter->placeholderText()) + filterFrame);
    titleRow()->addWidget(m_filter);
    m_none->setObjectName(QStringLiteral("noMigration"));
    m_none->setAlignment(Qt::AlignCenter);
    m_none->setMargin(sentenceMargin);
    m_begin->setObjectName(QStringLiteral("beginMigration"));
    m_stack->addWidget(m_none);
    m_stack->addWidget(m_begin);
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
    m_table->setAllColumnsShowFocus(true);
    m_table->setMinimumHeight(leastTableHeight);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
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

void MigrationTable::setPracticeOffered(bool offered) {
    m_practiceOffered = offered;
    showEmptiness();
}

void MigrationTable::showEmptiness() {
    const bool empty = m_model->rowCount() == 0;
    const bool begins = empty && m_read && m_filter->text().isEmpty();
    m_stack->setCurrentWidget(begins  ? static_cast<QWidget*>(m_begin)
                              : empty ? static_cast<QWidget*>(m_none)
                                      : m_table);
    m_actions->setVisible(!empty);
    m_filter->setVisible(!begins);
    setNote(begins || hasLargeText(*this)
                ? QString()
                : tr("Enter opens, Ctrl+D duplicates, Del deletes the plan, never data"));
    m_none->setText(m_read ? tr("No migration has these words in its name, group or servers.")
                           : m_unread);
    QString first = tr("Press “New migration” and enter any one Sentinel and Dragonfly, or open a "
                       "plan.");
    if (!m_practiceOffered) {
        first += u' ' + tr("To rehearse the whole switch first, on servers that Ferryman starts "
                           "on this machine, start it with “ferryman --practice”.");
    }
    m_begin->tell(StateShape::Ring, tr("No migration yet"), first);
}

/// What is missing is taken from words, which wrap, and from names beyond their fair share, which
/// end in "…"; then from names at all. The tooltips tell the whole.
void MigrationTable::fitColumns() {
    QHeaderView* header = m_table->header();
    std::array<int, MigrationModel::columns> widths{};
    std::array<int, MigrationModel::columns> fair{};
    std::array<int, MigrationModel::columns> least{};
    const int all = m_table->viewport()->width();
    int room = all;
    for (size_t i = 0; i < widths.size(); ++i) {
        const int column = static_cast<int>(i);
        const bool ofWords = std::ranges::count(wrapping, column) > 0;
        const ColumnRoom wanted = roomOf(*m_table, column);
        const int heading = header->sectionSizeHint(column);
        widths[i] = wanted.whole;
        fair[i] = qMax(heading, qMin(ofWords ? wanted.least : wanted.whole, all / fairShare));
        least[i] = column == MigrationModel::State ? wanted.whole : ofWords ? fair[i] : heading;
        room -= widths[i];
    }
    fair[MigrationModel::State] = least[MigrationModel::State];
    const int missing = shrink(widths, fair, -room);
    if (!hasLargeText(*this)) { // with which nothing would be left of the addresses: it scrolls
        shrink(widths, least, missing);
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
