// SPDX-License-Identifier: GPL-3.0-or-later
#include "closing.h"

#include <optional>
#include <utility>

namespace ferryman {

namespace {

/// About what a person has to be asked; nothing: the window may close.
std::optional<CloseBox::Over> questionOver(const Snapshot& snapshot) {
    const SwitchState& cutover = snapshot.failOver.cutover;
    if (cutover.running) {
        return cutover.irrevocable ? CloseBox::Over::IrrevocableSwitch
                                   : CloseBox::Over::UndoableSwitch;
    }
    // Something stands changed that only a person can end, or that can be taken up.
    if (cutover.ending == Ending::Attention || snapshot.failOver.canRecover) {
        return CloseBox::Over::SwitchLeftOpen;
    }
    return {};
}

} // namespace

Closing::Closing(Session& session, QWidget& window)
    : QObject(&window)
    , m_session(session)
    , m_window(window) {}

bool Closing::isSwitchUnderWay() const {
    return m_session.snapshot()->switchRunning();
}

bool Closing::mayClose() {
    const SnapshotPtr snapshot = m_session.snapshot();
    const auto over = questionOver(*snapshot);
    if (!over || (over == CloseBox::Over::SwitchLeftOpen && m_leavesItOpen)) {
        return true;
    }
    if (m_then == Then::Stay && m_question.isNull()) {
        ask(*over, snapshot->failOver.cutover);
    }
    return false;
}

void Closing::endUnasked() {
    m_leavesItOpen = true;
    if (!isSwitchUnderWay()) {
        m_window.close();
        return;
    }
    const Then before = std::exchange(m_then, Then::Close);
    if (before == Then::Stay && !m_session.snapshot()->failOver.cutover.irrevocable) {
        m_session.abortSwitch();
    }
}

void Closing::take(const Snapshot& snapshot) {
    followQuestion(snapshot);
    if (m_then == Then::Stay || snapshot.switchRunning()) {
        return;
    }
    const bool asExpected =
        m_then == Then::Close || snapshot.failOver.cutover.ending == Ending::Aborted;
    // To close over a frozen source is asked for anew.
    const bool closes = asExpected && (!questionOver(snapshot) || m_leavesItOpen);
    m_then = Then::Stay;
    if (closes) {
        m_window.close();
    } else {
        emit switchWanted();
    }
}

/// A switch goes on below the question, past the point from which it cannot be undone, and ends:
/// whoever answers is to answer what is true now.
void Closing::followQuestion(const Snapshot& snapshot) {
    if (m_question.isNull()) {
        return;
    }
    const auto over = questionOver(snapshot);
    if (over == m_question->over()) {
        return;
    }
    m_question->hide();
    m_question->deleteLater();
    m_question.clear();
    if (over && m_then == Then::Stay) {
        ask(*over, snapshot.failOver.cutover);
    }
}

void Closing::ask(CloseBox::Over over, const SwitchState& cutover) {
    m_question = new CloseBox(over, cutover, &m_window);
    connect(m_question, &CloseBox::leaveAsked, this, [this, over] {
        if (over != CloseBox::Over::SwitchLeftOpen) {
            leaveRunning(over);
            return;
        }
        m_leavesItOpen = true;
        m_window.close();
    });
    if (over == CloseBox::Over::SwitchLeftOpen) {
        connect(m_question, &CloseBox::stayAsked, this, &Closing::switchWanted);
    }
    connect(m_question, &QDialog::finished, this, [this] { m_question.clear(); });
    m_question->open();
}

void Closing::leaveRunning(CloseBox::Over over) {
    const bool aborts = over == CloseBox::Over::UndoableSwitch;
    m_then = aborts ? Then::CloseIfAborted : Then::Close;
    if (aborts) {
        m_session.abortSwitch();
    }
}

} // namespace ferryman
