// SPDX-License-Identifier: GPL-3.0-or-later
#include "check_rig.h"
#include "preflight/server_checks.h"

#include <QTest>

using namespace ferryman;
using namespace ferryman::test;

namespace {

auto targetLine(const char* name, const char* value) {
    return [=](CheckRig& rig) { CheckRig::setLine(rig.targetInfo, name, value); };
}

void becomeRedis(CheckRig& rig) {
    CheckRig::dropLine(rig.targetInfo, "dragonfly_version");
}

void holdKeys(CheckRig& rig) {
    CheckRig::setLine(rig.targetInfo, "db0", "keys=1200,expires=0,avg_ttl=-1");
    CheckRig::setLine(rig.targetInfo, "db2", "keys=34,expires=0,avg_ttl=-1");
}

/// Dragonfly follows `host`:6379.
auto following(const char* host) {
    return [=](CheckRig& rig) {
        CheckRig::setLine(rig.targetInfo, "role", "slave");
        CheckRig::setLine(rig.targetInfo, "master_host", host);
        CheckRig::setLine(rig.targetInfo, "master_port", "6379");
    };
}

void memory(CheckRig& rig, const char* used, const char* most) {
    CheckRig::setLine(rig.sourceInfo, "used_memory", used);
    CheckRig::setLine(rig.targetInfo, "maxmemory", most);
}

redis::Value numbered(const char* databases) {
    return redis::Value::array({redis::Value::bulk("databases"), redis::Value::bulk(databases)});
}

} // namespace

class TargetChecksTest : public QObject {
    Q_OBJECT

private slots:
    void judgesTheTarget_data();
    void judgesTheTarget() { checkCase(); }
    void theSourceItselfIsNoTarget();
    void whatIsNoDragonflyHasNoVersionToJudge();
    void keysOnTheTargetMayBeGivenUp();
    void anotherPrimarysReplicaIsFreedByNoOne();
    void noPasswordIsInAFinding();
    void sentinelSpeaksTlsToAllOrNone();
};

