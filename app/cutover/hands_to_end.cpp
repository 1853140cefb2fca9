// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/hands.h"
#include "redis/client_list.h"
#include "redis/socket_transport.h"

#include <QUuid>

namespace ferryman {

using redis::Command;
using redis::Value;

namespace {

constexpr milliseconds readDeadline{1500};
constexpr auto sentinelsName = "sentinel-"; // CLIENT SETNAME sentinel-<id>-cmd, sentinel.c

} // namespace

void Hands::lookAround(const Answer& answer) {
    m_look.start(m_scope, [answer](const Look& look) {
        answer({EventKind::Done, EffectKind::LookAround, {}, 0, look});
    });
}

/// Its config file is written right behind: a supervisor that starts it anew must not get a
/// writable primary. That fails where it has none, which is no failure of the demotion.
void Hands::demote(const Answer& answer) {
    m_freezer.demoted();
    const Deed deed{Phase::Demote,
                    demoteCommands(m_scope),
                    true,
                    {QStringLiteral("parked-read-only"), QStringLiteral("parked-priority"),
                     QStringLiteral("parked")},
                    {QStringLiteral("pause")}};
    whenDone(m_source.perform(deed), this, [this, answer](const Result<QList<Value>>& replies) {
        if (replies) {
            whenDone(keepSettings(m_source, Phase::Demote), this, [](const Result<Done>&) {});
        }
        const bool wasShutDown = !replies && redis::nothingListens(replies.error()) &&
                                 m_scope.toldToEnd.contains(m_scope.source);
        answer(wasShutDown ? doneWith(EffectKind::Demote) : eventOf(EffectKind::Demote, replies));
    });
}

void Hands::probe(const Answer& answer) {
    whenDone(m_sentinels.primary(), this, [this, answer](const Result<redis::Address>& named) {
        if (!named) {
            answer(failedWith(EffectKind::Probe, named.error()));
        } else if (*named != m_scope.target) {
            answer({EventKind::Refused,
                    EffectKind::Probe,
                    {QT_TRANSLATE_NOOP("core", "A Sentinel names %1 again."), {named->toString()}},
                    0,
                    {}});
        } else {
            writeProbe(*named, answer);
        }
    });
}

void Hands::writeProbe(const redis::Address& named, const Answer& answer) {
    m_probe =
        std::make_unique<Line>(m_parties.target->login().at(named), m_record, *m_parties.clock);
    const QByteArray id = QUuid::createUuid().toByteArray(QUuid::WithoutBraces);
    change(EffectKind::Probe, *m_probe, {Phase::Confirm, {probeCommand(id)}, false, {}, {}},
           answer);
}

/// Refused: an old server has to be parked anew. What Dragonfly does not tell now is no reason for
/// that.
void Hands::lastLook(const Answer& answer) {
    const auto looked = andThen(m_settlement.lastLook(), this, [this](const LastLook& held) {
        return andThen(m_clients.countAgain(), this,
                       [held](const Message& came) -> Result<LastLook> {
                           LastLook look = held;
                           look.sentence = {"%1 %2", {held.sentence, came}};
                           return look;
                       });
    });
    whenDone(looked, this, [answer](const Result<LastLook>& look) {
        Event event = eventOf(EffectKind::LastLook, look);
        if (!look) {
            event.kind = EventKind::Lost;
        } else if (!look->strays.isEmpty()) {
            event.kind = EventKind::Refused;
            event.why = {QT_TRANSLATE_NOOP("core", "a Sentinel made this old server follow another "
                                                   "again: %1"),
                         {look->strays.join(QStringLiteral(", "))}};
        } else {
            event.why = look->sentence;
        }
        answer(event);
    });
}

// --- the way back ---

void Hands::cutOff(const Answer& answer) {
    const auto listed = m_target.ask({Command{"CLIENT", "LIST"}}, readDeadline);
    const auto ended = andThen(listed, this, [this](const QList<Value>& replies) -> Future<Done> {
        const auto clients = redis::parseClientList(replies.first());
        if (!clients) {
            return ready<Done>(tl::make_unexpected(clients.error()));
        }
        Deed deed{Phase::Retreat, {}, false, {}, {}};
        for (const redis::ClientLine& client : *clients) {
            if (client.name.startsWith(QLatin1String(sentinelsName))) {
                deed.commands.append(
                    Command{"CLIENT", "KILL", "ID", QByteArray::number(client.id)}.changes());
            }
        }
        if (deed.commands.isEmpty()) {
            return ready<Done>(Done{});
        }
        return andThen(m_target.perform(deed), this,
                       [](const QList<Value>&) -> Result<Done> { return Done{}; });
    });
    answerDone(EffectKind::CutOff, ended, answer);
}

void Hands::disarm(const Answer& answer) {
    change(EffectKind::Disarm, m_target,
           {Phase::Retreat, {disarmCommand(m_scope.before)}, false, {}, {QStringLiteral("arm")}},
           answer);
}

} // namespace ferryman
