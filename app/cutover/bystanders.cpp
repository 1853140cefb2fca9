// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/bystanders.h"

#include "base/joined.h"
#include "cutover/parking.h"

#include <algorithm>

namespace ferryman {

using redis::Command;
using redis::Value;

namespace {

constexpr milliseconds readDeadline{1500};

/// The value in CONFIG GET's reply of name and value.
Result<QByteArray> settingOf(const redis::Address& address, const char* name, const Value& reply) {
    if (reply.items().size() != 2 || !reply.items()[1].isText()) {
        return failure(
            ErrorKind::Refused,
            {QT_TRANSLATE_NOOP("core",
                               "%1 does not tell its setting %2, so it could not be put back: %3"),
             {address.toString(), name, reply.describe()}},
            address.toString());
    }
    return reply.items()[1].bytes();
}

Result<PinnedReplica> settingsOf(const redis::Address& address, const QList<Value>& replies) {
    const auto priority = settingOf(address, "replica-priority", replies[0]);
    const auto fence = settingOf(address, "min-replicas-to-write", replies[1]);
    if (!priority || !fence) {
        return tl::make_unexpected(priority ? fence.error() : priority.error());
    }
    return PinnedReplica{address, *priority, *fence};
}

QStringList pinnedIntents() {
    return {QStringLiteral("pinned-priority"), QStringLiteral("pinned")};
}

} // namespace

Bystanders::Bystanders(SwitchRecord& record, const Clock& clock, QObject* parent)
    : QObject(parent)
    , m_record(record)
    , m_clock(clock) {}

void Bystanders::setLogins(const QList<redis::Login>& logins) {
    m_lines.clear();
    for (const redis::Login& login : logins) {
        m_lines.push_back(std::make_unique<Line>(login, m_record, m_clock));
    }
}

std::vector<Line*> Bystanders::lines() const {
    std::vector<Line*> lines;
    for (const auto& line : m_lines) {
        lines.push_back(line.get());
    }
    return lines;
}

Future<Done> Bystanders::each(const Act& act) {
    QList<Future<Done>> acts;
    for (const auto& line : m_lines) {
        acts.append(act(*line));
    }
    return andThen(all<Done>(acts, this), this, together);
}

Future<QList<PinnedReplica>> Bystanders::read() {
    QList<Future<PinnedReplica>> asked;
    for (const auto& line : m_lines) {
        asked.append(settings(*line));
    }
    return andThen(all<PinnedReplica>(asked, this), this,
                   [](const QList<Result<PinnedReplica>>& answers) -> Result<QList<PinnedReplica>> {
                       QList<PinnedReplica> found;
                       QList<Error> errors;
                       for (const Result<PinnedReplica>& answer : answers) {
                           if (answer) {
                               found.append(*answer);
                           } else {
                               errors.append(answer.error());
                           }
                       }
                       if (!errors.isEmpty()) {
                           return tl::make_unexpected(joined(errors));
                       }
                       return found;
                   });
}

Future<PinnedReplica> Bystanders::settings(Line& line) {
    const auto asked = line.ask({Command{"CONFIG", "GET", "replica-priority"},
                                 Command{"CONFIG", "GET", "min-replicas-to-write"}},
                                readDeadline);
    return andThen(asked, this, [address = line.address()](const QList<Value>& replies) {
        return settingsOf(address, replies);
    });
}

Future<Done> Bystanders::pin() {
    m_free.clear();
    return each([this](Line& line) { return pin(line); });
}

Future<Done> Bystanders::pin(Line& line) {
    const Deed deed{Phase::Pin, pinCommands(), true, pinnedIntents(), {}};
    const Promise<Done> promise;
    whenDone(line.perform(deed), this,
             [this, promise, address = line.address()](const Result<QList<Value>>& answer) {
                 if (answer) {
                     promise.complete(Done{});
                     return;
                 }
                 if (outcomeOf(answer.error()) == Outcome::Refused) {
                     m_free.insert(address); // nothing of it was run
                 }
                 promise.complete(tl::make_unexpected(answer.error()));
             });
    return promise.future();
}

Future<Done> Bystanders::unpin(const SwitchScope& scope) {
    return each([this, scope](Line& line) { return unpin(line, scope); });
}

Future<Done> Bystanders::unpin(Line& line, const SwitchScope& scope) {
    const redis::Address address = line.address();
    const auto before = std::ranges::find(scope.others, address, &PinnedReplica::address);
    if (before == scope.others.end() || m_free.contains(address)) {
        return ready<Done>(Done{});
    }
    const Deed deed{Phase::Retreat,
                    unpinCommands(*before, scope.source),
                    true,
                    {},
                    // Of what is parked nothing was sent: with this it need not be looked after.
                    pinnedIntents() << QStringLiteral("other-fence") << QStringLiteral("kept")};
    return andThen(line.perform(deed), this, [this, address](const QList<Value>&) -> Result<Done> {
        m_free.insert(address);
        return Done{};
    });
}

} // namespace ferryman
