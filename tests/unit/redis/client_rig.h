// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/client.h"
#include "support/scripted_transport.h"

#include <QPointer>

namespace ferryman::test {

/// A client and the scripted server that it talks to.
struct ClientRig {
    explicit ClientRig(redis::Login login = plainLogin(), redis::ClientLimits limits = {}) {
        auto transport = std::make_unique<ScriptedTransport>();
        server = transport.get();
        client = std::make_unique<redis::Client>(std::move(transport), std::move(login), limits);
    }

    static redis::Login plainLogin() { return {{{QStringLiteral("h"), 1}, {}, 0, false}, {}, {}}; }

    /// Through to where commands can be sent; what was written on the way is taken.
    void open() {
        opened = client->open();
        server->connectPeer();
        server->say("+OK\r\n");
        server->takeWritten();
    }

    /// Sends without a future and notes the answers, so that a test sees when each one came.
    void send(const redis::Command& command, milliseconds deadline = {}) {
        client->send(command, deadline,
                     [this](Result<redis::Value> reply) { answers.append(std::move(reply)); });
    }

    QPointer<ScriptedTransport> server;
    std::unique_ptr<redis::Client> client;
    Future<Done> opened;
    QList<Result<redis::Value>> answers;
};

inline Error connectionEnded() {
    return {ErrorKind::Unreachable, {"h:1 closed the connection."}, QStringLiteral("h:1"), {}};
}

} // namespace ferryman::test
