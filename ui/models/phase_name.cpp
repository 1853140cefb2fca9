// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/phase_name.h"

#include <QCoreApplication>

namespace ferryman {

QString nameOf(Phase phase) {
    switch (phase) {
    case Phase::Gate:
        return QCoreApplication::translate("Phase", "Gate");
    case Phase::Pin:
        return QCoreApplication::translate("Phase", "Pin");
    case Phase::Arm:
        return QCoreApplication::translate("Phase", "Arm");
    case Phase::Recheck:
        return QCoreApplication::translate("Phase", "Recheck");
    case Phase::Align:
        return QCoreApplication::translate("Phase", "Align");
    case Phase::Freeze:
        return QCoreApplication::translate("Phase", "Freeze");
    case Phase::Drain:
        return QCoreApplication::translate("Phase", "Drain");
    case Phase::Trigger:
        return QCoreApplication::translate("Phase", "Trigger");
    case Phase::Promote:
        return QCoreApplication::translate("Phase", "Promote");
    case Phase::Demote:
        return QCoreApplication::translate("Phase", "Demote");
    case Phase::Confirm:
        return QCoreApplication::translate("Phase", "Confirm");
    case Phase::Retreat:
        return QCoreApplication::translate("Phase", "Retreat");
    case Phase::Settle:
        return QCoreApplication::translate("Phase", "Settle");
    case Phase::Recover:
        return QCoreApplication::translate("Phase", "Recover");
    case Phase::Finished:
        return QCoreApplication::translate("Phase", "Finished");
    }
    return {};
}

} // namespace ferryman
