// SPDX-License-Identifier: GPL-3.0-or-later
#include "check_rig.h"
#include "preflight/client_checks.h"

#include <QTest>

using namespace ferryman;
using namespace ferryman::test;

namespace {

using redis::Value;

QByteArray line(const char* host, const char* name, const char* flags = "N",
                const char* library = "") {
    static int id = 0;
    return "id=" + QByteArray::number(++id) + " addr=" + host + ":40000 name=" + name +
           " age=5 flags=" + flags + " user=default lib-name=" + library +
           (*library == '\0' ? "" : " lib-ver=5.1.0") + '\n';
}

Answers lists(const QByteArray& source, const QByteArrayList& sentinels) {
    Answers answers{{{QStringLiteral("10.0.0.1"), 6379}, Value::bulk(source)}};
    for (const QByteArray& list : sentinels) {
        answers.append({{QStringLiteral("10.0.0.3"), 26379}, Value::bulk(list)});
    }
    return answers;
}

auto sourceSetting(const char* name, const char* value) {
    return [=](CheckRig& rig) { rig.sourceSettings[name] = value; };
}

} // namespace

class ClientChecksTest : public QObject {
    Q_OBJECT

private slots:
    void judgesParity_data();
    void judgesParity() { checkCase(); }
    void aClientWhoseMachineAsksSentinelFollows();
    void othersAreGroupedByWhoTheyAre();
    void serversAreNoClients();
    void aSentinelThatMayNotBeAskedLeavesItUnknown();
    void tenThousandClientsAreAShortText();
    void usersAreMadeFromTheirHashes();
    void whatDragonflyDoesNotUnderstandIsLeftOut();
    void settingsAreMendedOnDragonfly();
};

void ClientChecksTest::judgesParity_data() {
    constexpr auto pass = Severity::Passed;
    constexpr auto warn = Severity::Warning;
    addCases({
        {"nobody is there", "clients.follow-sentinel", {}, pass, {"0 clients"}},
        {"the list may not be read",
         "clients.follow-sentinel",
         [](CheckRig& rig) { rig.denied = {"CLIENT LIST"}; },
         Severity::Unknown,
         {"NOPERM", "the right to run it"}},

        {"a Sentinel without a name, as the source refuses it",
         "clients.follow-sentinel",
         [](CheckRig& rig) {
             rig.sourceClients = "id=1 addr=10.0.0.11:40000 fd=8 name= flags=N user=default";
             rig.views[0].group = entry(with(groupFields(), {{"flags", "s_down,master"},
                                                             {"last-ping-reply", "400"},
                                                             {"last-ok-ping-reply", "61000"}}));
         },
         pass,
         {"0 clients"}},

        {"the same users", "parity.users", {}, pass, {"1 user"}},
        {"one more",
         "parity.users",
         [](CheckRig& rig) { rig.sourceUsers.append("user app on #abc ~app:* &* -@all +get"); },
         warn,
         {"app", "not replicated"}},
        {"the one of Sentinel is sentinel.auth's",
         "parity.users",
         [](CheckRig& rig) {
             rig.sourceUsers.append("user watcher on #abc ~* &* -@all +ping");
             rig.sourceClients =
                 "id=1 addr=10.0.0.3:1 fd=8 name=sentinel-00000000-cmd user=watcher";
         },
         pass,
         {}},
        {"before ACLs",
         "parity.users",
         [](CheckRig& rig) {
             rig.sourceInstead = [](const QByteArrayList& words) -> std::optional<Value> {
                 return words.first() == "ACL" ? Value::error("ERR unknown command `ACL`")
                                               : Value::bulk("");
             };
         },
         pass,
         {"older than 6.0"}},
        {"users may not be read",
         "parity.users",
         [](CheckRig& rig) { rig.denied = {"ACL LIST"}; },
         Severity::Unknown,
         {"NOPERM"}},
        {"a list of another shape",
         "parity.users",
         [](CheckRig& rig) { rig.sourceUsers = {"OK"}; },
         Severity::Unknown,
         {"unknown shape"}},

        {"alike", "parity.config", {}, pass, {}},
        {"a timeout", "parity.config", sourceSetting("timeout", "300"), warn, {"timeout \"300\""}},
        {"more clients than Dragonfly lets in",
         "parity.config",
         sourceSetting("maxclients", "100000"),
         warn,
         {"maxclients \"100000\""}},
        {"notifications of expiry",
         "parity.config",
         sourceSetting("notify-keyspace-events", "xE"),
         warn,
         {"notify_keyspace_events \"Ex\""}},
        {"those that Dragonfly lacks are source.commands.notifications'",
         "parity.config",
         sourceSetting("notify-keyspace-events", "KEA"),
         pass,
         {}},
        {"settings may not be read",
         "parity.config",
         [](CheckRig& rig) { rig.denied = {"CONFIG GET"}; },
         Severity::Unknown,
         {"NOPERM"}},

        {"neither keeps anything", "parity.persistence", {}, pass, {}},
        {"snapshots on both", "parity.persistence", sourceSetting("save", "3600 1"), pass, {}},
        {"snapshots on the source alone",
         "parity.persistence",
         [](CheckRig& rig) {
             rig.sourceSettings["save"] = "3600 1";
             rig.targetSettings["snapshot_cron"] = "";
         },
         warn,
         {"would be empty"}},
        {"an append-only file",
         "parity.persistence",
         sourceSetting("appendonly", "yes"),
         Severity::Note,
         {"since the last snapshot"}},
    });
}

