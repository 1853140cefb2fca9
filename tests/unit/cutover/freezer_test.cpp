// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/freezer.h"
#include "support/await.h"
#include "support/scripted_server.h"
#include "support/test_clock.h"

#include <QTemporaryDir>
#include <QTest>

using namespace ferryman;
using namespace ferryman::test;

namespace {

redis::Login loginTo(const redis::Address& address) {
    redis::Login login;
    login.endpoint.address = address;
    return login;
}

/// A primary as far as the freeze asks it. A client within MULTI writes until it is ended.
class Primary {
public:
    ScriptedServer server;
    QList<qint64> queueing; ///< CLIENT IDs.
    qint64 offset = 1000;
    qint64 lastExec = 0;      ///< Bytes that are written once the fence stands.
    bool refusesList = false; ///< CLIENT LIST.

    Primary() {
        server.scriptClient();
        server.setScript([this](const QByteArrayList& words) { return answer(words); });
    }

private:
    redis::Value answer(const QByteArrayList& words) {
        if (words.first() == "MULTI") {
            m_queue = QList<redis::Value>{};
            return redis::Value::status("OK");
        }
        if (words.first() == "EXEC") {
            return redis::Value::array(*std::exchange(m_queue, {}));
        }
        const redis::Value reply = run(words);
        if (!m_queue) {
            return reply;
        }
        m_queue->append(reply);
        return redis::Value::status("QUEUED");
    }

    redis::Value run(const QByteArrayList& words) {
        const QByteArray what = words.value(1);
        if (words.first() == "CONFIG" && what == "GET") {
            static const QHash<QByteArray, QByteArray> settings{{"min-replicas-to-write", "0"},
                                                                {"min-replicas-max-lag", "10"},
                                                                {"replica-priority", "100"},
                                                                {"replica-read-only", "no"}};
            return redis::Value::array(
                {redis::Value::bulk(words[2]), redis::Value::bulk(settings.value(words[2]))});
        }
        if (words.first() == "CLIENT" && what == "ID") {
            return redis::Value::integer(7);
        }
        if (words.first() == "CLIENT" && what == "LIST" && refusesList) {
            return redis::Value::error("ERR unknown command `CLIENT`");
        }
        if (words.first() == "CLIENT" && what == "LIST") {
            offset += std::exchange(lastExec, 0);
            QByteArray lines = "id=7 addr=127.0.0.1:50000 name=ferryman flags=N\n";
            for (const qint64 id : queueing) {
                lines += "id=" + QByteArray::number(id) + " addr=127.0.0.1:50001 name= flags=x\n";
                offset += 50; // its EXEC
            }
            return redis::Value::bulk(lines);
        }
        if (words.first() == "CLIENT" && what == "KILL") {
            return redis::Value::integer(queueing.removeAll(words.value(3).toLongLong()));
        }
        if (words.first() == "INFO" && what == "replication") {
            return redis::Value::bulk("role:master\r\nmaster_replid:abc\r\nmaster_repl_offset:" +
                                      QByteArray::number(offset) + "\r\n");
        }
        if (words.first() == "INFO") {
            return redis::Value::bulk("run_id:r\r\nsync_full:1\r\n");
        }
        return redis::Value::status("OK");
    }

    std::optional<QList<redis::Value>> m_queue;
};

class Scene {
public:
    Primary primary;
    SwitchScope scope;

    Scene()
        : m_journal(std::move(*Journal::open(m_folder.path(), QStringLiteral("scene"), m_clock)))
        , m_record(*m_journal)
        , m_source(loginTo(primary.server.address()), m_record, m_clock)
        , freezer(m_source, m_record) {
        scope.source = primary.server.address();
        scope.pauses = false;
        scope.fenceHolds = false;
    }

    Event freeze() {
        const auto asked = await(m_source.ask(Freezer::questions(), milliseconds{1000}));
        const auto taken = asked.and_then([&](const QList<redis::Value>& replies) {
            return freezer.takeBaseline(replies, scope);
        });
        if (!taken) {
            QTest::qFail(qPrintable(taken.error().english()), __FILE__, __LINE__);
        }
        std::optional<Event> event;
        freezer.freeze(scope, 5000, [&](const Event& answer) { event = answer; });
        (void)QTest::qWaitFor([&] { return event.has_value(); });
        return event.value_or(Event{});
    }

private:
    QTemporaryDir m_folder;
    TestClock m_clock;
    std::unique_ptr<Journal> m_journal;
    SwitchRecord m_record;
    Line m_source;

public:
    Freezer freezer;
};

} // namespace

class FreezerTest : public QObject {
    Q_OBJECT

private slots:
    void theBaselineKeepsWhatIsChanged();
    void anOldSourceRunsNothingThatWasQueuedBefore();
    void whereTheyCannotBeFoundTheFreezeIsTurnedBack();
    void aNewerSourceIsNotAskedForIt();
};

void FreezerTest::theBaselineKeepsWhatIsChanged() {
    Scene scene;
    QVERIFY(scene.freeze().isDone(EffectKind::Freeze));
    QCOMPARE(scene.scope.before.fence, QByteArray("0"));
    QCOMPARE(scene.scope.before.sourcePriority, QByteArray("100"));
    QCOMPARE(scene.scope.before.sourceReadOnly, QByteArray("no"));
    QCOMPARE(scene.scope.freezingClient, 7);
}

/// Before 6.0.6 EXEC runs writes in spite of min-replicas-to-write if they were queued before it
/// was set, so that they would come after the offset that Dragonfly has to reach.
void FreezerTest::anOldSourceRunsNothingThatWasQueuedBefore() {
    Scene scene;
    scene.scope.fenceHoldsQueued = false;
    scene.primary.queueing = {21, 34};
    const Event event = scene.freeze();
    QVERIFY2(event.isDone(EffectKind::Freeze), qPrintable(event.why.english()));
    QVERIFY(scene.primary.queueing.isEmpty());
    QCOMPARE(event.offset, scene.primary.offset);
    QCOMPARE(event.offset, 1100);
    QCOMPARE(scene.scope.frozen->offset, event.offset);

    Scene late; // its last EXEC came between the fence and the list
    late.scope.fenceHoldsQueued = false;
    late.primary.lastExec = 50;
    QCOMPARE(late.freeze().offset, 1050);
    QCOMPARE(late.primary.server.asked("CLIENT KILL"), 0);
}

/// Not refused: by then the source is fenced, and has to be thawed.
void FreezerTest::whereTheyCannotBeFoundTheFreezeIsTurnedBack() {
    Scene scene;
    scene.scope.fenceHoldsQueued = false;
    scene.primary.refusesList = true;
    QVERIFY(scene.freeze().isLost(EffectKind::Freeze));
    QVERIFY(!scene.scope.frozen);
    QCOMPARE(scene.primary.server.asked("CLIENT KILL"), 0);
}

void FreezerTest::aNewerSourceIsNotAskedForIt() {
    Scene scene;
    QCOMPARE(scene.freeze().offset, 1000);
    QCOMPARE(scene.primary.server.asked("CLIENT LIST"), 0);
}

QTEST_GUILESS_MAIN(FreezerTest)
#include "freezer_test.moc"
