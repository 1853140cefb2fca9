// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/sentinel_ring.h"

namespace ferryman {

/// Asks every Sentinel, Dragonfly and the source at once, and makes one Look of what is answered
/// within 500 ms. Whoever is silent for longer counts as silent. A newer start makes an older one's
/// answers void.
class LookAround : public QObject {
    Q_OBJECT
public:
    LookAround(SentinelRing& sentinels, Line& source, Line& target, const Clock& clock,
               QObject* parent = nullptr);

    void start(const SwitchScope& scope, std::function<void(const Look&)> done);

private:
    struct Answers {
        QList<Poll::Answer> sentinels;
        Poll::Answer source;
        Poll::Answer target;
        qsizetype missing = 0;
    };

    void collect(const Future<QList<redis::Value>>& future, Poll::Answer* into);
    void conclude();

    SentinelRing& m_sentinels;
    Line& m_source;
    Line& m_target;
    const Clock& m_clock;
    SwitchScope m_scope;
    QTimer m_deadline;
    std::shared_ptr<Answers> m_answers;
    std::function<void(const Look&)> m_done;
};

} // namespace ferryman
