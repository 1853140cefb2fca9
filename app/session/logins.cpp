// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/logins.h"

#include <QSysInfo>

#include <algorithm>

namespace ferryman {

namespace {

/// By it a console on another machine is noticed that has the same migration open. A client's name
/// has no spaces.
QByteArray clientName(const Plan& plan) {
    QByteArray host = QSysInfo::machineHostName().toLatin1();
    std::ranges::replace_if(
        host, [](char c) { return c <= ' ' || c > '~' || c == ':'; }, '-');
    return plan.id.isEmpty() ? QByteArray("ferryman")
                             : "ferryman:" + plan.id.toLatin1() + ':' + host;
}

} // namespace

redis::Login sentinelLogin(const Plan& plan, const EnteredSecrets& secrets,
                           const redis::Endpoint& sentinel) {
    return {sentinel, plan.sentinelsTls.value_or(plan.tls), secrets.sentinels.value_or(Secret{}),
            clientName(plan)};
}

redis::Login peerLogin(const Plan& plan, const EnteredSecrets& secrets,
                       const redis::Address& peer) {
    redis::Endpoint endpoint =
        plan.sentinels.isEmpty() ? redis::Endpoint{} : plan.sentinels.first();
    endpoint.address = peer;
    return sentinelLogin(plan, secrets, endpoint);
}

redis::Login sourceLogin(const Plan& plan, const EnteredSecrets& secrets,
                         const redis::Address& primary) {
    redis::Endpoint endpoint;
    if (plan.source) {
        endpoint = *plan.source;
    } else if (!plan.sentinels.isEmpty()) {
        endpoint.tls = plan.sentinels.first().tls;
    }
    endpoint.address = primary;
    return {endpoint, plan.sourceTls.value_or(plan.tls), secrets.source.value_or(Secret{}),
            clientName(plan)};
}

redis::Login targetLogin(const Plan& plan, const EnteredSecrets& secrets) {
    return {plan.dragonfly, plan.dragonflyTls.value_or(plan.tls),
            secrets.dragonfly.value_or(Secret{}), clientName(plan)};
}

} // namespace ferryman
