// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "preflight/judgement.h"

#include <QSet>

namespace ferryman {

/// How often a command was called, and how often it is called now.
struct CommandUse {
    QByteArray name; ///< As in commandstats: "swapdb", "client|reply".
    qint64 calls = 0;
    double perSecond = 0;
};

/// The names in Dragonfly's reply to COMMAND: "get", "acl", "acl|list".
[[nodiscard]] QSet<QByteArray> commandNames(const redis::Value& reply);

/// Those that were called on the source and that Dragonfly does not know, or that reach it under a
/// name it does not know.
[[nodiscard]] QList<CommandUse> unknownToDragonfly(const Sampled& commandstats,
                                                   const QSet<QByteArray>& known);

/// `flags` are those of the source's COMMAND INFO, by name.
[[nodiscard]] QList<Finding> judgeCommands(const QList<CommandUse>& uses,
                                           const QHash<QByteArray, QSet<QByteArray>>& flags);

/// source.commands: what is in use that this very Dragonfly does not know.
class CommandCheck final : public Check {
public:
    [[nodiscard]] QString id() const override { return QStringLiteral("source.commands"); }
    [[nodiscard]] QFuture<QList<Finding>> run(const CheckContext& context, QObject* owner) override;
};

[[nodiscard]] QList<Finding> judgeLua(const Facts& facts, const Answers& commandstats);
[[nodiscard]] QList<Finding> judgeBlocking(const Facts& facts, const Answers& commandstats);
[[nodiscard]] QList<Finding> judgeNotifications(const Facts& facts);
[[nodiscard]] QList<Finding> judgeTracking(const Facts& facts);
[[nodiscard]] QList<Finding> judgePubSub(const Facts& facts);

/// Whether Dragonfly can notify of everything that `flags` ask for: it knows "Ex" alone.
[[nodiscard]] bool dragonflyNotifies(const QByteArray& flags);

} // namespace ferryman
