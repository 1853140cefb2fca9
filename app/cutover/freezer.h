// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/frozen_point.h"
#include "cutover/line.h"
#include "cutover/outcome_event.h"

#include <QTimer>

namespace ferryman {

/// Ends the source's writes and lets them go on. Freeze and its way back go over one connection, so
/// that a freeze that is late cannot come after what lifts it.
class Freezer : public QObject {
    Q_OBJECT
public:
    Freezer(Line& source, SwitchRecord& record, QObject* parent = nullptr);

    /// What is to be asked of the source before the freeze, for takeBaseline().
    [[nodiscard]] static QList<redis::Command> questions();
    /// Writes what stands there before the freeze into the scope. Errors: Refused where this source
    /// could not be fenced or not be put back.
    [[nodiscard]] Result<Done> takeBaseline(const QList<redis::Value>& replies, SwitchScope& scope);

    /// The scope gets the frozen point. A pause that has to last beyond the budget lasts while no
    /// Sentinel takes the source for down, so long as `shortestDownAfterMs` allows.
    void freeze(SwitchScope& scope, qint64 shortestDownAfterMs, const EffectAnswer& answer);
    void demoted() { m_prolong.stop(); }
    void unfence(const SwitchScope& scope, const EffectAnswer& answer);

private:
    [[nodiscard]] bool onFreezingConnection() const;
    void frozen(SwitchScope& scope, const Result<QList<redis::Value>>& replies,
                const EffectAnswer& answer);
    void discardQueued(SwitchScope& scope, const EffectAnswer& answer);
    void take(SwitchScope& scope, const Result<FrozenPoint>& point, const EffectAnswer& answer);
    void prolongPause();

    Line& m_source;
    SwitchRecord& m_record;
    FrozenPoint m_baseline;
    quint64 m_opening = 0; ///< Of the line to the source, at takeBaseline().
    QTimer m_prolong;      ///< Of the pause, where scripts pass the fence.
    int m_pausedMs = 0;    ///< Asked for since the freeze.
    qint64 m_shortestDownAfterMs = 0;
};

} // namespace ferryman
