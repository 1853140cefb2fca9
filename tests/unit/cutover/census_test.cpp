// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/census.h"

#include <QJsonArray>
#include <QTest>

using namespace ferryman;

namespace {

redis::ClientLine line(const QString& host, const QString& name, const QString& library = {},
                       const QString& flags = QStringLiteral("N")) {
    redis::ClientLine client;
    client.address = {host, 40'000};
    client.name = name;
    client.library = library;
    client.flags = flags;
    return client;
}

} // namespace

class CensusTest : public QObject {
    Q_OBJECT

private slots:
    void countsApplicationsOnly();
    void whoCameIsToldByHostAndName();
    void aPoolThatIsStillOpeningIsNotMissing();
    void aConnectionThatIsNewIsNoClientThatCame();
    void survivesTheJournal();
    void theJournalIsBounded();
};

void CensusTest::countsApplicationsOnly() {
    const QList<ClientGroup> groups = clientGroups(
        {line("10.0.0.9", "orders", "jedis 5.1"), line("10.0.0.9", "orders"), line("10.0.0.8", {}),
         line("10.0.0.2", {}, {}, "S"), line("10.0.0.3", "sentinel-ab12-cmd"),
         line("10.0.0.3", "sentinel-ab12-pubsub", {}, "P"), line("10.0.0.7", "ferryman:id:host"),
         line("10.0.0.7", "ferryman")});
    QCOMPARE(groups,
             (QList<ClientGroup>{{"10.0.0.9", "orders", "jedis 5.1", 2}, {"10.0.0.8", {}, {}, 1}}));
}

void CensusTest::whoCameIsToldByHostAndName() {
    const Census census =
        compare(clientGroups({line("10.0.0.9", "orders", "jedis 5.1"), line("10.0.0.8", {})}),
                clientGroups({line("10.0.0.9", "orders")}));
    QCOMPARE(census.before, 2);
    QCOMPARE(census.after, 1);
    QCOMPARE(census.missing, (QList<ClientGroup>{{"10.0.0.8", {}, {}, 1}}));
    QVERIFY(census.fewer.isEmpty());
    QVERIFY(tell(census).english().contains("10.0.0.8: 1"));
}

void CensusTest::aPoolThatIsStillOpeningIsNotMissing() {
    const QList<ClientGroup> before{{"10.0.0.9", "orders", {}, 50}};
    const Census census = compare(before, {{"10.0.0.9", "orders", {}, 8}});
    QVERIFY(census.missing.isEmpty());
    QCOMPARE(census.fewer, (QList<ClientGroup>{{"10.0.0.9", "orders", {}, 42}}));
    QVERIFY(tell(census).english().contains("Every client came"));
}

void CensusTest::aConnectionThatIsNewIsNoClientThatCame() {
    const Census census = compare({{"10.0.0.9", "orders", {}, 1}}, {{"10.0.0.9", "audit", {}, 5}});
    QCOMPARE(census.missing.size(), 1);
}

void CensusTest::survivesTheJournal() {
    const QList<ClientGroup> groups{{"10.0.0.9", "orders", "jedis 5.1", 50},
                                    {"10.0.0.8", {}, {}, 1}};
    QCOMPARE(clientGroupsFromJson(toJson(groups)), groups);
    QCOMPARE(toJson(groups).value("connections").toInt(), 51);
}

void CensusTest::theJournalIsBounded() {
    QList<ClientGroup> groups;
    for (int i = 0; i < 1000; ++i) {
        groups.append({QStringLiteral("10.0.%1.%2").arg(i / 250).arg(i % 250), {}, {}, 1});
    }
    const QJsonObject json = toJson(groups);
    QCOMPARE(json.value("groups").toArray().size(), censusGroupsKept);
    QCOMPARE(json.value("connections").toInt(), 1000);
}

QTEST_GUILESS_MAIN(CensusTest)
#include "census_test.moc"
