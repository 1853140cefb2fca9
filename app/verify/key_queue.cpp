// SPDX-License-Identifier: GPL-3.0-or-later
#include "verify/key_queue.h"

namespace ferryman {

void KeyQueue::add(const QByteArray& from, const QList<QByteArray>& keys) {
    if (keys.isEmpty()) {
        return;
    }
    const auto piece = std::make_shared<Piece>(Piece{from, keys.size()});
    m_pieces.push_back(piece);
    for (const QByteArray& key : keys) {
        m_waiting.emplace_back(key, piece);
    }
}

KeyQueue::Taken KeyQueue::take(qsizetype most) {
    Taken taken;
    taken.keys.reserve(std::min(most, waiting()));
    while (taken.keys.size() < most && !m_waiting.empty()) {
        auto& [key, piece] = m_waiting.front();
        if (taken.shares.isEmpty() || taken.shares.last().first != piece) {
            taken.shares.append({piece, 0});
        }
        taken.shares.last().second += 1;
        taken.keys.append(std::move(key));
        m_waiting.pop_front();
    }
    m_inFlight += taken.keys.size();
    return taken;
}

void KeyQueue::settle(const Taken& taken) {
    m_inFlight -= taken.keys.size();
    for (const auto& [piece, keys] : taken.shares) {
        piece->missing -= keys;
    }
    while (!m_pieces.empty() && m_pieces.front()->missing == 0) {
        m_pieces.pop_front();
    }
}

QByteArray KeyQueue::resumeCursor(const QByteArray& next) const {
    return m_pieces.empty() ? next : m_pieces.front()->from;
}

} // namespace ferryman
