// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "cutover/gate.h"
#include "cutover/switch_state.h"
#include "journal/journal.h"
#include "redis/subscriber.h"
#include "topology/sentinels.h"

#include <functional>
#include <memory>

namespace ferryman {

/// Everything that one switch acts on.
struct SwitchParties {
    Plan plan;
    QString group;
    redis::Connection* source = nullptr;
    redis::Connection* target = nullptr;
    Sentinels* sentinels = nullptr;
    Journal* journal = nullptr;
    const Clock* clock = nullptr;
    /// Fresh evidence for the gates, read when asked; `armed` is set by the switch.
    std::function<Future<GateEvidence>()> evidence;
};

/// One switch from its confirmation to its end: the runner around the pure transition
/// (cutover/transition.h).
class Switch : public QObject {
    Q_OBJECT
public:
    explicit Switch(SwitchParties parties, QObject* parent = nullptr);
    ~Switch() override;

    /// Literally what will be sent, in order; the same list that the journal receives as intents
    /// before Freeze.
    [[nodiscard]] QList<PlannedCommand> preview(const Topology& topology) const;

    /// Begins when it is the group's name and all gates are open; else refused() says why, and
    /// nothing was changed.
    void confirm(const QString& typedGroup);
    [[nodiscard]] Result<Done> abort(); ///< Until Trigger; afterwards refused with the reason.

    [[nodiscard]] const SwitchState& state() const;

signals:
    void changed(const ferryman::SwitchState& state);
    void refused(const ferryman::Message& because); ///< The confirmation was not taken.
    void finished(ferryman::Ending ending);         ///< Once.

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace ferryman
