// SPDX-License-Identifier: GPL-3.0-or-later
#include "switch_announcer.h"

#include "models/phase_name.h"

#include <QAccessible>
#include <QTimer>
#include <QWidget>

namespace ferryman {

namespace {

constexpr std::chrono::seconds namedFor{10};

QString saidOf(Ending ending) {
    switch (ending) {
    case Ending::None:
        return {};
    case Ending::Migrated:
        return SwitchAnnouncer::tr("The switch is done.");
    case Ending::Aborted:
        return SwitchAnnouncer::tr("The switch was aborted: everything was put back.");
    case Ending::Attention:
        return SwitchAnnouncer::tr("The switch needs a person.");
    }
    return {};
}

} // namespace

SwitchAnnouncer::SwitchAnnouncer(QWidget& window)
    : m_window(window) {}

QString SwitchAnnouncer::titleOf(const Snapshot& snapshot) {
    const SwitchState& now = snapshot.failOver.cutover;
    if (now.running) {
        return tr("Switch of %1: %2 – Ferryman").arg(snapshot.plan.group, nameOf(now.phase));
    }
    return now.ending == Ending::Attention ? tr("A person is needed – Ferryman") : tr("Ferryman");
}

QString SwitchAnnouncer::spokenOf(const SwitchState& now, const QString& group) const {
    if (now.running && (!m_running || now.phase != m_phase)) {
        QString sentence = tr("Switch of %1: %2.").arg(group, nameOf(now.phase));
        if (now.irrevocable && !m_irrevocable) {
            sentence += u' ' + tr("From here there is no way back.");
        }
        return sentence;
    }
    if (m_running && !now.running && now.ending != Ending::None) {
        return saidOf(now.ending) + u' ' + now.outcome.translated();
    }
    return {};
}

void SwitchAnnouncer::take(const Snapshot& snapshot) {
    const SwitchState& now = snapshot.failOver.cutover;
    const QString spoken = spokenOf(now, snapshot.plan.group);
    m_running = now.running;
    m_irrevocable = now.irrevocable;
    m_phase = now.phase;
    if (const QString title = titleOf(snapshot); title != m_window.windowTitle()) {
        m_window.setWindowTitle(title);
    }
    if (!spoken.isEmpty()) {
        say(spoken);
    }
    if (!spoken.isEmpty() && !now.running) { // time to be read, then the title says it again
        QTimer::singleShot(namedFor, &m_window,
                           [&window = m_window] { window.setAccessibleName({}); });
    }
}

/// As an alert, and as a change of the name: of both some readers know only one.
void SwitchAnnouncer::say(const QString& sentence) {
    m_window.setAccessibleName(sentence);
    QAccessibleEvent named(&m_window, QAccessible::NameChanged);
    QAccessible::updateAccessibility(&named);
    QAccessibleEvent alert(&m_window, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

} // namespace ferryman
