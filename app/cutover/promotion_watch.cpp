// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/promotion_watch.h"

#include "redis/role.h"

namespace ferryman {

using redis::Command;
using redis::Value;

namespace {

constexpr milliseconds readDeadline{1500};
constexpr milliseconds roleEvery{10};

} // namespace

PromotionWatch::PromotionWatch(Line& target, const Clock& clock, QObject* parent)
    : QObject(parent)
    , m_target(target)
    , m_clock(clock) {}

void PromotionWatch::stop() {
    m_role.stop();
}

void PromotionWatch::start(const std::optional<redis::ServerStart>& prepared,
                           const EffectAnswer& answer) {
    m_role.start(
        roleEvery, [this] { return m_target.ask({Command{"ROLE"}}, readDeadline); },
        [this, prepared, answer](const Poll::Answer& replies) {
            const auto role =
                replies.and_then([](const auto& good) { return redis::parseRole(good.first()); });
            if (role && role->role ==
                            redis::Role::Primary) { // an error is silence, and silence is no answer
                m_role.stop();
                judge(prepared, answer);
            }
        });
}

/// One that was started anew says role:master as well, and may be empty. Over the connection of
/// Prepare it is the same run; else it is asked.
void PromotionWatch::judge(const std::optional<redis::ServerStart>& prepared,
                           const EffectAnswer& answer) {
    if (m_target.isOpen() && m_target.openings() == m_opening) {
        answer(doneWith(EffectKind::WatchRole));
        return;
    }
    whenDone(m_target.ask({Command{"INFO", "server"}}, readDeadline), this,
             [this, prepared, answer](const Result<QList<Value>>& replies) {
                 const auto start =
                     replies ? redis::serverStart(replies->first(), m_clock.utc()) : std::nullopt;
                 if (start && prepared && start->isSameRun(*prepared)) {
                     answer(doneWith(EffectKind::WatchRole));
                 } else {
                     answer({EventKind::Lost,
                             EffectKind::WatchRole,
                             {QT_TRANSLATE_NOOP("core", "Dragonfly was started anew.")},
                             0,
                             {}});
                 }
             });
}

} // namespace ferryman
