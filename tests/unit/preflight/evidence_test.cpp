// SPDX-License-Identifier: GPL-3.0-or-later
#include "check_rig.h"
#include "support/named.h"

#include <QElapsedTimer>
#include <QSignalSpy>

#include <algorithm>

using namespace ferryman;
using namespace ferryman::test;

namespace {

using redis::Value;

struct Fault {
    const char* name;
    CheckRig::Answer answer;
};

/// How a server withholds what a check wants to know, all but silence.
QList<Fault> faults() {
    const auto always = [](const Value& reply) {
        return [reply](const QByteArrayList&) -> std::optional<Value> { return reply; };
    };
    return {
        {"no permission", always(Value::error("NOPERM this user has no permissions"))},
        {"loading", always(Value::error("LOADING server is loading the dataset in memory"))},
        {"a number", always(Value::integer(-1))},
        {"nothing", always(Value())},
        {"an empty text", always(Value::bulk(""))},
        {"another text", always(Value::bulk("<html>502 Bad Gateway</html>"))},
        {"INFO without a version", always(Value::bulk("role:master\r\ndb0:keys=0,expires=0\r\n"))},
    };
}

bool restsOnSource(const QString& id) {
    return id.startsWith(QLatin1String("source."));
}

bool restsOnTarget(const QString& id) {
    return id.startsWith(QLatin1String("target."));
}

bool restsOnSentinels(const QString& id) {
    return id.startsWith(QLatin1String("sentinel.")) || id.startsWith(QLatin1String("replicas."));
}

/// Those have their own tables: connect_checks_test and client_checks_test.
bool restsOnSeveral(const QString& id) {
    return id.startsWith(QLatin1String("connect.")) || id.startsWith(QLatin1String("clients.")) ||
           id.startsWith(QLatin1String("parity."));
}

} // namespace

Q_DECLARE_METATYPE(CheckRig::Answer)

/// Whatever the check: evidence that cannot be had is `unknown`, with the reason, and never
/// `passed`.
class EvidenceTest : public QObject {
    Q_OBJECT

private slots:
    void everyCheckHasItsNameAndItsEvidence();
    void everyCheckPassesWhereAllIsWell();
    void withheldEvidenceIsUnknown_data();
    void withheldEvidenceIsUnknown();
    void silenceIsUnknown();
    void aServerThatIsGoneIsUnknown();
    void whatAServerSaysCannotForgeAFinding();
    void noCheckChangesAnything();
    void everyServerIsAskedOnce();
    void aMissingRightIsNamedWithWhatGrantsIt();
    void aLargeSystemIsAssessedInTime();
};

void EvidenceTest::everyCheckHasItsNameAndItsEvidence() {
    QStringList ids;
    for (const auto& check : standardChecks()) {
        ids.append(check->id());
    }
    QVERIFY(ids.size() >= 50);
    QCOMPARE(QSet<QString>(ids.begin(), ids.end()).size(), ids.size()); // each name once
    for (const QString& id : ids) { // a new kind of check wants its own table of faults here
        QVERIFY2(restsOnSource(id) || restsOnTarget(id) || restsOnSentinels(id) ||
                     restsOnSeveral(id) || id == QLatin1String("plan.policy"),
                 qPrintable(id));
    }
}

void EvidenceTest::everyCheckPassesWhereAllIsWell() {
    CheckRig rig;
    for (const auto& check : standardChecks()) {
        const QList<Finding> findings = rig.findings(check->id());
        QVERIFY2(!findings.isEmpty(), qPrintable(check->id()));
        for (const Finding& finding : findings) {
            QVERIFY2(finding.severity == Severity::Passed,
                     qPrintable(check->id() + ": " + textOf(finding)));
        }
    }
}

void EvidenceTest::withheldEvidenceIsUnknown_data() {
    QTest::addColumn<QString>("check");
    QTest::addColumn<CheckRig::Answer>("answer");
    for (const auto& check : standardChecks()) {
        if (!restsOnSource(check->id()) && !restsOnTarget(check->id())) {
            continue; // sentinel_checks_test
        }
        for (const Fault& fault : faults()) {
            QTest::addRow("%s: %s", qPrintable(check->id()), fault.name)
                << check->id() << fault.answer;
        }
    }
}

void EvidenceTest::withheldEvidenceIsUnknown() {
    QFETCH(QString, check);
    QFETCH(CheckRig::Answer, answer);
    CheckRig rig;
    (restsOnSource(check) ? rig.sourceInstead : rig.targetInstead) = answer;

    const QList<Finding> findings = rig.findings(check);

    QCOMPARE(findings.size(), 1);
    const Finding& finding = findings.first();
    QVERIFY2(finding.severity == Severity::Unknown, qPrintable(textOf(finding)));
    QVERIFY(!finding.found.english().isEmpty());
    QVERIFY(!finding.acceptable);
}

