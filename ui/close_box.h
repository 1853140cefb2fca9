// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/switch_state.h"

#include <QMessageBox>

namespace ferryman {

/// The question before the window closes: during a switch, or over one that is left open.
class CloseBox final : public QMessageBox {
    Q_OBJECT
public:
    enum class Over { UndoableSwitch, IrrevocableSwitch, SwitchLeftOpen };

    CloseBox(Over over, const SwitchState& cutover, QWidget* parent);

    [[nodiscard]] Over over() const { return m_over; }

signals:
    void stayAsked();
    void leaveAsked();

private:
    QString askAboutRunning(bool irrevocable); ///< The text of the button that leaves.
    QString askAboutLeftOpen(const SwitchState& cutover);

    Over m_over;
};

} // namespace ferryman
