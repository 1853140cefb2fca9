// SPDX-License-Identifier: GPL-3.0-or-later
#include "home/practice_start.h"

#include <QCoreApplication>
#include <QProcess>

namespace ferryman {

/// Apart from this process: its servers end with their own console, and a switch that runs here
/// shares no thread with it.
bool startPractice() {
    return QProcess::startDetached(QCoreApplication::applicationFilePath(),
                                   {QStringLiteral("--practice")});
}

} // namespace ferryman
