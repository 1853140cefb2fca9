// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/line.h"
#include "cutover/outcome_event.h"
#include "cutover/poll.h"
#include "redis/server_start.h"

namespace ferryman {

/// Watches for Dragonfly's promotion by its own word: role:master, of the run that was prepared.
class PromotionWatch : public QObject {
    Q_OBJECT
public:
    PromotionWatch(Line& target, const Clock& clock, QObject* parent = nullptr);

    /// Over the present connection to Dragonfly it is the run that was prepared.
    void prepared() { m_opening = m_target.openings(); }

    /// Done, or Lost where it was started anew since: it may be empty then.
    void start(const std::optional<redis::ServerStart>& prepared, const EffectAnswer& answer);
    void stop();

private:
    void judge(const std::optional<redis::ServerStart>& prepared, const EffectAnswer& answer);

    Line& m_target;
    const Clock& m_clock;
    Poll m_role;
    quint64 m_opening = 0; ///< Which opening of the line that was.
};

} // namespace ferryman
