// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

#include <deque>
#include <memory>

namespace ferryman {

/// Keys between the scan that told of them and the comparison that is done with them. It knows the
/// cursor from which a scan has to go on so that no key is left out, in whatever order the
/// comparisons end.
class KeyQueue {
    struct Piece {
        QByteArray from;
        qint64 missing = 0;
    };

public:
    /// Keys that were taken out, and to which pieces of the scan they belong.
    struct Taken {
        QList<QByteArray> keys;
        QList<std::pair<std::shared_ptr<Piece>, qint64>> shares;
    };

    void add(const QByteArray& from,
             const QList<QByteArray>& keys); ///< One reply to SCAN at `from`.
    [[nodiscard]] Taken take(qsizetype most);
    void settle(const Taken& taken);

    [[nodiscard]] qsizetype waiting() const { return qsizetype(m_waiting.size()); }
    [[nodiscard]] qint64 inFlight() const { return m_inFlight; }

    /// `next` is where the scan itself goes on.
    [[nodiscard]] QByteArray resumeCursor(const QByteArray& next) const;

private:
    std::deque<std::pair<QByteArray, std::shared_ptr<Piece>>> m_waiting;
    std::deque<std::shared_ptr<Piece>> m_pieces;
    qint64 m_inFlight = 0;
};

} // namespace ferryman
