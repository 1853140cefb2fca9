// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/sentinel_group.h"
#include "topology/topology.h"

#include <QTest>

#include <functional>

using namespace ferryman;
using namespace ferryman::test;

namespace {

using Views = QList<SentinelView>;
using Spoil = std::function<void(Views&)>;

const QString group = QStringLiteral("orders");

void setGroup(SentinelView& view, const Fields& changes) {
    view.group = entry(with(groupFields(), changes));
}

QString disagreementsOf(const Topology& topology) {
    QStringList all;
    for (const Message& disagreement : topology.disagreements) {
        all.append(disagreement.english());
    }
    return all.join(u'\n');
}

} // namespace

Q_DECLARE_METATYPE(Spoil)

class TopologyTest : public QObject {
    Q_OBJECT

private slots:
    void sentinelsInOrderAreOneTruth();
    void namesWhatTheyDisagreeOn_data();
    void namesWhatTheyDisagreeOn();
    void noPrimaryWhileTheyNameDifferentOnes();
    void aSilentSentinelIsNoDisagreement();
    void nobodyAnswering();
    void oneSentinelByTwoAddressesIsOne();
    void aSentinelMayBeKnownByAnotherAddress();
    void aReplicaIsLiveIfOneSentinelSaysSo();
    void replicasOfAllSentinelsAreFound();
    void isAsOldAsItsOldestView();
    void theShortestPatienceCounts();
};

void TopologyTest::sentinelsInOrderAreOneTruth() {
    const Topology topology = merge(group, healthyViews());

    QVERIFY2(topology.agreed(), qPrintable(disagreementsOf(topology)));
    QCOMPARE(topology.group, group);
    QCOMPARE(topology.primary, primaryAddress());
    QCOMPARE(topology.quorum, 2);
    QCOMPARE(topology.configEpoch, 3);
    QCOMPARE(topology.answering(), 3);
    QCOMPARE(topology.replicas.size(), 1);
    const ReplicaView* dragonfly = topology.replica(dragonflyAddress());
    QVERIFY(dragonfly != nullptr);
    QVERIFY(dragonfly->live);
    QVERIFY(dragonfly->linkUp);
    QVERIFY(dragonfly->announced);
    QCOMPARE(dragonfly->priority, 1);
    QCOMPARE(dragonfly->offset, std::optional<qint64>(1000));
}

void TopologyTest::namesWhatTheyDisagreeOn_data() {
    QTest::addColumn<Spoil>("spoil");
    QTest::addColumn<QStringList>("words");

    const auto row = [](const char* name, Spoil spoil, const QStringList& words) {
        QTest::newRow(name) << spoil << words;
    };
    row("different primaries",
        [](Views& views) {
            setGroup(views[1], {{"ip", "10.0.0.9"}, {"config-epoch", "4"}});
        },
        {QStringLiteral("different primaries"), QStringLiteral("10.0.0.11:26379: 10.0.0.1:6379"),
         QStringLiteral("10.0.0.12:26379: 10.0.0.9:6379")});
    row("different epochs",
        [](Views& views) {
            setGroup(views[2], {{"config-epoch", "2"}});
        },
        {QStringLiteral("different configuration epochs"), QStringLiteral("10.0.0.13:26379: 2")});
    row("different quorums",
        [](Views& views) {
            setGroup(views[0], {{"quorum", "3"}});
        },
        {QStringLiteral("different quorums"), QStringLiteral("10.0.0.11:26379: 3")});
    row("one does not know another", [](Views& views) { views[0].peers.removeLast(); },
        {QStringLiteral("Sentinel 10.0.0.11:26379 does not know Sentinel 10.0.0.13:26379")});
    row("failover by its flag",
        [](Views& views) {
            setGroup(views[1], {{"flags", "master,failover_in_progress"}});
        },
        {QStringLiteral("Sentinel 10.0.0.12:26379 has a failover in progress")});
    row("failover by its state",
        [](Views& views) {
            setGroup(views[1], {{"failover-state", "wait_promotion"}});
        },
        {QStringLiteral("Sentinel 10.0.0.12:26379 has a failover in progress")});
}

