// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "verify/side.h"

#include <QTimer>

namespace ferryman {

/// Where both servers are in the stream at one moment.
struct StreamPlaces {
    redis::ReplicationInfo source;
    redis::ReplicationInfo target;
    std::optional<qint64> sourceOffset;
    std::optional<qint64> targetOffset;
    double roundTripMs = 0; ///< Of the source's answer.
    [[nodiscard]] std::optional<qint64> lag() const;
};

/// Asks both for INFO replication on lane 0.
void askPlaces(const Pair& pair, QObject* context,
               const std::function<void(Result<StreamPlaces>)>& handler);

/// Why a target in that state cannot be compared as a replica, or nothing.
[[nodiscard]] std::optional<Error> brokenLink(const StreamPlaces& places, const Side& target);

/// Waits until one side has applied all that the other had when it was asked.
class Fence : public QObject {
    Q_OBJECT
public:
    enum class Who { Target, Source };
    using Handler = std::function<void(Result<qint64> offset)>;

    Fence(Pair pair, milliseconds deadline, QObject* parent = nullptr);

    /// `who` has to catch up: the target as a rule; a source that is a replica itself may be behind
    /// the target. One at a time; the handler comes once.
    void reach(Who who, Handler handler);

private:
    void ask();
    void take(Result<StreamPlaces> places);
    void answer(Result<qint64> result);

    Pair m_pair;
    milliseconds m_deadline;
    Who m_who = Who::Target;
    Handler m_handler;
    std::optional<qint64> m_wanted;
    qint64 m_until = 0;
    QTimer m_again;
};

} // namespace ferryman
