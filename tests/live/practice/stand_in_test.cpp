// SPDX-License-Identifier: GPL-3.0-or-later
#include "practice/server_process.h"
#include "practice/stand_in/frames.h"
#include "recording_match.h"
#include "redis/info.h"
#include "redis/role.h"
#include "support/practice_lab.h"
#include "support/recordings.h"

#include <QFile>
#include <QTcpSocket>
#include <QTest>

#include <csignal>

using namespace ferryman;
using namespace ferryman::test;

namespace {

constexpr int labPatienceMs = static_cast<int>(labPatience.count());

/// The command whose reply a recording's name tells, without its state: "INFO_ALL" is INFO ALL.
QByteArrayList recordedCommand(const QString& name) {
    static const QHash<QString, QByteArrayList> special{
        {"CONFIG_GET_all", {"CONFIG", "GET", "*"}},
        {"SET", {"SET", "foo", "bar"}},
        {"GET", {"GET", "foo"}},
        {"UNKNOWN", {"FOOBAR"}},
        {"PSYNC", {"PSYNC", "?", "-1"}},
        {"OBJECT_ENCODING_nokey", {"OBJECT", "ENCODING", "nokey"}},
        {"COMMAND_full", {"COMMAND"}},
        {"WAIT", {"WAIT", "0", "1"}},
        {"REPLICAOF_unreachable", {"REPLICAOF", "127.0.0.1", "1"}},
        {"REPLICAOF_NO_ONE_linkdown", {"REPLICAOF", "NO", "ONE"}},
    };
    return special.contains(name) ? special.value(name) : name.toLatin1().split('_');
}

/// The bytes of a reply, read on a connection that does nothing else.
class RawClient {
public:
    explicit RawClient(const redis::Address& address) {
        m_socket.connectToHost(address.host, address.port);
        m_socket.waitForConnected(labPatienceMs);
    }
    QByteArray ask(const QByteArrayList& words) {
        m_socket.write(redis::Command(words).encoded());
        return read(1);
    }
    QByteArray read(int frames) {
        QByteArray reply;
        stand_in::FrameCounter counter;
        int ended = 0;
        while (ended < frames &&
               (m_socket.bytesAvailable() > 0 || m_socket.waitForReadyRead(labPatienceMs))) {
            const QByteArray bytes = m_socket.readAll();
            counter.take(bytes, frames - ended, ended);
            reply += bytes;
        }
        return reply;
    }
    void write(const QByteArray& bytes) { m_socket.write(bytes); }

private:
    QTcpSocket m_socket;
};

} // namespace

/// The stand-in, and a real Dragonfly where one is installed, beside the recordings of a real one.
class StandInTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void asAFreshPrimary_data() { kinds(); }
    void asAFreshPrimary();
    void asAReplicaInFullSync_data() { kinds(); }
    void asAReplicaInFullSync();
    void asAReplica_data() { kinds(); }
    void asAReplica();
    void afterTheLinkBroke_data() { kinds(); }
    void afterTheLinkBroke();
    void withTheSourceGone_data() { kinds(); }
    void withTheSourceGone();
    void afterNoOne_data() { kinds(); }
    void afterNoOne();
    void toAnUnreachableSource_data() { kinds(); }
    void toAnUnreachableSource();
    void toSentinelsPromotion_data() { kinds(); }
    void toSentinelsPromotion();

    void repliesKeepTheirOrder();
    void transactionsOfDataAreAtomic();
    void theSourceListsItByItsOwnPort();
    void aRepeatedReplicaOfIsAFullSync();
    void functionsMeanEndlessFullSyncs();
    void itsDataServerDiesWithIt();

private:
    static void kinds();
    bool startTarget(ServerKind kind, const QStringList& arguments = {});
    void compare(const QString& prefix, const QStringList& left = {});
    bool replicate();
    bool isOnline();
    qint64 fullSyncs();
    QByteArray fromTarget(const QByteArrayList& words) {
        return RawClient(m_target->address()).ask(words);
    }
    QByteArray fromSource(const QByteArrayList& words) {
        return RawClient(m_source->address()).ask(words);
    }

    std::unique_ptr<ServerProcess> m_source;
    std::unique_ptr<ServerProcess> m_target;
};

