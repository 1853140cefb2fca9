// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/login.h"

namespace ferryman::redis {

QList<Command> loginCommands(const Login& login) {
    QList<Command> commands;
    const Endpoint& endpoint = login.endpoint;
    const QByteArray& password = login.password.reveal();
    if (!endpoint.user.isEmpty()) { // with an empty password too: an ACL user may be `nopass`
        commands.append(Command{"AUTH", endpoint.user.toUtf8(), password}.blotting(2));
    } else if (!password.isEmpty()) {
        commands.append(Command{"AUTH", password}.blotting(1));
    }
    if (endpoint.database != 0) {
        commands.append(Command{"SELECT", QByteArray::number(endpoint.database)});
    }
    commands.append(Command{"CLIENT", "SETNAME", login.clientName});
    return commands;
}

bool isTolerable(const Command& loginCommand, const Error& error) {
    return loginCommand.words().first() == "CLIENT" && error.kind != ErrorKind::Auth &&
           error.kind != ErrorKind::Unreachable;
}

Error openingTimeout(const Endpoint& endpoint, milliseconds deadline, Transport::Stage stage) {
    const QString address = endpoint.address.toString();
    const QString seconds = QString::number(static_cast<double>(deadline.count()) / 1000.0);
    const auto timeout = [&](const char* message) {
        return Error{ErrorKind::Timeout, {message, {address, seconds}}, address, {}};
    };
    switch (stage) {
    case Transport::Stage::Closed:
    case Transport::Stage::Connecting:
        break;
    case Transport::Stage::Securing:
        return timeout(QT_TRANSLATE_NOOP(
            "core", "%1 accepts connections but does not answer TLS within %2 s: if it is a port "
                    "without TLS, write redis:// instead of rediss://."));
    case Transport::Stage::Ready:
        return endpoint.tls
                   ? timeout(QT_TRANSLATE_NOOP(
                         "core",
                         "%1 did not answer the login within %2 s: it hangs or is overloaded."))
                   : timeout(QT_TRANSLATE_NOOP(
                         "core", "%1 accepts connections but says nothing within %2 s: it hangs, "
                                 "or it wants TLS, then write rediss:// instead of redis://."));
    }
    return timeout(QT_TRANSLATE_NOOP("core", "No answer from %1 within %2 s: check the address, "
                                             "the port, the network and its firewalls."));
}

Error endedDuringLogin(const Endpoint& endpoint, const Error& error) {
    if (endpoint.tls || error.kind != ErrorKind::Unreachable) {
        return error;
    }
    const QString address = endpoint.address.toString();
    return {error.kind,
            {QT_TRANSLATE_NOOP("core", "%1 closed the connection before it answered: it may want "
                                       "TLS, then write rediss:// instead of redis://."),
             {address}},
            address,
            error.detail.isEmpty() ? error.message.english() : error.detail};
}

} // namespace ferryman::redis
