// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/open_intents.h"
#include "cutover/settlement.h"
#include "support/await.h"
#include "support/scripted_server.h"
#include "support/test_clock.h"

#include <QTemporaryDir>
#include <QTimer>

using namespace ferryman;
using namespace ferryman::test;

namespace {

redis::Login loginTo(const redis::Address& address) {
    redis::Login login;
    login.endpoint.address = address;
    return login;
}

/// A Redis as far as parking asks for one: its settings, whom it follows, and its config file.
class OldServer {
public:
    ScriptedServer server;
    QHash<QByteArray, QByteArray> settings{{"min-replicas-to-write", "1"},
                                           {"replica-priority", "70"}};
    QByteArray follows; ///< "host port"; empty: a primary.
    bool hasConfigFile = true;
    bool savesItsData = true;

    OldServer() {
        server.setScript([this](const QByteArrayList& words) { return answer(words); });
    }

    [[nodiscard]] redis::Address address() const { return server.address(); }
    [[nodiscard]] QString text() const {
        return QStringLiteral("fence %1, priority %2, %3")
            .arg(QString::fromLatin1(settings["min-replicas-to-write"]),
                 QString::fromLatin1(settings["replica-priority"]),
                 follows.isEmpty() ? QStringLiteral("primary")
                                   : QStringLiteral("follows ") + QString::fromLatin1(follows));
    }

private:
    std::optional<redis::Value> answer(const QByteArrayList& words) {
        if (words.first() == "MULTI") {
            m_queue = QList<redis::Value>{};
            return redis::Value::status("OK");
        }
        if (words.first() == "EXEC") {
            return redis::Value::array(*std::exchange(m_queue, {}));
        }
        if (words.first() == "SHUTDOWN" && savesItsData) {
            QTimer::singleShot(0, &server, [this] { server.silence(); });
            return {};
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
            return redis::Value::array(
                {redis::Value::bulk(words[2]), redis::Value::bulk(settings.value(words[2]))});
        }
        if (words.first() == "CONFIG" && what == "SET") {
            settings[words[2]] = words[3];
        } else if (words.first() == "CONFIG" && !hasConfigFile) {
            return redis::Value::error("ERR The server is running without a config file");
        } else if (words.first() == "REPLICAOF") {
            follows = what == "NO" ? QByteArray() : what + ' ' + words[2];
        } else if (words.first() == "ROLE") {
            const auto parts = follows.split(' ');
            return follows.isEmpty()
                       ? redis::Value::array({redis::Value::bulk("master"),
                                              redis::Value::integer(0), redis::Value::array({})})
                       : redis::Value::array(
                             {redis::Value::bulk("slave"), redis::Value::bulk(parts[0]),
                              redis::Value::integer(parts[1].toInt()),
                              redis::Value::bulk("connect"), redis::Value::integer(0)});
        } else if (words.first() == "SHUTDOWN") {
            return redis::Value::error("ERR Errors trying to SHUTDOWN. Check logs.");
        }
        return redis::Value::status("OK");
    }

    std::optional<QList<redis::Value>> m_queue;
};

/// A settlement between a source, two other replicas and a target, with no Sentinels.
class Scene {
public:
    OldServer source;
    OldServer one;
    OldServer two;
    ScriptedServer target;
    SwitchScope scope;
    QByteArray errorStats = "# Errorstats\r\n\r\n";
    QByteArray commandStats = "# Commandstats\r\ncmdstat_get:calls=1,usec=1\r\n";

    Scene()
        : m_journal(std::move(*Journal::open(m_folder.path(), QStringLiteral("scene"), m_clock)))
        , m_record(*m_journal)
        , m_source(loginTo(source.address()), m_record, m_clock)
        , m_target(loginTo(target.address()), m_record, m_clock)
        , bystanders(m_record, m_clock)
        , settlement(m_parties, m_record, m_source, m_target, bystanders) {
        scope.group = QStringLiteral("orders");
        scope.source = source.address();
        scope.target = target.address();
        bystanders.setLogins({loginTo(one.address()), loginTo(two.address())});
        target.setScript([this](const QByteArrayList& words) -> std::optional<redis::Value> {
            if (words.first() == "DBSIZE") {
                return redis::Value::integer(1234);
            }
            return redis::Value::bulk(words.value(1) == "errorstats" ? errorStats : commandStats);
        });
    }

    /// As the switch does it: read, journalled, detached.
    void pin() {
        const auto others = await(bystanders.read());
        VERIFY_VALUE(others);
        scope.others = *others;
        VERIFY_VALUE(await(m_record.intend(pinIntents(scope) + cutoverIntents(scope), scope)));
        VERIFY_VALUE(await(bystanders.pin()));
    }
    QStringList open() {
        QStringList ids;
        for (const OpenIntent& intent : openIntents(*m_journal->rows())) {
            if (intent.certain) {
                ids.append(intent.where + QLatin1Char(' ') + intent.undo);
            }
        }
        return ids;
    }
    QString undoText() { return m_record.undoText(); }
    QList<JournalRow> rows() { return *m_journal->rows(); }

private:
    QTemporaryDir m_folder;
    TestClock m_clock;
    std::unique_ptr<Journal> m_journal;
    SwitchRecord m_record;
    SwitchParties m_parties;
    Line m_source;
    Line m_target;

public:
    Bystanders bystanders;
    Settlement settlement;
};

const QString detached = QStringLiteral("follows 127.0.0.1 1");

} // namespace

