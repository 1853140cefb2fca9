// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/switch_state.h"

#include <QPlainTextEdit>

class QSyntaxHighlighter;

namespace ferryman {

/// The commands for the eye: by phase and server, each as redis-cli takes it, notes as comments.
[[nodiscard]] QString previewText(const QList<PlannedCommand>& commands);

/// Commands to be read, marked and copied: what is sent stands out from the phases and the notes
/// around it.
class CommandText final : public QPlainTextEdit {
    Q_OBJECT
public:
    explicit CommandText(const char* name, QWidget* parent = nullptr);

    void
    setCommands(const QList<PlannedCommand>& commands); ///< A selection in the same ones stays.

protected:
    void changeEvent(QEvent* event) override;

private:
    QSyntaxHighlighter* m_colours = nullptr;
};

} // namespace ferryman