void StandInTest::kinds() {
    QTest::addColumn<ServerKind>("kind");
    QTest::newRow("stand-in") << ServerKind::StandIn;
    if (findServerProgram(ServerKind::Dragonfly)) {
        QTest::newRow("dragonfly") << ServerKind::Dragonfly;
    }
}

void StandInTest::init() {
    ServerOptions options;
    options.name = QStringLiteral("source");
    m_source = std::make_unique<ServerProcess>(options);
    VERIFY_VALUE(await(m_source->start()));
    QCOMPARE(fromSource({"SET", "foo", "hello"}), "+OK\r\n");
}

void StandInTest::cleanup() {
    m_target.reset();
    m_source.reset();
}

bool StandInTest::startTarget(ServerKind kind, const QStringList& arguments) {
    ServerOptions options;
    options.name = QStringLiteral("target");
    options.kind = kind;
    options.arguments = arguments;
    m_target = std::make_unique<ServerProcess>(options);
    const auto started = await(m_target->start());
    if (!started) {
        qWarning("%s", qPrintable(started.error().english()));
    }
    return started.has_value();
}

/// Each recording with that prefix beside what the target says now.
void StandInTest::compare(const QString& prefix, const QStringList& left) {
    int compared = 0;
    for (const QString& name : recordingNames()) {
        const QString command = name.mid(prefix.size());
        if (!name.startsWith(prefix) || left.contains(command)) {
            continue;
        }
        const QByteArray reply = fromTarget(recordedCommand(command));
        const QString found = difference(recordedBytes(name), reply);
        QVERIFY2(found.isEmpty(), qPrintable(name + QStringLiteral(": ") + found));
        ++compared;
    }
    QVERIFY(compared > 0);
}

bool StandInTest::isOnline() {
    return fromTarget({"ROLE"}).contains("online");
}

bool StandInTest::replicate() {
    const QByteArray port = QByteArray::number(m_source->address().port);
    return fromTarget({"REPLICAOF", "127.0.0.1", port}) == "+OK\r\n" &&
           QTest::qWaitFor([this] { return isOnline(); }, labPatienceMs);
}

qint64 StandInTest::fullSyncs() {
    return redis::Info::parse(fromSource({"INFO", "stats"})).number("sync_full").value_or(-1);
}

void StandInTest::asAFreshPrimary() {
    QFETCH(const ServerKind, kind);
    QVERIFY(startTarget(kind));
    compare(QStringLiteral("df_master_noreplica_"));
    // recorded without a state: these replies are the same in each
    for (const char* name : {"ACL_WHOAMI", "CLIENT_INFO", "CLIENT_LIST", "CLUSTER_INFO",
                             "COMMAND_DOCS", "COMMAND_INFO_get", "COMMAND_LIST", "COMMAND_full",
                             "FAILOVER", "LASTSAVE", "LATENCY_LATEST", "MODULE_LIST",
                             "OBJECT_ENCODING_nokey", "PSYNC", "SYNC", "TIME", "UNKNOWN", "WAIT"}) {
        const QString recording = QStringLiteral("df_") + QLatin1String(name);
        const QString found =
            difference(recordedBytes(recording), fromTarget(recordedCommand(QLatin1String(name))));
        QVERIFY2(found.isEmpty(), qPrintable(recording + QStringLiteral(": ") + found));
    }
}

