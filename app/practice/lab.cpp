// SPDX-License-Identifier: GPL-3.0-or-later
#include "practice/lab.h"

#include "base/format.h"
#include "practice/delaying_proxy.h"
#include "practice/lab_data.h"
#include "practice/server_process.h"
#include "redis/connection.h"
#include "redis/sentinel_reply.h"

#include <QDeadlineTimer>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <map>
#include <vector>

namespace ferryman {

namespace {

constexpr milliseconds acquaintanceDeadline{20'000};
constexpr milliseconds acquaintancePause{100};

Result<Done> merged(const QList<Result<Done>>& results) {
    const auto failed = std::ranges::find_if(results, [](const auto& each) { return !each; });
    return failed == results.end() ? Result<Done>(Done{}) : *failed;
}

QByteArray number(qint64 value) {
    return QByteArray::number(value);
}

} // namespace

class Lab::Private {
public:
    Private(LabOptions given, Lab* lab)
        : q(lab)
        , options(std::move(given)) {}

    Result<Done> standProxies();
    Future<Done> startTarget();
    Future<Done> startServers();
    Future<Done> startAround();
    Future<Done> fill();
    Future<Done> guardTarget();
    Future<Done> awaitAcquaintance();
    void askSentinels(const Promise<Done>& promise);
    bool isAcquainted(const Result<redis::Value>& reply) const;

    ServerProcess* add(ServerOptions server);
    Future<Done> launch(ServerProcess* server);
    quint16 proxyOf(const QString& name) const { return options.proxies.value(name); }
    redis::Address announced(const ServerProcess& server) const;
    ServerProcess* find(const redis::Address& address) const;
    QByteArrayList passwordLines() const;
    redis::Login login(const redis::Address& address, bool isServer = true) const;
    void say(const Message& message) const { emit q->progress(message); }

