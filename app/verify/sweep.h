// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "verify/batch_check.h"
#include "verify/key_queue.h"
#include "verify/key_supply.h"
#include "verify/verify_pace.h"

#include <QTimer>

#include <deque>

namespace ferryman {

/// The first look at all keys of one database, in both directions at once: keys of the source are
/// compared with the target, keys of the target are looked for on the source. What cannot be
/// settled at first sight is handed on as a suspect.
class Sweep : public QObject {
    Q_OBJECT
public:
    struct Supplies {
        std::unique_ptr<KeySupply> source;
        std::unique_ptr<KeySupply> target;
    };

    /// Reads on the lanes from place.lane up to `lanes`.
    Sweep(const BatchPlace& place, int lanes, Supplies supplies, VerifyPace& pace,
          QObject* parent = nullptr);

    void start();
    void hold(bool held); ///< No more keys for now: too many suspects wait.
    void pump();          ///< After the limits changed.
    [[nodiscard]] bool isDone() const { return m_done; }

    /// Where to go on if it stopped now; and the keys that are under way besides.
    [[nodiscard]] QByteArray sourceCursor() const;
    [[nodiscard]] QByteArray targetCursor() const;
    [[nodiscard]] QList<QByteArray> pending() const;

signals:
    void compared(const ferryman::BatchOutcome& batch);
    void keyCompared(const ferryman::KeyOutcome& outcome); ///< A large one, settled.
    void suspected(const QList<QByteArray>& keys);
    void done(); ///< Once.
    void failed(const ferryman::Error& error);

private:
    struct Direction {
        std::unique_ptr<KeySupply> supply;
        KeyQueue queue;
        bool fetching = false;
        [[nodiscard]] bool isDone() const {
            return supply->atEnd() && !fetching && queue.waiting() == 0 && queue.inFlight() == 0;
        }
    };

    void fetch(Direction& direction);
    bool compareNext();
    void takeBatch(const KeyQueue::Taken& taken, Result<BatchOutcome> batch, qint64 sentAtMs);
    void readMoreAtFirst(qsizetype longer, qsizetype ofKeys);
    bool lookUpNext();
    void takeFound(const KeyQueue::Taken& taken, const Result<QByteArray>& reply, qint64 sentAtMs);
    void findMissing(const KeyQueue::Taken& taken);
    void compareLarge();
    void count(const QList<BatchOutcome>& outcomes);
    void chargeBytes();
    void whenFree(const std::function<void()>& go);
    void takeLarge(const QByteArray& key, Result<KeyOutcome> outcome);
    void fail(const Error& error);
    [[nodiscard]] int nextLane();

    BatchPlace m_place;
    int m_lanes;
    VerifyPace& m_pace;
    Direction m_source;
    Direction m_target;
    std::deque<QByteArray> m_large;
    QList<QByteArray> m_largeRunning;
    qint64 m_chargedBytes = 0;
    int m_turn = 0;
    bool m_held = false;
    bool m_done = false;
    bool m_failed = false;
    QTimer m_later;
};

} // namespace ferryman
