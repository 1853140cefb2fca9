// SPDX-License-Identifier: GPL-3.0-or-later
#include "check_rig.h"
#include "preflight/connect_checks.h"
#include "support/source_tree.h"

#include <QTest>

using namespace ferryman;
using namespace ferryman::test;

namespace {

const QDateTime today = QDateTime::fromString(QStringLiteral("2026-01-02T03:04:05Z"), Qt::ISODate);

redis::Login loginTo(const char* host, bool tls, const char* password = "") {
    redis::Login login;
    login.endpoint.address = {QLatin1String(host), 6379};
    login.endpoint.tls = tls;
    login.password = Secret(password);
    return login;
}

std::optional<redis::PeerCertificate> expiringIn(qint64 days) {
    return redis::PeerCertificate{QStringLiteral("cache.example"), QStringLiteral("House CA"),
                                  today.addDays(days)};
}

QByteArrayList rulesOf(Party party) {
    return grant(party, QStringLiteral("u")).words().sliced(3);
}

} // namespace

class ConnectChecksTest : public QObject {
    Q_OBJECT

private slots:
    void everyEndpointHasAFindingOfItsOwn();
    void roundTripsAreJudgedByTheFreeze();
    void aMomentInWhichTheMachineIsBusyIsNoDistance_data();
    void aMomentInWhichTheMachineIsBusyIsNoDistance();
    void aCertificateThatExpiresSoonIsTold();
    void aPasswordInClearIsNoted();
    void nobodyListens();
    void aRefusedLoginIsTheLoginsFinding();
    void dragonflyNamesItsUserInASentence();
    void dryRunsFindWhatIsMissing();
    void withoutDryRunTheCommandsAreQueuedAndThrownAway();
    void withoutTransactionsWhatHarmsIsNotTried();
    void whatOnlyTheAssessmentReadsIsNoted();
    void beforeAclsEverybodyMay();
    void theReadmeGrantsJustWhatIsNeeded();
};

void ConnectChecksTest::everyEndpointHasAFindingOfItsOwn() {
    for (const char* id : {"connect.reachable", "connect.login", "connect.tls", "connect.rights"}) {
        CheckRig rig;
        const QList<Finding> findings = rig.findings(QLatin1String(id));
        QCOMPARE(findings.size(), 2);
        QCOMPARE(findings[0].subject, rig.sourceConnection.login().endpoint.toUrl());
        QCOMPARE(findings[1].subject, rig.targetConnection.login().endpoint.toUrl());
        for (const Finding& finding : findings) {
            QVERIFY2(finding.severity == Severity::Passed, qPrintable(textOf(finding)));
        }
    }
}

void ConnectChecksTest::roundTripsAreJudgedByTheFreeze() {
    Plan plan;
    plan.policy.freezeBudgetMs = 3000;
    const Finding near = judgeRoundTrips(plan, {1, 0.5, 9, 1.5, 2});
    QVERIFY(near.severity == Severity::Passed);
    QVERIFY(textOf(near).contains(QLatin1String("round trip 1.5 ms, jitter 8.5 ms")));
    QVERIFY(judgeRoundTrips(plan, {50, 51, 52, 49, 50}).severity == Severity::Note);
    QVERIFY(judgeRoundTrips(plan, {200, 200, 200, 200, 200}).severity == Severity::Warning);
}

void ConnectChecksTest::aMomentInWhichTheMachineIsBusyIsNoDistance_data() {
    QTest::addColumn<QByteArray>("trips"); // L takes 40 ms, s 1 ms; the last goes on
    QTest::addColumn<int>("asked");
    QTest::addColumn<bool>("isFar");
    QTest::newRow("near") << QByteArray("s") << 5 << false;
    QTest::newRow("outvoted at once") << QByteArray("LLs") << 5 << false;
    QTest::newRow("busy at the beginning") << QByteArray("LLLLs") << 25 << false;
    QTest::newRow("busy at the end") << QByteArray("ssLLLs") << 25 << false;
    QTest::newRow("far, once quick") << QByteArray("LsL") << 25 << true;
    QTest::newRow("far") << QByteArray("L") << 5 << true;
}

