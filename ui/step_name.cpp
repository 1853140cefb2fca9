// SPDX-License-Identifier: GPL-3.0-or-later
#include "step_name.h"

#include <QCoreApplication>

namespace ferryman {

QString nameOf(Step step) {
    switch (step) {
    case Step::Connect:
        return QCoreApplication::translate("Step", "Connect");
    case Step::Assess:
        return QCoreApplication::translate("Step", "Assess");
    case Step::Replicate:
        return QCoreApplication::translate("Step", "Replicate");
    case Step::Verify:
        return QCoreApplication::translate("Step", "Verify");
    case Step::FailOver:
        return QCoreApplication::translate("Step", "Fail over");
    case Step::Report:
        return QCoreApplication::translate("Step", "Report");
    }
    return {};
}

} // namespace ferryman
