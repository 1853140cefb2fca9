// SPDX-License-Identifier: GPL-3.0-or-later
#include "close_box.h"

#include <QPushButton>

namespace ferryman {

CloseBox::CloseBox(Over over, const SwitchState& cutover, QWidget* parent)
    : QMessageBox(parent)
    , m_over(over) {
    setObjectName(QStringLiteral("closeBox"));
    setIcon(QMessageBox::Warning);
    setTextFormat(Qt::PlainText);
    setAttribute(Qt::WA_DeleteOnClose);
    const QString leaving = over == Over::SwitchLeftOpen
                                ? askAboutLeftOpen(cutover)
                                : askAboutRunning(over == Over::IrrevocableSwitch);
    QPushButton* stay = addButton(tr("&Stay"), QMessageBox::RejectRole);
    QPushButton* leave = addButton(leaving, QMessageBox::DestructiveRole);
    setDefaultButton(stay);
    connect(stay, &QPushButton::clicked, this, &CloseBox::stayAsked);
    connect(leave, &QPushButton::clicked, this, &CloseBox::leaveAsked);
}

QString CloseBox::askAboutRunning(bool irrevocable) {
    setWindowTitle(tr("A switch is under way"));
    setText(irrevocable ? tr("The switch can no longer be undone: closing now would leave the "
                             "source frozen. The window can close by itself as soon as the switch "
                             "has ended.")
                        : tr("The switch can still be aborted: everything is put back, then the "
                             "window closes."));
    return irrevocable ? tr("&Close when it has ended") : tr("&Abort and close");
}

QString CloseBox::askAboutLeftOpen(const SwitchState& cutover) {
    setWindowTitle(tr("A switch is left open"));
    setText(tr("The switch needs a person, and the source may still refuse writes. Closing changes "
               "nothing of that; the next start can take the switch up again."));
    if (cutover.ending == Ending::Attention) {
        setInformativeText(cutover.outcome.translated());
    }
    return tr("&Close and leave it open");
}

} // namespace ferryman
