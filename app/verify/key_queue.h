// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "verify/batch_check.h"

#include <deque>
#include <memory>

namespace ferryman {

/// Keys between the scan that told of them and the comparison that is done with them. What a
/// comparison gives counts once everything before it in the scan counts, so that a scan can go on
/// from a cursor with no key left out and none counted twice, in whatever order comparisons end.
class KeyQueue {
    /// Replies to SCAN that count together.
    struct Unit {
        QByteArray from;
        std::deque<QByteArray> waiting;
        qint64 missing = 0; ///< Waiting and under way.
        bool begun = false;
        BatchOutcome outcome;
    };

public:
    struct Taken {
        QList<QByteArray> keys;
        std::shared_ptr<Unit> unit;
    };

    /// One reply to SCAN at `from`. Small ones are put together to about `unitKeys`.
    void add(const QByteArray& from, const QList<QByteArray>& keys, qsizetype unitKeys = 512);
    [[nodiscard]] Taken take(qsizetype most);

    /// Everything that counts now, in the order of the scan.
    [[nodiscard]] QList<BatchOutcome> settle(const Taken& taken, const BatchOutcome& outcome);

    [[nodiscard]] qsizetype waiting() const { return m_waiting; }
    [[nodiscard]] qint64 inFlight() const { return m_inFlight; }

    /// `next` is where the scan itself goes on.
    [[nodiscard]] QByteArray resumeCursor(const QByteArray& next) const;

private:
    std::deque<std::shared_ptr<Unit>> m_units; // that do not count yet
    qsizetype m_waiting = 0;
    qint64 m_inFlight = 0;
};

} // namespace ferryman