void TargetChecksTest::judgesTheTarget_data() {
    constexpr auto pass = Severity::Passed;
    constexpr auto block = Severity::Blocker;
    addCases({
        {"a Dragonfly", "target.identity", {}, pass, {"Dragonfly 1.40.1"}},
        {"the stand-in says so",
         "target.identity",
         targetLine("ferryman_stand_in", "1"),
         pass,
         {"Dragonfly 1.40.1 (stand-in)"}},
        {"a Redis", "target.identity", becomeRedis, block, {"no Dragonfly", "Redis 7.4.0"}},

        {"two servers", "target.is-source", {}, pass, {}},
        {"one run id",
         "target.is-source",
         [](CheckRig& rig) {
             CheckRig::setLine(rig.sourceInfo, "run_id", "abc");
             CheckRig::setLine(rig.targetInfo, "run_id", "abc");
         },
         block,
         {"the source itself"}},
        {"no run ids at all",
         "target.is-source",
         [](CheckRig& rig) {
             CheckRig::dropLine(rig.sourceInfo, "run_id");
             CheckRig::dropLine(rig.targetInfo, "run_id");
         },
         pass,
         {}},

        {"1.40.1", "target.version", {}, pass, {"Dragonfly 1.40.1"}},
        {"1.39", "target.version", targetLine("dragonfly_version", "df-v1.39.0"), pass, {}},
        {"1.38 shows no offset",
         "target.version",
         targetLine("dragonfly_version", "df-v1.38.2"),
         block,
         {"too old", "Dragonfly 1.38.2", "1.39"}},
        {"2.0", "target.version", targetLine("dragonfly_version", "df-v2.0.0"), pass, {}},
        {"no number", "target.version", targetLine("dragonfly_version", "df-main"), block, {}},

        {"empty", "target.empty", {}, pass, {"0 keys"}},
        {"keys", "target.empty", holdKeys, block, {"1,234 keys"}},
        {"keys that may be replaced",
         "target.empty",
         [](CheckRig& rig) {
             holdKeys(rig);
             rig.plan.policy.replaceTargetData = true;
         },
         Severity::Warning,
         {"1,234 keys"}},
        {"keys of this source",
         "target.empty",
         [](CheckRig& rig) {
             holdKeys(rig);
             following("10.0.0.1")(rig);
         },
         pass,
         {"follows this source already", "1,234 keys"}},
        {"keys of another's",
         "target.empty",
         [](CheckRig& rig) {
             holdKeys(rig);
             following("10.0.0.99")(rig);
         },
         block,
         {"1,234 keys"}},
        {"keys that it kept, though the Sentinels still list it",
         "target.empty",
         [](CheckRig& rig) {
             holdKeys(rig);
             for (SentinelView& view : rig.views) {
                 view.replicas = {entry(redisReplicaFields(rig.target.address()))};
             }
         },
         block,
         {"1,234 keys"}},

        {"nobody's replica", "target.role", {}, pass, {"role:master"}},
        {"this source's replica", "target.role", following("10.0.0.1"), pass, {"role:slave"}},
        {"another's replica", "target.role", following("10.0.0.99"), block, {"10.0.0.99:6379"}},
        {"no role told",
         "target.role",
         [](CheckRig& rig) { CheckRig::dropLine(rig.targetInfo, "role"); },
         Severity::Unknown,
         {"lacks role"}},

        {"it fits", "target.memory", {}, pass, {"95.2 MB", "2.1 GB"}},
        {"just fits",
         "target.memory",
         [](CheckRig& rig) { memory(rig, "1050", "1000"); },
         Severity::Warning,
         {"nearly full", "refuses every write"}},
        {"with room to grow",
         "target.memory",
         [](CheckRig& rig) { memory(rig, "900", "1000"); },
         pass,
         {}},
        {"does not fit",
         "target.memory",
         [](CheckRig& rig) { memory(rig, "1051", "1000"); },
         block,
         {"do not fit", "1.05"}},
        {"no limit", "target.memory", targetLine("maxmemory", "0"), pass, {"no memory limit"}},
        {"no limit told",
         "target.memory",
         [](CheckRig& rig) { CheckRig::dropLine(rig.targetInfo, "maxmemory"); },
         Severity::Unknown,
         {"lacks maxmemory"}},
        {"no use told",
         "target.memory",
         [](CheckRig& rig) { CheckRig::dropLine(rig.sourceInfo, "used_memory"); },
         Severity::Unknown,
         {"lacks used_memory"}},

        {"sixteen", "target.databases", {}, pass, {"16 databases"}},
        {"fewer than the source's",
         "target.databases",
         [](CheckRig& rig) {
             CheckRig::dropLine(rig.sourceInfo, "db15");
             rig.databases = numbered("4");
         },
         Severity::Warning,
         {"4 databases", "--dbnum=16"}},
        {"fewer, and in use: source.database-index tells it",
         "target.databases",
         [](CheckRig& rig) { rig.databases = numbered("4"); },
         pass,
         {}},

        {"no flag in the way", "target.flags", {}, pass, {"cache_mode:store"}},
        {"cluster mode", "target.flags", targetLine("cluster_enabled", "1"), block, {"PUBLISH"}},
        {"a role that Sentinel does not read",
         "target.flags",
         targetLine("role", "replica"),
         block,
         {"role:replica"}},
        {"the source evicts",
         "target.flags",
         [](CheckRig& rig) {
             CheckRig::setLine(rig.sourceInfo, "maxmemory", "1000000");
             CheckRig::setLine(rig.sourceInfo, "maxmemory_policy", "allkeys-lru");
         },
         Severity::Warning,
         {"allkeys-lru", "--cache_mode"}},
        {"a policy without a limit evicts nothing",
         "target.flags",
         [](CheckRig& rig) {
             CheckRig::setLine(rig.sourceInfo, "maxmemory_policy", "allkeys-lru");
         },
         pass,
         {}},
        {"Dragonfly would evict", "target.flags", targetLine("cache_mode", "cache"), block, {}},
        {"it follows already",
         "target.flags",
         following("10.0.0.1"),
         Severity::Note,
         {"--replicaof"}},

        {"no login", "target.reaches-source", {}, pass, {}},
        {"a login that the source does not want",
         "target.reaches-source",
         [](CheckRig& rig) { rig.targetSettings["masterauth"] = "secret"; },
         block,
         {"masterauth is set"}},
        {"another port",
         "target.reaches-source",
         [](CheckRig& rig) { rig.targetSettings["announce_port"] = "7777"; },
         block,
         {"announce_port 7777"}},
        {"its own port",
         "target.reaches-source",
         [](CheckRig& rig) {
             rig.targetSettings["announce_port"] = QByteArray::number(rig.target.address().port);
         },
         pass,
         {}},
        {"before announce_port could be read",
         "target.reaches-source",
         [](CheckRig& rig) { rig.targetSettings.remove("announce_port"); },
         pass,
         {}},

        {"snapshots", "target.durability", {}, pass, {"0 3 * * *"}},
        {"none",
         "target.durability",
         [](CheckRig& rig) { rig.targetSettings["snapshot_cron"] = ""; },
         Severity::Note,
         {"SAVE"}},

        {"a standby", "target.standby", {}, pass, {"1 replica"}},
        {"alone",
         "target.standby",
         targetLine("connected_slaves", "0"),
         Severity::Note,
         {"single point of failure"}},

        {"one time", "target.clock", {}, pass, {}},
        {"two seconds",
         "target.clock",
         [](CheckRig& rig) { rig.targetAhead = 2; },
         Severity::Note,
         {"2.0 s"}},
        {"ten seconds behind",
         "target.clock",
         [](CheckRig& rig) { rig.targetAhead = -10; },
         Severity::Warning,
         {"-10.0 s"}},
        {"the source tells no time",
         "target.clock",
         [](CheckRig& rig) { rig.denied = {"TIME"}; },
         Severity::Unknown,
         {"NOPERM"}},
    });
}