void ClientChecksTest::aClientWhoseMachineAsksSentinelFollows() {
    const Finding finding =
        judgeClients({}, lists(line("10.0.0.8", "app") + line("10.0.0.8", "app"),
                               {"", line("10.0.0.8", "")}))
            .first();
    QVERIFY2(finding.severity == Severity::Passed, qPrintable(textOf(finding)));
    QVERIFY(textOf(finding).contains(QLatin1String("2 clients")));
}

void ClientChecksTest::othersAreGroupedByWhoTheyAre() {
    QByteArray list = line("10.0.0.7", "");
    for (int i = 0; i < 3; ++i) {
        list += line("10.0.0.9", "orders-api", "N", "jedis");
    }
    const Finding finding = judgeClients({}, lists(list, {line("10.0.0.8", "")})).first();
    QVERIFY(finding.severity == Severity::Warning);
    QVERIFY2(textOf(finding).contains(
                 QStringLiteral("4 of 4 clients: 10.0.0.9 ×3 (orders-api, jedis 5.1.0); "
                                "10.0.0.7 ×1")),
             qPrintable(textOf(finding)));
}

void ClientChecksTest::serversAreNoClients() {
    const QByteArray list = line("10.0.0.2", "", "S") + line("10.0.0.3", "sentinel-0000-cmd") +
                            line("10.0.0.4", "ferryman") + line("10.0.0.5", "ferryman-load");
    QVERIFY(judgeClients({}, lists(list, {""})).first().severity == Severity::Passed);
    // And that a Sentinel runs on a machine does not make its clients follow.
    QVERIFY(judgeClients({}, lists(line("10.0.0.3", "app"), {line("10.0.0.3", "sentinel-1-cmd")}))
                .first()
                .severity == Severity::Warning);
}

void ClientChecksTest::aSentinelThatMayNotBeAskedLeavesItUnknown() {
    Answers answers = lists(line("10.0.0.8", "app"), {line("10.0.0.8", "")});
    answers.append({{QStringLiteral("10.0.0.4"), 26379},
                    failure(ErrorKind::Permission, {"may not"}, QStringLiteral("10.0.0.4"))});
    QVERIFY(judgeClients({}, answers).first().severity == Severity::Unknown);
}

void ClientChecksTest::tenThousandClientsAreAShortText() {
    QByteArray list;
    for (int i = 0; i < 10'000; ++i) {
        const QByteArray host =
            "10.1." + QByteArray::number(i / 250) + '.' + QByteArray::number(i % 250);
        list += line(host.constData(), "app");
    }
    const Finding finding = judgeClients({}, lists(list, {""})).first();
    QVERIFY(textOf(finding).contains(QLatin1String("10000 of 10000 clients")));
    QVERIFY(textOf(finding).contains(QLatin1String("+9990")));
    QVERIFY(textOf(finding).size() < 1500);
}

void ClientChecksTest::usersAreMadeFromTheirHashes() {
    CheckRig rig;
    rig.sourceUsers.append("user app on #5e884898 ~app:* resetchannels -@all +get +set");
    const Finding finding = rig.findings(QStringLiteral("parity.users")).first();
    QCOMPARE(finding.mend.size(), 1);
    QCOMPARE(finding.mend[0].words().join(' '),
             QByteArray("ACL SETUSER app on #5e884898 ~app:* resetchannels -@all +get +set"));
    QVERIFY(!finding.mend[0].text().contains(QLatin1String("5e884898"))); // in no log or report
    QCOMPARE(finding.undo[0].text(), QStringLiteral("ACL DELUSER app"));
    QVERIFY(finding.mendOn == MendOn::Dragonfly);
}

void ClientChecksTest::whatDragonflyDoesNotUnderstandIsLeftOut() {
    CheckRig rig;
    rig.sourceUsers.append("user app on sanitize-payload nopass ~* &* -@all +get +config|get "
                           "(~tmp:* +set +@all)");
    const Finding finding = rig.findings(QStringLiteral("parity.users")).first();
    QCOMPARE(finding.mend[0].words().join(' '),
             QByteArray("ACL SETUSER app on nopass ~* &* -@all +get"));
}

void ClientChecksTest::settingsAreMendedOnDragonfly() {
    CheckRig rig;
    rig.sourceSettings["timeout"] = "300";
    rig.sourceSettings["notify-keyspace-events"] = "xE";
    const Finding finding = rig.findings(QStringLiteral("parity.config")).first();
    QCOMPARE(finding.mend.size(), 2);
    QCOMPARE(finding.mend[0].text(), QStringLiteral("CONFIG SET notify_keyspace_events Ex"));
    QCOMPARE(finding.mend[1].text(), QStringLiteral("CONFIG SET timeout 300"));
    QCOMPARE(finding.undo[1].text(), QStringLiteral("CONFIG SET timeout 0"));
    QVERIFY(finding.mendOn == MendOn::Dragonfly);
}

QTEST_GUILESS_MAIN(ClientChecksTest)
#include "client_checks_test.moc"
