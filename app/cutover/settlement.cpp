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
constexpr qsizetype namesShown = 10;
constexpr qsizetype nameShown = 40;
constexpr qsizetype errorShown = 80;

Fate fateOf(OldPrimary wanted) {
    switch (wanted) {
    case OldPrimary::Park:
        return Fate::Park;
    case OldPrimary::Leave:
        return Fate::Leave;
    case OldPrimary::Shutdown:
        return Fate::Shutdown;
    }
    return Fate::Park;
}

/// Dragonfly's INFO errorstats: "text:count" a line, with any character in the text
/// (recordings/df_after_noone_INFO_ALL).
QStringList errorCounters(const Value& reply) {
    QStringList counters;
    for (const QByteArray& line : reply.bytes().split('\n')) {
        const QByteArray counter = line.trimmed();
        if (!counter.isEmpty() && !counter.startsWith('#') && counters.size() < namesShown) {
            const auto colon = counter.lastIndexOf(':');
            counters.append(
                QStringLiteral("%1 (%2)").arg(printable(counter.left(colon), errorShown),
                                              printable(counter.mid(colon + 1), nameShown)));
        }
    }
    return counters;
}

Result<QStringList> unknownCommands(const Value& reply) {
    const auto stats = redis::Info::parse(reply);
    if (!stats) {
        return tl::make_unexpected(stats.error());
    }
    QStringList unknown;
    for (const QByteArray& name : stats->namesWithPrefix(unknownPrefix)) {
        if (unknown.size() < namesShown) {
            unknown.append(printable(name.mid(qsizetype(qstrlen(unknownPrefix))), nameShown));
        }
    }
    return unknown;
}

Message withErrors(const Message& sentence, const QStringList& errors) {
    if (errors.isEmpty()) {
        return sentence;
    }
    return {QT_TRANSLATE_NOOP("core", "%1 Errors that it has counted since it was started: %2."),
            {sentence, errors.join(QStringLiteral(", "))}};
}

Result<Message> sentenceOf(const QList<Value>& replies) {
    const auto keys = replies[0].toInteger();
    const auto unknown = unknownCommands(replies[1]);
    if (!keys || !unknown) {
        return tl::make_unexpected(keys ? unknown.error() : keys.error());
    }
    const QStringList errors = errorCounters(replies[2]);
    if (unknown->isEmpty()) {
        return withErrors(
            {Plural{QT_TRANSLATE_N_NOOP("core", "Dragonfly holds %1 keys, and knew every "
                                                "command that it was given."),
                    "Dragonfly holds %1 key, and knew every command that it was given.", *keys},
             {formatCount(*keys)}},
            errors);
    }
    return withErrors(
        {Plural{QT_TRANSLATE_N_NOOP("core", "Dragonfly holds %1 keys. It did not know these "
                                            "commands, and did nothing for them: %2."),
                "Dragonfly holds %1 key. It did not know these commands, and did nothing for them: "
                "%2.",
                *keys},
         {formatCount(*keys), unknown->join(QStringLiteral(", "))}},
        errors);
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
    const bool settles = phase == Phase::Settle;
    if (m_resetIn != phase) {
        const auto passedOver = m_reset ? m_reset->left() : QList<redis::Address>{};
        m_reset =
            std::make_unique<GroupReset>(*m_parties.sentinels, scope.group, m_record.witness(phase),
                                         settles ? scope.target : scope.source);
        m_reset->include(passedOver); // the others may have forgotten those meanwhile
        m_resetIn = phase;
    }
    const Promise<Done> promise;
    whenDone(m_reset->run(), this, [this, promise, settles](const Result<Done>& forgotten) {
        const bool onlySilent = !forgotten && forgotten.error().kind == ErrorKind::Unreachable;
        m_forgotten = settles && forgotten;
        promise.complete(onlySilent && !settles ? Result<Done>(Done{}) : forgotten);
    });
    return promise.future();
}

// --- parking ---

Future<Done> Settlement::park(const SwitchScope& scope) {
    gather(scope);
    return andThen(intend(scope), this, [this, scope](Done) { return parkAll(scope); });
}

void Settlement::gather(const SwitchScope& scope) {
    if (!m_parkings.empty()) {
        return;
    }
    const Fate ofOthers =
        scope.otherReplicas == OtherReplicas::Shutdown ? Fate::Shutdown : Fate::Park;
    m_parkings.push_back(std::make_unique<Parking>(m_source, fateOf(scope.oldPrimary),
                                                   QStringList{QStringLiteral("fence"),
                                                               QStringLiteral("parked-priority"),
                                                               QStringLiteral("parked")}));
    for (Line* line : m_bystanders.lines()) {
        m_parkings.push_back(std::make_unique<Parking>(
            *line, ofOthers,
            QStringList{QStringLiteral("other-fence"), QStringLiteral("pinned-priority"),
                        QStringLiteral("pinned")}));
    }
    for (const auto& parking : m_parkings) {
        parking->remember(scope);
    }
}

Future<Done> Settlement::intend(const SwitchScope& scope) {
    const QList<Intent> intents = settleIntents(scope);
    if (m_intended || intents.isEmpty()) {
        return ready<Done>(Done{});
    }
    return andThen(m_record.intend(intents, scope), this, [this](Done) -> Result<Done> {
        m_intended = true;
        return Done{};
    });
}

/// The old primary's commands leave first; a dead server holds up no other.
Future<Done> Settlement::parkAll(const SwitchScope& scope) {
    QList<Future<Done>> parked;
    for (const auto& parking : m_parkings) {
        parked.append(parking->run(scope, m_forgotten));
    }
    return andThen(all<Done>(parked, this), this, together);
}

Future<Done> Settlement::clearLogin() {
    const Deed deed{
        Phase::Settle, clearLoginCommands(), false, {QStringLiteral("clear-login")}, {}};
    return andThen(m_target.perform(deed), this,
                   [](const QList<Value>&) -> Result<Done> { return Done{}; });
}

// --- the last look ---

Future<LastLook> Settlement::lastLook() {
    const QList<Command> questions{{"DBSIZE"}, {"INFO", "commandstats"}, {"INFO", "errorstats"}};
    const auto answers = m_target.ask(questions, readDeadline);
    const auto strays = this->strays();
    return andThen(strays, this, [this, answers](const QStringList& found) -> Future<LastLook> {
        if (!found.isEmpty()) {
            return ready<LastLook>(LastLook{{}, found});
        }
        return andThen(answers, this, [](const QList<Value>& replies) -> Result<LastLook> {
            const auto sentence = sentenceOf(replies);
            if (!sentence) {
                return tl::make_unexpected(sentence.error());
            }
            return LastLook{*sentence, {}};
        });
    });
}

Future<QStringList> Settlement::strays() {
    QList<Future<bool>> asked;
    QStringList names;
    for (const auto& parking : m_parkings) {
        asked.append(parking->strays());
        names.append(parking->address().toString());
    }
    return andThen(all<bool>(asked, this), this,
                   [names](const QList<Result<bool>>& answers) -> Result<QStringList> {
                       QStringList found;
                       for (qsizetype i = 0; i < answers.size(); ++i) {
                           if (answers[i].value_or(false)) {
                               found.append(names[i]);
                           }
                       }
                       return found;
                   });
}

} // namespace ferryman
