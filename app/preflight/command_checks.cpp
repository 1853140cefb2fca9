// SPDX-License-Identifier: GPL-3.0-or-later
#include "preflight/command_checks.h"

#include "base/printable.h"

#include <algorithm>

namespace ferryman {

namespace {

constexpr qsizetype mostShown = 10;
constexpr auto subject = QT_TRANSLATE_NOOP("core", "Commands in use");

/// Used by Ferryman, by Sentinel and by replicas, or of no use to an application. Of function
/// libraries source.functions tells.
bool isOfServers(const QByteArray& name) {
    static const QSet<QByteArray> names{"psync",  "sync",       "replconf", "asking",
                                        "lolwut", "pfselftest", "sentinel", "acl|dryrun"};
    return names.contains(name) || name.startsWith("function|");
}

/// Dragonfly knows the command, but not all of its subcommands (facade of df-v1.40.1).
bool isRefusedSubcommand(const QByteArray& name) {
    static const QSet<QByteArray> names{"client|no-evict", "client|no-touch",
                                        "client|reply",    "client|unblock",
                                        "client|getredir", "client|trackinginfo"};
    return names.contains(name);
}

/// What a write becomes in the stream to replicas (t_hash.c of Redis 7.4).
QByteArray replicatedAs(const QByteArray& name) {
    static const QSet<QByteArray> fieldTtls{"hexpire", "hpexpire", "hexpireat"};
    return fieldTtls.contains(name) ? QByteArray("hpexpireat") : name;
}

bool isKnown(const QByteArray& name, const QSet<QByteArray>& known) {
    const qsizetype bar = name.indexOf('|');
    if (bar < 0) {
        return known.contains(name) && known.contains(replicatedAs(name));
    }
    return known.contains(name) || (known.contains(name.first(bar)) && !isRefusedSubcommand(name));
}

qint64 callsOf(const redis::Info& commandstats, const QByteArray& name) {
    return redis::parseInfoPairs(commandstats.value("cmdstat_" + name)).value("calls").toLongLong();
}

/// "swapdb 3 calls (0.5/s), lcs 1 call"
QString listed(QList<CommandUse> uses) {
    std::ranges::stable_sort(uses, std::ranges::greater{}, &CommandUse::perSecond);
    QStringList texts;
    for (const CommandUse& use : uses.first(std::min(uses.size(), mostShown))) {
        texts.append(QStringLiteral("%1 ×%2, %3/s")
                         .arg(printable(use.name, 40))
                         .arg(use.calls)
                         .arg(use.perSecond, 0, 'f', 1));
    }
    if (uses.size() > mostShown) {
        texts.append(QStringLiteral("… +%1").arg(uses.size() - mostShown));
    }
    return texts.join(QStringLiteral("; "));
}

/// Dragonfly skips it in the stream, and the data differ from then on. What MIGRATE does to the
/// source is replicated as DEL.
bool diverges(const CommandUse& use, const QHash<QByteArray, QSet<QByteArray>>& flags) {
    return flags.value(use.name).contains("write") && use.name != "migrate";
}

} // namespace

QSet<QByteArray> commandNames(const redis::Value& reply) {
    QSet<QByteArray> names;
    for (const redis::Value& entry : reply.items()) {
        if (!entry.items().isEmpty()) {
            const QByteArray name = entry.items().first().bytes().toLower();
            names.insert(QByteArray(name).replace(' ', '|')); // Dragonfly lists "ACL LIST"
            names.insert(name.split(' ').first());
        }
    }
    return names;
}

QList<CommandUse> unknownToDragonfly(const Sampled& commandstats, const QSet<QByteArray>& known) {
    QList<CommandUse> uses;
    for (const QByteArray& line : commandstats.after->namesWithPrefix("cmdstat_")) {
        const QByteArray name = line.sliced(8).toLower();
        if (isKnown(name, known) || isOfServers(name)) {
            continue;
        }
        CommandUse use{name, callsOf(*commandstats.after, name), 0};
        if (commandstats.seconds > 0) {
            const auto before = callsOf(*commandstats.before, name);
            use.perSecond = static_cast<double>(use.calls - before) / commandstats.seconds;
        }
        if (use.calls > 0) {
            uses.append(use);
        }
    }
    return uses;
}

QList<Finding> judgeCommands(const QList<CommandUse>& uses,
                             const QHash<QByteArray, QSet<QByteArray>>& flags) {
    QList<CommandUse> diverging;
    QList<CommandUse> failing;
    for (const CommandUse& use : uses) {
        if (!flags.value(use.name).contains("admin")) {
            (diverges(use, flags) ? diverging : failing).append(use);
        }
    }
    if (diverging.isEmpty() && failing.isEmpty()) {
        return {passed({QT_TRANSLATE_NOOP("core", "Dragonfly knows every command in use")},
                       {QT_TRANSLATE_NOOP("core", "no unknown command in commandstats")})};
    }
    const bool now =
        std::ranges::any_of(diverging, [](const CommandUse& use) { return use.perSecond > 0; });
    const Message writes{QT_TRANSLATE_NOOP("core", "writes that would be skipped: %1"),
                         {listed(diverging)}};
    const Message others{QT_TRANSLATE_NOOP("core", "commands that would fail: %1"),
                         {listed(failing)}};
    Finding finding = judged(
        now ? Severity::Blocker : Severity::Warning,
        diverging.isEmpty()
            ? Message{QT_TRANSLATE_NOOP("core", "Commands are in use that Dragonfly does not know")}
            : Message{QT_TRANSLATE_NOOP("core",
                                        "Writes are in use that Dragonfly would skip silently")},
        diverging.isEmpty() ? others
        : failing.isEmpty() ? writes
                            : Message{"%1 | %2", {writes, others}},
        {QT_TRANSLATE_NOOP("core", "only commands that Dragonfly knows")},
        diverging.isEmpty()
            ? Message{QT_TRANSLATE_NOOP(
                  "core",
                  "Whoever uses them gets errors after the switch. If nobody does any more, "
                  "have the source forget its counts and check again.")}
            : Message{QT_TRANSLATE_NOOP(
                  "core", "Dragonfly skips such a write in the stream without a word, while its "
                          "offset advances: from then on the data differ. Stop whoever uses it, "
                          "have the source forget its counts and check again.")});
    finding.acceptable = true;
    finding.mend = {redis::Command{"CONFIG", "RESETSTAT"}.changes()};
    return {finding};
}

namespace {

/// COMMAND INFO of the source: name, arity, flags, ...; nothing for what it does not know.
QHash<QByteArray, QSet<QByteArray>> flagsOf(const QList<CommandUse>& uses,
                                            const redis::Value& reply) {
    QHash<QByteArray, QSet<QByteArray>> flags;
    for (qsizetype i = 0; i < std::min(uses.size(), reply.items().size()); ++i) {
        const QList<redis::Value>& entry = reply.items()[i].items();
        if (entry.size() < 3) {
            continue;
        }
        QSet<QByteArray> own;
        for (const redis::Value& flag : entry[2].items()) {
            own.insert(flag.bytes().toLower());
        }
        flags.insert(uses[i].name, own);
    }
    return flags;
}

redis::Command commandInfo(const QList<CommandUse>& uses) {
    QByteArrayList words{"COMMAND", "INFO"};
    for (const CommandUse& use : uses) {
        words.append(use.name);
    }
    return redis::Command(words);
}

/// The pieces that the judgement rests on, one after the other.
Future<QList<Finding>> judgeWith(const CheckContext& context, QObject* owner, const Sampled& sample,
                                 const redis::Value& commands) {
    if (!sample.after) {
        return ready<QList<Finding>>(notRead(subject, sample.after.error()));
    }
    const QSet<QByteArray> known = commandNames(commands);
    if (!known.contains("get")) {
        return ready<QList<Finding>>(
            notRead(subject, unknownShape(commands, context.target->address())));
    }
    const QList<CommandUse> uses = unknownToDragonfly(sample, known);
    if (uses.isEmpty()) {
        return ready<QList<Finding>>(judgeCommands({}, {}));
    }
    return andThen(context.evidence->ask(*context.source, commandInfo(uses)), owner,
                   [uses](const redis::Value& reply) -> Result<QList<Finding>> {
                       return judgeCommands(uses, flagsOf(uses, reply));
                   });
}

} // namespace

QFuture<QList<Finding>> CommandCheck::run(const CheckContext& context, QObject* owner) {
    const auto sampled = context.evidence->sample(*context.source, "commandstats");
    const auto judgement = andThen(
        context.evidence->facts(context), owner, [=](const Facts& facts) -> Future<QList<Finding>> {
            if (isNoDragonfly(facts)) {
                return ready<QList<Finding>>(QList<Finding>{}); // its COMMAND tells nothing
            }
            const auto known = context.evidence->ask(*context.target, {"COMMAND"});
            return andThen(sampled, owner, [=](const Sampled& sample) {
                return andThen(known, owner, [=](const redis::Value& commands) {
                    return judgeWith(context, owner, sample, commands);
                });
            });
        });
    return findingsOf(judgement, owner, [context, id = id()](const Result<QList<Finding>>& found) {
        return completed(found ? *found : notRead(subject, found.error()), id,
                         QStringLiteral("INFO commandstats; COMMAND"), context);
    });
}

} // namespace ferryman
