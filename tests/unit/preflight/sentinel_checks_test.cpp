// SPDX-License-Identifier: GPL-3.0-or-later
#include "check_rig.h"

#include <QTest>

using namespace ferryman;
using namespace ferryman::test;

namespace {

/// Sentinel `number`, from 1 on, with other figures of the group.
auto group(int number, const Fields& changes) {
    return
        [=](CheckRig& rig) { rig.views[number - 1].group = entry(with(groupFields(), changes)); };
}

auto everyGroup(const Fields& changes) {
    return [=](CheckRig& rig) {
        for (SentinelView& view : rig.views) {
            view.group = entry(with(groupFields(), changes));
        }
    };
}

auto silent(const QList<int>& numbers) {
    return [=](CheckRig& rig) {
        for (const int number : numbers) {
            rig.views[number - 1] = silentView(number);
        }
    };
}

/// A Redis replica that Sentinel 1 knows.
auto replica(const char* host, const Fields& changes = {}) {
    return [=](CheckRig& rig) {
        rig.views[0].replicas.append(
            entry(with(redisReplicaFields({QLatin1String(host), 6379}), changes)));
    };
}

const auto nobody = silent({1, 2, 3});

} // namespace

class SentinelChecksTest : public QObject {
    Q_OBJECT

private slots:
    void judgesTheSentinels_data();
    void judgesTheSentinels() { checkCase(); }
    void everySilentSentinelIsAFindingOfItsOwn();
    void everyDisagreementIsAFindingOfItsOwn();
    void aShortPatienceIsMendedAndUndone();
    void dragonflyItselfIsNoOtherReplica();
    void withoutASentinelNothingIsWell_data();
    void withoutASentinelNothingIsWell();
};

void SentinelChecksTest::judgesTheSentinels_data() {
    constexpr auto pass = Severity::Passed;
    constexpr auto block = Severity::Blocker;
    constexpr auto unknown = Severity::Unknown;
    addCases({
        {"all answer", "sentinel.reachable", {}, pass, {"3 of 3"}},
        {"one is silent",
         "sentinel.reachable",
         silent({2}),
         block,
         {"Sentinel 10.0.0.12:26379 does not answer", "refuses the connection"}},

        {"one mind", "sentinel.agreement", {}, pass, {"primary 10.0.0.1:6379, epoch 3"}},
        {"two primaries",
         "sentinel.agreement",
         group(2, {{"ip", "10.0.0.9"}}),
         block,
         {"different primaries"}},
        {"nobody answers", "sentinel.agreement", nobody, unknown, {"refuses the connection"}},

        {"three of three", "sentinel.quorum", {}, pass, {"3 usable, quorum 2"}},
        {"two of three", "sentinel.quorum", silent({3}), pass, {"2 usable"}},
        {"one of three", "sentinel.quorum", silent({2, 3}), block, {"at least 2 usable"}},
        {"a quorum above the majority",
         "sentinel.quorum",
         [](CheckRig& rig) {
             everyGroup({{"quorum", "3"}})(rig);
             silent({3})(rig);
         },
         block,
         {"at least 3 usable"}},
        {"nobody answers", "sentinel.quorum", nobody, block, {"0 usable"}},

        {"at rest", "sentinel.state", {}, pass, {}},
        {"tilt",
         "sentinel.state",
         [](CheckRig& rig) { rig.views[1].tilt = true; },
         block,
         {"tilt", "10.0.0.12:26379"}},
        {"a failover by its flag",
         "sentinel.state",
         group(3, {{"flags", "master,failover_in_progress"}}),
         block,
         {"failover is in progress", "10.0.0.13:26379"}},
        {"a failover by its state",
         "sentinel.state",
         group(3, {{"failover-state", "wait_promotion"}}),
         block,
         {"10.0.0.13:26379"}},
        {"subjectively down",
         "sentinel.state",
         group(1, {{"flags", "s_down,master"}}),
         block,
         {"holds the primary for down", "10.0.0.11:26379"}},
        {"objectively down",
         "sentinel.state",
         group(1, {{"flags", "s_down,o_down,master"}}),
         block,
         {"holds the primary for down"}},
        {"nobody answers", "sentinel.state", nobody, unknown, {}},

        {"patient enough", "sentinel.timers", {}, pass, {"5000"}},
        {"exactly patient enough",
         "sentinel.timers",
         everyGroup({{"down-after-milliseconds", "4000"}}),
         pass,
         {"4000"}},
        {"one is impatient",
         "sentinel.timers",
         group(2, {{"down-after-milliseconds", "3999"}}),
         block,
         {"3999", "at least 4000"}},
        {"a longer freeze",
         "sentinel.timers",
         [](CheckRig& rig) { rig.plan.policy.freezeBudgetMs = 4500; },
         block,
         {"at least 5500"}},
        {"one tells no number",
         "sentinel.timers",
         group(1, {{"down-after-milliseconds", "soon"}}),
         block,
         {}},
        {"nobody answers", "sentinel.timers", nobody, unknown, {}},

        {"an address", "sentinel.addresses", {}, pass, {"10.0.0.1"}},
        {"a host name",
         "sentinel.addresses",
         everyGroup({{"ip", "redis.example"}}),
         Severity::Warning,
         {"redis.example", "full sync"}},
        {"no common primary", "sentinel.addresses", group(2, {{"ip", "10.0.0.9"}}), unknown, {}},
        {"nobody answers", "sentinel.addresses", nobody, unknown, {}},

        {"none", "replicas.others", {}, pass, {}},
        {"a live one",
         "replicas.others",
         replica("10.0.0.7"),
         Severity::Note,
         {"10.0.0.7:6379", "detached before the switch", "about 19 s"}},
        {"a dead one",
         "replicas.others",
         replica("10.0.0.7", {{"flags", "slave,s_down"}}),
         pass,
         {}},
        {"nobody answers", "replicas.others", nobody, unknown, {}},
    });
}

