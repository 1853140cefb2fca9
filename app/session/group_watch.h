// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "redis/connection.h"
#include "session/snapshot.h"

#include <functional>
#include <map>
#include <memory>

namespace ferryman {

/// Asks every server of the group for itself, for whoever looks at the topology, and reads the raw
/// INFO of one when a person wants it. On connections of its own: what the switch waits for never
/// stands behind a question that only somebody's eyes asked.
class GroupWatch : public QObject {
    Q_OBJECT
public:
    /// Who belongs to the group now.
    struct Group {
        std::function<QList<redis::Address>()> servers; ///< The Sentinels left out.
        /// For any server of the group, Sentinels included; nothing for others.
        std::function<std::optional<redis::Login>(const redis::Address&)> loginFor;
    };

    GroupWatch(const Clock& clock, Group group, QObject* parent = nullptr);
    ~GroupWatch() override;

    /// Asks every server, each at most every 2 s and only once
    /// its last answer came; `often`: every time.
    void look(bool often);
    /// Reads INFO of one server of the group within 3 s; state in rawInfo(). A newer call makes the
    /// older one's answer void.
    void readInfo(const redis::Address& server);
    void clear();

    [[nodiscard]] QList<ServerView> servers() const;
    [[nodiscard]] const RawInfo& rawInfo() const { return m_raw; }

signals:
    void changed();

private:
    struct Watched {
        ServerView view;
        std::unique_ptr<redis::Connection> connection;
        bool asking = false;
        qint64 askedAtMs = 0; ///< Monotonic.
    };

    void ask(const redis::Address& server);
    void take(Watched& watched, const Result<QList<redis::Value>>& replies);
    void takeRaw(const Result<redis::Value>& reply);

    const Clock& m_clock;
    Group m_group;
    std::map<QString, Watched> m_watched; ///< By address.
    RawInfo m_raw;
    std::unique_ptr<redis::Connection> m_rawConnection;
    quint64 m_generation = 0;
    quint64 m_rawGeneration = 0;
};

/// What INFO said, fit to be shown: its lines one by one, at most 2,000 of them and each at most
/// 500 characters long.
[[nodiscard]] QString shownInfo(QByteArrayView text);

} // namespace ferryman
