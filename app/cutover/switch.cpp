// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/switch.h"

#include "cutover/runner.h"

namespace ferryman {

namespace {

constexpr auto asItIsThen = "(as it is then)";

SwitchScope foreseen(SwitchScope scope, const GateEvidence& evidence) {
    scope.source = evidence.source.isNull() ? scope.source : evidence.source;
    scope.target = evidence.target.isNull() ? scope.target : evidence.target;
    scope.pauses = pausesWrites(evidence.sourceIdentity);
    scope.fenceHolds = fenceHoldsScripts(evidence.sourceIdentity);
    scope.fenceHoldsQueued = fenceHoldsQueued(evidence.sourceIdentity);
    scope.before = {asItIsThen, asItIsThen, asItIsThen};
    scope.others.clear();
    for (const redis::Address& other : otherLiveReplicas(evidence)) {
        scope.others.append({other, asItIsThen});
    }
    return scope;
}

} // namespace

Switch::Switch(SwitchParties parties, QObject* parent)
    : QObject(parent)
    , m_parties(std::move(parties))
    , m_runner(std::make_unique<Runner>(m_parties)) {
    connect(m_runner.get(), &Runner::changed, this, &Switch::changed);
    connect(m_runner.get(), &Runner::refused, this, &Switch::refused);
    connect(m_runner.get(), &Runner::finished, this, &Switch::finished);
}

Switch::~Switch() = default;

QList<PlannedCommand> Switch::preview(const GateEvidence& evidence) const {
    if (m_runner->machine().phase != Phase::Gate) {
        return plannedCommands(m_runner->hands().scope());
    }
    QList<PlannedCommand> planned = plannedCommands(foreseen(m_runner->hands().scope(), evidence));
    for (PlannedCommand& command : planned) { // no word of a command, so it stands without quotes
        command.text.replace(QStringLiteral("\"%1\"").arg(QLatin1String(asItIsThen)),
                             QLatin1String(asItIsThen));
    }
    return planned;
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
