// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/client_count.h"

#include "redis/client_list.h"

namespace ferryman {

using redis::Command;
using redis::Value;

namespace {

constexpr milliseconds readDeadline{1500};

} // namespace

ClientCount::ClientCount(Line& source, Line& target, SwitchRecord& record, QString consoles,
                         QObject* parent)
    : QObject(parent)
    , m_source(source)
    , m_target(target)
    , m_record(record)
    , m_consoles(std::move(consoles)) {}

/// Two consoles would undo each other's steps: one could lift the fence of the other's switch.
Result<Done> ClientCount::refuseOtherConsole(const QList<redis::ClientLine>& clients) const {
    const QString own = QString::fromLatin1(m_source.login().clientName);
    for (const redis::ClientLine& client : clients) {
        if (client.name.startsWith(m_consoles) && client.name != own) {
            return failure(ErrorKind::Refused,
                           {QT_TRANSLATE_NOOP("core", "Another console has this migration open, on "
                                                      "%1 (%2): close it, then begin again."),
                            {client.name.sliced(m_consoles.size()), client.address.host}});
        }
    }
    return Done{};
}

Future<Done> ClientCount::countBefore() {
    Promise<Done> promise;
    whenDone(m_source.ask({Command{"CLIENT", "LIST"}}, readDeadline), this,
             [this, promise](const Result<QList<Value>>& replies) {
                 const auto clients = replies.and_then(
                     [](const auto& good) { return redis::parseClientList(good.first()); });
                 if (!clients) {
                     promise.complete(Done{});
                     return;
                 }
                 m_before = clientGroups(*clients);
                 m_record.counted(m_source.address(), *m_before);
                 promise.complete(refuseOtherConsole(*clients));
             });
    return promise.future();
}

Future<Message> ClientCount::countAgain() {
    if (!m_before) {
        return ready<Message>(Message{
            QT_TRANSLATE_NOOP("core", "Who of the clients came is not known: the old primary did "
                                      "not tell who was connected.")});
    }
    return andThen(m_target.ask({Command{"CLIENT", "LIST"}}, readDeadline), this,
                   [this](const QList<Value>& replies) -> Result<Message> {
                       const auto clients = redis::parseClientList(replies.first());
                       if (!clients) {
                           return Message{QT_TRANSLATE_NOOP("core",
                                                            "Who of the clients came is not "
                                                            "known: Dragonfly did not "
                                                            "tell.")};
                       }
                       m_census = compare(*m_before, clientGroups(*clients));
                       return ferryman::tell(*m_census);
                   });
}

} // namespace ferryman
