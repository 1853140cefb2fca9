// SPDX-License-Identifier: GPL-3.0-or-later
#include "verify_ground.h"

#include "practice/lab_data.h"
#include "redis/info.h"
#include "support/await.h"

#include <QSignalSpy>
#include <QThread>

namespace ferryman::test {

redis::Login loginTo(const redis::Address& address) {
    redis::Login login;
    login.endpoint.address = address;
    return login;
}

ServerOptions namedServer(const char* name, const QByteArrayList& config) {
    ServerOptions options;
    options.name = QString::fromLatin1(name);
    options.config = config;
    return options;
}

VerifyRun verify(const VerifyOptions& options, const redis::Address& source,
                 const redis::Address& target, const QJsonObject& resume) {
    VerifyRun run;
    Verifier verifier;
    QObject::connect(&verifier, &Verifier::found, &verifier,
                     [&run](const Difference& difference) { run.found.append(difference); });
    QObject::connect(&verifier, &Verifier::progressed, &verifier,
                     [&run](const VerifyProgress& progress) { run.progress.append(progress); });
    QObject::connect(&verifier, &Verifier::finished, &verifier, [&run](const Verdict& verdict) {
        run.verdict = verdict;
        run.finished += 1;
    });
    // Not qWaitFor(), which sleeps 10 ms between its looks: a load that runs beside would as well.
    QSignalSpy ends(&verifier, &Verifier::finished);
    verifier.start(options, {loginTo(source), loginTo(target)}, resume);
    if (!ends.wait(60'000)) {
        qWarning("the verification did not end");
    }
    return run;
}

LinkedPair::LinkedPair()
    : m_source(namedServer("source"))
    , m_target(namedServer("target", {"replica-read-only no"})) {}

void LinkedPair::start() {
    VERIFY_VALUE(await(m_source.start()));
    VERIFY_VALUE(await(m_target.start()));
    m_toSource = std::make_unique<redis::Client>(loginTo(m_source.address()));
    VERIFY_VALUE(await(m_toSource->open()));
    VERIFY_VALUE(await(fillWithData(*m_toSource, keys)));
    reconnectTarget();
    const redis::Address address = m_source.address();
    VERIFY_VALUE(await(m_toTarget->send(
        redis::Command{"REPLICAOF", address.host.toUtf8(), QByteArray::number(address.port)}
            .changes())));
    VERIFY_VALUE(await(m_toTarget->send(redis::Command{"CONFIG", "REWRITE"}.changes())));
    awaitSync();
}

void LinkedPair::reconnectTarget() {
    m_toTarget = std::make_unique<redis::Client>(loginTo(m_target.address()));
    VERIFY_VALUE(await(m_toTarget->open()));
}

void LinkedPair::clean() {
    for (redis::Client* client : {m_toSource.get(), m_toTarget.get()}) {
        for (const char* pattern : {"storm:*", "planted:*", "frozen:*", "extra"}) {
            const auto found = await(client->send({"KEYS", pattern}));
            VERIFY_VALUE(found);
            QList<redis::Command> commands;
            for (const redis::Value& key : found->items()) {
                commands.append(redis::Command{"DEL", key.bytes()}.changes());
            }
            if (!commands.isEmpty()) {
                VERIFY_VALUE(await(client->pipeline(commands)));
            }
        }
        awaitSync();
    }
    const auto count = [](redis::Client& client) {
        const auto reply = await(client.send({"DBSIZE"}));
        return reply ? reply->number() : -1;
    };
    QTRY_COMPARE_WITH_TIMEOUT(count(*m_toSource), keys, 20'000);
    QTRY_COMPARE_WITH_TIMEOUT(count(*m_toTarget), keys, 20'000);
}

void LinkedPair::awaitSync() {
    const auto replication = [](redis::Client& client) {
        const auto reply = await(client.send({"INFO", "replication"}));
        return reply ? redis::parseReplication(redis::Info::parse(reply->bytes()))
                     : redis::ReplicationInfo{};
    };
    QTRY_VERIFY_WITH_TIMEOUT(replication(*m_toTarget).linkUp, 20'000);
    const qint64 offset = replication(*m_toSource).primaryOffset.value_or(0);
    QTRY_VERIFY_WITH_TIMEOUT(replication(*m_toTarget).replicaOffset.value_or(-1) >= offset, 20'000);
}

WriteStorm::WriteStorm(const redis::Address& server)
    : m_client(loginTo(server))
    , m_timer(this) {
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &WriteStorm::write);
    VERIFY_VALUE(await(m_client.open()));
    m_timer.start(2);
}

void WriteStorm::write() {
    constexpr qint64 atOnce = 40;
    if (m_pending > 4 * atOnce) {
        return;
    }
    for (int i = 0; i < atOnce; ++i) {
        const quint32 n = m_step++;
        const QByteArray number = QByteArray::number(n / 8 % 2000);
        const QByteArray flip = n / 8 % 2 == 0 ? "0" : "1";
        redis::Command command;
        switch (n % 8) {
        case 0:
            command = {"SET", "storm:new:" + QByteArray::number(n % 50'000), number};
            break;
        case 1:
            command = {"INCR", "storm:count"};
            break;
        case 2:
            command = {"SET", "storm:flip", flip};
            break;
        case 3:
            command = {"LPUSH", "storm:list:" + number, number};
            break;
        case 4:
            command = {"HSET", "storm:hash", "f" + number, QByteArray::number(n)};
            break;
        case 5:
            command = {"SET", "storm:brief:" + number, flip, "PX", "300"};
            break;
        case 6:
            command = n / 8 % 2 == 0 ? redis::Command{"SADD", "storm:comes:" + number, flip}
                                     : redis::Command{"DEL", "storm:comes:" + number};
            break;
        default:
            command = {"ZINCRBY", "storm:scores", "1", "m" + number};
            break;
        }
        m_pending += 1;
        m_client.send(command.changes(), {}, [this](const Result<redis::Value>& reply) {
            m_pending -= 1;
            m_written += reply ? 1 : 0;
        });
    }
}

} // namespace ferryman::test
