// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/snapshot.h"
#include "widgets/panel.h"

class QLabel;
class QLineEdit;
class QPushButton;
class QStackedLayout;
class QTreeView;

namespace ferryman {

class EmptyState;
class MigrationModel;

/// All migrations as a table with a filter, and what can be done with the chosen one.
class MigrationTable final : public Panel {
    Q_OBJECT
public:
    explicit MigrationTable(QWidget* parent = nullptr);

    void setUnread(const QString& sentence); ///< Said as long as nothing was read.
    /// The page offers the practice lab itself: an empty table need not tell how to start it.
    void setPracticeOffered(bool offered);
    void setMigrations(const MigrationsState& migrations, qint64 nowMs);
    [[nodiscard]] bool isEmpty() const; ///< As shown, with the filter.
    void takeFocus();                   ///< Where arrow keys choose and Enter opens.

signals:
    void openAsked(const ferryman::Migration& migration);
    void duplicateAsked(const ferryman::Migration& migration);
    void exportAsked(const ferryman::Migration& migration);
    void deleteAsked(const ferryman::Migration& migration);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override; ///< The table's room changed.
    void changeEvent(QEvent* event) override;

private:
    using Asked = void (MigrationTable::*)(const Migration&);

    void buildTable();
    [[nodiscard]] QWidget* buildActions();
    QPushButton* addAction(const QString& text, const char* name, Asked asked);
    void ask(Asked asked);
    void keepSelection();
    void showEmptiness();
    void fitColumns();

    MigrationModel* m_model;
    QLineEdit* m_filter;
    QTreeView* m_table;
    QLabel* m_none; ///< Of those that the filter leaves, or not known yet.
    EmptyState* m_begin;
    QStackedLayout* m_stack;
    QWidget* m_actions;
    QList<QPushButton*> m_ofPlan; ///< Actions that want the chosen one's plan.
    QString m_chosen;             ///< Id.
    QString m_unread;
    bool m_read = false;
    bool m_practiceOffered = false;
};

} // namespace ferryman
