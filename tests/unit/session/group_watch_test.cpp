// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/group_watch.h"
#include "support/await.h"
#include "support/scripted_server.h"
#include "support/test_clock.h"

#include <QTest>

using namespace ferryman;
using namespace ferryman::test;
using redis::Value;

namespace {

/// One server of a group, and who watches it.
struct Bench {
    Bench() {
        server.setScript([this](const QByteArrayList& words) -> std::optional<Value> {
            if (words.value(0) != "INFO") {
                return ScriptedServer::usualAnswer(words);
            }
            if (silent) {
                return {};
            }
            if (words.value(1) == "replication") {
                return Value::bulk("role:master\r\nmaster_repl_offset:7\r\n");
            }
            return Value::bulk(info);
        });
    }

    [[nodiscard]] std::optional<redis::Login> loginFor(const redis::Address& address) const {
        redis::Login login;
        login.endpoint.address = server.address();
        return address == server.address() ? std::optional(login) : std::nullopt;
    }

    ScriptedServer server;
    QByteArray info = "redis_version:7.0.15\r\n";
    bool silent = false;
    bool there = true;
    TestClock clock;
    GroupWatch watch{clock,
                     {[this] { return there ? QList{server.address()} : QList<redis::Address>(); },
                      [this](const redis::Address& address) { return loginFor(address); }}};
};

} // namespace

/// What is asked for eyes alone: bounded, one question at a time, and on connections of its own.
class GroupWatchTest : public QObject {
    Q_OBJECT

private slots:
    void aServerTellsOfItself();
    void itIsNotAskedMoreOftenThanItsTurn();
    void oneThatIsSilentIsNotAskedTwice();
    void oneThatLeftTheGroupIsForgotten();
    void theInfoIsBoundedAndEscaped();
    void theRawInfoIsRead();
    void ofAStrangerNothingIsRead();
    void aNewerReadingMakesTheOlderVoid();
};

void GroupWatchTest::aServerTellsOfItself() {
    Bench bench;
    bench.watch.look(false);
    QTRY_COMPARE(bench.watch.servers().size(), 1);
    QTRY_VERIFY(bench.watch.servers().first().readAtMs > 0);
    const ServerView view = bench.watch.servers().first();
    QCOMPARE(view.address, bench.server.address());
    QCOMPARE(view.identity.describe(), QString("Redis 7.0.15"));
    QCOMPARE(view.replication.role, redis::Role::Primary);
    QCOMPARE(view.replication.primaryOffset, std::optional<qint64>(7));
    bench.server.silence();
    QTRY_VERIFY(bench.server.open() == 0);
    bench.watch.look(true);
    QTRY_VERIFY(bench.watch.servers().first().error.has_value());
    QCOMPARE(bench.watch.servers().first().identity.version, QString("7.0.15")); // as it said last
}

void GroupWatchTest::itIsNotAskedMoreOftenThanItsTurn() {
    Bench bench;
    bench.watch.look(false);
    QTRY_VERIFY(!bench.watch.servers().isEmpty() && bench.watch.servers().first().readAtMs > 0);
    bench.clock.advance(milliseconds(1900));
    bench.watch.look(false);
    QCoreApplication::processEvents();
    QCOMPARE(bench.server.asked("INFO server"), 1);
    bench.watch.look(true); // within the switch
    QTRY_COMPARE(bench.server.asked("INFO server"), 2);
    bench.clock.advance(milliseconds(2100));
    QTRY_VERIFY((bench.watch.look(false), bench.server.asked("INFO server") == 3));
}

void GroupWatchTest::oneThatIsSilentIsNotAskedTwice() {
    Bench bench;
    bench.silent = true;
    bench.watch.look(true);
    QTRY_COMPARE(bench.server.asked("INFO server"), 1);
    for (int i = 0; i < 5; ++i) {
        bench.watch.look(true);
        QCoreApplication::processEvents();
    }
    QCOMPARE(bench.server.asked("INFO server"), 1);
    QCOMPARE(bench.server.accepted(), 1);
}

void GroupWatchTest::oneThatLeftTheGroupIsForgotten() {
    Bench bench;
    bench.watch.look(false);
    QTRY_VERIFY(!bench.watch.servers().isEmpty() && bench.watch.servers().first().readAtMs > 0);
    bench.there = false;
    bench.watch.look(false);
    QVERIFY(bench.watch.servers().isEmpty());
    QTRY_COMPARE(bench.server.open(), 0);
}

void GroupWatchTest::theInfoIsBoundedAndEscaped() {
    QCOMPARE(shownInfo("# Server\r\na:1\r\n\r\nb:\x1b[31mred\n"),
             QString("# Server\na:1\n\nb:\\x1b[31mred"));
    const QString long1 = shownInfo(QByteArray(100'000, 'x'));
    QVERIFY2(long1.size() <= 501, qPrintable(QString::number(long1.size())));
    const QString many = shownInfo(QByteArray("a:1\n").repeated(100'000));
    QCOMPARE(many.count('\n'), 2000);
    QVERIFY(many.endsWith(QChar(0x2026)));
}

void GroupWatchTest::theRawInfoIsRead() {
    Bench bench;
    bench.watch.readInfo(bench.server.address());
    QVERIFY(bench.watch.rawInfo().reading);
    QTRY_VERIFY(!bench.watch.rawInfo().reading);
    QCOMPARE(bench.watch.rawInfo().text, QString("redis_version:7.0.15"));
    QVERIFY(bench.watch.rawInfo().readAtMs > 0);
    QVERIFY(!bench.watch.rawInfo().error);
    bench.server.silence();
    bench.watch.readInfo(bench.server.address());
    QTRY_VERIFY(bench.watch.rawInfo().error.has_value());
    QCOMPARE(bench.watch.rawInfo().text, QString("redis_version:7.0.15")); // what it said last
}

void GroupWatchTest::ofAStrangerNothingIsRead() {
    Bench bench;
    bench.watch.readInfo({"192.0.2.1", 6379});
    QVERIFY(!bench.watch.rawInfo().reading);
    QVERIFY(bench.watch.rawInfo().error.has_value());
    QCOMPARE(bench.server.accepted(), 0);
}

void GroupWatchTest::aNewerReadingMakesTheOlderVoid() {
    Bench bench;
    bench.silent = true;
    bench.watch.readInfo(bench.server.address());
    QTRY_COMPARE(bench.server.asked("INFO"), 1);
    bench.watch.readInfo({"192.0.2.1", 6379});
    QVERIFY(bench.watch.rawInfo().error.has_value());
    bench.server.hangUp();
    QTest::qWait(50);
    QCOMPARE(bench.watch.rawInfo().server, (redis::Address{"192.0.2.1", 6379}));
    QCOMPARE(bench.watch.rawInfo().error->kind, ErrorKind::Refused);
}

QTEST_GUILESS_MAIN(GroupWatchTest)
#include "group_watch_test.moc"
