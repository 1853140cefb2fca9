// SPDX-License-Identifier: GPL-3.0-or-later
#include "assessor.h"
#include "preflight/rights.h"
#include "support/named.h"

#include <algorithm>

using namespace ferryman;
using namespace ferryman::test;

namespace {

/// Just what Ferryman needs on the source, without the rules that start so.
QByteArrayList rulesWithout(const char* rule) {
    QByteArrayList rules = grant(Party::Source, QStringLiteral("u")).words().sliced(3);
    rules.removeIf([rule](const QByteArray& each) { return each.startsWith(rule); });
    return rules;
}

} // namespace

/// Users who may not do all: what they cannot read is `unknown`, with the right that is missing and
/// the command that grants it.
class RightsLiveTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void whoLacksRightsIsTold_data();
    void whoLacksRightsIsTold();
    void whatIsGrantedSuffices();
    void oneRightIsMissing();
    void aDefaultUserMayAll();
    void cleanupTestCase();

private:
    bool admin(const QByteArrayList& words);

    std::unique_ptr<PracticeLab> m_practice;
    std::unique_ptr<Assessor> m_assessor;
};

void RightsLiveTest::initTestCase() {
    LabOptions options;
    options.keys = 20;
    m_practice = std::make_unique<PracticeLab>(options);
    QVERIFY(m_practice->start());
    m_assessor = std::make_unique<Assessor>(*m_practice);
}

void RightsLiveTest::cleanupTestCase() {
    m_assessor.reset();
    m_practice.reset();
}

bool RightsLiveTest::admin(const QByteArrayList& words) {
    const auto reply =
        m_practice->ask(m_practice->addresses().source, redis::Command(words).changes());
    if (!reply) {
        qWarning("%s", qPrintable(reply.error().english()));
    }
    return reply.has_value();
}

void RightsLiveTest::whoLacksRightsIsTold_data() {
    QTest::addColumn<QByteArrayList>("rules");
    QTest::addColumn<QString>("command");
    QTest::addColumn<QStringList>("unknown");
    QTest::newRow("read-only") << QByteArrayList{"~*", "+@read", "+ping", "+info",
                                                 "+client|setname"}
                               << QStringLiteral("CONFIG SET")
                               << QStringList{"source.functions",     "source.modules",
                                              "source.output-buffer", "clients.follow-sentinel",
                                              "parity.users",         "sentinel.merge",
                                              "target.clock"};
    QTest::newRow("without CLIENT LIST")
        << rulesWithout("+client|list") << QStringLiteral("CLIENT LIST")
        << QStringList{"clients.follow-sentinel", "sentinel.merge"};
    QTest::newRow("without CONFIG")
        << rulesWithout("+config") << QStringLiteral("CONFIG GET")
        << QStringList{"source.database-index", "source.output-buffer",
                       "source.sync-cost",      "source.commands.notifications",
                       "parity.config",         "parity.persistence"};
}

void RightsLiveTest::whoLacksRightsIsTold() {
    QFETCH(QByteArrayList, rules);
    QFETCH(QString, command);
    QFETCH(QStringList, unknown);
    QVERIFY(admin(QByteArrayList{"ACL", "SETUSER", "ferry", "reset", "on", ">p"} + rules));
    m_assessor->becomeAtSource(QStringLiteral("ferry"), "p");

    const QList<Finding> findings = m_assessor->assess();

    for (const QString& id : std::as_const(unknown)) {
        const Finding* finding = find(findings, id);
        QVERIFY2(finding != nullptr && finding->severity == Severity::Unknown, qPrintable(id));
        QVERIFY2(finding->found.english().contains(QLatin1String("may not run")),
                 qPrintable(described(*finding)));
        QCOMPARE(finding->mend, QList{grant(Party::Source, QStringLiteral("ferry"))});
    }
    const Finding rights = *find(findings, QStringLiteral("connect.rights"));
    QVERIFY2(rights.found.english().contains(command), qPrintable(described(rights)));
    COMPARE_NAMED(rights.severity, Severity::Blocker);

    QVERIFY(admin(rights.mend.first().words())); // by somebody who may
    for (const Finding& finding : m_assessor->assess()) {
        const bool refused = finding.severity == Severity::Unknown && !finding.mend.isEmpty();
        QVERIFY2(!refused && finding.severity != Severity::Blocker, qPrintable(described(finding)));
    }
}

void RightsLiveTest::whatIsGrantedSuffices() {
    QVERIFY(admin({"ACL", "SETUSER", "ferry", "reset", "on", ">p"}));
    QVERIFY(admin(grant(Party::Source, QStringLiteral("ferry")).words()));
    m_assessor->becomeAtSource(QStringLiteral("ferry"), "p");
    for (const Finding& finding : m_assessor->assess()) {
        if (finding.id == QLatin1String("sentinel.auth") ||
            finding.id == QLatin1String("parity.users")) {
            continue; // the plan's user is not Sentinel's, and Dragonfly lacks it
        }
        QVERIFY2(finding.severity == Severity::Passed || finding.severity == Severity::Note,
                 qPrintable(described(finding)));
    }
}

/// One that nothing is read with: the switch would fail of it, and all else is as it was.
void RightsLiveTest::oneRightIsMissing() {
    QVERIFY(admin({"ACL", "SETUSER", "ferry", "reset", "on", ">p"}));
    QVERIFY(admin(grant(Party::Source, QStringLiteral("ferry")).words()));
    m_assessor->becomeAtSource(QStringLiteral("ferry"), "p");
    const QStringList granted = notPassed(m_assessor->assess());

    QVERIFY(admin({"ACL", "SETUSER", "ferry", "-replicaof"}));
    QStringList lacking = granted;
    lacking.append(QStringLiteral("connect.rights blocker"));
    lacking.sort();
    const QList<Finding> findings = m_assessor->assess();
    QCOMPARE(notPassed(findings), lacking);
    const auto rights = std::ranges::find_if(findings, [](const Finding& finding) {
        return finding.id == QLatin1String("connect.rights") &&
               finding.severity == Severity::Blocker;
    });
    QCOMPARE(rights->found.english(), QStringLiteral("ferry may not run REPLICAOF"));

    QVERIFY(admin(rights->mend.first().words()));
    QCOMPARE(notPassed(m_assessor->assess()), granted);
}

void RightsLiveTest::aDefaultUserMayAll() {
    QVERIFY(admin({"ACL", "DELUSER", "ferry"}));
    m_assessor->becomeAtSource({}, {});
    for (const Finding& finding : m_assessor->check(QStringLiteral("connect.rights"))) {
        COMPARE_NAMED(finding.severity, Severity::Passed);
    }
}

QTEST_GUILESS_MAIN(RightsLiveTest)
#include "rights_live_test.moc"
