// SPDX-License-Identifier: GPL-3.0-or-later
#include "check_rig.h"
#include "preflight/command_checks.h"

#include <QTest>

using namespace ferryman;
using namespace ferryman::test;

namespace {

auto called(const QByteArrayList& names) {
    return [=](CheckRig& rig) {
        for (const QByteArray& name : names) {
            CheckRig::setLine(rig.sourceInfo, "cmdstat_" + name, "calls=3,usec=9");
        }
    };
}

auto writing(const QByteArray& name) {
    return [=](CheckRig& rig) {
        called({name})(rig);
        rig.writes = {name};
    };
}

redis::Info stats(const QByteArray& text) {
    return redis::Info::parse(QByteArrayView("# Commandstats\r\n" + text));
}

const QHash<QByteArray, QSet<QByteArray>> swapdbWrites{{"swapdb", {"write", "fast"}}};

} // namespace

class CommandChecksTest : public QObject {
    Q_OBJECT

private slots:
    void judgesWhatIsInUse_data();
    void judgesWhatIsInUse() { checkCase(); }
    void namesOfDragonflyAreThoseOfCommandstats();
    void theRateIsOfThisMoment();
    void whatDivergesNowBlocks();
    void aFieldTtlIsReplicatedUnderAnotherName();
    void administrationIsNoUse();
    void aThousandUnknownCommandsAreAShortText();
};

void CommandChecksTest::judgesWhatIsInUse_data() {
    constexpr auto pass = Severity::Passed;
    constexpr auto warn = Severity::Warning;
    addCases({
        {"only what Dragonfly knows", "source.commands", {}, pass, {}},
        {"SWAPDB once",
         "source.commands",
         writing("swapdb"),
         warn,
         {"swapdb ×3", "skip silently", "skips such a write"}},
        {"GEOSEARCHSTORE", "source.commands", writing("geosearchstore"), warn, {"geosearchstore"}},
        {"a read",
         "source.commands",
         called({"lcs"}),
         warn,
         {"would fail: lcs ×3", "errors after the switch"}},
        {"a subcommand of a command that is missing",
         "source.commands",
         called({"object|encoding"}),
         warn,
         {"object|encoding"}},
        {"a subcommand that is missing",
         "source.commands",
         called({"client|no-evict"}),
         warn,
         {"client|no-evict"}},
        {"MIGRATE is replicated as DEL",
         "source.commands",
         writing("migrate"),
         warn,
         {"would fail: migrate"}},
        {"both kinds",
         "source.commands",
         [](CheckRig& rig) {
             writing("swapdb")(rig);
             called({"lcs"})(rig);
         },
         warn,
         {"skipped: swapdb", "fail: lcs"}},
        {"what servers say to each other",
         "source.commands",
         called({"psync", "sync", "replconf", "sentinel", "function|list", "acl|dryrun"}),
         pass,
         {}},
        {"Dragonfly's commands may not be read",
         "source.commands",
         [](CheckRig& rig) {
             rig.targetInstead = [](const QByteArrayList&) -> std::optional<redis::Value> {
                 return redis::Value::error("NOPERM no");
             };
         },
         Severity::Unknown,
         {"NOPERM"}},

        {"no script", "source.commands.lua", {}, pass, {}},
        {"a script",
         "source.commands.lua",
         called({"evalsha"}),
         warn,
         {"evalsha ×3", "allow-undeclared-keys", "NOSCRIPT"}},

        {"nobody blocks", "source.commands.blocking", {}, pass, {}},
        {"one blocks",
         "source.commands.blocking",
         [](CheckRig& rig) { CheckRig::setLine(rig.sourceInfo, "blocked_clients", "1"); },
         Severity::Note,
         {"1 blocked now", "UNBLOCKED"}},
        {"some did", "source.commands.blocking", called({"blpop"}), Severity::Note, {"blpop ×3"}},

        {"no notification", "source.commands.notifications", {}, pass, {}},
        {"of expiry, which Dragonfly sends",
         "source.commands.notifications",
         [](CheckRig& rig) { rig.sourceSettings["notify-keyspace-events"] = "xE"; },
         pass,
         {}},
        {"of everything",
         "source.commands.notifications",
         [](CheckRig& rig) { rig.sourceSettings["notify-keyspace-events"] = "AKE"; },
         warn,
         {"\"AKE\"", "expired keys only"}},

        {"nobody tracks", "source.commands.tracking", {}, pass, {}},
        {"two track",
         "source.commands.tracking",
         [](CheckRig& rig) { CheckRig::setLine(rig.sourceInfo, "tracking_clients", "2"); },
         warn,
         {"2 clients", "stale"}},
        {"before tracking was",
         "source.commands.tracking",
         [](CheckRig& rig) {
             CheckRig::dropLine(rig.sourceInfo, "tracking_clients");
             CheckRig::setLine(rig.sourceInfo, "redis_version", "5.0.14");
         },
         pass,
         {}},
        {"not told",
         "source.commands.tracking",
         [](CheckRig& rig) { CheckRig::dropLine(rig.sourceInfo, "tracking_clients"); },
         Severity::Unknown,
         {"lacks tracking_clients"}},

        {"Sentinel's hello",
         "source.commands.pubsub",
         [](CheckRig& rig) { CheckRig::setLine(rig.sourceInfo, "pubsub_channels", "1"); },
         pass,
         {}},
        {"channels",
         "source.commands.pubsub",
         [](CheckRig& rig) { CheckRig::setLine(rig.sourceInfo, "pubsub_channels", "2"); },
         Severity::Note,
         {"2 channels"}},
        {"a pattern",
         "source.commands.pubsub",
         [](CheckRig& rig) { CheckRig::setLine(rig.sourceInfo, "pubsub_patterns", "1"); },
         Severity::Note,
         {"1 pattern,"}},
    });
}