void TargetChecksTest::theSourceItselfIsNoTarget() {
    CheckRig rig;
    CheckContext context = rig.context();
    context.target = context.source; // the same address, whatever it says

    const auto checks = standardChecks();
    for (const auto& check : checks) {
        if (check->id() == QLatin1String("target.is-source")) {
            QObject owner;
            const auto running = check->run(context, &owner);
            QTRY_VERIFY(running.isFinished());
            QCOMPARE(running.result().size(), 1);
            QVERIFY(running.result().first().blocks());
            return;
        }
    }
    QFAIL("there is no such check");
}

void TargetChecksTest::whatIsNoDragonflyHasNoVersionToJudge() {
    CheckRig rig;
    becomeRedis(rig);
    QVERIFY(rig.findings(QStringLiteral("target.version")).isEmpty()); // target.identity blocks
}

void TargetChecksTest::keysOnTheTargetMayBeGivenUp() {
    CheckRig rig;
    holdKeys(rig);
    QVERIFY(rig.findings(QStringLiteral("target.empty")).first().acceptable);
}

void TargetChecksTest::anotherPrimarysReplicaIsFreedByNoOne() {
    CheckRig rig;
    following("10.0.0.99")(rig);
    const Finding finding = rig.findings(QStringLiteral("target.role")).first();
    QCOMPARE(finding.mend, QList{redis::Command({"REPLICAOF", "NO", "ONE"}).changes()});
    QVERIFY(!finding.acceptable);
}

void TargetChecksTest::noPasswordIsInAFinding() {
    CheckRig rig;
    rig.targetSettings["masterauth"] = "hunter2";
    const Finding finding = rig.findings(QStringLiteral("target.reaches-source")).first();
    QVERIFY(!textOf(finding).contains(QLatin1String("hunter2")));
    QCOMPARE(finding.mend.size(), 1);
    QVERIFY(finding.mendOn == MendOn::Dragonfly);
    for (const redis::Command& command : finding.mend + finding.undo) {
        QVERIFY(!command.words().contains("hunter2"));
    }
}

void TargetChecksTest::sentinelSpeaksTlsToAllOrNone() {
    Facts facts;
    facts.sourceLogin.endpoint.tls = true;
    QVERIFY(judgeReachesSource(facts).first().blocks());
    facts.targetLogin.endpoint.tls = true;
    QVERIFY(judgeReachesSource(facts).first().severity == Severity::Unknown); // a flag untold
}

QTEST_GUILESS_MAIN(TargetChecksTest)
#include "target_checks_test.moc"
