// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/logins.h"

namespace ferryman {

redis::Login sentinelLogin(const Plan& plan, const EnteredSecrets& secrets,
                           const redis::Endpoint& sentinel) {
    return {sentinel, plan.sentinelsTls.value_or(plan.tls), secrets.sentinels.value_or(Secret{})};
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
    return {endpoint, plan.sourceTls.value_or(plan.tls), secrets.source.value_or(Secret{})};
}

redis::Login targetLogin(const Plan& plan, const EnteredSecrets& secrets) {
    return {plan.dragonfly, plan.dragonflyTls.value_or(plan.tls),
            secrets.dragonfly.value_or(Secret{})};
}

} // namespace ferryman
