// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/settlement.h"

#include "base/format.h"
#include "base/printable.h"
#include "redis/info.h"

namespace ferryman {

using redis::Command;
using redis::Value;

namespace {

constexpr milliseconds readDeadline{1500};
constexpr auto unknownPrefix = "unknown_"; // of INFO commandstats, Dragonfly 1.40 main_service.cc
constexpr qsizetype unknownShown = 10;
constexpr qsizetype nameShown = 40;

Result<Message> sentenceOf(const QList<Value>& replies) {
    const auto stats = redis::Info::parse(replies[1]);
    if (!stats) {
        return tl::make_unexpected(stats.error());
    }
    const auto keys = replies[0].toInteger();
    if (!keys) {
        return tl::make_unexpected(keys.error());
    }
    QStringList unknown;
    for (const QByteArray& name : stats->namesWithPrefix(unknownPrefix)) {
        if (unknown.size() < unknownShown) {
            unknown.append(printable(name.mid(qstrlen(unknownPrefix)), nameShown));
        }
    }
    if (unknown.isEmpty()) {
        return Message{QT_TRANSLATE_NOOP("core", "Dragonfly holds %1 keys, and knew every command "
                                                 "that it was given."),
                       {formatCount(*keys)}};
    }
    return Message{QT_TRANSLATE_NOOP("core", "Dragonfly holds %1 keys. It did not know these "
                                             "commands, and did nothing for them: %2"),
                   {formatCount(*keys), unknown.join(QStringLiteral(", "))}};
}

} // namespace

Settlement::Settlement(const SwitchParties& parties, SwitchRecord& record, Line& source,
                       Line& target, Bystanders& bystanders, QObject* parent)
    : QObject(parent)
    , m_parties(parties)
    , m_record(record)
    , m_source(source)
    , m_target(target)
    , m_bystanders(bystanders) {}

Future<Done> Settlement::forget(const SwitchScope& scope, Phase phase) {
    m_reset =
        std::make_unique<GroupReset>(*m_parties.sentinels, scope.group, m_record.witness(phase));
    return m_reset->run();
}

Future<Done> Settlement::park(const SwitchScope& scope) {
    const auto others = m_bystanders.park(scope);
    return andThen(others, this, [this, scope](Done) -> Future<Done> {
        if (scope.oldPrimary != OldPrimary::Leave) {
            return ferryman::park(m_source, scope, scope.oldPrimary == OldPrimary::Shutdown);
        }
        const Deed unfence{
            Phase::Settle, {unfenceCommands(scope).first()}, false, {}, {QStringLiteral("fence")}};
        return andThen(m_source.perform(unfence), this,
                       [](const QList<Value>&) -> Result<Done> { return Done{}; });
    });
}

Future<Done> Settlement::clearLogin() {
    const Deed deed{Phase::Settle, clearLoginCommands(), false, {}, {}};
    return andThen(m_target.perform(deed), this,
                   [](const QList<Value>&) -> Result<Done> { return Done{}; });
}

Future<Message> Settlement::lastLook() {
    const QList<Command> questions{{"DBSIZE"}, {"INFO", "commandstats"}};
    return andThen(m_target.ask(questions, readDeadline), this,
                   [](const QList<Value>& replies) { return sentenceOf(replies); });
}

} // namespace ferryman
