// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/notices.h"
#include "session/records.h"
#include "support/sentinel_group.h"
#include "trip.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace ferryman;
using namespace ferryman::test;

/// What the journal and the command line write of a value, and the notices that every page bears.
class RecordsTest : public QObject {
    Q_OBJECT

private slots:
    void aFindingTellsWhatMendsIt();
    void aFindingTellsNoSecret();
    void anEndpointTellsWhatItIsOrWhatIsWrong();
    void aTopologyTellsEverySentinelsWord();
    void aSampleLeavesOutWhatWasNotSaid();
    void progressTellsItsUnits();
    void anErrorTellsItsKind();
    void everyRecordSurvivesJson();
    void aSilentSentinelIsNoticed();
    void whatAnEarlierRunLeftIsNoticed();
};

void RecordsTest::aFindingTellsWhatMendsIt() {
    Finding finding = findingOf(QStringLiteral("sentinel.timers"), Severity::Blocker);
    finding.readWith = QStringLiteral("SENTINEL MASTER");
    finding.mend = {redis::Command{"SENTINEL", "SET", "orders", "down-after-milliseconds", "4000"}};
    finding.undo = {redis::Command{"SENTINEL", "SET", "orders", "down-after-milliseconds", "1500"}};
    const QJsonObject record = recordOf(finding);

    QCOMPARE(record["id"].toString(), QStringLiteral("sentinel.timers"));
    QCOMPARE(record["severity"].toString(), QStringLiteral("blocker"));
    QCOMPARE(record["readWith"].toString(), QStringLiteral("SENTINEL MASTER"));
    QCOMPARE(record["mend"][0].toString(),
             QStringLiteral("SENTINEL SET orders down-after-milliseconds 4000"));
    QCOMPARE(record["undo"].toArray().size(), 1);
    QVERIFY(!record.contains("acceptedBecause"));

    finding.accepted = true;
    finding.acceptedBecause = QStringLiteral("known");
    QCOMPARE(recordOf(finding)["acceptedBecause"].toString(), QStringLiteral("known"));
}

void RecordsTest::aFindingTellsNoSecret() {
    Finding finding = findingOf(QStringLiteral("x"), Severity::Blocker);
    finding.mend = {redis::Command{"CONFIG", "SET", "masterauth", "open sesame"},
                    redis::Command{"AUTH", "open sesame"}};
    QVERIFY(!QJsonDocument(recordOf(finding)).toJson().contains("open sesame"));
}

void RecordsTest::anEndpointTellsWhatItIsOrWhatIsWrong() {
    EndpointStatus endpoint;
    endpoint.role = EndpointStatus::Role::Dragonfly;
    endpoint.address = dragonflyAddress();
    endpoint.identity = {redis::Product::Dragonfly, QStringLiteral("1.40.1")};
    endpoint.roundTripMs = 0.75;
    QJsonObject record = recordOf(endpoint);
    QCOMPARE(record["role"].toString(), QStringLiteral("dragonfly"));
    QCOMPARE(record["address"].toString(), QStringLiteral("10.0.0.2:6380"));
    QCOMPARE(record["identity"].toString(), QStringLiteral("Dragonfly 1.40.1"));
    QCOMPARE(record["roundTripMs"].toDouble(), 0.75);
    QVERIFY(!record.contains("keys")); // unknown is not 0
    QVERIFY(!record.contains("error"));

    endpoint.keys = 0;
    endpoint.error = Error{ErrorKind::Auth, {"wrong password"}, {}, {}};
    record = recordOf(endpoint);
    QCOMPARE(record["keys"].toInt(-1), 0);
    QVERIFY(record["error"].toString().contains(QLatin1String("wrong password")));
}

void RecordsTest::aTopologyTellsEverySentinelsWord() {
    QList<SentinelView> views = healthyViews();
    views[2] = silentView(3);
    const QJsonObject record = recordOf(merge(QStringLiteral("orders"), views));
    QCOMPARE(record["primary"].toString(), QStringLiteral("10.0.0.1:6379"));
    QCOMPARE(record["quorum"].toInt(), 2);
    QCOMPARE(record["sentinels"].toArray().size(), 3);
    QCOMPARE(record["sentinels"][0]["primary"].toString(), QStringLiteral("10.0.0.1:6379"));
    QCOMPARE(record["sentinels"][2]["primary"].toString(), QString());
    QVERIFY(!record["sentinels"][2]["error"].toString().isEmpty());
    QCOMPARE(record["replicas"][0]["priority"].toInt(), 1);

    QCOMPARE(recordOf(Topology{})["primary"].toString(), QString());
}

