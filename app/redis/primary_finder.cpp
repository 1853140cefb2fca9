// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/primary_finder.h"

#include "redis/role.h"

namespace ferryman::redis {

PrimaryFinder::PrimaryFinder(Group group, QObject* parent)
    : QObject(parent)
    , m_group(std::move(group)) {}

PrimaryFinder::~PrimaryFinder() = default;

ClientLimits PrimaryFinder::limits() const {
    ClientLimits limits;
    limits.connectDeadline = m_group.connectDeadline;
    limits.commandDeadline = milliseconds(2000);
    return limits;
}

void PrimaryFinder::find(std::function<void(Result<std::unique_ptr<Client>>)> found) {
    m_found = std::move(found);
    askSentinel(0);
}

void PrimaryFinder::answer(Result<std::unique_ptr<Client>> result) {
    if (m_client) {
        m_client.release()->deleteLater(); // it may be the one that called
    }
    if (const auto found = std::exchange(m_found, {})) {
        found(std::move(result));
    }
}

void PrimaryFinder::askSentinel(qsizetype index) {
    if (index >= m_group.sentinels.size()) {
        answer(failure(
            ErrorKind::Unreachable,
            {QT_TRANSLATE_NOOP("core", "No Sentinel names a primary of %1."), {m_group.name}}));
        return;
    }
    const qsizetype asked = (m_first + index) % m_group.sentinels.size();
    if (m_client) {
        m_client.release()->deleteLater();
    }
    m_client = std::make_unique<Client>(m_group.sentinels.at(asked), limits());
    auto* client = m_client.get();
    const auto named = andThen(client->open(), client, [this, client](Done) {
        return client->send({"SENTINEL", "GET-MASTER-ADDR-BY-NAME", m_group.name.toUtf8()},
                            milliseconds(500));
    });
    whenDone(named, client, [this, index, asked](const Result<Value>& reply) {
        if (!reply || reply->items().size() != 2) {
            askSentinel(index + 1);
            return;
        }
        m_first = asked;
        connectTo({QString::fromUtf8(reply->items().at(0).bytes()),
                   static_cast<quint16>(reply->items().at(1).bytes().toUShort())});
    });
}

void PrimaryFinder::connectTo(const Address& address) {
    m_client.release()->deleteLater();
    m_client = std::make_unique<Client>(m_group.server(address), limits());
    auto* client = m_client.get();
    const auto role = andThen(client->open(), client,
                              [client](Done) { return client->send({"ROLE"}, milliseconds(500)); });
    whenDone(role, client, [this](const Result<Value>& reply) {
        const auto parsed = reply ? parseRole(*reply) : tl::make_unexpected(reply.error());
        if (!parsed) {
            answer(tl::make_unexpected(parsed.error()));
        } else if (parsed->role != Role::Primary) {
            answer(failure(
                ErrorKind::Refused,
                {QT_TRANSLATE_NOOP("core", "The server that Sentinel names is no primary.")},
                m_client->address()));
        } else {
            answer(std::move(m_client));
        }
    });
}

} // namespace ferryman::redis
