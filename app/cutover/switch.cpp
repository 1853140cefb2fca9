// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/switch.h"

#include "cutover/runner.h"

namespace ferryman {

Switch::Switch(SwitchParties parties, QObject* parent)
    : QObject(parent)
    , m_parties(std::move(parties))
    , m_runner(std::make_unique<Runner>(m_parties)) {
    connect(m_runner.get(), &Runner::changed, this, &Switch::changed);
    connect(m_runner.get(), &Runner::refused, this, &Switch::refused);
    connect(m_runner.get(), &Runner::finished, this, &Switch::finished);
}

Switch::~Switch() = default;

QList<PlannedCommand> Switch::preview(const Topology& topology) const {
    SwitchScope scope = m_runner->hands().scope();
    if (!topology.primary.isNull()) {
        scope.source = topology.primary;
    }
    return plannedCommands(scope);
}

void Switch::confirm(const QString& typedGroup) {
    const MachineState& machine = m_runner->machine();
    if (machine.phase != Phase::Gate || machine.isRunning()) {
        emit refused({QT_TRANSLATE_NOOP("core", "The switch has begun already.")});
    } else if (typedGroup != m_parties.group) {
        emit refused(
            {QT_TRANSLATE_NOOP("core", "\"%1\" is not the name of the group, which is \"%2\"."),
             {typedGroup, m_parties.group}});
    } else {
        m_runner->confirm();
    }
}

void Switch::resume() {
    m_runner->resume();
}

Result<Done> Switch::abort() {
    const MachineState& machine = m_runner->machine();
    if (!machine.isRunning()) {
        return failure(ErrorKind::Refused, {QT_TRANSLATE_NOOP("core", "No switch is under way.")});
    }
    if (machine.phase == Phase::Retreat || machine.phase == Phase::Recover) {
        return failure(ErrorKind::Refused,
                       {QT_TRANSLATE_NOOP("core", "Everything is being put back already.")});
    }
    if (machine.isIrrevocable()) {
        return failure(
            ErrorKind::Refused,
            {QT_TRANSLATE_NOOP("core", "The failover was begun already, so the switch only goes "
                                       "forward: stopping it now could lose writes.")});
    }
    m_runner->abort();
    return Done{};
}

const SwitchState& Switch::state() const {
    return m_runner->state();
}

const QList<Gate>& Switch::gates() const {
    return m_runner->hands().gates();
}

} // namespace ferryman
