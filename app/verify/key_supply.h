// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "verify/side.h"

#include <QSet>

namespace ferryman {

/// Where the keys of one side of one database come from.
class KeySupply {
public:
    using Handler = std::function<void(Result<QList<QByteArray>>)>;

    virtual ~KeySupply() = default;
    KeySupply() = default;
    KeySupply(const KeySupply&) = delete;
    KeySupply& operator=(const KeySupply&) = delete;

    /// The next keys, about so many; sometimes none before the end. One at a time.
    virtual void fetch(qint64 keys, Handler handler) = 0;
    [[nodiscard]] virtual bool atEnd() const = 0;
    /// Where fetch() goes on: "0" at the beginning, "end" at the end.
    [[nodiscard]] virtual QByteArray cursor() const { return "0"; }
};

/// All keys by SCAN: each that exists from beginning to end comes at least once, and nothing is
/// kept on the server.
class ScannedKeys final : public KeySupply {
public:
    ScannedKeys(Side& side, int database, QByteArray from = "0");

    void fetch(qint64 keys, Handler handler) override;
    [[nodiscard]] bool atEnd() const override { return m_atEnd; }
    [[nodiscard]] QByteArray cursor() const override { return m_atEnd ? "end" : m_cursor; }

private:
    Side& m_side;
    int m_database;
    QByteArray m_cursor;
    bool m_atEnd = false;
};

/// So many different keys by RANDOMKEY, or as many as can be found.
class RandomKeys final : public KeySupply {
public:
    RandomKeys(Side& side, int database, qint64 wanted);

    void fetch(qint64 keys, Handler handler) override;
    [[nodiscard]] bool atEnd() const override { return m_atEnd; }

private:
    Side& m_side;
    int m_database;
    qint64 m_wanted;
    QSet<QByteArray> m_drawn;
    int m_inVain = 0; // draws in a row that gave nothing new
    bool m_atEnd = false;
};

} // namespace ferryman
