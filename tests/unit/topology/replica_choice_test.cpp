// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/sentinel_group.h"
#include "topology/replica_choice.h"

#include <QTest>

using namespace ferryman;
using namespace ferryman::test;

namespace {

const redis::Address otherAddress{QStringLiteral("10.0.0.3"), 6379};

SentinelView viewOf(const Fields& group, const QList<Fields>& replicas) {
    SentinelView view = healthyView(1);
    view.group = entry(group);
    view.replicas.clear();
    for (const Fields& replica : replicas) {
        view.replicas.append(entry(replica));
    }
    return view;
}

QString reasonFor(const ReplicaChoice& choice, const redis::Address& address) {
    for (const Candidate& candidate : choice.candidates) {
        if (candidate.address == address) {
            return candidate.reason.english();
        }
    }
    return {};
}

} // namespace

Q_DECLARE_METATYPE(Fields)

class ReplicaChoiceTest : public QObject {
    Q_OBJECT

private slots:
    void nobodyIsChosenWithoutReplicas();
    void theOnlyReplicaIsChosen();
    void isExcludedByTheRulesOfSentinel_data();
    void isExcludedByTheRulesOfSentinel();
    void theBetterOneIsChosen_data();
    void theBetterOneIsChosen();
    void everyReplicaIsNamedInTheOrderOfTheSentinel();
};

void ReplicaChoiceTest::nobodyIsChosenWithoutReplicas() {
    const auto choice = chooseReplica(viewOf(groupFields(), {}));
    QVERIFY(choice.chosen.isNull());
    QVERIFY(choice.candidates.isEmpty());
}

void ReplicaChoiceTest::theOnlyReplicaIsChosen() {
    const auto choice = chooseReplica(viewOf(groupFields(), {dragonflyFields()}));
    QCOMPARE(choice.chosen, dragonflyAddress());
    QCOMPARE(reasonFor(choice, dragonflyAddress()), QStringLiteral("would be chosen now"));
}

void ReplicaChoiceTest::isExcludedByTheRulesOfSentinel_data() {
    QTest::addColumn<Fields>("group");
    QTest::addColumn<Fields>("replica");
    QTest::addColumn<QString>("excludedBecause"); // empty: it is not

    const Fields well;
    const Fields down{{"flags", "master,s_down"}, {"s-down-time", "2000"}};
    const auto row = [](const char* name, const Fields& group, const Fields& replica,
                        const char* because) {
        QTest::newRow(name) << group << replica << QString::fromLatin1(because);
    };
    row("held for down", well, {{"flags", "slave,s_down"}}, "holds it for down");
    row("held for down by all", well, {{"flags", "slave,o_down"}}, "holds it for down");
    row("no connection", well, {{"flags", "slave,disconnected"}}, "no connection");
    row("last PING 5 s ago", well, {{"last-ok-ping-reply", "5000"}}, "");
    row("last PING more than 5 s ago", well, {{"last-ok-ping-reply", "5001"}}, "5001 ms old");
    row("priority 0", well, {{"slave-priority", "0"}}, "priority is 0");
    row("priority 1", well, {{"slave-priority", "1"}}, "");
    row("INFO 30 s old", well, {{"info-refresh", "30000"}}, "");
    row("INFO more than 30 s old", well, {{"info-refresh", "30001"}}, "the limit is 30000 ms");
    row("INFO 5 s old, primary down", down, {{"info-refresh", "5000"}}, "");
    row("INFO more than 5 s old, primary down", down, {{"info-refresh", "5001"}},
        "the limit is 5000 ms");
    row("no INFO yet", well, {{"info-refresh", "0"}, {"master-host", "?"}},
        "has not read its INFO yet");
    row("INFO of this very millisecond", well, {{"info-refresh", "0"}}, "");
    row("link down for 10 down-afters", well, {{"master-link-down-time", "50000"}}, "");
    row("link down for longer", well, {{"master-link-down-time", "50001"}},
        "down for 50001 ms, the limit is 50000 ms");
    row("link down for longer, primary down for 2 s", down,
        {{"master-link-down-time", "52000"}, {"info-refresh", "900"}}, "");
    row("link down for longer still, primary down for 2 s", down,
        {{"master-link-down-time", "52001"}, {"info-refresh", "900"}}, "the limit is 52000 ms");
    row("link never up: printed as -1000", well,
        {{"master-link-down-time", "-1000"}, {"master-link-status", "err"}}, "");
    // A Dragonfly before 1.18: Sentinel learns nothing after the role, and may promote it.
    row("role:replica", well,
        {{"role-reported", "slave"},
         {"master-host", "?"},
         {"master-port", "0"},
         {"master-link-status", "err"},
         {"slave-repl-offset", "0"},
         {"slave-priority", "100"}},
        "");
}

