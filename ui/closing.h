// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "close_box.h"
#include "session/session.h"

#include <QPointer>

namespace ferryman {

/// The ways in which the console ends. The person who closes the window is asked before a switch
/// is left; the machine is not, for nobody would answer.
class Closing final : public QObject {
    Q_OBJECT
public:
    Closing(Session& session, QWidget& window);

    /// Whether the window may close at once. If not, the person is asked what is to become of the
    /// switch; the window closes by itself once the answer allows it.
    [[nodiscard]] bool mayClose();
    [[nodiscard]] bool isSwitchUnderWay() const;
    /// Ends without a question: what can be undone is, all else is brought to its end before. A
    /// switch that needs a person is left open, as the journal has it for the next start.
    void endUnasked();

    void take(const Snapshot& snapshot);

signals:
    void switchWanted(); ///< The person is to see how the switch stands.

private:
    /// What follows once the switch has ended.
    enum class Then {
        Stay,
        CloseIfAborted, ///< So the person was told it would be.
        Close,
    };

    void ask(CloseBox::Over over, const SwitchState& cutover);
    void followQuestion(const Snapshot& snapshot);
    void leaveRunning(CloseBox::Over over);

    Session& m_session;
    QWidget& m_window;
    QPointer<CloseBox> m_question;
    Then m_then = Then::Stay;
    bool m_leavesItOpen = false; ///< A person was asked, or nobody is there.
};

} // namespace ferryman
