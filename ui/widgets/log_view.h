// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/message_log.h"

#include <QTimer>
#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QTableView;

namespace ferryman {

class LogModel;

/// The program's log as it grows: filtered by level and words, to be copied and saved.
class LogView final : public QWidget {
    Q_OBJECT
public:
    LogView(const MessageLog& log, QString folder, QWidget* parent = nullptr);

    void save(const QString& path); ///< What is shown; what goes wrong is told below the table.

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;

private:
    void buildControls();
    void buildTable();
    void look();
    void copy();
    void chooseFile();

    LogModel* m_model;
    QString m_folder;
    QComboBox* m_level;
    QLineEdit* m_filter;
    QTableView* m_table;
    QLabel* m_state;
    QTimer m_looks;
    int m_toldRows = -1;
};

} // namespace ferryman