void ConnectChecksTest::aMomentInWhichTheMachineIsBusyIsNoDistance() {
    QFETCH(QByteArray, trips);
    QFETCH(int, asked);
    QFETCH(bool, isFar);
    CheckRig rig;
    int pings = 0;
    rig.sourceInstead = [&](const QByteArrayList& words) -> std::optional<redis::Value> {
        if (words.first() != "PING") {
            return redis::Value::error("ERR unknown command");
        }
        const qsizetype trip = std::min<qsizetype>(pings++, trips.size() - 1);
        rig.clock.advance(std::chrono::milliseconds(trips[trip] == 'L' ? 40 : 1));
        return redis::Value::status("PONG");
    };
    const QList<Finding> findings = rig.findings(QStringLiteral("connect.reachable"));
    QCOMPARE(pings, asked);
    QCOMPARE(findings[0].severity == Severity::Note, isFar);
    QCOMPARE(findings[0].severity == Severity::Passed, !isFar);
}

void ConnectChecksTest::aCertificateThatExpiresSoonIsTold() {
    const redis::Login login = loginTo("10.0.0.1", true);
    const Finding fresh = judgeTls(login, QStringLiteral("TLSv1.3"), expiringIn(14), today);
    QVERIFY(fresh.severity == Severity::Passed);
    QVERIFY(textOf(fresh).contains(QLatin1String("cache.example, issued by House CA, 14 days")));
    QVERIFY(judgeTls(login, QStringLiteral("TLSv1.3"), expiringIn(13), today).severity ==
            Severity::Warning);
    QVERIFY(judgeTls(login, {}, {}, today).severity == Severity::Unknown);
}

void ConnectChecksTest::aPasswordInClearIsNoted() {
    QVERIFY(judgeTls(loginTo("10.0.0.1", false, "secret"), {}, {}, today).severity ==
            Severity::Note);
    QVERIFY(judgeTls(loginTo("127.0.0.1", false, "secret"), {}, {}, today).severity ==
            Severity::Passed);
    QVERIFY(judgeTls(loginTo("10.0.0.1", false), {}, {}, today).severity == Severity::Passed);
}

void ConnectChecksTest::nobodyListens() {
    CheckRig rig;
    rig.target.silence();
    const QList<Finding> findings = rig.findings(QStringLiteral("connect.reachable"));
    QCOMPARE(findings.size(), 2);
    QVERIFY(findings[0].severity == Severity::Passed);
    QVERIFY(findings[1].blocks());
    QCOMPARE(rig.findings(QStringLiteral("connect.login")).size(), 1); // told once
    QCOMPARE(rig.findings(QStringLiteral("connect.rights")).size(), 1);
}

void ConnectChecksTest::aRefusedLoginIsTheLoginsFinding() {
    CheckRig rig;
    rig.targetInstead = [](const QByteArrayList&) -> std::optional<redis::Value> {
        return redis::Value::error("NOAUTH Authentication required.");
    };
    QCOMPARE(rig.findings(QStringLiteral("connect.reachable")).size(), 1);
    const QList<Finding> findings = rig.findings(QStringLiteral("connect.login"));
    QCOMPARE(findings.size(), 2);
    QVERIFY(findings[1].blocks());
    QVERIFY(textOf(findings[1]).contains(QLatin1String("password")));
}

void ConnectChecksTest::dragonflyNamesItsUserInASentence() {
    QCOMPARE(userNamed(redis::Value::bulk("User is ferry")), QStringLiteral("ferry"));
    QCOMPARE(userNamed(redis::Value::bulk("ferry")), QStringLiteral("ferry"));
}