    Lab* q;
    LabOptions options;
    LabAddresses addresses;
    QTemporaryDir folder;
    std::map<QString, std::unique_ptr<DelayingProxy>> delays; ///< By the servers' names.
    std::vector<std::unique_ptr<ServerProcess>> servers;
    ServerProcess* source = nullptr;
    ServerProcess* target = nullptr;
    std::vector<std::unique_ptr<redis::Connection>> sentinels;
    std::vector<std::unique_ptr<redis::Client>> clients;
    QDeadlineTimer deadline;
};

ServerProcess* Lab::Private::add(ServerOptions server) {
    server.folder = folder.path();
    servers.push_back(std::make_unique<ServerProcess>(std::move(server)));
    return servers.back().get();
}

Future<Done> Lab::Private::launch(ServerProcess* server) {
    return andThen(server->start(), q, [this, server](Done) -> Result<Done> {
        if (const auto delay = delays.find(server->name()); delay != delays.end()) {
            delay->second->leadTo(server->address());
        }
        emit q->serverStarted(server->name(), server->address());
        return Done{};
    });
}

/// Where others are to reach it.
redis::Address Lab::Private::announced(const ServerProcess& server) const {
    redis::Address address = server.address();
    if (const quint16 proxy = proxyOf(server.name())) {
        address.port = proxy;
    }
    return address;
}

ServerProcess* Lab::Private::find(const redis::Address& address) const {
    const auto found = std::ranges::find_if(servers, [&](const auto& server) {
        return server->address() == address || announced(*server) == address;
    });
    return found == servers.end() ? nullptr : found->get();
}

redis::Login Lab::Private::login(const redis::Address& address, bool isServer) const {
    redis::Login login;
    login.endpoint.address = address;
    if (isServer) {
        login.password = Secret(options.sourcePassword.toUtf8());
    }
    return login;
}

QByteArrayList Lab::Private::passwordLines() const {
    const QByteArray password = options.sourcePassword.toUtf8();
    return password.isEmpty() ? QByteArrayList()
                              : QByteArrayList{"requirepass \"" + password + '"',
                                               "masterauth \"" + password + '"'};
}

/// In front of every server, since Sentinel tells the console whom to connect to.
Result<Done> Lab::Private::standProxies() {
    if (options.roundTripMs <= 0) {
        return Done{};
    }
    QStringList names{QStringLiteral("source"), QStringLiteral("target")};
    for (int i = 1; i <= options.extraReplicas; ++i) {
        names.append(QStringLiteral("replica-%1").arg(i));
    }
    for (int i = 1; i <= options.sentinels; ++i) {
        names.append(QStringLiteral("sentinel-%1").arg(i));
    }
    for (const QString& name : std::as_const(names)) {
        auto proxy = std::make_unique<DelayingProxy>(milliseconds{options.roundTripMs});
        if (proxy->port() == 0) {
            return failure(ErrorKind::Internal,
                           {QT_TRANSLATE_NOOP("core", "No port is free for the lab's proxies.")});
        }
        options.proxies.insert(name, proxy->port());
        delays.emplace(name, std::move(proxy));
    }
    return Done{};
}

Future<Done> Lab::Private::startTarget() {
    ServerOptions server;
    server.name = QStringLiteral("target");
    server.kind = ServerKind::Dragonfly;
    server.program = options.dragonfly;
    if (options.dragonfly.isEmpty()) {
        const auto found = findServerProgram(ServerKind::Dragonfly);
        if (!found && qEnvironmentVariableIsSet("FERRYMAN_DRAGONFLY")) {
            return ready<Done>(tl::make_unexpected(found.error()));
        }
        if (!found) {
            server.kind = ServerKind::StandIn;
        }
    }
    addresses.standIn = server.kind == ServerKind::StandIn;
    if (const quint16 proxy = proxyOf(server.name)) {
        server.arguments << QStringLiteral("--announce_port=%1").arg(proxy);
    }
    target = add(server);
    return launch(target);
}

Future<Done> Lab::Private::startServers() {
    say({QT_TRANSLATE_NOOP("core", "Starting a Redis source and its future primary")});
    ServerOptions redis;
    redis.name = QStringLiteral("source");
    redis.config = passwordLines();
    redis.configFile = options.configFile;
    if (options.snapshotDelayUs > 0) {
        redis.config << "rdb-key-save-delay " + number(options.snapshotDelayUs);
    }
    source = add(redis);
    return andThen(all<Done>({launch(source), startTarget()}, q), q,
                   [](const QList<Result<Done>>& results) { return merged(results); });
}

/// The servers that need to know the source's port.
Future<Done> Lab::Private::startAround() {
    addresses.source = announced(*source);
    addresses.target = announced(*target);
    addresses.group = options.group;
    say({QT_TRANSLATE_NOOP("core", "Starting %1, filling the source: %2"),
         {Message{
              Plural{QT_TRANSLATE_N_NOOP("core", "%1 Sentinels"), "%1 Sentinel", options.sentinels},
              {QString::number(options.sentinels)}},
          Message{Plural{QT_TRANSLATE_N_NOOP("core", "%1 keys"), "%1 key", options.keys},
                  {formatCount(options.keys)}}}});
    QList<Future<Done>> started{fill(), guardTarget()};
    for (int i = 1; i <= options.extraReplicas; ++i) {
        ServerOptions replica;
        replica.name = QStringLiteral("replica-%1").arg(i);
        replica.config = passwordLines() << "replicaof 127.0.0.1 " + number(addresses.source.port);
        if (const quint16 proxy = proxyOf(replica.name)) {
            replica.config << "replica-announce-port " + number(proxy);
        }
        started.append(launch(add(replica)));
    }
    const QByteArray group = options.group.toUtf8();
    for (int i = 1; i <= options.sentinels; ++i) {
        ServerOptions sentinel;
        sentinel.kind = ServerKind::Sentinel;
        sentinel.name = QStringLiteral("sentinel-%1").arg(i);
        sentinel.config = {
            "sentinel monitor " + group + " 127.0.0.1 " + number(addresses.source.port) + ' ' +
                number(options.quorum),
            "sentinel down-after-milliseconds " + group + ' ' + number(options.downAfterMs),
            "sentinel failover-timeout " + group + ' ' + number(options.failoverTimeoutMs),
        };
        sentinel.config << options.sentinelConfig;
        if (!options.sourcePassword.isEmpty()) {
            sentinel.config << "sentinel auth-pass " + group + ' ' +
                                   options.sourcePassword.toUtf8();
        }
        if (const quint16 proxy = proxyOf(sentinel.name)) {
            sentinel.config << "sentinel announce-ip 127.0.0.1"
                            << "sentinel announce-port " + number(proxy);
        }
        started.append(launch(add(sentinel)));
    }
    return andThen(all<Done>(started, q), q,
                   [](const QList<Result<Done>>& results) { return merged(results); });
}

Future<Done> Lab::Private::fill() {
    clients.push_back(std::make_unique<redis::Client>(login(addresses.source)));
    redis::Client& client = *clients.back();
    return andThen(client.open(), q,
                   [this, &client](Done) { return fillWithData(client, options.keys); });
}

/// Over the connection, because a command line shows to everybody what stands in it.
Future<Done> Lab::Private::guardTarget() {
    if (options.sourcePassword.isEmpty()) {
        return ready<Done>(Done{});
    }
    clients.push_back(std::make_unique<redis::Client>(login(addresses.target, false)));
    redis::Client& client = *clients.back();
    return andThen(andThen(client.open(), q,
                           [this, &client](Done) {
                               return client.send(redis::Command{"CONFIG", "SET", "requirepass",
                                                                 options.sourcePassword.toUtf8()}
                                                      .changes());
                           }),
                   q, [](const redis::Value&) -> Result<Done> { return Done{}; });
}

Future<Done> Lab::Private::awaitAcquaintance() {
    say({QT_TRANSLATE_NOOP("core", "Waiting until every Sentinel knows all others")});
    const qsizetype first = static_cast<qsizetype>(servers.size()) - options.sentinels;
    for (qsizetype i = 2; i < static_cast<qsizetype>(servers.size()); ++i) {
        const redis::Address address = announced(*servers[static_cast<std::size_t>(i)]);
        if (i < first) {
            addresses.extraReplicas.append(address);
        } else {
            addresses.sentinels.append(address);
            sentinels.push_back(std::make_unique<redis::Connection>(login(address, false)));
        }
    }
    deadline.setRemainingTime(acquaintanceDeadline);
    const Promise<Done> promise;
    askSentinels(promise);
    return promise.future();
}

bool Lab::Private::isAcquainted(const Result<redis::Value>& reply) const {
    const auto entry = reply ? redis::parseSentinelEntry(*reply)
                             : Result<redis::SentinelEntry>(tl::make_unexpected(reply.error()));
    return entry && entry->number("num-other-sentinels") == options.sentinels - 1 &&
           entry->number("num-slaves").value_or(0) >= options.extraReplicas &&
           !entry->has("disconnected");
}

void Lab::Private::askSentinels(const Promise<Done>& promise) {
    QList<Future<redis::Value>> asked;
    for (const auto& sentinel : sentinels) {
        asked.append(sentinel->send({"SENTINEL", "MASTER", options.group.toUtf8()}));
    }
    whenDone(all<redis::Value>(asked, q), q,
             [this, promise](const Result<QList<Result<redis::Value>>>& replies) {
                 if (std::ranges::all_of(
                         *replies, [this](const auto& reply) { return isAcquainted(reply); })) {
                     promise.complete(Done{});
                 } else if (deadline.hasExpired()) {
                     promise.complete(failure(
                         ErrorKind::Timeout,
                         {QT_TRANSLATE_NOOP("core", "The Sentinels did not find each other.")}));
                 } else {
                     QTimer::singleShot(acquaintancePause, q,
                                        [this, promise] { askSentinels(promise); });
                 }
             });
}

Lab::Lab(LabOptions options, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(std::move(options), this)) {}

Lab::~Lab() = default;

Future<LabAddresses> Lab::start() {
    if (const auto proxies = d->standProxies(); !proxies) {
        return ready<LabAddresses>(tl::make_unexpected(proxies.error()));
    }
    const auto servers = d->startServers();
    const auto around = andThen(servers, this, [this](Done) { return d->startAround(); });
    const auto acquainted = andThen(around, this, [this](Done) { return d->awaitAcquaintance(); });
    return andThen(acquainted, this, [this](Done) -> Result<LabAddresses> {
        d->clients.clear();
        d->sentinels.clear();
        return d->addresses;
    });
}

const LabAddresses& Lab::addresses() const {
    return d->addresses;
}

void Lab::kill(const redis::Address& server) {
    if (auto* process = d->find(server)) {
        process->kill();
    }
}

void Lab::freeze(const redis::Address& server) {
    if (auto* process = d->find(server)) {
        process->freeze();
    }
}

void Lab::thaw(const redis::Address& server) {
    if (auto* process = d->find(server)) {
        process->thaw();
    }
}

Future<Done> Lab::restart(const redis::Address& server) {
    auto* process = d->find(server);
    return process ? process->start()
                   : ready<Done>(failure(ErrorKind::InvalidInput,
                                         {QT_TRANSLATE_NOOP("core", "The lab has no such server.")},
                                         server.toString()));
}

qint64 Lab::pid(const redis::Address& server) const {
    const auto* process = d->find(server);
    return process ? process->pid() : 0;
}

} // namespace ferryman