void TopologyTest::namesWhatTheyDisagreeOn() {
    QFETCH(Spoil, spoil);
    QFETCH(QStringList, words);
    Views views = healthyViews();
    spoil(views);

    const Topology topology = merge(group, views);

    QVERIFY(!topology.agreed());
    QCOMPARE(topology.disagreements.size(), 1);
    const QString said = disagreementsOf(topology);
    for (const QString& word : words) {
        QVERIFY2(said.contains(word), qPrintable(said));
    }
}

void TopologyTest::noPrimaryWhileTheyNameDifferentOnes() {
    Views views = healthyViews();
    setGroup(views[2], {{"port", "6399"}});
    QVERIFY(merge(group, views).primary.isNull());
}

void TopologyTest::aSilentSentinelIsNoDisagreement() {
    Views views = healthyViews();
    views[1] = silentView(2);
    const Topology topology = merge(group, views);
    QVERIFY2(topology.agreed(), qPrintable(disagreementsOf(topology)));
    QCOMPARE(topology.answering(), 2);
    QCOMPARE(topology.sentinels.size(), 3);
}

void TopologyTest::nobodyAnswering() {
    const Topology topology = merge(group, {silentView(1), silentView(2)});
    QVERIFY(!topology.agreed());
    QVERIFY(topology.primary.isNull());
    QCOMPARE(topology.answering(), 0);
    QCOMPARE(topology.shortestDownAfterMs(), 0);
    QVERIFY(!merge(group, {}).agreed());
}

void TopologyTest::oneSentinelByTwoAddressesIsOne() {
    Views views = healthyViews();
    SentinelView again = views.first();
    again.address = {QStringLiteral("sentinel-1.example"), 26379};
    views.append(again);
    const Topology topology = merge(group, views);
    QVERIFY2(topology.agreed(), qPrintable(disagreementsOf(topology)));
    QCOMPARE(topology.sentinels.size(), 3);
}

void TopologyTest::aSentinelMayBeKnownByAnotherAddress() {
    Views views = healthyViews();
    views[0].address = {QStringLiteral("sentinel-1.example"), 26379}; // its peers say 10.0.0.11
    const Topology topology = merge(group, views);
    QVERIFY2(topology.agreed(), qPrintable(disagreementsOf(topology)));
}

void TopologyTest::aReplicaIsLiveIfOneSentinelSaysSo() {
    Views views = healthyViews();
    const auto down = entry(with(dragonflyFields(), {{"flags", "slave,s_down,disconnected"},
                                                     {"master-link-status", "err"}}));
    views[0].replicas = {down};
    views[1].replicas = {down};
    QVERIFY(merge(group, views).replica(dragonflyAddress())->live);
    QVERIFY(merge(group, views).replica(dragonflyAddress())->linkUp);
    views[2].replicas = {down};
    QVERIFY(!merge(group, views).replica(dragonflyAddress())->live);
    QVERIFY(!merge(group, views).replica(dragonflyAddress())->linkUp);
}

void TopologyTest::replicasOfAllSentinelsAreFound() {
    Views views = healthyViews();
    const redis::Address other{QStringLiteral("10.0.0.3"), 6379};
    views[2].replicas.append(entry(with(redisReplicaFields(other), {{"replica-announced", "0"}})));
    const Topology topology = merge(group, views);
    QCOMPARE(topology.replicas.size(), 2);
    QVERIFY(!topology.replica(other)->announced);
    QVERIFY(topology.replica(primaryAddress()) == nullptr);
}

void TopologyTest::isAsOldAsItsOldestView() {
    Views views = healthyViews();
    const QDateTime oldest = views[1].readAt.addSecs(-7);
    views[1].readAt = oldest;
    QCOMPARE(merge(group, views).readAt, oldest);
    views[1].error = Error{ErrorKind::Timeout, {"silent"}, {}, {}}; // it says nothing, of no age
    QCOMPARE(merge(group, views).readAt, views[0].readAt);
}

void TopologyTest::theShortestPatienceCounts() {
    Views views = healthyViews();
    setGroup(views[1], {{"down-after-milliseconds", "1500"}});
    QCOMPARE(merge(group, views).shortestDownAfterMs(), 1500);
    views[1] = silentView(2);
    QCOMPARE(merge(group, views).shortestDownAfterMs(), 5000);
    setGroup(views[0], {{"down-after-milliseconds", "soon"}}); // whoever stands after it
    QCOMPARE(merge(group, views).shortestDownAfterMs(), 0);
}

QTEST_GUILESS_MAIN(TopologyTest)
#include "topology_test.moc"
