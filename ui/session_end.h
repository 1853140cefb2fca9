// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace ferryman {

class MainWindow;

/// Follows the machine when it wants the console to end: SIGINT, SIGTERM, SIGHUP, and the desktop's
/// session that is being left. Nobody answers a question then, so none is asked: a switch that can
/// be undone is aborted, any other is brought to its end, and then the window closes.
class SessionEnd final : public QObject {
    Q_OBJECT
public:
    explicit SessionEnd(MainWindow& window);
};

} // namespace ferryman