class SettlementTest : public QObject {
    Q_OBJECT

private slots:
    void whileASentinelListsThemTheyFollowNobody();
    void theOldSettingsOfEachStandInTheJournal();
    void aDeadReplicaHoldsUpNoOther();
    void onlyWhatWasPinnedIsGivenBack();
    void aServerWithoutAConfigFileIsNotCalledParked_data();
    void aServerWithoutAConfigFileIsNotCalledParked();
    void aShutdownIsDoneOnceNothingListens();
    void aShutdownOfAnEarlierConsoleCounts();
    void aRefusedShutdownIsToldOf();
    void theLastLookFindsWhoFollowsSomebodyAgain();
    void theLastLookTellsWhatDragonflyCounted();
};

void SettlementTest::whileASentinelListsThemTheyFollowNobody() {
    Scene scene;
    scene.pin();
    VERIFY_VALUE(await(scene.settlement.park(scene.scope)));
    for (const OldServer* server : {&scene.source, &scene.one, &scene.two}) {
        QCOMPARE(server->text(), QStringLiteral("fence 999, priority 0, ") + detached);
        QCOMPARE(server->server.asked("CONFIG REWRITE"), 1);
    }
}

void SettlementTest::theOldSettingsOfEachStandInTheJournal() {
    Scene scene;
    scene.two.settings["min-replicas-to-write"] = "2";
    scene.pin();
    VERIFY_VALUE(await(scene.settlement.park(scene.scope)));
    const QStringList open = scene.open();
    const QString two = scene.two.address().toString();
    const auto fence = open.indexOf(two + QStringLiteral(" CONFIG SET min-replicas-to-write 2"));
    QVERIFY2(fence >= 0, qPrintable(open.join(QLatin1Char('\n'))));
    // The file is written anew when everything else is put back.
    QVERIFY(open.indexOf(two + QStringLiteral(" CONFIG REWRITE")) > fence);
    QVERIFY(open.contains(scene.one.address().toString() +
                          QStringLiteral(" CONFIG SET min-replicas-to-write 1")));
}

void SettlementTest::aDeadReplicaHoldsUpNoOther() {
    Scene scene;
    scene.pin();
    scene.one.server.silence();
    const auto parked = await(scene.settlement.park(scene.scope));
    QVERIFY(!parked);
    QVERIFY(outcomeOf(parked.error()) == Outcome::Lost); // worth another attempt
    QVERIFY(parked.error().english().contains(scene.one.address().toString()));
    QVERIFY(!parked.error().english().contains(scene.two.address().toString()));
    QVERIFY(scene.source.text().startsWith(QLatin1String("fence 999")));
    QVERIFY(scene.two.text().startsWith(QLatin1String("fence 999")));
    scene.source.server.silence();
    const auto both = await(scene.settlement.park(scene.scope));
    QVERIFY(!both);
    QVERIFY(both.error().english().contains(scene.source.address().toString()));
    QVERIFY(both.error().english().contains(scene.one.address().toString()));
}

void SettlementTest::onlyWhatWasPinnedIsGivenBack() {
    Scene scene;
    scene.pin();
    QVERIFY(scene.two.text().endsWith(detached));
    scene.one.server.silence();
    for (int attempt = 0; attempt < 2; ++attempt) {
        QVERIFY(!await(scene.bystanders.unpin(scene.scope)));
    }
    const redis::Address source = scene.source.address();
    QCOMPARE(scene.two.text(),
             QStringLiteral("fence 1, priority 70, follows 127.0.0.1 %1").arg(source.port));
    QCOMPARE(scene.two.server.asked("MULTI"), 2); // pinned once, given back once
    QVERIFY(scene.undoText().contains(scene.one.address().toString()));
    QVERIFY2(!scene.undoText().contains(scene.two.address().toString()),
             qPrintable(scene.undoText()));
    scene.one.server.listen();
    VERIFY_VALUE(await(scene.bystanders.unpin(scene.scope)));
    QCOMPARE(scene.undoText(), QString());
}

void SettlementTest::aServerWithoutAConfigFileIsNotCalledParked_data() {
    QTest::addColumn<OldPrimary>("fate");
    QTest::addColumn<QString>("says");
    QTest::newRow("park") << OldPrimary::Park << QStringLiteral("Shut it down");
    QTest::newRow("leave") << OldPrimary::Leave << QStringLiteral("Shut it down");
    QTest::newRow("shutdown") << OldPrimary::Shutdown << QStringLiteral("Keep it stopped");
}