void EvidenceTest::silenceIsUnknown() {
    CheckRig rig;
    const auto silence = [](const QByteArrayList&) -> std::optional<Value> { return {}; };
    rig.sourceInstead = silence;
    rig.targetInstead = silence;
    Assessment assessment(standardChecks());
    QSignalSpy finished(&assessment, &Assessment::finished);

    assessment.run(rig.context()); // side by side, so that all wait for one deadline

    QVERIFY(finished.wait(8'000));
    QSet<QString> unknown;
    for (const Finding& finding : assessment.findings()) {
        if (restsOnSource(finding.id) || restsOnTarget(finding.id)) {
            QVERIFY2(finding.severity == Severity::Unknown, qPrintable(textOf(finding)));
            unknown.insert(finding.id);
        }
    }
    for (const auto& check : standardChecks()) {
        if (restsOnSource(check->id()) || restsOnTarget(check->id())) {
            QVERIFY2(unknown.contains(check->id()), qPrintable(check->id()));
        }
    }
}

void EvidenceTest::aServerThatIsGoneIsUnknown() {
    CheckRig rig;
    rig.target.silence();
    for (const char* check : {"target.identity", "target.empty", "target.is-source"}) {
        const QList<Finding> findings = rig.findings(QLatin1String(check));
        QCOMPARE(findings.size(), 1);
        COMPARE_NAMED(findings.first().severity, Severity::Unknown);
    }
}

void EvidenceTest::whatAServerSaysCannotForgeAFinding() {
    CheckRig rig;
    const QByteArray evil = QByteArray("9.9\x1b[31m") + QByteArray(100'000, 'x');
    CheckRig::setLine(rig.sourceInfo, "redis_version", evil);
    CheckRig::setLine(rig.sourceInfo, "role", evil);
    CheckRig::setLine(rig.targetInfo, "dragonfly_version", evil);
    CheckRig::setLine(rig.targetInfo, "role", evil);
    CheckRig::setLine(rig.targetInfo, "master_host", evil);
    for (const auto& check : standardChecks()) {
        for (const Finding& finding : rig.findings(check->id())) {
            const QString text = textOf(finding);
            QVERIFY2(!text.contains(u'\x1b'), qPrintable(check->id()));
            QVERIFY2(text.size() < 2000, qPrintable(check->id()));
        }
    }
}

void EvidenceTest::noCheckChangesAnything() {
    CheckRig rig;
    for (const auto& check : standardChecks()) {
        (void)rig.findings(check->id());
    }
    const QByteArrayList harmless{"INFO",        "FUNCTION LIST",  "MODULE LIST", "CONFIG GET ",
                                  "COMMAND",     "ACL WHOAMI",     "ACL DRYRUN ", "ACL LIST",
                                  "TIME",        "SCAN ",          "PTTL ",       "PING",
                                  "CLIENT LIST", "CLIENT SETNAME "};
    for (const ScriptedServer* server : {&rig.source, &rig.target}) {
        for (const QByteArray& command : server->commands()) {
            QVERIFY2(
                std::ranges::any_of(
                    harmless, [&](const QByteArray& each) { return command.startsWith(each); }),
                command.constData());
        }
    }
}

void EvidenceTest::everyServerIsAskedOnce() {
    CheckRig rig;
    Assessment assessment(standardChecks());
    QSignalSpy finished(&assessment, &Assessment::finished);
    assessment.run(rig.context());
    QVERIFY(finished.wait(8'000));

    for (const char* once : {"CLIENT LIST", "CONFIG GET maxclients", "ACL LIST", "ACL WHOAMI"}) {
        QCOMPARE(rig.source.asked(once), 1);
    }
    QCOMPARE(rig.source.asked("INFO commandstats"), 2); // for the present rates
    QCOMPARE(rig.source.asked("INFO"), 2 + 2);
    QCOMPARE(rig.target.asked("COMMAND"), 1);
}

void EvidenceTest::aMissingRightIsNamedWithWhatGrantsIt() {
    CheckRig rig;
    rig.denied = {"CONFIG GET"};
    const Finding finding = rig.findings(QStringLiteral("parity.persistence")).first();

    COMPARE_NAMED(finding.severity, Severity::Unknown);
    QCOMPARE(finding.subject, rig.sourceConnection.login().endpoint.toUrl());
    QVERIFY2(finding.found.english().contains(QLatin1String("CONFIG GET")),
             qPrintable(textOf(finding)));
    QCOMPARE(finding.mend.size(), 1);
    QVERIFY(finding.mend[0].text().startsWith(QLatin1String("ACL SETUSER default ~* ")));
    QVERIFY(finding.mend[0].words().contains("+config|get"));
    QVERIFY(finding.mendOn == MendOn::Nowhere); // who lacks rights cannot grant them
}

void EvidenceTest::aLargeSystemIsAssessedInTime() {
    CheckRig rig;
    rig.views = healthyViews(60);
    for (int i = 0; i < 2000; ++i) {
        rig.sourceInfo +=
            "cmdstat_module.command" + QByteArray::number(i) +
            ":calls=7,usec=70,usec_per_call=10.00,rejected_calls=0,failed_calls=0\r\n";
    }
    for (int i = 0; i < 10'000; ++i) {
        rig.sourceClients += "id=" + QByteArray::number(i) + " addr=10.1." +
                             QByteArray::number(i / 250) + '.' + QByteArray::number(i % 250) +
                             ":40000 laddr=10.0.0.1:6379 fd=8 name=app age=9 idle=3 flags=N db=0 "
                             "sub=0 psub=0 multi=-1 qbuf=0 tot-mem=22298 events=r cmd=get "
                             "user=default lib-name=jedis lib-ver=5.1.0\n";
    }
    Assessment assessment(standardChecks());
    QSignalSpy finished(&assessment, &Assessment::finished);
    QElapsedTimer time;
    time.start();
    assessment.run(rig.context());
    QVERIFY(finished.wait(8'000));
    QVERIFY2(time.elapsed() < 5000, qPrintable(QString::number(time.elapsed())));
    for (const Finding& finding : assessment.findings()) { // not by ending without an answer
        QVERIFY2(finding.severity != Severity::Unknown, qPrintable(textOf(finding)));
    }
}

QTEST_GUILESS_MAIN(EvidenceTest)
#include "evidence_test.moc"
