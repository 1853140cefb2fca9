// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/snapshot.h"

#include <QCoreApplication>

class QWidget;

namespace ferryman {

/// Says each phase of a switch and its end: in the window's title, which a task bar shows too, and
/// to a screen reader as an alert, whatever page stands in front.
class SwitchAnnouncer {
    Q_DECLARE_TR_FUNCTIONS(ferryman::SwitchAnnouncer)
public:
    explicit SwitchAnnouncer(QWidget& window);

    void take(const Snapshot& snapshot);

private:
    [[nodiscard]] static QString titleOf(const Snapshot& snapshot);
    [[nodiscard]] QString spokenOf(const SwitchState& now, const QString& group) const;
    void say(const QString& sentence);

    QWidget& m_window;
    bool m_running = false;
    bool m_irrevocable = false;
    Phase m_phase = Phase::Gate;
};

} // namespace ferryman