void ConnectChecksTest::dryRunsFindWhatIsMissing() {
    CheckRig rig;
    rig.denied = {"CONFIG SET", "REPLICAOF"};
    const Finding finding = rig.findings(QStringLiteral("connect.rights")).first();
    QVERIFY(finding.blocks());
    QVERIFY2(textOf(finding).contains(QLatin1String("default may not run CONFIG SET, REPLICAOF")),
             qPrintable(textOf(finding)));
    QCOMPARE(finding.mend, QList{grant(Party::Source, QStringLiteral("default"))});
    QCOMPARE(rig.source.asked("MULTI"), 0);
}

void ConnectChecksTest::withoutDryRunTheCommandsAreQueuedAndThrownAway() {
    CheckRig rig;
    rig.denied = {"ACL DRYRUN", "CLIENT LIST", "REPLICAOF"};
    const Finding finding = rig.findings(QStringLiteral("connect.rights")).first();
    QVERIFY(finding.blocks());
    QVERIFY2(textOf(finding).contains(QLatin1String("CLIENT LIST, REPLICAOF, ACL DRYRUN")),
             qPrintable(textOf(finding)));
    const QList<QByteArray>& asked = rig.source.commands();
    const qsizetype begin = asked.indexOf("MULTI");
    const qsizetype freeze = asked.indexOf("CLIENT PAUSE ferryman-no-such-name");
    QVERIFY(begin >= 0 && begin < freeze);
    QCOMPARE(asked.last(), QByteArray("DISCARD"));
    QVERIFY(!asked.contains("EXEC"));
    QCOMPARE(rig.source.accepted(), 2); // what is queued is not on the connection of others
}

void ConnectChecksTest::withoutTransactionsWhatHarmsIsNotTried() {
    CheckRig rig;
    rig.denied = {"ACL DRYRUN", "MULTI", "REPLICAOF"};
    const Finding finding = rig.findings(QStringLiteral("connect.rights")).first();
    QVERIFY(finding.blocks());
    QVERIFY2(textOf(finding).contains(QLatin1String("REPLICAOF, ACL DRYRUN, MULTI")),
             qPrintable(textOf(finding)));
    QCOMPARE(rig.source.asked("CLIENT UNPAUSE"), 0); // somebody else's pause would end
    QCOMPARE(rig.source.asked("CONFIG REWRITE"), 0);
}

void ConnectChecksTest::whatOnlyTheAssessmentReadsIsNoted() {
    CheckRig rig;
    rig.denied = {"ACL LIST", "SCAN"};
    const Finding finding = rig.findings(QStringLiteral("connect.rights")).first();
    QVERIFY2(finding.severity == Severity::Note, qPrintable(textOf(finding)));
}

void ConnectChecksTest::beforeAclsEverybodyMay() {
    CheckRig rig;
    rig.sourceInstead = [](const QByteArrayList& words) -> std::optional<redis::Value> {
        return words.first() == "ACL" ? redis::Value::error("ERR unknown command `ACL`")
                                      : redis::Value::status("OK");
    };
    const Finding finding = rig.findings(QStringLiteral("connect.rights")).first();
    QVERIFY(finding.severity == Severity::Passed);
    QCOMPARE(rig.source.asked("MULTI"), 0);
}

void ConnectChecksTest::theReadmeGrantsJustWhatIsNeeded() {
    const QString text = QString::fromUtf8(sourceFile(QStringLiteral("README.md"))).simplified();
    for (const Party party : {Party::Source, Party::Sentinel, Party::Dragonfly}) {
        QVERIFY2(text.contains(grantLine(party)), qPrintable(grantLine(party)));
        const QByteArrayList rules = rulesOf(party);
        QCOMPARE(QSet<QByteArray>(rules.begin(), rules.end()).size(), rules.size());
    }
}

QTEST_GUILESS_MAIN(ConnectChecksTest)
#include "connect_checks_test.moc"
