// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/parking.h"

#include "base/joined.h"
#include "redis/role.h"
#include "redis/socket_transport.h"

#include <algorithm>

namespace ferryman {

using redis::Value;

namespace {

constexpr milliseconds readDeadline{1500};
constexpr milliseconds rewriteDeadline{5000};    // it writes and syncs a file
constexpr milliseconds shutdownDeadline{60'000}; // it saves its data first

/// A shutdown has no reply: the connection ends.
bool hasEnded(const Error& error) {
    return error.kind == ErrorKind::Indeterminate || redis::nothingListens(error);
}

} // namespace

Parking::Parking(Line& server, Fate fate, QStringList intents, QObject* parent)
    : QObject(parent)
    , m_server(server)
    , m_fate(fate)
    , m_intents(std::move(intents)) {}

void Parking::remember(const SwitchScope& scope) {
    m_toldToEnd = scope.toldToEnd.contains(address());
    if (scope.notKept.contains(address())) {
        m_notKept = Message{"%1", {scope.notKept.value(address())}};
    }
}

Future<Done> Parking::run(const SwitchScope& scope, bool forgotten) {
    if (m_ended) {
        return ready<Done>(verdict());
    }
    const Promise<Done> promise;
    whenDone(isolate(scope, forgotten), this, [this, promise](const Result<Done>& isolated) {
        if (isolated) {
            const auto kept = andThen(keep(), this, [this](Done) {
                return m_fate == Fate::Shutdown ? shutDown() : ready<Done>(Done{});
            });
            whenDone(kept, this, [this, promise](const Result<Done>& done) {
                promise.complete(done ? verdict() : done);
            });
        } else if (m_toldToEnd && redis::nothingListens(isolated.error())) {
            m_ended = true;
            promise.complete(verdict());
        } else {
            promise.complete(isolated);
        }
    });
    return promise.future();
}

Future<Done> Parking::isolate(const SwitchScope& scope, bool forgotten) {
    const bool asPrimary = forgotten && scope.fenceHolds && m_fate != Fate::Leave;
    const Deed deed{Phase::Settle, parkCommands(asPrimary), true, m_intents, {}};
    return andThen(m_server.perform(deed), this,
                   [](const QList<Value>&) -> Result<Done> { return Done{}; });
}

Future<Done> Parking::keep() {
    const Promise<Done> promise;
    whenDone(keepSettings(m_server, Phase::Settle), this,
             [this, promise](const Result<Done>& kept) {
                 const bool refused = !kept && kept.error().kind == ErrorKind::Server;
                 m_notKept = refused ? std::optional(kept.error().message) : std::nullopt;
                 promise.complete(refused ? Result<Done>(Done{}) : kept);
             });
    return promise.future();
}

Future<Done> Parking::shutDown() {
    m_toldToEnd = true;
    const Deed deed{Phase::Settle,   {shutdownCommand()}, false, {QStringLiteral("shutdown")}, {},
                    shutdownDeadline};
    const Promise<Done> promise;
    whenDone(m_server.perform(deed), this, [this, promise](const Result<QList<Value>>& answer) {
        m_ended = !answer && hasEnded(answer.error());
        if (answer || m_ended) {
            promise.complete(Done{});
        } else if (answer.error().kind == ErrorKind::Server) {
            promise.complete(
                failure(ErrorKind::Refused,
                        {QT_TRANSLATE_NOOP("core", "%1 refuses writes, and did not shut down: %2"),
                         {address().toString(), answer.error().sentence()}},
                        address().toString()));
        } else {
            promise.complete(tl::make_unexpected(answer.error()));
        }
    });
    return promise.future();
}

Result<Done> Parking::verdict() const {
    if (!m_notKept) {
        return Done{};
    }
    const char* sentence =
        m_ended ? QT_TRANSLATE_NOOP("core", "%1 is shut down, and could not write its config file: "
                                            "started again, by a supervisor too, it would accept "
                                            "writes on old data. Keep it stopped. (%2)")
                : QT_TRANSLATE_NOOP("core", "%1 refuses writes, and could not write its config "
                                            "file: after a restart it would accept writes on old "
                                            "data. Shut it down and keep it stopped, or make its "
                                            "config file writable and run CONFIG REWRITE. (%2)");
    return failure(ErrorKind::Refused, {sentence, {address().toString(), *m_notKept}},
                   address().toString());
}

Future<bool> Parking::strays() {
    const Promise<bool> promise;
    if (m_ended) {
        promise.complete(false);
        return promise.future();
    }
    whenDone(m_server.ask({redis::Command{"ROLE"}}, readDeadline), this,
             [promise](const Result<QList<Value>>& replies) {
                 const auto role = replies.and_then(
                     [](const auto& good) { return redis::parseRole(good.first()); });
                 promise.complete(role && role->role == redis::Role::Replica &&
                                  role->primary != parkedAddress());
             });
    return promise.future();
}

Future<Done> keepSettings(Line& server, Phase phase) {
    const Deed deed{phase, {keepCommand()}, false, {QStringLiteral("kept")}, {}, rewriteDeadline};
    return andThen(server.perform(deed), &server,
                   [](const QList<Value>&) -> Result<Done> { return Done{}; });
}

Result<Done> together(const QList<Result<Done>>& results) {
    QList<Error> errors;
    for (const Result<Done>& result : results) {
        if (!result) {
            errors.append(result.error());
        }
    }
    if (errors.isEmpty()) {
        return Done{};
    }
    const bool inVain = std::ranges::all_of(
        errors, [](const Error& error) { return error.kind == ErrorKind::Refused; });
    Error all = joined(errors);
    all.kind = inVain ? ErrorKind::Refused : ErrorKind::Indeterminate;
    return tl::make_unexpected(all);
}

} // namespace ferryman
