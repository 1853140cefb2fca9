// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/raw_client.h"
#include "verify/server_facts.h"

#include <vector>

namespace ferryman {

inline constexpr int anyDatabase = -1; ///< For commands that look at no key.

/// One of the two servers: several connections (lanes), each in some database.
class Side : public QObject {
    Q_OBJECT
public:
    using Handler = redis::RawClient::Handler;

    Side(const redis::Login& login, int lanes, QObject* parent = nullptr);

    [[nodiscard]] Future<Done> open();         ///< All lanes, or the first error.
    [[nodiscard]] Future<ServerFacts> learn(); ///< Asks anew; facts() holds them afterwards.
    [[nodiscard]] Future<bool> hasDatabase(int database);

    /// Sends to one lane, after SELECT where it stands in another database.
    void ask(int lane, int database, const redis::CommandWriter& commands, Handler handler);

    [[nodiscard]] const ServerFacts& facts() const { return m_facts; }
    [[nodiscard]] qint64 receivedBytes() const;
    [[nodiscard]] redis::Address address() const { return m_login.endpoint.address; }
    [[nodiscard]] bool isOpen() const;
    void close();

signals:
    void lost(const ferryman::Error& error); ///< A lane ended by itself.

private:
    struct Lane {
        std::unique_ptr<redis::RawClient> client;
        int database = 0;
    };

    redis::Login m_login;
    std::vector<Lane> m_lanes;
    ServerFacts m_facts;
};

/// Both servers, asked the same at the same time.
struct Pair {
    using Handler = std::function<void(Result<QByteArray> source, Result<QByteArray> target)>;

    Side* source = nullptr;
    Side* target = nullptr;

    /// The handler comes once, when both have answered.
    void ask(int lane, int database, const redis::CommandWriter& toSource,
             const redis::CommandWriter& toTarget, Handler handler) const;

    /// Both can tell expiries as moments; otherwise what is left of them is compared.
    [[nodiscard]] bool expireTimes() const {
        return source->facts().expireTime && target->facts().expireTime;
    }
    [[nodiscard]] bool fieldExpiries() const {
        return source->facts().fieldExpireTime && target->facts().fieldExpireTime;
    }
    /// How far the two clocks are apart: by so much one side expires a key before the other.
    [[nodiscard]] milliseconds clockSkew() const {
        return milliseconds(std::abs(source->facts().clockAheadMs - target->facts().clockAheadMs));
    }
};

/// The error reply among `replies` that is no WRONGTYPE, which a key that was replaced meanwhile
/// gives. An error of the server's state or of a permission ends a verification.
[[nodiscard]] std::optional<Error> fatalReply(QByteArrayView replies, const Side& side);

} // namespace ferryman
