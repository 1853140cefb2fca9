// SPDX-License-Identifier: GPL-3.0-or-later
#include "check_rig.h"

#include <QTest>

using namespace ferryman;
using namespace ferryman::test;

namespace {

using redis::Value;

auto sourceLine(const char* name, const char* value) {
    return [=](CheckRig& rig) { CheckRig::setLine(rig.sourceInfo, name, value); };
}

auto redisVersion(const char* version) {
    return sourceLine("redis_version", version);
}

auto valkeyVersion(const char* version) {
    return [=](CheckRig& rig) { // as Valkey prints it: redis_version stays at 7.2.4
        CheckRig::setLine(rig.sourceInfo, "redis_version", "7.2.4");
        CheckRig::setLine(rig.sourceInfo, "server_name", "valkey");
        CheckRig::setLine(rig.sourceInfo, "valkey_version", version);
    };
}

auto highestDatabase(const char* name, std::optional<Value> databases) {
    return [=](CheckRig& rig) {
        CheckRig::dropLine(rig.sourceInfo, "db15");
        CheckRig::setLine(rig.sourceInfo, name, "keys=2,expires=0,avg_ttl=0");
        if (databases) {
            rig.databases = *databases;
        }
    };
}

Value databases(const char* number) {
    return Value::array({Value::bulk("databases"), Value::bulk(number)});
}

Value library(const char* name) {
    return Value::array({Value::bulk("library_name"), Value::bulk(name), Value::bulk("engine"),
                         Value::bulk("LUA"), Value::bulk("functions"), Value::array({})});
}

auto functionList(const Value& reply) {
    return [=](CheckRig& rig) { rig.functions = reply; };
}

Value module(const char* name) {
    return Value::array({Value::array(
        {Value::bulk("name"), Value::bulk(name), Value::bulk("ver"), Value::integer(20'606)})});
}

auto moduleList(const Value& reply) {
    return [=](CheckRig& rig) { rig.modules = reply; };
}

auto ttls(const QList<qint64>& ms) {
    return [=](CheckRig& rig) { rig.ttls = ms; };
}

/// Of a source that keeps so many scripts.
auto withScripts(const char* number, const std::function<void(CheckRig&)>& spoil) {
    return [=](CheckRig& rig) {
        spoil(rig);
        CheckRig::setLine(rig.sourceInfo, "number_of_cached_scripts", number);
    };
}

} // namespace

class SourceChecksTest : public QObject {
    Q_OBJECT

private slots:
    void judgesTheSource_data();
    void judgesTheSource() { checkCase(); }
    void aFunctionLibraryIsMendedByItsName();
    void anAcceptablyOldVersionMayBeAccepted();
};

void SourceChecksTest::judgesTheSource_data() {
    constexpr auto pass = Severity::Passed;
    constexpr auto block = Severity::Blocker;
    addCases({
        {"a primary", "source.role", {}, pass, {}},
        {"a replica", "source.role", sourceLine("role", "slave"), block, {"no primary", "slave"}},
        {"a Sentinel", "source.role", sourceLine("role", "sentinel"), block, {"sentinel"}},

        {"7.0.15", "source.version", {}, pass, {"Redis 7.0.15"}},
        {"6.2.7", "source.version", redisVersion("6.2.7"), pass, {}},
        {"7.4", "source.version", redisVersion("7.4.2"), pass, {}},
        {"a fence with a hole that nothing goes through",
         "source.version",
         withScripts("0", redisVersion("6.2.6")),
         Severity::Note,
         {"6.2.7", "min-replicas-to-write"}},
        {"a fence with a hole",
         "source.version",
         withScripts("2", redisVersion("6.2.6")),
         Severity::Warning,
         {"6.2.7", "min-replicas-to-write", "number_of_cached_scripts:"}},
        {"6.0 knows no pause of writes",
         "source.version",
         redisVersion("6.0.20"),
         Severity::Note,
         {"refused instead of paused", "Redis 6.0.20"}},
        {"6.0 without scripts",
         "source.version",
         withScripts("0", redisVersion("6.0.16")),
         Severity::Note,
         {"EVAL", "6.0.17"}},
        {"6.0 with a hole",
         "source.version",
         withScripts("2", redisVersion("6.0.16")),
         Severity::Warning,
         {"EVAL", "6.0.17"}},
        {"5.0",
         "source.version",
         withScripts("2", redisVersion("5.0.14")),
         Severity::Warning,
         {"EVAL"}},
        {"4.0", "source.version", redisVersion("4.0.14"), block, {"too old"}},
        {"8.6 writes a newer RDB", "source.version", redisVersion("8.6.0"), block, {"rdb_load.cc"}},
        {"8.0 writes that of 7.4",
         "source.version",
         redisVersion("8.0.0"),
         Severity::Warning,
         {"RDB version 12"}},
        {"Valkey 9 writes one of its own",
         "source.version",
         valkeyVersion("9.0.1"),
         block,
         {"rdb_load.cc"}},
        {"Valkey 7.2", "source.version", valkeyVersion("7.2.8"), pass, {"Valkey 7.2.8"}},
        {"Valkey 8", "source.version", valkeyVersion("8.1.0"), pass, {"Valkey 8.1.0"}},
        {"Valkey 9", "source.version", valkeyVersion("9.0.0"), block, {"Valkey 9.0.0"}},
        {"a Dragonfly",
         "source.version",
         sourceLine("dragonfly_version", "df-v1.40.1"),
         block,
         {"neither Redis nor Valkey", "Dragonfly 1.40.1"}},
        {"no number", "source.version", redisVersion("seven"), block, {"seven"}},

        {"off", "source.cluster-mode", {}, pass, {}},
        {"on",
         "source.cluster-mode",
         sourceLine("cluster_enabled", "1"),
         block,
         {"cluster_enabled:1"}},
        {"not told",
         "source.cluster-mode",
         [](CheckRig& rig) { CheckRig::dropLine(rig.sourceInfo, "cluster_enabled"); },
         Severity::Unknown,
         {"lacks cluster_enabled"}},

        {"none", "source.functions", {}, pass, {}},
        {"a library",
         "source.functions",
         functionList(Value::array({library("orders_lib")})),
         block,
         {"orders_lib", "FUNCTION DUMP"}},
        {"a library without a name",
         "source.functions",
         functionList(Value::array({Value::integer(1)})),
         block,
         {}},
        {"Redis 6.2 has none",
         "source.functions",
         functionList(Value::error("ERR unknown command `FUNCTION`, with args beginning with: ")),
         pass,
         {}},
        {"may not be read",
         "source.functions",
         functionList(Value::error("NOPERM this user has no permissions to run the "
                                   "'function|list' command")),
         Severity::Unknown,
         {"NOPERM"}},
        {"a status",
         "source.functions",
         functionList(Value::status("OK")),
         Severity::Unknown,
         {"unknown shape"}},

        {"none", "source.hash-field-ttl", {}, pass, {}},
        {"counted as none",
         "source.hash-field-ttl",
         sourceLine("db0", "keys=9,expires=1,avg_ttl=5,subexpiry=0"),
         pass,
         {}},
        {"some, in two databases",
         "source.hash-field-ttl",
         [](CheckRig& rig) {
             sourceLine("db0", "keys=9,expires=1,avg_ttl=5,subexpiry=2")(rig);
             sourceLine("db3", "keys=9,expires=1,avg_ttl=5,subexpiry=5")(rig);
         },
         block,
         {"7 hashes"}},

        {"the last of 16",
         "source.database-index",
         {},
         pass,
         {"16 configured, highest with keys 15, Dragonfly has 16"}},
        {"beyond Dragonfly's",
         "source.database-index",
         highestDatabase("db16", {}),
         block,
         {"highest database with keys 16", "--dbnum"}},
        {"a larger dbnum",
         "source.database-index",
         highestDatabase("db16", databases("17")),
         pass,
         {"Dragonfly has 17"}},
        {"a smaller dbnum",
         "source.database-index",
         highestDatabase("db1", databases("1")),
         block,
         {"highest database with keys 1"}},
        {"dbnum may not be read",
         "source.database-index",
         highestDatabase("db1", Value::error("NOPERM no permissions for 'config|get'")),
         Severity::Unknown,
         {"NOPERM"}},
        {"dbnum is not told",
         "source.database-index",
         highestDatabase("db1", Value::array({})),
         Severity::Unknown,
         {"no setting databases"}},
        {"dbnum is no number",
         "source.database-index",
         highestDatabase("db1", databases("many")),
         Severity::Unknown,
         {}},
        {"more configured than Dragonfly has",
         "source.database-index",
         [](CheckRig& rig) { rig.sourceSettings["databases"] = "32"; },
         Severity::Warning,
         {"32 configured", "--dbnum=32", "wrong database"}},
        {"fewer than usual is Dragonfly's fault",
         "source.database-index",
         highestDatabase("db1", databases("4")),
         pass,
         {"Dragonfly has 4"}},
        {"what is configured may not be read",
         "source.database-index",
         [](CheckRig& rig) { rig.denied = {"CONFIG"}; },
         Severity::Unknown,
         {"NOPERM", "the right to run it"}},

        {"no module", "source.modules", {}, pass, {}},
        {"before modules",
         "source.modules",
         moduleList(Value::error("ERR unknown command 'MODULE'")),
         pass,
         {}},
        {"JSON, which Dragonfly has", "source.modules", moduleList(module("ReJSON")), pass, {}},
        {"a Bloom filter",
         "source.modules",
         moduleList(module("bf")),
         Severity::Warning,
         {"bf", "leaves out every key"}},
        {"a Bloom filter before 1.40",
         "source.modules",
         [](CheckRig& rig) {
             moduleList(module("bf"))(rig);
             CheckRig::setLine(rig.targetInfo, "dragonfly_version", "df-v1.39.0");
         },
         block,
         {"begin again for ever"}},
        {"may not be read",
         "source.modules",
         [](CheckRig& rig) { rig.denied = {"MODULE"}; },
         Severity::Unknown,
         {"NOPERM"}},

        {"all short", "source.long-ttl", ttls({1000, -1, 5'000'000}), pass, {"3 keys"}},
        {"none of those looked at expires",
         "source.long-ttl",
         [](CheckRig& rig) {
             sourceLine("db0", "keys=9,expires=1,avg_ttl=0")(rig);
             ttls({-1, -1})(rig);
         },
         pass,
         {"keys looked at: 2; none of them expires"}},
        {"the longest that fits", "source.long-ttl", ttls({268'435'455'000}), pass, {"years: 8.5"}},
        {"longer", "source.long-ttl", ttls({268'435'455'001}), Severity::Warning, {"8.5"}},
        {"an average longer",
         "source.long-ttl",
         sourceLine("db0", "keys=9,expires=1,avg_ttl=900000000000"),
         Severity::Warning,
         {"years: 28.5"}},
        {"nothing expires",
         "source.long-ttl",
         [](CheckRig& rig) {
             sourceLine("db0", "keys=9,expires=0,avg_ttl=0")(rig);
             rig.denied = {"SCAN"}; // which is not asked then
         },
         pass,
         {"No key"}},
        {"keys may not be looked at",
         "source.long-ttl",
         [](CheckRig& rig) { rig.denied = {"SCAN"}; },
         Severity::Unknown,
         {"NOPERM"}},
    });
}

void SourceChecksTest::aFunctionLibraryIsMendedByItsName() {
    CheckRig rig;
    // A name is the server's own word: it may neither steer a terminal nor be another command.
    rig.functions = Value::array({library("orders"), library("evil\nFLUSHALL \x1b[2J")});

    const QList<Finding> findings = rig.findings(QStringLiteral("source.functions"));

    QCOMPARE(findings.size(), 1);
    const Finding& finding = findings.first();
    QCOMPARE(finding.mend.size(), 3);
    QCOMPARE(finding.mend[0].text(), QStringLiteral("FUNCTION DUMP")); // kept before it is deleted
    QCOMPARE(finding.mend[1].text(), QStringLiteral("FUNCTION DELETE orders"));
    QCOMPARE(finding.mend[2].words().size(), 3);
    QVERIFY(!finding.undo.isEmpty());
    QVERIFY(!finding.acceptable);
    QVERIFY(!finding.subject.isEmpty());
    for (const QString& text : {textOf(finding), finding.mend[2].text()}) {
        QVERIFY2(!text.contains(u'\n') && !text.contains(u'\x1b'), qPrintable(text));
    }
}

void SourceChecksTest::anAcceptablyOldVersionMayBeAccepted() {
    CheckRig rig;
    withScripts("2", redisVersion("6.2.4"))(rig);
    QVERIFY(rig.findings(QStringLiteral("source.version")).first().acceptable);
    redisVersion("4.0.4")(rig);
    QVERIFY(!rig.findings(QStringLiteral("source.version")).first().acceptable);
}

QTEST_GUILESS_MAIN(SourceChecksTest)
#include "source_checks_test.moc"
