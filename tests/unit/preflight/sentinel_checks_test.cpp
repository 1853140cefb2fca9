// SPDX-License-Identifier: GPL-3.0-or-later
#include "check_rig.h"
#include "preflight/sentinel_checks.h"

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

/// A Sentinel that the primary answers with errors alone.
const Fields refused{
    {"flags", "s_down,master"}, {"last-ping-reply", "400"}, {"last-ok-ping-reply", "61000"}};

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

auto sourceSetting(const char* name, const char* value) {
    return [=](CheckRig& rig) { rig.sourceSettings[name] = value; };
}

const auto nobody = silent({1, 2, 3});

Facts factsOf(const CheckRig& rig) {
    Facts facts;
    facts.topology = merge(QStringLiteral("orders"), rig.views);
    facts.target = dragonflyAddress();
    return facts;
}

/// A line of CLIENT LIST as a Sentinel's link is named.
QByteArray sentinelLink(const QByteArray& id, const QByteArray& user) {
    return "id=7 addr=10.0.0.3:40000 laddr=10.0.0.1:6379 fd=9 name=sentinel-" + id +
           "-cmd age=5 idle=0 flags=N db=0 user=" + user + '\n';
}

} // namespace

class SentinelChecksTest : public QObject {
    Q_OBJECT

private slots:
    void judgesTheSentinels_data();
    void judgesTheSentinels() { checkCase(); }
    void everySilentSentinelIsAFindingOfItsOwn();
    void everyDisagreementIsAFindingOfItsOwn();
    void aShortPatienceIsMendedAndUndone();
    void bothTimesAreMendedAtOnce();
    void differentPasswordsAreNoneForSentinel();
    void anotherGroupOfTheSameServers();
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
        {"live ones that writes depend on",
         "replicas.others",
         [](CheckRig& rig) {
             replica("10.0.0.7")(rig);
             sourceSetting("min-replicas-to-write", "2")(rig);
         },
         block,
         {"10.0.0.7:6379", "min-replicas-to-write 2", "NOREPLICAS"}},
        {"writes depend on Dragonfly alone",
         "replicas.others",
         sourceSetting("min-replicas-to-write", "2"),
         pass,
         {}},
        {"a dead one",
         "replicas.others",
         replica("10.0.0.7", {{"flags", "slave,s_down"}}),
         pass,
         {}},
        {"nobody answers", "replicas.others", nobody, unknown, {}},

        {"no failover in time",
         "sentinel.timers",
         group(2, {{"failover-timeout", "9999"}}),
         Severity::Warning,
         {"9999", "at least 10000"}},

        {"no candidate", "replicas.candidates", {}, pass, {"no replica"}},
        {"a Redis replica",
         "replicas.candidates",
         replica("10.0.0.7"),
         Severity::Note,
         {"10.0.0.7:6379"}},
        {"one that cannot be chosen",
         "replicas.candidates",
         replica("10.0.0.7", {{"slave-priority", "0"}}),
         pass,
         {"10.0.0.7:6379", "priority is 0"}},

        {"no script", "sentinel.scripts", {}, pass, {}},
        {"a notification",
         "sentinel.scripts",
         group(1, {{"notification-script", "/opt/mail.sh"}}),
         Severity::Note,
         {"10.0.0.11:26379: /opt/mail.sh"}},
        {"one that moves an address",
         "sentinel.scripts",
         group(3, {{"client-reconfig-script", "/opt/vip.sh"}}),
         Severity::Warning,
         {"10.0.0.13:26379: /opt/vip.sh"}},

        {"nothing renamed", "sentinel.rename", {}, pass, {}},
        {"CONFIG renamed",
         "sentinel.rename",
         [](CheckRig& rig) {
             rig.renamed = {"config", "slaveof"};
         },
         block,
         {"SLAVEOF, CONFIG"}},
        {"may not be read",
         "sentinel.rename",
         [](CheckRig& rig) { rig.denied = {"COMMAND"}; },
         unknown,
         {"NOPERM"}},

