// SPDX-License-Identifier: GPL-3.0-or-later
#include "plant.h"
#include "practice/server_process.h"
#include "redis/info.h"

#include <QDeadlineTimer>
#include <QVersionNumber>

using namespace ferryman;
using namespace ferryman::test;

/// Every fault that can be planted on a Redis 7.0 and a Dragonfly: found, and nothing else with it;
/// mended, and all is as before.
class PlantLiveTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void aHealthyLabHasNeitherBlockerNorWarning();
    void isFoundAndHealed_data();
    void isFoundAndHealed();
    void snapshotsAreMendedAndUndone();
    void onlyDragonflyHasNoSnapshots();
    void aStandbyOfDragonfly();
    void theDataAreNotCompared();
    void aDragonflyOfAnotherPrimary();
    void aHostNameAtTheSentinels();
    void otherReplicas();
    void aSentinelIsSilent();
    void cleanupTestCase();

private:
    QStringList trueOfAnyLab();
    QList<Finding> assessedUntil(const QStringList& wanted, VerifyMode verify = VerifyMode::Full);
    bool comesTo(const QStringList& wanted, VerifyMode verify = VerifyMode::Full);
    [[nodiscard]] QStringList healthyAnd(const QString& more) const;
    [[nodiscard]] Scene scene();
    bool watchAs(const QByteArray& host);

    std::unique_ptr<PracticeLab> m_practice;
    std::unique_ptr<RewritingProxy> m_source;
    std::unique_ptr<RewritingProxy> m_target;
    std::unique_ptr<Assessor> m_assessor;
    QTcpSocket m_follower; ///< An application of this machine that asks a Sentinel.
    QStringList m_healthy;
};

void PlantLiveTest::initTestCase() {
    LabOptions options;
    options.keys = 150; // SCAN's first step sees them all
    options.sentinelConfig = {"sentinel deny-scripts-reconfig no"};
    m_practice = std::make_unique<PracticeLab>(options);
    QVERIFY(m_practice->start());
    m_source = std::make_unique<RewritingProxy>(m_practice->addresses().source);
    m_target = std::make_unique<RewritingProxy>(m_practice->addresses().target);
    m_assessor = std::make_unique<Assessor>(*m_practice, m_source->address(), m_target->address());
    const redis::Address sentinel = m_practice->addresses().sentinels.first();
    m_follower.connectToHost(sentinel.host, sentinel.port);
    QTRY_COMPARE(m_follower.state(), QAbstractSocket::ConnectedState);
    m_healthy = trueOfAnyLab();
}

void PlantLiveTest::cleanupTestCase() {
    m_assessor.reset();
    m_practice.reset();
}

/// What is true of every Dragonfly that stands alone and keeps nothing, and of an old source.
QStringList PlantLiveTest::trueOfAnyLab() {
    QStringList notes{QStringLiteral("target.durability note"),
                      QStringLiteral("target.standby note")};
    const auto info = m_practice->ask(m_practice->addresses().source, {"INFO"});
    const auto identity = redis::identify(redis::Info::parse(info ? info->bytes() : QByteArray()));
    if (QVersionNumber::fromString(identity.version) < QVersionNumber(6, 2)) {
        notes.prepend(QStringLiteral("source.version note"));
    }
    return notes;
}

