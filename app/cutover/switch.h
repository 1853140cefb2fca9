// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/switch_parties.h"
#include "cutover/switch_state.h"

#include <QObject>

#include <memory>

namespace ferryman {

class Runner;

/// One switch from its confirmation to its end: the runner around the pure transition
/// (cutover/transition.h).
class Switch : public QObject {
    Q_OBJECT
public:
    explicit Switch(SwitchParties parties, QObject* parent = nullptr);
    ~Switch() override;

    /// Literally what will be sent, in order. Before it begins, whom it concerns is taken from the
    /// evidence, and an old value that is not read yet is shown as "(as it is then)".
    [[nodiscard]] QList<PlannedCommand> preview(const GateEvidence& evidence) const;

    /// Begins when it is the group's name and all gates are open; else refused() says why, and
    /// nothing was changed.
    void confirm(const QString& typedGroup);
    void resume();                      ///< Goes on with what an earlier console left open.
    [[nodiscard]] Result<Done> abort(); ///< Until Trigger; afterwards refused with the reason.

    [[nodiscard]] const SwitchState& state() const;
    [[nodiscard]] const QList<Gate>& gates() const; ///< As they were judged last, for the report.

signals:
    void changed(const ferryman::SwitchState& state);
    void refused(const ferryman::Message& because); ///< The confirmation was not taken.
    void finished(ferryman::Ending ending);         ///< Once, when the journal has all of it.

private:
    SwitchParties m_parties;
    std::unique_ptr<Runner> m_runner;
};

} // namespace ferryman
