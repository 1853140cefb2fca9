// SPDX-License-Identifier: GPL-3.0-or-later
#include "plant.h"
#include "practice/server_process.h"
#include "redis/info.h"
#include "topology/replica_choice.h"

#include <QVersionNumber>

#include <algorithm>

using namespace ferryman;
using namespace ferryman::test;

/// Every fault that can be planted on a Redis 7.0 and a Dragonfly: found by the first assessment,
/// and nothing else with it; mended, and all is as before. What Sentinels need time to notice is
/// waited for before they are assessed.
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
    QList<Finding> assess(VerifyMode verify = VerifyMode::Full);
    bool finds(const QStringList& wanted, VerifyMode verify = VerifyMode::Full);
    [[nodiscard]] bool everySentinelSees(const std::function<bool(const SentinelView&)>& isSeen);
    [[nodiscard]] bool sentinelsAgreeOn(const QString& primaryHost);
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

QList<Finding> PlantLiveTest::assess(VerifyMode verify) {
    CheckContext context = m_assessor->context();
    context.plan.policy.verify = verify;
    return m_assessor->assess(context);
}

bool PlantLiveTest::finds(const QStringList& wanted, VerifyMode verify) {
    const QList<Finding> findings = assess(verify);
    if (notPassed(findings) == wanted) {
        return true;
    }
    for (const Finding& finding : findings) {
        if (finding.severity != Severity::Passed) {
            qWarning("found: %s", qPrintable(described(finding)));
        }
    }
    return false;
}

/// Waits until every Sentinel answers, all are of one mind, and each of them sees that.
bool PlantLiveTest::everySentinelSees(const std::function<bool(const SentinelView&)>& isSeen) {
    Topology last;
    const auto areThere = [&] {
        last = m_assessor->context().topology;
        return last.answering() == m_practice->addresses().sentinels.size() && last.agreed() &&
               std::ranges::all_of(last.sentinels, isSeen);
    };
    const bool came = QTest::qWaitFor(areThere, static_cast<int>(labPatience.count()));
    for (const Message& disagreement : last.disagreements) {
        qWarning("%s", qPrintable(disagreement.english()));
    }
    return came;
}

bool PlantLiveTest::sentinelsAgreeOn(const QString& primaryHost) {
    return everySentinelSees(
        [&](const SentinelView& view) { return view.primary().host == primaryHost; });
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
    const QList<Finding> findings = assess();
    for (const Finding& finding : findings) {
        QVERIFY2(finding.severity == Severity::Passed || finding.severity == Severity::Note,
                 qPrintable(described(finding)));
    }
    QCOMPARE(notPassed(findings).join(u"; "), m_healthy.join(u"; "));
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
    const QList<Finding> findings = assess();
    const Finding* found = find(findings, QLatin1String(plant.id));
    const bool mended =
        plant.byMend ? found != nullptr && m_assessor->mend(*found) : plant.heal(scene);
    const QStringList healed = notPassed(assess());
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
    QVERIFY(finds({QStringLiteral("target.standby note")}));
    QVERIFY(m_assessor->undo(finding));
    QVERIFY(finds(m_healthy));
}

void PlantLiveTest::onlyDragonflyHasNoSnapshots() {
    Scene scene = this->scene();
    QVERIFY(scene.source({"CONFIG", "SET", "save", "3600 1"}));
    const QStringList wanted = healthyAnd(QStringLiteral("parity.persistence warning"));
    const QList<Finding> findings = assess();
    QCOMPARE(notPassed(findings), wanted);

    const Finding finding = *find(findings, QStringLiteral("parity.persistence"));
    QVERIFY(m_assessor->mend(finding)); // which mends target.durability as well
    QVERIFY(finds({QStringLiteral("target.standby note")}));
    QVERIFY(m_assessor->undo(finding));
    QVERIFY(scene.source({"CONFIG", "SET", "save", ""}));
    QVERIFY(finds(m_healthy));
}

