// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/endpoint.h"

#include <QList>

namespace ferryman {

/// How an application reaches the primary of a group.
struct ClientSetup {
    QString group;
    QList<redis::Address> sentinels;
    bool tls = false;   ///< To the Sentinels and to the servers.
    QString user;       ///< On the servers; empty: the default user.
    bool login = false; ///< The servers want a password, which is read from the environment.
};

/// One library's way of asking Sentinel.
struct ClientSnippet {
    QString library; ///< "redis-py"
    QString language;
    QString text;
};

/// Pure: how the common client libraries are told to ask Sentinel for the primary. No password
/// stands in it.
[[nodiscard]] QList<ClientSnippet> clientSnippets(const ClientSetup& setup);

} // namespace ferryman