void SentinelChecksTest::everySilentSentinelIsAFindingOfItsOwn() {
    CheckRig rig;
    silent({1, 3})(rig);

    const QList<Finding> findings = rig.findings(QStringLiteral("sentinel.reachable"));

    QCOMPARE(findings.size(), 2);
    QCOMPARE(findings[0].subject, QStringLiteral("10.0.0.11:26379"));
    QCOMPARE(findings[1].subject, QStringLiteral("10.0.0.13:26379"));
    QVERIFY(findings[0].blocks() && findings[1].blocks());
}

void SentinelChecksTest::everyDisagreementIsAFindingOfItsOwn() {
    CheckRig rig;
    rig.views[0].group = entry(with(groupFields(), {{"quorum", "3"}, {"config-epoch", "4"}}));

    const QList<Finding> findings = rig.findings(QStringLiteral("sentinel.agreement"));

    QCOMPARE(findings.size(), 2);
    QVERIFY(textOf(findings[0]) != textOf(findings[1]));
}

void SentinelChecksTest::aShortPatienceIsMendedAndUndone() {
    CheckRig rig;
    everyGroup({{"down-after-milliseconds", "1500"}})(rig);

    const Finding finding = rig.findings(QStringLiteral("sentinel.timers")).first();

    QCOMPARE(finding.mend.size(), 1);
    QCOMPARE(finding.mend[0].text(),
             QStringLiteral("SENTINEL SET orders down-after-milliseconds 4000"));
    QCOMPARE(finding.undo.size(), 1);
    QCOMPARE(finding.undo[0].text(),
             QStringLiteral("SENTINEL SET orders down-after-milliseconds 1500"));
}

void SentinelChecksTest::dragonflyItselfIsNoOtherReplica() {
    CheckRig rig;
    rig.views[0].replicas = {entry(redisReplicaFields(rig.target.address()))};
    QVERIFY(!rig.findings(QStringLiteral("replicas.others")).first().blocks());
}

void SentinelChecksTest::withoutASentinelNothingIsWell_data() {
    QTest::addColumn<QString>("check");
    for (const auto& check : standardChecks()) {
        if (check->id().startsWith(QLatin1String("sentinel.")) ||
            check->id() == QLatin1String("replicas.others")) {
            QTest::newRow(qPrintable(check->id())) << check->id();
        }
    }
}

void SentinelChecksTest::withoutASentinelNothingIsWell() {
    QFETCH(QString, check);
    CheckRig rig;
    rig.views.clear();

    const QList<Finding> findings = rig.findings(check);

    QCOMPARE(findings.size(), 1);
    QVERIFY2(findings.first().severity != Severity::Passed, qPrintable(textOf(findings.first())));
}

QTEST_GUILESS_MAIN(SentinelChecksTest)
#include "sentinel_checks_test.moc"
