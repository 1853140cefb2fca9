// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connection_report.h"
#include "theme.h"
#include "widgets/panel.h"

class QLabel;
class QPushButton;

namespace ferryman {

class StateLine;

/// The test of one connection, a stage a line, and what came of it.
class ConnectionTestView final : public Panel {
    Q_OBJECT
public:
    explicit ConnectionTestView(QWidget* parent = nullptr);

    void setReport(const ConnectionReport& report);
    void clear(); ///< Nothing was tested.
    [[nodiscard]] QString outcome() const;

signals:
    void testAsked();
    void cancelAsked();

protected:
    void changeEvent(QEvent* event) override;

private:
    struct Row {
        QLabel* icon = nullptr;
        QLabel* name = nullptr;
        QLabel* note = nullptr;
    };

    void drawIcons();
    void tellOutcome();

    ConnectionReport m_report;
    std::array<Row, ConnectionReport::stageCount> m_rows;
    StateLine* m_outcome;
    QPushButton* m_test;
    QPushButton* m_cancel;
};

} // namespace ferryman
