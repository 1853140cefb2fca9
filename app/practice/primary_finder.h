// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/client.h"

#include <QObject>

#include <memory>

namespace ferryman {

/// A connection to the primary of a group, found as client libraries find it: the Sentinels are
/// asked one after the other, the address that the first one names is connected to, and the server
/// there must say itself that it is a master.
class PrimaryFinder : public QObject {
    Q_OBJECT
public:
    struct Group {
        QList<redis::Address> sentinels;
        QString name;
        Secret password; ///< Of the servers, not of the Sentinels.
    };

    explicit PrimaryFinder(Group group, QObject* parent = nullptr);
    ~PrimaryFinder() override;

    /// One round: an open connection, or why there is none now. Not called again before it has
    /// answered.
    void find(std::function<void(Result<std::unique_ptr<redis::Client>>)> found);

private:
    void askSentinel(qsizetype index);
    void connectTo(const redis::Address& address);
    void answer(Result<std::unique_ptr<redis::Client>> result);
    [[nodiscard]] static redis::ClientLimits limits();

    Group m_group;
    std::function<void(Result<std::unique_ptr<redis::Client>>)> m_found;
    std::unique_ptr<redis::Client> m_client; ///< To whom it speaks now.
    qsizetype m_first = 0;                   ///< The Sentinel that answered last is asked first.
};

} // namespace ferryman