void PlantLiveTest::aStandbyOfDragonfly() {
    m_target->reword("INFO", infoLine("connected_slaves", "1"));
    QVERIFY(finds({QStringLiteral("target.durability note")}));
    m_target->reword();
    QVERIFY(finds(m_healthy));
}

void PlantLiveTest::theDataAreNotCompared() {
    QVERIFY(finds(healthyAnd(QStringLiteral("plan.policy note")), VerifyMode::Off));
    QVERIFY(finds(m_healthy));
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
    const QList<Finding> findings = assess();
    QCOMPARE(notPassed(findings), wanted);
    QVERIFY(m_assessor->mend(*find(findings, QStringLiteral("target.role"))));
    QVERIFY(finds(m_healthy));
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
    QVERIFY(sentinelsAgreeOn(QStringLiteral("localhost")));
    QVERIFY(finds(healthyAnd(QStringLiteral("sentinel.addresses warning"))));
    QVERIFY(watchAs("127.0.0.1"));
    QVERIFY(sentinelsAgreeOn(QStringLiteral("127.0.0.1")));
    QVERIFY(finds(m_healthy));
}

void PlantLiveTest::otherReplicas() {
    ServerOptions options;
    options.config = {"replicaof 127.0.0.1 " +
                          QByteArray::number(m_practice->addresses().source.port),
                      "replica-priority 0"};
    ServerProcess replica(options);
    VERIFY_VALUE(await(replica.start()));
    m_practice->hurrySentinels();
    const auto isThereWith = [&replica](qint64 priority) {
        return [=, at = replica.address()](const SentinelView& view) {
            const redis::SentinelEntry* entry = view.replica(at);
            return entry != nullptr && !entry->has("disconnected") &&
                   entry->number("slave-priority") == priority;
        };
    };
    const auto wouldBeChosen = [at = replica.address()](const SentinelView& view) {
        return chooseReplica(view).chosen == at;
    };
    const QString others = QStringLiteral("replicas.others note");
    QVERIFY(everySentinelSees(isThereWith(0)));
    QVERIFY(finds(healthyAnd(others)));

    Scene scene = this->scene();
    QVERIFY(scene.say(replica.address(), {"CONFIG", "SET", "replica-priority", "100"}));
    QStringList both = healthyAnd(others);
    both.prepend(QStringLiteral("replicas.candidates note"));
    QVERIFY(everySentinelSees(wouldBeChosen));
    QVERIFY(finds(both));
    QVERIFY(scene.say(replica.address(), {"CONFIG", "SET", "replica-priority", "0"}));
    QVERIFY(everySentinelSees(isThereWith(0)));
    QVERIFY(finds(healthyAnd(others)));

    const redis::Address source = m_practice->addresses().source;
    QVERIFY(scene.say(source, {"CONFIG", "SET", "min-replicas-to-write", "2"}));
    QVERIFY(finds(healthyAnd(QStringLiteral("replicas.others blocker"))));
    QVERIFY(scene.say(source, {"CONFIG", "SET", "min-replicas-to-write", "0"}));

    replica.stop();
    // Else a Sentinel that forgets it would learn of it again.
    QTRY_VERIFY(scene.sourceSays("connected_slaves:0"));
    QVERIFY(scene.everySentinel({"SENTINEL", "RESET", m_practice->addresses().group.toUtf8()}));
    QVERIFY(everySentinelSees([](const SentinelView& view) { return view.replicas.isEmpty(); }));
    QVERIFY(finds(m_healthy));
}

void PlantLiveTest::aSentinelIsSilent() {
    const redis::Address silent = m_practice->addresses().sentinels.last();
    m_practice->lab.kill(silent);
    QVERIFY(finds(healthyAnd(QStringLiteral("sentinel.reachable blocker"))));
    VERIFY_VALUE(await(m_practice->lab.restart(silent)));
    QVERIFY(sentinelsAgreeOn(m_practice->addresses().source.host)); // it knows its peers again
    QVERIFY(finds(m_healthy));
}

QTEST_GUILESS_MAIN(PlantLiveTest)
#include "plant_live_test.moc"
