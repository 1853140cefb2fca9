// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/future.h"
#include "redis/command.h"
#include "redis/endpoint.h"
#include "redis/value.h"

#include <functional>

namespace ferryman {

/// Ids of what attaching changes on Dragonfly, as the journal names them: never rename one.
namespace linkchange {
inline constexpr QLatin1String priority{"link-priority"}; ///< replica_priority.
inline constexpr QLatin1String user{"link-user"};         ///< masteruser.
inline constexpr QLatin1String password{"link-password"}; ///< masterauth.
inline constexpr QLatin1String link{"link"};              ///< REPLICAOF itself.
} // namespace linkchange

/// A change that attaching makes, announced before it is sent.
struct LinkChange {
    QString id;
    QString command;   ///< As it is shown: secrets are blotted out.
    QString undo;      ///< What a person would send to put it back.
    QByteArray before; ///< The setting's value until then; empty for what nobody may see.
};

/// Told of everything that attaching and its end change: announced durably, before it is sent, and
/// with its reply.
struct LinkWitness {
    /// Ids of what a command carries out and of what it puts back.
    struct Meaning {
        QStringList changes;
        QStringList restores;
    };

    std::function<Future<Done>(const redis::Address&, const LinkChange&)> announced =
        [](const redis::Address&, const LinkChange&) { return ready<Done>(Done{}); };
    std::function<void(const redis::Address&, const redis::Command&, const Meaning&)> before =
        [](const redis::Address&, const redis::Command&, const Meaning&) {};
    std::function<void(const redis::Address&, const redis::Command&, const Meaning&,
                       const Result<redis::Value>&)>
        after = [](const redis::Address&, const redis::Command&, const Meaning&,
                   const Result<redis::Value>&) {};
};

} // namespace ferryman
