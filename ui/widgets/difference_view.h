// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "verify/difference.h"

#include <QWidget>

class QLabel;
class QStackedLayout;
class QTableView;
class QTextBrowser;

namespace ferryman {

class DifferenceModel;

/// The differences as a table, and the chosen one with its evidence beside it.
class DifferenceView final : public QWidget {
    Q_OBJECT
public:
    explicit DifferenceView(QWidget* parent = nullptr);

    /// `found` is how many there are, of which these are the first; `whenNone` is said where there
    /// is none.
    void setDifferences(const QList<Difference>& differences, qint64 found,
                        const QString& whenNone);

protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    [[nodiscard]] QWidget* buildTable();
    void fitColumns();
    void keepSelection();
    void showChosen();
    void copyChosen();

    DifferenceModel* m_model;
    QStackedLayout* m_stack;
    QLabel* m_none;
    QTableView* m_table = nullptr;
    QLabel* m_more = nullptr; ///< That more were found than are listed.
    QTextBrowser* m_detail = nullptr;
};

} // namespace ferryman