void StandInTest::asAReplicaInFullSync() {
    QFETCH(const ServerKind, kind);
    QVERIFY(startTarget(kind));
    QVERIFY(fromSource({"EVAL", "for i=1,40000 do redis.call('SET', 'key'..i, i) end", "0"})
                .startsWith('$'));
    QCOMPARE(fromSource({"CONFIG", "SET", "rdb-key-save-delay", "500"}), "+OK\r\n");
    const QByteArray port = QByteArray::number(m_source->address().port);
    QCOMPARE(fromTarget({"REPLICAOF", "127.0.0.1", port}), "+OK\r\n");
    QTRY_VERIFY_WITH_TIMEOUT(fromTarget({"ROLE"}).contains("full_sync"), labPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(fromTarget({"DBSIZE"}).mid(1).trimmed().toLongLong() > 0,
                             labPatienceMs); // the keys come in one by one
    compare(QStringLiteral("df_replica_syncing_"),
            {QStringLiteral("INFO_replication_t1"), QStringLiteral("INFO_replication_t2"),
             QStringLiteral("INFO_replication_t3")});
    for (const char* moment : {"1", "2", "3"}) {
        const QString found =
            difference(recordedBytes(QStringLiteral("df_replica_syncing_INFO_replication_t") +
                                     QLatin1String(moment)),
                       fromTarget({"INFO", "replication"}));
        QVERIFY2(found.isEmpty(), qPrintable(found));
    }
    // a promotion is possible even so
    QCOMPARE(fromTarget({"REPLICAOF", "NO", "ONE"}), "+OK\r\n");
    QCOMPARE(fromTarget({"SET", "foo", "bar"}), "+OK\r\n");
}

void StandInTest::asAReplica() {
    QFETCH(const ServerKind, kind);
    QVERIFY(startTarget(kind));
    QVERIFY(replicate());
    compare(QStringLiteral("df_replica_synced_"));
    // its offset is the source's
    QCOMPARE(fromSource({"SET", "foo", "later"}), "+OK\r\n");
    QTRY_COMPARE(fromTarget({"GET", "foo"}), "$5\r\nlater\r\n");
    const auto source = redis::parseReplication(redis::Info::parse(fromSource({"INFO"})));
    QTRY_VERIFY(redis::parseReplication(redis::Info::parse(fromTarget({"INFO"}))).replicaOffset >=
                source.primaryOffset);
    QCOMPARE(redis::parseReplication(redis::Info::parse(fromTarget({"INFO"}))).replid,
             source.replid);
}

void StandInTest::afterTheLinkBroke() {
    QFETCH(const ServerKind, kind);
    QVERIFY(startTarget(kind));
    QVERIFY(replicate());
    const qint64 before = fullSyncs();
    QCOMPARE(fromSource({"CLIENT", "KILL", "TYPE", "replica"}), ":1\r\n");
    QTRY_VERIFY_WITH_TIMEOUT(fullSyncs() > before && isOnline(), labPatienceMs);
    QCOMPARE(fullSyncs(), before + 1);
    QCOMPARE(redis::Info::parse(fromSource({"INFO", "stats"})).number("sync_partial_ok"), 0);
    compare(QStringLiteral("df_replica_after_linkbreak_"));
}

void StandInTest::withTheSourceGone() {
    QFETCH(const ServerKind, kind);
    QVERIFY(startTarget(kind));
    QVERIFY(replicate());
    m_source->kill();
    QTRY_VERIFY_WITH_TIMEOUT(fromTarget({"ROLE"}).contains("connecting"), labPatienceMs);
    compare(QStringLiteral("df_replica_linkdown_"));
    QCOMPARE(fromTarget({"REPLICAOF", "NO", "ONE"}),
             recordedBytes(QStringLiteral("df_REPLICAOF_NO_ONE_linkdown")));
    compare(QStringLiteral("df_after_noone_linkdown_"));
}

void StandInTest::afterNoOne() {
    QFETCH(const ServerKind, kind);
    QVERIFY(startTarget(kind));
    QVERIFY(replicate());
    QCOMPARE(fromTarget({"REPLICAOF", "NO", "ONE"}),
             recordedBytes(QStringLiteral("df_REPLICAOF_NO_ONE")));
    compare(QStringLiteral("df_after_noone_"), {QStringLiteral("linkdown_INFO_replication")});
}

void StandInTest::toAnUnreachableSource() {
    QFETCH(const ServerKind, kind);
    QVERIFY(startTarget(kind));
    QCOMPARE(fromTarget({"SET", "foo", "kept"}), "+OK\r\n");
    QCOMPARE(fromTarget(recordedCommand(QStringLiteral("REPLICAOF_unreachable"))),
             recordedBytes(QStringLiteral("df_REPLICAOF_unreachable")));
    compare(QStringLiteral("df_after_unreachable_"));
    QCOMPARE(fromTarget({"GET", "foo"}), "$4\r\nkept\r\n");
}

void StandInTest::toSentinelsPromotion() {
    QFETCH(const ServerKind, kind);
    QVERIFY(startTarget(kind));
    QVERIFY(replicate());
    RawClient sentinel(m_target->address());
    for (const QByteArrayList& words :
         {QByteArrayList{"MULTI"}, QByteArrayList{"SLAVEOF", "NO", "ONE"},
          QByteArrayList{"CONFIG", "REWRITE"}, QByteArrayList{"CLIENT", "KILL", "TYPE", "normal"},
          QByteArrayList{"CLIENT", "KILL", "TYPE", "pubsub"}, QByteArrayList{"EXEC"}}) {
        sentinel.write(redis::Command(words).encoded());
    }
    QCOMPARE(sentinel.read(6), recordedBytes(QStringLiteral("df_sentinel_promotion_transaction")));
    QVERIFY(fromTarget({"ROLE"}).contains("master"));
    QCOMPARE(fromTarget({"SET", "foo", "bar"}), "+OK\r\n");
}

void StandInTest::repliesKeepTheirOrder() {
    QVERIFY(startTarget(ServerKind::StandIn));
    RawClient client(m_target->address());
    client.write("SET a 1\r\nROLE\r\nINCR a\r\nPSYNC ? -1\r\nGET a\r\n");
    QCOMPARE(client.read(5), "+OK\r\n*2\r\n$6\r\nmaster\r\n*0\r\n:2\r\n"
                             "-ERR unknown command `PSYNC`\r\n$1\r\n2\r\n");
}

void StandInTest::transactionsOfDataAreAtomic() {
    QVERIFY(startTarget(ServerKind::StandIn));
    RawClient client(m_target->address());
    client.write("MULTI\r\nINCR a\r\nINCR a\r\nEXEC\r\nWATCH a\r\n");
    QCOMPARE(client.read(5), "+OK\r\n+QUEUED\r\n+QUEUED\r\n*2\r\n:1\r\n:2\r\n+OK\r\n");
    QCOMPARE(fromTarget({"INCR", "a"}), ":3\r\n");
    client.write("MULTI\r\nINCR a\r\nEXEC\r\nGET a\r\n");
    QCOMPARE(client.read(4), "+OK\r\n+QUEUED\r\n*-1\r\n$1\r\n3\r\n");
}

void StandInTest::theSourceListsItByItsOwnPort() {
    QVERIFY(startTarget(ServerKind::StandIn));
    QVERIFY(replicate());
    const auto info = redis::parseReplication(redis::Info::parse(fromSource({"INFO"})));
    QVERIFY(info.find(m_target->address()) != nullptr);
}

void StandInTest::aRepeatedReplicaOfIsAFullSync() {
    QVERIFY(startTarget(ServerKind::StandIn));
    QVERIFY(replicate());
    const qint64 before = fullSyncs();
    QVERIFY(replicate());
    QCOMPARE(fullSyncs(), before + 1);
    QCOMPARE(fromTarget({"GET", "foo"}), "$5\r\nhello\r\n");
}

void StandInTest::functionsMeanEndlessFullSyncs() {
    QVERIFY(startTarget(ServerKind::StandIn));
    QVERIFY(fromSource({"FUNCTION", "LOAD",
                        "#!lua name=practice\nredis.register_function('f', function() end)"})
                .startsWith('$'));
    const QByteArray port = QByteArray::number(m_source->address().port);
    QCOMPARE(fromTarget({"REPLICAOF", "127.0.0.1", port}), "+OK\r\n");
    QTRY_VERIFY_WITH_TIMEOUT(fullSyncs() >= 3, labPatienceMs);
    QVERIFY(!isOnline());
    QCOMPARE(fromSource({"FUNCTION", "FLUSH"}), "+OK\r\n");
    QTRY_VERIFY_WITH_TIMEOUT(isOnline(), labPatienceMs);
}

void StandInTest::itsDataServerDiesWithIt() {
    QVERIFY(startTarget(ServerKind::StandIn));
    QVERIFY(replicate());
#ifdef Q_OS_LINUX
    QFile children(QStringLiteral("/proc/%1/task/%1/children").arg(m_target->pid()));
    QVERIFY(children.open(QIODevice::ReadOnly));
    const qint64 dataServer = children.readAll().trimmed().toLongLong();
    QVERIFY(dataServer > 0);
    QVERIFY(!isGone(dataServer));
    ::kill(static_cast<pid_t>(m_target->pid()), SIGKILL);
    QTRY_VERIFY(isGone(dataServer));
#endif
    m_target->kill();
    QTRY_VERIFY(
        redis::parseReplication(redis::Info::parse(fromSource({"INFO"}))).replicas.isEmpty());
}

QTEST_GUILESS_MAIN(StandInTest)
#include "stand_in_test.moc"
