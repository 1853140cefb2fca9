// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/group_setup.h"

#include "session/logins.h"
#include "session/person.h"

#include <algorithm>

namespace ferryman {

namespace {

constexpr milliseconds askDeadline{3000};
constexpr milliseconds lookEvery{300};
constexpr milliseconds lookFor{30'000}; // Sentinels find each other by a hello every 2 s

} // namespace

GroupSetup::GroupSetup(const Clock& clock, Logbook& logbook, QObject* parent)
    : QObject(parent)
    , m_clock(clock)
    , m_mender(
          logbook,
          [this](const redis::Address& server) {
              return m_sentinels ? m_sentinels->connection(server) : nullptr;
          },
          this)
    , m_look(this) {
    m_look.setSingleShot(true);
    m_look.setInterval(lookEvery);
    m_look.callOnTimeout(this, &GroupSetup::look);
}

GroupSetup::~GroupSetup() = default;

void GroupSetup::clear() {
    ++m_generation;
    m_look.stop();
    m_mender.clear();
    m_sentinels.reset();
    m_state = {};
}

void GroupSetup::start(const Plan& plan, const EnteredSecrets& secrets, const SentinelSetup& setup,
                       bool registers) {
    clear();
    m_setup = setup;
    m_registers = registers;
    m_password = secrets.source.value_or(Secret{});
    m_addresses.clear();
    QList<redis::Login> logins;
    for (const redis::Endpoint& sentinel : plan.sentinels) {
        m_addresses.append(sentinel.address);
        logins.append(sentinelLogin(plan, secrets, sentinel));
    }
    if (const auto usable = judgeSetup(setup, m_addresses.size()); !usable) {
        end(usable.error());
        return;
    }
    m_sentinels = std::make_unique<Sentinels>(
        logins,
        [plan, secrets](const redis::Address& peer) { return peerLogin(plan, secrets, peer); },
        m_clock);
    m_state.running = true;
    m_state.progress = {Plural{QT_TRANSLATE_N_NOOP("core", "Asking %1 Sentinels what they watch."),
                               "Asking %1 Sentinel what it watches.", m_addresses.size()},
                        {QString::number(m_addresses.size())}};
    emit changed();
    askEach();
}

void GroupSetup::askEach() {
    QList<Future<redis::Value>> asked;
    for (const redis::Address& address : std::as_const(m_addresses)) {
        asked.append(m_sentinels->connection(address)->send(
            {"SENTINEL", "GET-MASTER-ADDR-BY-NAME", m_setup.group.toUtf8()}, askDeadline));
    }
    whenDone(all(asked, this), this,
             [this, generation = m_generation](const Result<QList<Result<redis::Value>>>& answers) {
                 if (generation == m_generation) {
                     takeAnswers(*answers);
                 }
             });
}

/// One that watches another primary under this name is never changed.
void GroupSetup::takeAnswers(const QList<Result<redis::Value>>& answers) {
    QList<MendStep> steps;
    for (qsizetype i = 0; i < answers.size(); ++i) {
        const redis::Address& where = m_addresses[i];
        if (!answers[i]) {
            Error error = answers[i].error();
            error.subject = where.toString();
            end(error);
            return;
        }
        const QList<redis::Value>& named = answers[i]->items();
        const bool watched = named.size() == 2;
        const redis::Address primary = watched ? redis::Address{QString::fromUtf8(named[0].bytes()),
                                                                named[1].bytes().toUShort()}
                                               : redis::Address{};
        if (watched && primary != m_setup.source.address) {
            end(Error{ErrorKind::Refused,
                      {QT_TRANSLATE_NOOP("core", "Sentinel %1 watches %2 under the name %3 "
                                                 "already: choose another name."),
                       {where.toString(), primary.toString(), m_setup.group}},
                      where.toString(),
                      {}});
            return;
        }
        const QList<redis::Command> undo =
            watched ? QList<redis::Command>{} : QList<redis::Command>{unregisterCommand(m_setup)};
        steps.append({where, registerCommands(m_setup, m_password, watched), undo});
    }
    if (m_registers) {
        send(steps);
    } else {
        waitForAll();
    }
}

void GroupSetup::send(const QList<MendStep>& steps) {
    m_state.progress = {QT_TRANSLATE_NOOP("core", "Registering the group %1."), {m_setup.group}};
    emit changed();
    Finding registered;
    registered.id = QStringLiteral("sentinel.group");
    registered.subject = m_setup.source.address.toString();
    registered.title = {QT_TRANSLATE_NOOP("core", "The source has no Sentinel yet")};
    whenDone(m_mender.mend(registered, steps, thisPerson()), this,
             [this, generation = m_generation](const Result<Done>& sent) {
                 if (generation != m_generation) {
                     return;
                 }
                 if (sent) {
                     waitForAll();
                 } else {
                     end(sent.error());
                 }
             });
}

void GroupSetup::waitForAll() {
    m_waitingSince = m_clock.monotonic();
    look();
}

void GroupSetup::look() {
    whenDone(m_sentinels->read(m_setup.group), this,
             [this, generation = m_generation](const Result<Topology>& topology) {
                 if (generation != m_generation) {
                     return;
                 }
                 const Message missing = missingIn(topology);
                 if (missing.isEmpty()) {
                     end({});
                 } else if (m_clock.monotonic() - m_waitingSince >= lookFor) {
                     end(Error{ErrorKind::Timeout,
                               {QT_TRANSLATE_NOOP("core", "%1 Nothing changed for %2 s: see that "
                                                          "the Sentinels reach the source and "
                                                          "each other."),
                                {missing, QString::number(lookFor.count() / 1000)}},
                               {},
                               {}});
                 } else {
                     m_state.progress = missing;
                     emit changed();
                     m_look.start();
                 }
             });
}

/// Empty once every Sentinel names the source, and knows all the others.
Message GroupSetup::missingIn(const Result<Topology>& topology) const {
    if (!topology) {
        return topology.error().sentence();
    }
    for (const redis::Address& address : m_addresses) {
        const auto view = std::ranges::find(topology->sentinels, address, &SentinelView::address);
        if (view == topology->sentinels.end() || !view->answered() ||
            view->primary() != m_setup.source.address) {
            return {QT_TRANSLATE_NOOP("core", "Sentinel %1 does not watch the group yet."),
                    {address.toString()}};
        }
        if (view->group.has("s_down") || view->group.has("disconnected")) {
            return {QT_TRANSLATE_NOOP("core", "Sentinel %1 does not reach the source yet."),
                    {address.toString()}};
        }
        if (view->peers.size() + 1 < m_addresses.size()) {
            return {Plural{QT_TRANSLATE_N_NOOP("core", "Sentinel %1 knows %2 of %3 others so far."),
                           "Sentinel %1 knows %2 of %3 other so far.", m_addresses.size() - 1},
                    {address.toString(), QString::number(view->peers.size()),
                     QString::number(m_addresses.size() - 1)}};
        }
    }
    return {};
}

void GroupSetup::end(const std::optional<Error>& error) {
    m_state.running = false;
    m_state.done = !error;
    m_state.error = error;
    m_state.progress =
        error ? Message{}
              : Message{Plural{QT_TRANSLATE_N_NOOP("core",
                                                   "All %1 Sentinels watch %2 as the group %3."),
                               "%1 Sentinel watches %2 as the group %3.", m_addresses.size()},
                        {QString::number(m_addresses.size()), m_setup.source.address.toString(),
                         m_setup.group}};
    emit changed();
}

} // namespace ferryman
