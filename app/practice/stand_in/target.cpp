// SPDX-License-Identifier: GPL-3.0-or-later
#include "practice/stand_in/target.h"

#include <QRandomGenerator>

namespace ferryman::stand_in {

namespace {

constexpr milliseconds patience{30'000}; // the private server may be busy with a snapshot
constexpr int loadPollMs = 5;
constexpr int retryMs = 5;
constexpr int ackPollMs = 20;
constexpr qint64 ackAfterBytes = 1024; // Dragonfly's, replica.cc
constexpr int greetMs = 20'000;        // Dragonfly's master_connect_timeout_ms

ServerOptions privateServer(const StandInOptions& options) {
    ServerOptions server;
    server.name = QStringLiteral("data");
    server.folder = options.folder;
    server.config = {"databases 16"};
    return server;
}

/// As far as the private server knows them: the first came with Redis 6.0, the second with 7.0.
QList<redis::Command> loadingSettings() {
    const auto set = [](const char* name, const char* value) {
        return redis::Command{"CONFIG", "SET", name, value}.changes();
    };
    return {
        set("repl-diskless-load", "on-empty-db"), // the keys come in one by one, as in Dragonfly
        set("loading-process-events-interval-bytes", "4096")}; // and it answers meanwhile
}

QByteArray randomId() {
    QByteArray bytes(20, '\0');
    for (char& byte : bytes) {
        byte = static_cast<char>(QRandomGenerator::global()->bounded(256));
    }
    return bytes.toHex();
}

} // namespace

Target::Target(StandInOptions options, QObject* parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_server(privateServer(m_options))
    , m_link(m_options.announcedPort != 0 ? m_options.announcedPort : m_options.port)
    , m_replid(randomId()) {
    m_uptime.start();
    m_config.put("dir", m_options.folder.toUtf8());
    m_loadTimer.setInterval(loadPollMs);
    connect(&m_loadTimer, &QTimer::timeout, this, &Target::awaitLoaded);
    m_ackTimer.setInterval(ackPollMs);
    connect(&m_ackTimer, &QTimer::timeout, this, &Target::acknowledgeApplied);
    m_ackTimer.start();
    connect(&m_link, &ReplicationLink::stateChanged, this, &Target::linkChanged);
    m_link.setBeforeSync([this](auto then) { beforeSync(std::move(then)); });
}

Future<Done> Target::start() {
    if (!m_link.listen()) {
        return ready<Done>(
            failure(ErrorKind::Unreachable,
                    {QT_TRANSLATE_NOOP("core", "No port could be opened on 127.0.0.1.")}));
    }
    return andThen(m_server.start(), this, [this](Done) {
        connect(&m_server, &ServerProcess::ended, this, [this] {
            emit broken({ErrorKind::Unreachable, {}, m_server.name(), m_server.logTail()});
        });
        redis::Login login;
        login.endpoint.address = m_server.address();
        redis::ClientLimits limits;
        limits.commandDeadline = patience;
        login.clientName = "stand-in";
        m_control = std::make_unique<redis::Client>(login, limits);
        connect(m_control.get(), &redis::Client::closed, this, &Target::broken);
        return andThen(m_control->open(), this, [this](Done) {
            return andThen(m_control->pipeline(loadingSettings()), this,
                           [](const QList<redis::Value>&) { return Result<Done>(Done{}); });
        });
    });
}

void Target::ask(const QList<redis::Command>& commands, Values values) {
    whenDone(m_control->pipeline(commands), this,
             [this, values = std::move(values)](const Result<QList<redis::Value>>& replies) {
                 if (replies) {
                     values(*replies);
                 } else {
                     emit broken(replies.error());
                 }
             });
}

void Target::acknowledgeApplied() {
    if (m_acknowledging || m_phase != Phase::Stable ||
        m_link.unacknowledgedBytes() < ackAfterBytes) {
        return;
    }
    m_acknowledging = true;
    ask({{"INFO", "replication"}}, [this](const QList<redis::Value>& replies) {
        m_acknowledging = false;
        const auto info = redis::Info::parse(replies.first());
        if (const auto applied = info ? info->number("slave_repl_offset") : std::nullopt) {
            m_link.acknowledge(*applied);
        }
    });
}

void Target::enqueue(Step step) {
    m_steps.push_back(std::move(step));
    if (!m_stepping) {
        runNext();
    }
}

void Target::runNext() {
    m_stepping = !m_steps.empty();
    if (m_stepping) {
        const Step step = std::move(m_steps.front());
        m_steps.pop_front();
        step([this] { runNext(); });
    }
}

/// REPLICAOF NO ONE on the private server, which refuses it for as long as it loads: with its link
/// cut it soon ends.
void Target::detachData(const std::function<void()>& then) {
    m_link.stop();
    ask({{"REPLICAOF", "NO", "ONE"}}, [this, then](const QList<redis::Value>& replies) {
        if (replies.first().isOk()) {
            then();
        } else {
            QTimer::singleShot(retryMs, this, [this, then] { detachData(then); });
        }
    });
}

void Target::replicaOfNoOne(Answer answer) {
    enqueue([this, answer = std::move(answer)](const auto& next) {
        if (isPrimary()) {
            answer(status("OK"));
            next();
            return;
        }
        setPhase(Phase::Primary);
        m_loadTimer.stop();
        detachData([answer, next] {
            answer(status("OK"));
            next();
        });
    });
}

void Target::replicaOf(const redis::Address& source, Answer answer) {
    enqueue([this, source, answer = std::move(answer)](const auto& next) {
        greet(source, [this, source, answer, next](const QByteArray& error) {
            if (error.isEmpty()) {
                attach(source, answer, next);
            } else {
                answer(stand_in::error(error));
                next();
            }
        });
    });
}

void Target::greet(const redis::Address& source, std::function<void(const QByteArray&)> then) {
    redis::Login login;
    login.endpoint.address = source;
    login.endpoint.user = QString::fromUtf8(m_config.value("masteruser"));
    login.password = Secret(m_config.value("masterauth"));
    login.clientName = "";
    redis::ClientLimits limits;
    limits.connectDeadline = milliseconds(greetMs);
    auto* client = new redis::Client(login, limits, this);
    const auto greeted =
        andThen(client->open(), this, [client](Done) { return client->send({"PING"}); });
    whenDone(greeted, this, [client, then = std::move(then)](const Result<redis::Value>& reply) {
        client->deleteLater();
        const bool unreachable = !reply && reply.error().kind != ErrorKind::Auth;
        then(reply         ? QByteArray()
             : unreachable ? QByteArrayLiteral("ERR replication cancelled")
                           : QByteArrayLiteral("ERR could not greet master Bad message"));
    });
}

void Target::attach(const redis::Address& source, Answer answer, std::function<void()> next) {
    setPhase(Phase::Connecting);
    m_loadTimer.stop();
    m_source = source;
    detachData([this, source, answer = std::move(answer), next = std::move(next)] {
        m_link.follow(source);
        ask({{"FLUSHALL"},
             {"CONFIG", "SET", "masteruser", m_config.value("masteruser")},
             {"CONFIG", "SET", "masterauth", m_config.value("masterauth")},
             {"REPLICAOF", "127.0.0.1", QByteArray::number(m_link.port())}},
            [answer, next](const auto&) {
                answer(status("OK"));
                next();
            });
    });
}

/// Dragonfly empties itself before each full sync, and cannot load function libraries or databases
/// beyond its own.
void Target::beforeSync(std::function<void(bool)> then) {
    const auto look = [this, then = std::move(then)](const auto&) {
        redis::Login login;
        login.endpoint.address = m_source;
        login.endpoint.user = QString::fromUtf8(m_config.value("masteruser"));
        login.password = Secret(m_config.value("masterauth"));
        login.clientName = "";
        auto* client = new redis::Client(login, {}, this);
        const auto looked = andThen(client->open(), this, [client](Done) {
            return client->pipeline({{"FUNCTION", "LIST"}, {"INFO", "keyspace"}});
        });
        whenDone(looked, this, [client, then](const Result<QList<redis::Value>>& replies) {
            client->deleteLater();
            bool loadable = true;
            if (replies) {
                const auto info = redis::Info::parse(replies->at(1));
                loadable = replies->first().items().isEmpty();
                for (const auto& line :
                     info ? redis::parseKeyspace(*info) : QList<redis::KeyspaceLine>()) {
                    loadable = loadable && line.database < 16;
                }
            }
            then(loadable);
        });
    };
    ask({{"MULTI"},
         {"CONFIG", "SET", "replica-read-only", "no"},
         {"FLUSHALL"},
         {"CONFIG", "SET", "replica-read-only", "yes"},
         {"EXEC"}},
        look);
}

void Target::linkChanged() {
    if (isPrimary()) {
        return;
    }
    switch (m_link.state()) {
    case ReplicationLink::State::Down:
        m_loadTimer.stop();
        setPhase(Phase::Connecting);
        break;
    case ReplicationLink::State::Greeting:
        setPhase(Phase::Greeting);
        break;
    case ReplicationLink::State::Syncing:
        setPhase(Phase::FullSync);
        break;
    case ReplicationLink::State::Streaming:
        m_loadTimer.start();
        break;
    }
}

void Target::awaitLoaded() {
    if (!m_control->isOpen()) {
        return;
    }
    ask({{"INFO", "replication"}}, [this](const QList<redis::Value>& replies) {
        if (const auto info = redis::Info::parse(replies.first())) {
            learn(*info);
        }
    });
}

void Target::learn(const redis::Info& data) {
    const bool loaded =
        data.value("master_link_status") == "up" && data.value("master_sync_in_progress") == "0";
    if (loaded && m_phase == Phase::FullSync &&
        m_link.state() == ReplicationLink::State::Streaming) {
        m_loadTimer.stop();
        setPhase(Phase::Stable);
    }
}

void Target::configSet(const QByteArray& name, const QByteArray& value, const Answer& answer) {
    const QByteArray reply = m_config.setReply(name, value);
    if (reply.startsWith('+') && (name == "masterauth" || name == "masteruser")) {
        ask({{"CONFIG", "SET", name, value}}, [answer, reply](const auto&) { answer(reply); });
        return;
    }
    answer(reply);
}

void Target::keysIn(int database, const Answer& answer) {
    ask({{"INFO", "keyspace"}}, [database, answer](const QList<redis::Value>& replies) {
        qint64 keys = 0;
        if (const auto info = redis::Info::parse(replies.first())) {
            for (const auto& line : redis::parseKeyspace(*info)) {
                keys += line.database == database ? line.keys : 0;
            }
        }
        answer(integer(keys));
    });
}

QByteArray Target::role() const {
    if (isPrimary()) {
        return arrayOf({bulk("master"), arrayOf({})});
    }
    const QByteArray state = m_phase == Phase::Stable     ? "online"
                             : m_phase == Phase::FullSync ? "full_sync"
                             : m_phase == Phase::Greeting ? "preparation"
                                                          : "connecting";
    return arrayOf({bulk("slave"), bulk(m_source.host.toUtf8()),
                    bulk(QByteArray::number(m_source.port)), bulk(state)});
}

void Target::countUnknown(const QByteArray& upperName) {
    ++m_unknown[upperName];
    ++m_errors["unknown_cmd"];
}

} // namespace ferryman::stand_in
