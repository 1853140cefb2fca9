// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/chosen_connections.h"

namespace ferryman {

namespace {

struct PartOfPlan {
    SecretSource& secret;
    std::optional<redis::TlsSettings>& tls;
};

PartOfPlan partOf(Plan& plan, PlanPart part) {
    switch (part) {
    case PlanPart::Sentinels:
        return {plan.sentinelsSecret, plan.sentinelsTls};
    case PlanPart::Source:
        return {plan.sourceSecret, plan.sourceTls};
    case PlanPart::Dragonfly:
        break;
    }
    return {plan.dragonflySecret, plan.dragonflyTls};
}

} // namespace

void takeLogin(Plan& plan, PlanPart part, const ConnectionProfile& profile) {
    const PartOfPlan own = partOf(plan, part);
    own.secret = profile.secret;
    own.tls = profile.endpoint.tls ? std::optional(profile.tls) : std::nullopt;
}

void dropLogin(Plan& plan, PlanPart part) {
    const PartOfPlan own = partOf(plan, part);
    own.secret = {};
    own.tls.reset();
}

} // namespace ferryman
