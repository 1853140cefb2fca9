// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/runbook.h"
#include "widgets/panel.h"

class QPushButton;

namespace ferryman {

class CommandText;

/// What will be sent, literally, before it is sent; to be copied or kept as a file.
class CommandPreview final : public Panel {
    Q_OBJECT
public:
    explicit CommandPreview(QWidget* parent = nullptr);

    void setRunbook(const Runbook& runbook);
    /// As Markdown for a change board, whole or not at all; what became of it stands below the
    /// commands.
    void save(const QString& path);

private:
    void copy();
    void choosePath();

    CommandText* m_text;
    QPushButton* m_copy;
    QPushButton* m_save;
    QLabel* m_result;
    Runbook m_runbook;
};

} // namespace ferryman
