// SPDX-License-Identifier: GPL-3.0-or-later
#include "session_end.h"

#include "base/unix_signals.h"
#include "closing.h"
#include "main_window.h"

#include <QGuiApplication>
#include <QSessionManager>

namespace ferryman {

SessionEnd::SessionEnd(MainWindow& window)
    : QObject(&window) {
    const auto* signalled = new UnixSignals(this);
    connect(signalled, &UnixSignals::asked, &window.closing(), &Closing::endUnasked);
    connect(
        qApp, &QGuiApplication::commitDataRequest, &window,
        [&window](QSessionManager& manager) {
            if (!window.closing().isSwitchUnderWay()) {
                return; // all that matters is in the journal
            }
            if (manager.allowsInteraction()) { // somebody is there: leaving the session can wait
                manager.cancel();
                window.close();
            } else {
                window.closing().endUnasked();
            }
        },
        Qt::DirectConnection); // the manager waits for the answer
}

} // namespace ferryman