void RecordsTest::aSampleLeavesOutWhatWasNotSaid() {
    Sample sample;
    QJsonObject record = recordOf(sample);
    QCOMPARE(record["linkUp"], QJsonValue(false));
    for (const char* name : {"sourceOffset", "replicaOffset", "lagBytes", "lagSeconds", "fullSyncs",
                             "writeBytesPerSecond"}) {
        QVERIFY2(!record.contains(QLatin1String(name)), name);
    }
    sample.lagBytes = 0;
    sample.sourceOffset = 48'998'411'552;
    record = recordOf(sample);
    QCOMPARE(record["lagBytes"].toInt(-1), 0);
    QCOMPARE(record["sourceOffset"].toInteger(), 48'998'411'552);
}

void RecordsTest::progressTellsItsUnits() {
    SyncProgress progress;
    progress.round = 2;
    progress.sourceState = QStringLiteral("send_bulk");
    progress.keysPerSecond = 12.5;
    progress.elapsedMs = 3000;
    QJsonObject record = recordOf(progress);
    QCOMPARE(record["round"].toInt(), 2);
    QCOMPARE(record["keysPerSecond"].toDouble(), 12.5);
    QCOMPARE(record["elapsedMs"].toInteger(), 3000);
    QVERIFY(!record.contains("etaMs"));
    progress.etaMs = 9000;
    QCOMPARE(recordOf(progress)["etaMs"].toInteger(), 9000);
}

void RecordsTest::anErrorTellsItsKind() {
    const QJsonObject record = recordOf(
        Error{ErrorKind::Permission, {"not allowed"}, QStringLiteral("10.0.0.1:6379"), "NOPERM x"});
    QCOMPARE(record["kind"].toString(), QStringLiteral("permission"));
    QCOMPARE(record["subject"].toString(), QStringLiteral("10.0.0.1:6379"));
    QCOMPARE(record["detail"].toString(), QStringLiteral("NOPERM x"));
    QVERIFY(record["message"].toString().contains(QLatin1String("not allowed")));
}

void RecordsTest::everyRecordSurvivesJson() {
    Sample sample;
    sample.lagSeconds = qInf();
    sample.writeBytesPerSecond = qQNaN();
    Gate gate = gateOf("a", true);
    gate.value = {"%1", {QStringLiteral("a\"b\\c\n\x01")}};
    for (const QJsonObject& record : {recordOf(sample), recordOf(gate)}) {
        QJsonParseError error;
        const QByteArray line = QJsonDocument(record).toJson(QJsonDocument::Compact);
        const QJsonObject again = QJsonDocument::fromJson(line, &error).object();
        QCOMPARE(error.error, QJsonParseError::NoError);
        QCOMPARE(again.keys(), record.keys());
    }
    QCOMPARE(recordOf(gate)["value"].toString(), QStringLiteral("a\"b\\c\n\x01"));
}

void RecordsTest::aSilentSentinelIsNoticed() {
    Snapshot snapshot;
    QList<SentinelView> views = healthyViews();
    views[1] = silentView(2);
    snapshot.connect.topology = merge(QStringLiteral("orders"), views);
    QVERIFY(noticesOf(snapshot).isEmpty()); // the page Connect tells it while nothing is usable

    snapshot.connect.usable = true;
    const QList<Error> notices = noticesOf(snapshot);
    QCOMPARE(notices.size(), 1);
    QVERIFY(notices[0].english().contains(QLatin1String("10.0.0.12:26379")));
    QVERIFY(notices[0].english().contains(QLatin1String("2 of 3")));
}

void RecordsTest::whatAnEarlierRunLeftIsNoticed() {
    Snapshot snapshot;
    OpenIntent intent;
    intent.where = QStringLiteral("10.0.0.1:6379");
    intent.command = QStringLiteral("CONFIG SET min-replicas-to-write 999");
    intent.undo = QStringLiteral("CONFIG SET min-replicas-to-write 0");
    intent.certain = true;
    OpenIntent unsure = intent;
    unsure.certain = false;
    snapshot.leftOpen = {intent, unsure};

    const QList<Error> notices = noticesOf(snapshot);
    QCOMPARE(notices.size(), 2);
    for (const Error& notice : notices) {
        QVERIFY(notice.english().contains(intent.undo)); // with the command that puts it back
    }
    QVERIFY(notices[0].english().contains(QLatin1String("sent CONFIG")));
    QVERIFY(notices[1].english().contains(QLatin1String("may have sent CONFIG")));
}

QTEST_GUILESS_MAIN(RecordsTest)
#include "records_test.moc"
