// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/bystanders.h"

#include <algorithm>

namespace ferryman {

using redis::Command;
using redis::Value;

namespace {

constexpr milliseconds readDeadline{1500};
constexpr milliseconds rewriteDeadline{5000};    // it writes and syncs a file
constexpr milliseconds shutdownDeadline{60'000}; // it saves its data first

Future<Done> withoutReplies(const Future<QList<Value>>& replies, QObject* owner) {
    return andThen(replies, owner, [](const QList<Value>&) -> Result<Done> { return Done{}; });
}

Result<PinnedReplica> settingsOf(const redis::Address& address, const QList<Value>& replies) {
    const Value& reply = replies.first();
    if (reply.items().size() != 2 || !reply.items()[1].isText()) {
        return failure(ErrorKind::Refused,
                       {QT_TRANSLATE_NOOP("core", "The replica %1 does not tell its "
                                                  "replica-priority, so it could not be put "
                                                  "back: %2"),
                        {address.toString(), reply.describe()}},
                       address.toString());
    }
    return PinnedReplica{address, reply.items()[1].bytes()};
}

/// A shutdown has no reply: the connection ends.
Future<Done> shutDownServer(Line& server) {
    const Deed deed{Phase::Settle, {shutdownCommand()}, false, {}, {}, shutdownDeadline};
    const Promise<Done> promise;
    whenDone(server.perform(deed), &server, [promise](const Result<QList<Value>>& answer) {
        const bool ended = !answer && answer.error().kind != ErrorKind::Server &&
                           answer.error().kind != ErrorKind::Timeout;
        promise.complete(answer || ended ? Result<Done>(Done{})
                                         : tl::make_unexpected(answer.error()));
    });
    return promise.future();
}

/// A server without a config file refuses; the journal has its words.
Future<Done> keep(Line& server) {
    const Deed deed{Phase::Settle, {keepCommand()}, false, {}, {}, rewriteDeadline};
    const Promise<Done> promise;
    whenDone(server.perform(deed), &server, [promise](const Result<QList<Value>>& answer) {
        const bool refused = !answer && answer.error().kind == ErrorKind::Server;
        promise.complete(answer || refused ? Result<Done>(Done{})
                                           : tl::make_unexpected(answer.error()));
    });
    return promise.future();
}

} // namespace

Future<Done> park(Line& server, const SwitchScope& scope, bool shutDown) {
    const Deed deed{Phase::Settle, parkCommands(scope), true, {}, {}};
    const auto parked = withoutReplies(server.perform(deed), &server);
    const auto kept = andThen(parked, &server, [&server](Done) { return keep(server); });
    return shutDown ? andThen(kept, &server, [&server](Done) { return shutDownServer(server); })
                    : kept;
}

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

Future<Done> Bystanders::each(const Act& act, size_t from) {
    if (from >= m_lines.size()) {
        return ready<Done>(Done{});
    }
    return andThen(act(*m_lines[from]), this,
                   [this, act, from](Done) { return each(act, from + 1); });
}

Future<QList<PinnedReplica>> Bystanders::read() {
    auto found = std::make_shared<QList<PinnedReplica>>();
    const auto all = each([this, found](Line& line) {
        return andThen(
            line.ask({Command{"CONFIG", "GET", "replica-priority"}}, readDeadline), this,
            [found, address = line.address()](const QList<Value>& replies) -> Result<Done> {
                auto settings = settingsOf(address, replies);
                if (!settings) {
                    return tl::make_unexpected(settings.error());
                }
                found->append(*settings);
                return Done{};
            });
    });
    return andThen(all, this, [found](Done) -> Result<QList<PinnedReplica>> { return *found; });
}

Future<Done> Bystanders::pin() {
    return each([this](Line& line) {
        const Deed deed{Phase::Pin,
                        pinCommands(),
                        true,
                        {QStringLiteral("pinned-priority"), QStringLiteral("pinned")},
                        {}};
        return withoutReplies(line.perform(deed), this);
    });
}

Future<Done> Bystanders::unpin(const SwitchScope& scope) {
    return each([this, scope](Line& line) {
        const auto before =
            std::ranges::find(scope.others, line.address(), &PinnedReplica::address);
        if (before == scope.others.end()) {
            return ready<Done>(Done{}); // it was never pinned
        }
        const Deed deed{Phase::Retreat,
                        unpinCommands(*before, scope.source),
                        true,
                        {},
                        {QStringLiteral("pinned-priority"), QStringLiteral("pinned")}};
        return withoutReplies(line.perform(deed), this);
    });
}

Future<Done> Bystanders::park(const SwitchScope& scope) {
    return each([scope](Line& line) {
        return ferryman::park(line, scope, scope.otherReplicas == OtherReplicas::Shutdown);
    });
}

} // namespace ferryman