void CommandChecksTest::namesOfDragonflyAreThoseOfCommandstats() {
    using redis::Value;
    const QSet<QByteArray> names = commandNames(
        Value::array({Value::array({Value::bulk("ACL LIST"), Value::integer(1)}),
                      Value::array({Value::bulk("GET"), Value::integer(2)}), Value::integer(7)}));
    QCOMPARE(names, (QSet<QByteArray>{"acl", "acl|list", "get"}));
}

void CommandChecksTest::theRateIsOfThisMoment() {
    const Sampled sample{stats("cmdstat_swapdb:calls=10,usec=1\r\n"),
                         stats("cmdstat_swapdb:calls=13,usec=1\r\n"), 2};
    const QList<CommandUse> uses = unknownToDragonfly(sample, {"get"});
    QCOMPARE(uses.size(), 1);
    QCOMPARE(uses[0].calls, 13);
    QCOMPARE(uses[0].perSecond, 1.5);
}

void CommandChecksTest::whatDivergesNowBlocks() {
    const Finding now = judgeCommands({{"swapdb", 13, 1.5}}, swapdbWrites).first();
    QVERIFY(now.blocks());
    QVERIFY(now.acceptable); // a person may know that it was the last one
    QVERIFY(textOf(now).contains(QStringLiteral("swapdb ×13, 1.5/s")));

    QVERIFY(judgeCommands({{"swapdb", 13, 0}}, swapdbWrites).first().severity == Severity::Warning);
    QVERIFY(judgeCommands({{"lcs", 13, 1.5}}, {}).first().severity == Severity::Warning);
}

void CommandChecksTest::aFieldTtlIsReplicatedUnderAnotherName() {
    const Sampled sample{stats("cmdstat_hexpire:calls=1,usec=1\r\n"),
                         stats("cmdstat_hexpire:calls=1,usec=1\r\n"), 1};
    QCOMPARE(unknownToDragonfly(sample, {"hexpire"}).size(), 1); // HPEXPIREAT in the stream
    QVERIFY(unknownToDragonfly(sample, {"hexpire", "hpexpireat"}).isEmpty());
}

void CommandChecksTest::administrationIsNoUse() {
    QVERIFY(
        judgeCommands({{"bgrewriteaof", 1, 1}}, {{"bgrewriteaof", {"admin"}}}).first().severity ==
        Severity::Passed);
}

void CommandChecksTest::aThousandUnknownCommandsAreAShortText() {
    QList<CommandUse> uses;
    for (int i = 0; i < 1000; ++i) {
        uses.append({"module.command" + QByteArray::number(i), i, 0});
    }
    const QString text = textOf(judgeCommands(uses, {}).first());
    QVERIFY2(text.size() < 1500, qPrintable(text));
    QVERIFY(text.contains(QLatin1String("+990")));
}

QTEST_GUILESS_MAIN(CommandChecksTest)
#include "command_checks_test.moc"
