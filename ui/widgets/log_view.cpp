// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/log_view.h"

#include "models/log_model.h"
#include "widgets/panel.h"

#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSaveFile>
#include <QScrollBar>
#include <QShortcut>
#include <QTableView>
#include <QVBoxLayout>

#include <utility>

namespace ferryman {

namespace {

constexpr std::chrono::milliseconds lookEvery{500};

} // namespace

LogView::LogView(const MessageLog& log, QString folder, QWidget* parent)
    : QWidget(parent)
    , m_model(new LogModel(log, this))
    , m_folder(std::move(folder))
    , m_level(new QComboBox(this))
    , m_filter(new QLineEdit(this))
    , m_table(new QTableView(this))
    , m_state(makeLabel({}, "muted", this)) {
    setObjectName(QStringLiteral("logView"));
    m_state->setObjectName(QStringLiteral("logState"));
    buildControls();
    buildTable();
    auto* copyButton = new QPushButton(tr("&Copy"), this);
    copyButton->setObjectName(QStringLiteral("logCopy"));
    copyButton->setToolTip(tr("The lines that are selected, or else all that are shown."));
    connect(copyButton, &QPushButton::clicked, this, &LogView::copy);
    auto* saveButton = new QPushButton(tr("&Save…"), this);
    saveButton->setObjectName(QStringLiteral("logSave"));
    connect(saveButton, &QPushButton::clicked, this, &LogView::chooseFile);
    auto* controls = new QHBoxLayout;
    controls->addWidget(m_level);
    controls->addWidget(m_filter, 1);
    controls->addWidget(copyButton);
    controls->addWidget(saveButton);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addLayout(controls);
    all->addWidget(m_table, 1);
    all->addWidget(m_state);
    setTabOrder(m_level, m_filter);
    setTabOrder(m_filter, copyButton);
    setTabOrder(copyButton, saveButton);
    setTabOrder(saveButton, m_table);
    m_looks.setInterval(lookEvery);
    m_looks.callOnTimeout(this, &LogView::look);
    look();
}

void LogView::buildControls() {
    m_level->setObjectName(QStringLiteral("logLevel"));
    m_level->setAccessibleName(tr("Least level that is shown"));
    for (const LogLevel level :
         {LogLevel::Debug, LogLevel::Info, LogLevel::Warning, LogLevel::Error}) {
        m_level->addItem(level == LogLevel::Debug   ? tr("All")
                         : level == LogLevel::Error ? nameOf(level)
                                                    : tr("%1 and worse").arg(nameOf(level)),
                         static_cast<int>(level));
    }
    connect(m_level, &QComboBox::currentIndexChanged, this, [this] {
        m_model->setLeast(static_cast<LogLevel>(m_level->currentData().toInt()));
        look();
    });
    m_filter->setObjectName(QStringLiteral("logFilter"));
    m_filter->setAccessibleName(tr("Words to filter by"));
    m_filter->setPlaceholderText(tr("Filter"));
    m_filter->setClearButtonEnabled(true);
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& words) {
        m_model->setFilter(words);
        look();
    });
    auto* find =
        new QShortcut(QKeySequence::Find, this, nullptr, nullptr, Qt::WidgetWithChildrenShortcut);
    connect(find, &QShortcut::activated, m_filter, qOverload<>(&QWidget::setFocus));
}

void LogView::buildTable() {
    m_table->setObjectName(QStringLiteral("logTable"));
    m_table->setAccessibleName(tr("Lines of the log, the oldest first"));
    m_table->setModel(m_model);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    m_table->setShowGrid(false);
    m_table->verticalHeader()->hide();
    QHeaderView* header = m_table->horizontalHeader();
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setStretchLastSection(true);
    header->setSectionResizeMode(QHeaderView::Interactive);
    const QFontMetrics metrics = m_table->fontMetrics();
    m_table->setColumnWidth(LogModel::Time,
                            metrics.horizontalAdvance(QStringLiteral("00:00:00.000 ")) + 16);
    m_table->setColumnWidth(LogModel::Level,
                            metrics.horizontalAdvance(nameOf(LogLevel::Warning)) + 48);
    m_table->setColumnWidth(LogModel::Category,
                            metrics.horizontalAdvance(QStringLiteral("ferryman.sentinel ")) + 16);
    auto* copyKey = new QShortcut(QKeySequence::Copy, m_table, nullptr, nullptr,
                                  Qt::WidgetWithChildrenShortcut);
    connect(copyKey, &QShortcut::activated, this, &LogView::copy);
}

/// Whoever reads at the end sees what comes; whoever has scrolled up is left in peace.
void LogView::look() {
    const QScrollBar* bar = m_table->verticalScrollBar();
    const bool atEnd = bar->value() == bar->maximum();
    m_model->look();
    if (atEnd) {
        m_table->scrollToBottom();
    }
    const int rows = m_model->rowCount();
    if (std::exchange(m_toldRows, rows) != rows) { // what was told of a file stays until then
        m_state->setText(rows == 0 ? tr("No line is of that kind.")
                                   : tr("Lines: %1. Passwords are never in it.").arg(rows));
    }
}

void LogView::copy() {
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    QGuiApplication::clipboard()->setText(rows.isEmpty() ? m_model->asText()
                                                         : m_model->asText(rows));
}

void LogView::chooseFile() {
    auto* dialog = new QFileDialog(this, tr("Save the log"),
                                   QDir(m_folder).filePath(QStringLiteral("ferryman.log")));
    dialog->setObjectName(QStringLiteral("logSaveDialog"));
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, this, &LogView::save);
    dialog->open();
}

void LogView::save(const QString& path) {
    QSaveFile file(path);
    const bool written = file.open(QIODevice::WriteOnly) &&
                         file.write(m_model->asText().toUtf8()) >= 0 && file.commit();
    m_state->setText(written ? tr("Saved: %1").arg(path)
                             : tr("%1 cannot be written: %2").arg(path, file.errorString()));
}

void LogView::showEvent(QShowEvent* event) {
    look();
    m_looks.start();
    QWidget::showEvent(event);
}

void LogView::hideEvent(QHideEvent* event) {
    m_looks.stop();
    QWidget::hideEvent(event);
}

} // namespace ferryman