void ReplicaChoiceTest::isExcludedByTheRulesOfSentinel() {
    QFETCH(Fields, group);
    QFETCH(Fields, replica);
    QFETCH(QString, excludedBecause);

    const auto choice =
        chooseReplica(viewOf(with(groupFields(), group), {with(dragonflyFields(), replica)}));

    QCOMPARE(choice.candidates.size(), 1);
    QCOMPARE(choice.candidates.first().eligible, excludedBecause.isEmpty());
    QCOMPARE(choice.chosen.isNull(), !excludedBecause.isEmpty());
    const QString reason = reasonFor(choice, dragonflyAddress());
    QVERIFY2(reason.contains(excludedBecause), qPrintable(reason));
}

void ReplicaChoiceTest::theBetterOneIsChosen_data() {
    QTest::addColumn<Fields>("dragonfly");
    QTest::addColumn<Fields>("other");
    QTest::addColumn<bool>("dragonflyWins");
    QTest::addColumn<QString>("loserBecause");

    const Fields equal{{"slave-priority", "100"}};
    QTest::newRow("lower priority wins over a higher offset")
        << Fields{{"slave-priority", "1"}} << Fields{{"slave-repl-offset", "9000"}} << true
        << QStringLiteral("its priority is 100, that of the chosen one 1");
    QTest::newRow("higher offset wins at equal priority")
        << with(equal, {{"slave-repl-offset", "1001"}}) << Fields{} << true
        << QStringLiteral("its offset is 1,000, that of the chosen one 1,001");
    QTest::newRow("lower offset loses at equal priority")
        << with(equal, {{"slave-repl-offset", "999"}}) << Fields{} << false
        << QStringLiteral("its offset is 999");
    QTest::newRow("without a run id it loses a full tie")
        << equal << Fields{} << false << QStringLiteral("run id");
    QTest::newRow("the smaller run id wins a full tie")
        << with(equal, {{"runid", QByteArray(40, 'a')}}) << Fields{} << true
        << QStringLiteral("run id");
    QTest::newRow("run ids are compared without case")
        << with(equal, {{"runid", QByteArray(40, 'C')}}) << Fields{} << false
        << QStringLiteral("run id");
    QTest::newRow("offsets are numbers")
        << with(equal, {{"slave-repl-offset", "10000000000"}})
        << Fields{{"slave-repl-offset", "9999999999"}} << true << QStringLiteral("9,999,999,999");
    QTest::newRow("an excluded one does not win")
        << Fields{{"slave-priority", "0"}} << Fields{} << false << QStringLiteral("priority is 0");
}

void ReplicaChoiceTest::theBetterOneIsChosen() {
    QFETCH(Fields, dragonfly);
    QFETCH(Fields, other);
    QFETCH(bool, dragonflyWins);
    QFETCH(QString, loserBecause);
    const Fields first = with(dragonflyFields(), dragonfly);
    const Fields second = with(redisReplicaFields(otherAddress), other);

    for (const auto& order : {QList{first, second}, QList{second, first}}) {
        const auto choice = chooseReplica(viewOf(groupFields(), order));
        const auto loser = dragonflyWins ? otherAddress : dragonflyAddress();
        QCOMPARE(choice.chosen, dragonflyWins ? dragonflyAddress() : otherAddress);
        const QString reason = reasonFor(choice, loser);
        QVERIFY2(reason.contains(loserBecause), qPrintable(reason));
    }
}

void ReplicaChoiceTest::everyReplicaIsNamedInTheOrderOfTheSentinel() {
    const auto choice = chooseReplica(
        viewOf(groupFields(), {with(redisReplicaFields(otherAddress), {{"flags", "slave,s_down"}}),
                               dragonflyFields()}));
    QCOMPARE(choice.candidates.size(), 2);
    QCOMPARE(choice.candidates[0].address, otherAddress);
    QVERIFY(!choice.candidates[0].eligible);
    QCOMPARE(choice.candidates[1].address, dragonflyAddress());
    QVERIFY(choice.candidates[1].eligible);
}

QTEST_GUILESS_MAIN(ReplicaChoiceTest)
#include "replica_choice_test.moc"