/// Until this is found: a machine under load answers late at times, which is found as well, and is
/// true of that moment alone.
QList<Finding> PlantLiveTest::assessedUntil(const QStringList& wanted, VerifyMode verify) {
    const auto assess = [this, verify] {
        CheckContext context = m_assessor->context();
        context.plan.policy.verify = verify;
        return m_assessor->assess(context);
    };
    const QDeadlineTimer patience(20'000);
    QList<Finding> findings = assess();
    while (notPassed(findings) != wanted && !patience.hasExpired()) {
        findings = assess();
    }
    return findings;
}

bool PlantLiveTest::comesTo(const QStringList& wanted, VerifyMode verify) {
    const QString found = notPassed(assessedUntil(wanted, verify)).join(u"; ");
    if (found == wanted.join(u"; ")) {
        return true;
    }
    qWarning("found: %s", qPrintable(found));
    return false;
}

QStringList PlantLiveTest::healthyAnd(const QString& more) const {
    QStringList all = m_healthy;
    all.append(more);
    all.sort();
    return all;
}

Scene PlantLiveTest::scene() {
    return {*m_practice, *m_assessor, *m_source, *m_target, {}};
}

void PlantLiveTest::aHealthyLabHasNeitherBlockerNorWarning() {
    for (const Finding& finding : assessedUntil(m_healthy)) {
        QVERIFY2(finding.severity == Severity::Passed || finding.severity == Severity::Note,
                 qPrintable(described(finding)));
    }
    QVERIFY(comesTo(m_healthy));
}

void PlantLiveTest::isFoundAndHealed_data() {
    QTest::addColumn<Plant>("plant");
    for (const Plant& plant : plantsOnSource() + plantsOnTarget() + plantsOnSentinels()) {
        QTest::addRow("%s: %s", plant.id, plant.name) << plant;
    }
}

void PlantLiveTest::isFoundAndHealed() {
    QFETCH(Plant, plant);
    Scene scene = this->scene();
    QVERIFY(plant.plant(scene));

    const QStringList wanted =
        healthyAnd(QLatin1String(plant.id) + u' ' + QLatin1String(toString(plant.severity)));
    const QList<Finding> findings = assessedUntil(wanted);
    const Finding* found = find(findings, QLatin1String(plant.id));
    const bool mended =
        plant.byMend ? found != nullptr && m_assessor->mend(*found) : plant.heal(scene);
    const QStringList healed = notPassed(assessedUntil(m_healthy));
    const bool tidy = !plant.byMend || !plant.heal || plant.heal(scene);

    // Judged when all is healed, so that no other plant stands on this one's ground.
    QCOMPARE(notPassed(findings).join(u"; "), wanted.join(u"; "));
    QVERIFY2(found != nullptr && !found->why.isEmpty(), plant.id);
    QVERIFY2(mended, qPrintable(described(*found)));
    QCOMPARE(healed.join(u"; "), m_healthy.join(u"; "));
    QVERIFY(tidy);
}

void PlantLiveTest::snapshotsAreMendedAndUndone() {
    const Finding finding = *find(m_assessor->check(QStringLiteral("target.durability")),
                                  QStringLiteral("target.durability"));
    QVERIFY(m_assessor->mend(finding));
    QVERIFY(comesTo({QStringLiteral("target.standby note")}));
    QVERIFY(m_assessor->undo(finding));
    QVERIFY(comesTo(m_healthy));
}

void PlantLiveTest::onlyDragonflyHasNoSnapshots() {
    Scene scene = this->scene();
    QVERIFY(scene.source({"CONFIG", "SET", "save", "3600 1"}));
    const QStringList wanted = healthyAnd(QStringLiteral("parity.persistence warning"));
    const QList<Finding> findings = assessedUntil(wanted);
    QCOMPARE(notPassed(findings), wanted);

    const Finding finding = *find(findings, QStringLiteral("parity.persistence"));
    QVERIFY(m_assessor->mend(finding)); // which mends target.durability as well
    QVERIFY(comesTo({QStringLiteral("target.standby note")}));
    QVERIFY(m_assessor->undo(finding));
    QVERIFY(scene.source({"CONFIG", "SET", "save", ""}));
    QVERIFY(comesTo(m_healthy));
}

void PlantLiveTest::aStandbyOfDragonfly() {
    m_target->reword("INFO", infoLine("connected_slaves", "1"));
    QVERIFY(comesTo({QStringLiteral("target.durability note")}));
    m_target->reword();
    QVERIFY(comesTo(m_healthy));
}

void PlantLiveTest::theDataAreNotCompared() {
    QVERIFY(comesTo(healthyAnd(QStringLiteral("plan.policy note")), VerifyMode::Off));
    QVERIFY(comesTo(m_healthy));
}

void PlantLiveTest::aDragonflyOfAnotherPrimary() {
    ServerProcess other(ServerOptions{});
    VERIFY_VALUE(await(other.start()));
    const QByteArray port = QByteArray::number(other.address().port);
    Scene scene = this->scene();
    QVERIFY(scene.target({"REPLICAOF", "127.0.0.1", port}));
    QVERIFY(QTest::qWaitFor(
        [&] {
            const auto role = m_practice->ask(m_practice->addresses().target, {"ROLE"});
            return role && role->items().size() > 3 && role->items().at(3).bytes() == "online";
        },
        static_cast<int>(labPatience.count())));

    const QStringList wanted = healthyAnd(QStringLiteral("target.role blocker"));
    const QList<Finding> findings = assessedUntil(wanted);
    QCOMPARE(notPassed(findings), wanted);
    QVERIFY(m_assessor->mend(*find(findings, QStringLiteral("target.role"))));
    QVERIFY(comesTo(m_healthy));
}

/// Every Sentinel watches the group anew, under that name of its primary.
bool PlantLiveTest::watchAs(const QByteArray& host) {
    Scene scene = this->scene();
    const QByteArray group = m_practice->addresses().group.toUtf8();
    const QByteArray port = QByteArray::number(m_practice->addresses().source.port);
    return scene.everySentinel({"SENTINEL", "REMOVE", group}) &&
           scene.everySentinel({"SENTINEL", "MONITOR", group, host, port, "2"}) &&
           scene.everySentinel({"SENTINEL", "SET", group, "down-after-milliseconds", "5000"}) &&
           scene.everySentinel({"SENTINEL", "SET", group, "failover-timeout", "20000"});
}

void PlantLiveTest::aHostNameAtTheSentinels() {
    Scene scene = this->scene();
    QVERIFY(scene.everySentinel({"SENTINEL", "CONFIG", "SET", "resolve-hostnames", "yes"}));
    QVERIFY(scene.everySentinel({"SENTINEL", "CONFIG", "SET", "announce-hostnames", "yes"}));
    QVERIFY(watchAs("localhost"));
    // Until they know each other again.
    QVERIFY(comesTo(healthyAnd(QStringLiteral("sentinel.addresses warning"))));
    QVERIFY(watchAs("127.0.0.1"));
    QVERIFY(comesTo(m_healthy));
}

void PlantLiveTest::otherReplicas() {
    ServerOptions options;
    options.config = {"replicaof 127.0.0.1 " +
                          QByteArray::number(m_practice->addresses().source.port),
                      "replica-priority 0"};
    ServerProcess replica(options);
    VERIFY_VALUE(await(replica.start()));
    m_practice->hurrySentinels();
    const QString others = QStringLiteral("replicas.others note");
    QVERIFY(comesTo(healthyAnd(others)));

    Scene scene = this->scene();
    QVERIFY(scene.say(replica.address(), {"CONFIG", "SET", "replica-priority", "100"}));
    QStringList both = healthyAnd(others);
    both.prepend(QStringLiteral("replicas.candidates note"));
    QVERIFY(comesTo(both));
    QVERIFY(scene.say(replica.address(), {"CONFIG", "SET", "replica-priority", "0"}));
    QVERIFY(comesTo(healthyAnd(others)));

    const redis::Address source = m_practice->addresses().source;
    QVERIFY(scene.say(source, {"CONFIG", "SET", "min-replicas-to-write", "2"}));
    QVERIFY(comesTo(healthyAnd(QStringLiteral("replicas.others blocker"))));
    QVERIFY(scene.say(source, {"CONFIG", "SET", "min-replicas-to-write", "0"}));

    replica.stop();
    QVERIFY(scene.everySentinel({"SENTINEL", "RESET", m_practice->addresses().group.toUtf8()}));
    QVERIFY(comesTo(m_healthy));
}

void PlantLiveTest::aSentinelIsSilent() {
    const redis::Address silent = m_practice->addresses().sentinels.last();
    m_practice->lab.kill(silent);
    QVERIFY(comesTo(healthyAnd(QStringLiteral("sentinel.reachable blocker"))));
    VERIFY_VALUE(await(m_practice->lab.restart(silent)));
    QVERIFY(comesTo(m_healthy)); // until it knows its peers again
}

QTEST_GUILESS_MAIN(PlantLiveTest)
#include "plant_live_test.moc"
