// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/runbook.h"
#include "widgets/panel.h"

class QPlainTextEdit;
class QPushButton;
class QSyntaxHighlighter;

namespace ferryman {

/// The commands for the eye: by phase and server, each as redis-cli takes it, notes as comments.
[[nodiscard]] QString previewText(const QList<PlannedCommand>& commands);

/// What will be sent, literally, before it is sent; to be copied or kept as a file.
class CommandPreview final : public Panel {
    Q_OBJECT
public:
    explicit CommandPreview(QWidget* parent = nullptr);

    void setRunbook(const Runbook& runbook);
    /// As Markdown for a change board, whole or not at all; what became of it stands below the
    /// commands.
    void save(const QString& path);

protected:
    void changeEvent(QEvent* event) override;

private:
    void copy();
    void choosePath();

    QPlainTextEdit* m_text;
    QPushButton* m_copy;
    QPushButton* m_save;
    QLabel* m_result;
    QSyntaxHighlighter* m_colours = nullptr;
    Runbook m_runbook;
};

} // namespace ferryman