        {"an old password at one Sentinel",
         "sentinel.auth",
         group(2, refused),
         block,
         {"10.0.0.12:26379", "refuses"}},
        {"of which the state says nothing more", "sentinel.state", group(2, refused), pass, {}},
        {"down without any answer",
         "sentinel.auth",
         group(2, with(refused, {{"last-ping-reply", "61000"}})),
         pass,
         {}},
        {"no password at all", "sentinel.auth", {}, pass, {"neither wants a password"}},
        {"a user that Dragonfly lacks",
         "sentinel.auth",
         [](CheckRig& rig) { rig.sourceClients = sentinelLink("00000000", "watcher"); },
         block,
         {"watcher"}},
        {"a user that Dragonfly has",
         "sentinel.auth",
         [](CheckRig& rig) {
             rig.sourceClients = sentinelLink("00000000", "watcher");
             rig.targetUsers.append("user watcher on #9f86 ~* +@all");
         },
         unknown,
         {"does not tell its password"}},
        {"Sentinel reaches it already",
         "sentinel.auth",
         [](CheckRig& rig) {
             rig.sourceClients = sentinelLink("00000000", "watcher");
             rig.views[0].replicas = {entry(redisReplicaFields(rig.target.address()))};
         },
         pass,
         {"reaches Dragonfly"}},

        {"one group alone", "sentinel.merge", {}, pass, {}},
        {"its own Sentinels",
         "sentinel.merge",
         [](CheckRig& rig) { rig.sourceClients = sentinelLink("00000000", "default"); },
         pass,
         {}},
        {"a stranger watches the source",
         "sentinel.merge",
         [](CheckRig& rig) { rig.sourceClients = sentinelLink("deadbeef", "default"); },
         block,
         {"sentinel-deadbeef (10.0.0.3)"}},
        {"who watches may not be read",
         "sentinel.merge",
         [](CheckRig& rig) { rig.denied = {"CLIENT LIST"}; },
         unknown,
         {"NOPERM"}},
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

void SentinelChecksTest::bothTimesAreMendedAtOnce() {
    CheckRig rig;
    everyGroup({{"down-after-milliseconds", "1500"}, {"failover-timeout", "3000"}})(rig);

    const Finding finding = rig.findings(QStringLiteral("sentinel.timers")).first();

    QCOMPARE(finding.mend.size(), 2);
    QCOMPARE(finding.mend[1].text(), QStringLiteral("SENTINEL SET orders failover-timeout 20000"));
    QCOMPARE(finding.undo[1].text(), QStringLiteral("SENTINEL SET orders failover-timeout 3000"));
    QVERIFY(finding.mendOn == MendOn::EverySentinel);
    QVERIFY(finding.blocks());
}

void SentinelChecksTest::differentPasswordsAreNoneForSentinel() {
    CheckRig rig;
    Facts facts = factsOf(rig);
    const Answers answers{{primaryAddress(), redis::Value::bulk("")},
                          {dragonflyAddress(), redis::Value::array({})}};
    const auto judge = [&](const char* source, const char* target) {
        facts.sourceLogin.password = Secret(source);
        facts.targetLogin.password = Secret(target);
        return judgeSentinelAuth(facts, answers).first();
    };

    QVERIFY(judge("a", "a").severity == Severity::Passed);
    for (const Finding& finding : {judge("a", "b"), judge("a", ""), judge("", "b")}) {
        QVERIFY(finding.blocks());
        QVERIFY(finding.mendOn == MendOn::Nowhere); // no password is in a finding
    }
}

void SentinelChecksTest::anotherGroupOfTheSameServers() {
    CheckRig rig;
    const Facts facts = factsOf(rig);
    OtherGroup other{sentinelAddress(2),
                     QStringLiteral("billing"),
                     {QStringLiteral("10.0.0.77"), 1},
                     {{QStringLiteral("10.0.0.78"), 1}}};
    QVERIFY(judgeMerge(facts, {other}, {}).first().severity == Severity::Passed);

    other.replicas.append(dragonflyAddress());
    const Finding replica = judgeMerge(facts, {other}, {}).first();
    QVERIFY(replica.blocks() && !replica.acceptable);
    QVERIFY(textOf(replica).contains(QLatin1String("billing")));
    QCOMPARE(replica.mend.first().text(), QStringLiteral("SENTINEL REMOVE billing"));

    other.replicas.clear();
    other.primary = primaryAddress();
    QVERIFY(judgeMerge(facts, {other}, {}).first().blocks());
}

void SentinelChecksTest::dragonflyItselfIsNoOtherReplica() {
    CheckRig rig;
    rig.views[0].replicas = {entry(redisReplicaFields(rig.target.address()))};
    QVERIFY(!rig.findings(QStringLiteral("replicas.others")).first().blocks());
}

void SentinelChecksTest::withoutASentinelNothingIsWell_data() {
    QTest::addColumn<QString>("check");
    for (const auto& check : standardChecks()) {
        const bool ofSentinels = check->id().startsWith(QLatin1String("sentinel.")) ||
                                 check->id().startsWith(QLatin1String("replicas."));
        if (ofSentinels && check->id() != QLatin1String("sentinel.rename")) { // of the source
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
