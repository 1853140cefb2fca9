// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/secret_reading.h"

#include "settings/secrets.h"

namespace ferryman {

namespace {

/// One typed secret, or what its source gives.
Future<std::optional<Secret>> readOne(const std::optional<Secret>& entered,
                                      const SecretSource& source, QObject* context) {
    if (entered || source.kind == SecretSource::Kind::None) {
        return ready<std::optional<Secret>>(entered);
    }
    const Future<Secret> read = source.kind == SecretSource::Kind::Environment
                                    ? secretFromEnvironment(source.name)
                                    : secretFromKeychain(source.name);
    return andThen(read, context,
                   [](const Secret& secret) -> Result<std::optional<Secret>> { return secret; });
}

} // namespace

Future<EnteredSecrets> readSecrets(const Plan& plan, const EnteredSecrets& entered,
                                   QObject* context) {
    const QList<Future<std::optional<Secret>>> reads{
        readOne(entered.sentinels, plan.sentinelsSecret, context),
        readOne(entered.source, plan.sourceSecret, context),
        readOne(entered.dragonfly, plan.dragonflySecret, context),
    };
    return andThen(
        all(reads, context), context,
        [](const QList<Result<std::optional<Secret>>>& results) -> Result<EnteredSecrets> {
            for (const auto& result : results) {
                if (!result) {
                    return tl::make_unexpected(result.error());
                }
            }
            return EnteredSecrets{*results[0], *results[1], *results[2]};
        });
}

} // namespace ferryman
