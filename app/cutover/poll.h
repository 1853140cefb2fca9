// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/future.h"
#include "redis/value.h"

#include <QTimer>

#include <functional>

namespace ferryman {

/// One question asked again and again: never while the last one is unanswered, and never sooner
/// than `interval` after it was asked. An answer after stop() is dropped.
class Poll : public QObject {
    Q_OBJECT
public:
    using Answer = Result<QList<redis::Value>>;
    using Ask = std::function<Future<QList<redis::Value>>()>;
    using Take = std::function<void(const Answer&)>;

    explicit Poll(QObject* parent = nullptr);

    void start(std::chrono::milliseconds interval, Ask ask, Take take);
    void stop();
    [[nodiscard]] bool isRunning() const { return m_running; }

private:
    void askOnce();

    QTimer m_pause;
    Ask m_ask;
    Take m_take;
    bool m_running = false;
    bool m_unanswered = false;
    bool m_due = false;
    quint64 m_generation = 0;
};

} // namespace ferryman