void SettlementTest::aServerWithoutAConfigFileIsNotCalledParked() {
    QFETCH(OldPrimary, fate);
    QFETCH(QString, says);
    Scene scene;
    scene.scope.oldPrimary = fate;
    scene.source.hasConfigFile = false;
    scene.pin();
    const auto parked = await(scene.settlement.park(scene.scope));
    VERIFY_ERROR(parked, ErrorKind::Refused); // no further attempt helps
    const QString said = parked.error().english();
    QVERIFY2(said.contains(says) && said.contains(scene.source.address().toString()) &&
                 said.contains(QLatin1String("without a config file")),
             qPrintable(said));
    QVERIFY(scene.source.text().startsWith(QLatin1String("fence 999, priority 0")));
    QCOMPARE(scene.source.server.asked("SHUTDOWN SAVE"), fate == OldPrimary::Shutdown ? 1 : 0);
}

void SettlementTest::aShutdownIsDoneOnceNothingListens() {
    Scene scene;
    scene.scope.oldPrimary = OldPrimary::Shutdown;
    scene.scope.otherReplicas = OtherReplicas::Shutdown;
    scene.pin();
    scene.two.server.silence(); // this one is dead, so that the others are asked twice
    QVERIFY(!await(scene.settlement.park(scene.scope)));
    QVERIFY(!await(scene.settlement.park(scene.scope)));
    QCOMPARE(scene.source.server.asked("SHUTDOWN SAVE"), 1);
    QCOMPARE(scene.one.server.asked("SHUTDOWN SAVE"), 1);
    scene.two.server.listen();
    VERIFY_VALUE(await(scene.settlement.park(scene.scope)));
    // Announced before it was sent.
    QStringList story;
    for (const JournalRow& row : scene.rows()) {
        const QString command = row.data.value(record::command).toString();
        if (row.subject == scene.source.address().toString() &&
            command == QLatin1String("SHUTDOWN SAVE")) {
            story.append(QLatin1String(toString(row.kind)));
        }
    }
    QCOMPARE(story.join(QLatin1Char(' ')), QStringLiteral("intent command reply"));
}

void SettlementTest::aShutdownOfAnEarlierConsoleCounts() {
    Scene scene;
    scene.scope.oldPrimary = OldPrimary::Shutdown;
    scene.pin();
    scene.source.server.silence();
    QVERIFY(!await(scene.settlement.park(scene.scope)));

    Scene resumed;
    resumed.scope.oldPrimary = OldPrimary::Shutdown;
    resumed.scope.toldToEnd = {resumed.source.address()};
    resumed.pin();
    resumed.source.server.silence();
    VERIFY_VALUE(await(resumed.settlement.park(resumed.scope)));

    Scene unkept;
    unkept.scope.oldPrimary = OldPrimary::Shutdown;
    unkept.scope.toldToEnd = {unkept.source.address()};
    unkept.scope.notKept = {{unkept.source.address(), QStringLiteral("no config file")}};
    unkept.pin();
    unkept.source.server.silence();
    const auto parked = await(unkept.settlement.park(unkept.scope));
    VERIFY_ERROR(parked, ErrorKind::Refused);
    QVERIFY(parked.error().english().contains(QLatin1String("no config file")));
}

void SettlementTest::aRefusedShutdownIsToldOf() {
    Scene scene;
    scene.scope.oldPrimary = OldPrimary::Shutdown;
    scene.source.savesItsData = false;
    scene.pin();
    const auto parked = await(scene.settlement.park(scene.scope));
    VERIFY_ERROR(parked, ErrorKind::Refused);
    QVERIFY(parked.error().english().contains(QLatin1String("did not shut down")));
}

void SettlementTest::theLastLookFindsWhoFollowsSomebodyAgain() {
    Scene scene;
    scene.pin();
    VERIFY_VALUE(await(scene.settlement.park(scene.scope)));
    auto look = await(scene.settlement.lastLook());
    VERIFY_VALUE(look);
    QVERIFY(look->strays.isEmpty());
    scene.one.follows = "10.0.0.2 6380"; // SLAVEOF of a Sentinel that had not forgotten
    look = await(scene.settlement.lastLook());
    VERIFY_VALUE(look);
    QCOMPARE(look->strays, QStringList{scene.one.address().toString()});
    VERIFY_VALUE(await(scene.settlement.park(scene.scope)));
    QVERIFY(await(scene.settlement.lastLook())->strays.isEmpty());
}

void SettlementTest::theLastLookTellsWhatDragonflyCounted() {
    Scene scene;
    QCOMPARE(await(scene.settlement.lastLook())->sentence.english(),
             QStringLiteral("Dragonfly holds 1,234 keys, and knew every command that it was "
                            "given."));
    scene.commandStats += "unknown_SWAPDB:2\r\n";
    scene.errorStats =
        "# Errorstats\r\n-READONLY You can't write against a read only replica.:2\r\n"
        "ERR odd: text:7\r\n";
    QCOMPARE(await(scene.settlement.lastLook())->sentence.english(),
             QStringLiteral("Dragonfly holds 1,234 keys. It did not know these commands, and did "
                            "nothing for them: SWAPDB. Errors that it has counted since it was "
                            "started: -READONLY You can't write against a read only replica. (2), "
                            "ERR odd: text (7)."));
}

QTEST_GUILESS_MAIN(SettlementTest)
#include "settlement_test.moc"
