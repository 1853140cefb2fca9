// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/client.h"

#include <QObject>

#include <memory>

namespace ferryman::redis {

/// A connection to the primary of a group, found as client libraries find it: the Sentinels are
/// asked one after the other, the address that the first one names is connected to, and the server
/// there must say itself that it is a master.
class PrimaryFinder : public QObject {
    Q_OBJECT
public:
    struct Group {
        QList<Login> sentinels;
        QString name;
        std::function<Login(const Address&)> server; ///< For the primary at that address.
        milliseconds connectDeadline{500};           ///< A stopped server holds nobody up.
    };

    explicit PrimaryFinder(Group group, QObject* parent = nullptr);
    ~PrimaryFinder() override;

    /// One round: an open connection, or why there is none now. Not called again before it has
    /// answered.
    void find(std::function<void(Result<std::unique_ptr<Client>>)> found);

private:
    void askSentinel(qsizetype index);
    void connectTo(const Address& address);
    void answer(Result<std::unique_ptr<Client>> result);
    [[nodiscard]] ClientLimits limits() const;

    Group m_group;
    std::function<void(Result<std::unique_ptr<Client>>)> m_found;
    std::unique_ptr<Client> m_client; ///< To whom it speaks now.
    qsizetype m_first = 0;            ///< The Sentinel that answered last is asked first.
};

} // namespace ferryman::redis
