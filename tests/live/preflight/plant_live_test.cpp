// SPDX-License-Identifier: GPL-3.0-or-later
#include "assessor.h"
#include "practice/server_process.h"

#include <QDir>
#include <QTcpSocket>

#include <algorithm>
#include <functional>

using namespace ferryman;
using namespace ferryman::test;

namespace {

/// A client of an application: it says one line and waits.
using Guest = std::unique_ptr<QTcpSocket>;

/// What a fault is made of, and what takes it away.
struct Scene {
    PracticeLab& practice;
    Assessor& assessor;
    std::vector<Guest> guests;

    [[nodiscard]] const LabAddresses& addresses() const { return practice.addresses(); }

    bool say(const redis::Address& server, const QByteArrayList& words) {
        const auto reply = practice.ask(server, redis::Command(words).changes());
        if (!reply) {
            qWarning("%s", qPrintable(reply.error().english()));
        }
        return reply.has_value();
    }
    bool source(const QByteArrayList& words) { return say(addresses().source, words); }
    bool target(const QByteArrayList& words) { return say(addresses().target, words); }
    bool everySentinel(const QByteArrayList& words) {
        return std::ranges::all_of(addresses().sentinels,
                                   [&](const auto& sentinel) { return say(sentinel, words); });
    }

    /// Connected and heard: the server has answered, or counts it as waiting.
    bool invite(const redis::Address& server, const QByteArray& line, const char* from,
                const std::function<bool()>& isHeard) {
        auto guest = std::make_unique<QTcpSocket>();
        guest->bind(QHostAddress(QLatin1String(from)));
        QObject::connect(guest.get(), &QTcpSocket::connected, guest.get(),
                         [socket = guest.get(), line] { socket->write(line + "\r\n"); });
        guest->connectToHost(server.host, server.port);
        guests.push_back(std::move(guest));
        return QTest::qWaitFor(isHeard, 5000);
    }
    bool sourceSays(const QByteArray& line) {
        const auto info = practice.ask(addresses().source, {"INFO"});
        return info && info->bytes().contains(line + "\r\n");
    }
};

using Act = std::function<bool(Scene&)>;

struct Plant {
    const char* id;
    const char* name;
    Severity severity;
    Act plant;
    Act heal; ///< In place of the mend; after one it tidies up.
    bool byMend = false;
};

Act onSource(const QByteArrayList& words) {
    return [=](Scene& scene) { return scene.source(words); };
}
Act onTarget(const QByteArrayList& words) {
    return [=](Scene& scene) { return scene.target(words); };
}
Act onSentinels(const QByteArrayList& words) {
    return [=](Scene& scene) { return scene.everySentinel(words); };
}
Act both(const Act& first, const Act& second) {
    return [=](Scene& scene) { return first(scene) && second(scene); };
}
Act guest(const QByteArray& line, const QByteArray& heard) {
    return [=](Scene& scene) {
        return scene.invite(scene.addresses().source, line, "127.0.0.1",
                            [&scene, heard] { return scene.sourceSays(heard); });
    };
}
Act leaves(const QByteArray& heard) {
    return [=](Scene& scene) {
        scene.guests.clear();
        return QTest::qWaitFor([&] { return scene.sourceSays(heard); }, 5000);
    };
}

const Act forgetCounts = onSource({"CONFIG", "RESETSTAT"});

bool isSaved(Scene& scene, const QByteArray& status) {
    return scene.source({"BGSAVE"}) &&
           QTest::qWaitFor([&] { return scene.sourceSays("rdb_last_bgsave_status:" + status); },
                           5000);
}

/// Where the source's snapshot is to go.
QDir snapshotPlace(Scene& scene) {
    const auto dir = scene.practice.ask(scene.addresses().source, {"CONFIG", "GET", "dir"});
    const QString folder = QString::fromUtf8(dir->items().at(1).bytes());
    return QDir(folder + QStringLiteral("/dump.rdb"));
}

const QByteArray hash(64, 'a');

QList<Plant> plantsOnSource() {
    constexpr auto block = Severity::Blocker;
    constexpr auto warn = Severity::Warning;
    constexpr auto note = Severity::Note;
    return {
        {"source.functions", "a library", block,
         onSource({"FUNCTION", "LOAD",
                   "#!lua name=plant\nredis.register_function('f', function() return 1 end)"}),
         onSource({"FUNCTION", "DELETE", "plant"})},
        {"source.long-ttl", "13 years", warn,
         onSource({"SET", "plant:long", "x", "PX", "410000000000"}),
         onSource({"DEL", "plant:long"})},
        {"source.commands", "SWAPDB, twice", warn,
         both(onSource({"SWAPDB", "1", "2"}), onSource({"SWAPDB", "1", "2"})), forgetCounts},
        {"source.commands", "LCS", warn, onSource({"LCS", "a", "b"}), forgetCounts},
        {"source.commands.lua", "a script", warn, onSource({"EVAL", "return 1", "0"}),
         forgetCounts},
        {"source.commands.notifications", "of everything", warn,
         onSource({"CONFIG", "SET", "notify-keyspace-events", "KEA"}),
         onSource({"CONFIG", "SET", "notify-keyspace-events", ""})},
        {"source.commands.tracking", "a client", warn,
         guest("HELLO 3\r\nCLIENT TRACKING ON", "tracking_clients:1"),
         leaves("tracking_clients:0")},
        {"source.commands.blocking", "a client", note,
         guest("BLPOP plant:no 0", "blocked_clients:1"),
         both(leaves("blocked_clients:0"), forgetCounts)},
        {"source.commands.pubsub", "a channel", note, guest("SUBSCRIBE plant", "pubsub_channels:2"),
         leaves("pubsub_channels:1")},
        {"source.fork-memory", "a snapshot that fails", warn,
         [](Scene& scene) { // a folder stands in its way
             return snapshotPlace(scene).mkpath(QStringLiteral("full")) && isSaved(scene, "err");
         },
         [](Scene& scene) {
             return snapshotPlace(scene).removeRecursively() && isSaved(scene, "ok");
         }},
        {"source.output-buffer",
         "one megabyte",
         warn,
         onSource({"CONFIG", "SET", "client-output-buffer-limit", "slave 1048576 1048576 5"}),
         {},
         true},
        {"source.sync-cost",
         "repl-timeout 12",
         warn,
         onSource({"CONFIG", "SET", "repl-timeout", "12"}),
         {},
         true},
        {"clients.follow-sentinel", "a stranger", warn,
         [](Scene& scene) {
             const auto isListed = [&scene] {
                 const auto list = scene.practice.ask(scene.addresses().source, {"CLIENT", "LIST"});
                 return list && list->bytes().contains("name=stranger");
             };
             // In protected mode only 127.0.0.1 may come.
             return scene.source({"CONFIG", "SET", "protected-mode", "no"}) &&
                    scene.invite(scene.addresses().source, "CLIENT SETNAME stranger", "127.0.0.2",
                                 isListed) &&
                    scene.source({"CONFIG", "SET", "protected-mode", "yes"});
         },
         [](Scene& scene) { // its machine asks a Sentinel from now on
             const redis::Address sentinel = scene.addresses().sentinels.last();
             return scene.invite(sentinel, "PING", "127.0.0.2", [&scene, sentinel] {
                 const auto list = scene.practice.ask(sentinel, {"CLIENT", "LIST"});
                 return list && list->bytes().contains("addr=127.0.0.2:");
             });
         }},
    };
}

QList<Plant> plantsOnBoth() {
    constexpr auto block = Severity::Blocker;
    constexpr auto warn = Severity::Warning;
    const Act noUser =
        both(onSource({"ACL", "DELUSER", "app"}), onTarget({"ACL", "DELUSER", "app"}));
    const auto setBoth = [](const QByteArray& name, const QByteArray& value) {
        return both(onSource({"CONFIG", "SET", name, value}),
                    onTarget({"CONFIG", "SET", name, value}));
    };
    return {
        {"target.empty", "a key", block, onTarget({"SET", "plant", "1"}),
         onTarget({"DEL", "plant"})},
        {"target.flags", "a source that evicts", warn,
         both(onSource({"CONFIG", "SET", "maxmemory", "1gb"}),
              onSource({"CONFIG", "SET", "maxmemory-policy", "allkeys-lru"})),
         both(onSource({"CONFIG", "SET", "maxmemory", "0"}),
              onSource({"CONFIG", "SET", "maxmemory-policy", "noeviction"}))},
        {"target.reaches-source",
         "another port",
         block,
         onTarget({"CONFIG", "SET", "announce_port", "7777"}),
         {},
         true},
        {"target.reaches-source",
         "a login that nobody wants",
         block,
         onTarget({"CONFIG", "SET", "masterauth", "plant"}),
         {},
         true},
        {"parity.users", "one more", warn,
         onSource({"ACL", "SETUSER", "app", "on", "#" + hash, "~app:*", "+@read"}), noUser, true},
        {"parity.config", "a timeout", warn, onSource({"CONFIG", "SET", "timeout", "300"}),
         setBoth("timeout", "0"), true},
        {"parity.config", "notifications of expiry", warn,
         onSource({"CONFIG", "SET", "notify-keyspace-events", "Ex"}),
         setBoth("notify-keyspace-events", ""), true},
        {"sentinel.timers", "impatient", block,
         onSentinels({"SENTINEL", "SET", "practice", "down-after-milliseconds", "3000"}),
         onSentinels({"SENTINEL", "SET", "practice", "down-after-milliseconds", "5000"}), true},
        {"sentinel.timers",
         "gives up soon",
         warn,
         onSentinels({"SENTINEL", "SET", "practice", "failover-timeout", "3000"}),
         {},
         true},
        {"sentinel.quorum", "of four", block,
         onSentinels({"SENTINEL", "SET", "practice", "quorum", "4"}),
         onSentinels({"SENTINEL", "SET", "practice", "quorum", "2"})},
        {"sentinel.agreement", "two quorums", block,
         [](Scene& scene) {
             return scene.say(scene.addresses().sentinels.first(),
                              {"SENTINEL", "SET", "practice", "quorum", "3"});
         },
         onSentinels({"SENTINEL", "SET", "practice", "quorum", "2"})},
        {"sentinel.scripts", "at a failover", warn,
         onSentinels({"SENTINEL", "SET", "practice", "client-reconfig-script", "/bin/true"}),
         onSentinels({"SENTINEL", "SET", "practice", "client-reconfig-script", ""})},
        {"sentinel.merge", "another group", block,
         [](Scene& scene) {
             return scene.say(scene.addresses().sentinels.first(),
                              {"SENTINEL", "MONITOR", "other", "127.0.0.1",
                               QByteArray::number(scene.addresses().source.port), "2"});
         },
         [](Scene& scene) {
             return scene.say(scene.addresses().sentinels.first(), {"SENTINEL", "REMOVE", "other"});
         }},
    };
}

} // namespace

Q_DECLARE_METATYPE(Plant)

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
    void aDragonflyOfAnotherPrimary();
    void aSentinelIsSilent();
    void cleanupTestCase();

private:
    QStringList assessed();

    std::unique_ptr<PracticeLab> m_practice;
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
    m_assessor = std::make_unique<Assessor>(*m_practice);
    const redis::Address sentinel = m_practice->addresses().sentinels.first();
    m_follower.connectToHost(sentinel.host, sentinel.port);
    QTRY_COMPARE(m_follower.state(), QAbstractSocket::ConnectedState);
    m_healthy = assessed();
}

void PlantLiveTest::cleanupTestCase() {
    m_assessor.reset();
    m_practice.reset();
}

QStringList PlantLiveTest::assessed() {
    return notPassed(m_assessor->assess());
}

void PlantLiveTest::aHealthyLabHasNeitherBlockerNorWarning() {
    const QList<Finding> findings = m_assessor->assess();
    for (const Finding& finding : findings) {
        QVERIFY2(finding.severity == Severity::Passed || finding.severity == Severity::Note,
                 qPrintable(described(finding)));
    }
    // What is true of every Dragonfly that stands alone and keeps nothing.
    QCOMPARE(m_healthy, (QStringList{QStringLiteral("target.durability note"),
                                     QStringLiteral("target.standby note")}));
}

void PlantLiveTest::isFoundAndHealed_data() {
    QTest::addColumn<Plant>("plant");
    for (const Plant& plant : plantsOnSource() + plantsOnBoth()) {
        QTest::addRow("%s: %s", plant.id, plant.name) << plant;
    }
}

void PlantLiveTest::isFoundAndHealed() {
    QFETCH(Plant, plant);
    Scene scene{*m_practice, *m_assessor, {}};
    QVERIFY(plant.plant(scene));

    const QList<Finding> findings = m_assessor->assess();
    QStringList wanted = m_healthy;
    wanted.append(QLatin1String(plant.id) + u' ' + QLatin1String(toString(plant.severity)));
    wanted.sort();
    QCOMPARE(notPassed(findings), wanted);
    const Finding finding = *find(findings, QLatin1String(plant.id));
    QVERIFY(!finding.why.isEmpty());

    if (plant.byMend) {
        QVERIFY2(m_assessor->mend(finding), qPrintable(described(finding)));
    } else {
        QVERIFY(plant.heal(scene));
    }
    QCOMPARE(assessed(), m_healthy);
    QVERIFY(!plant.byMend || !plant.heal || plant.heal(scene));
}

void PlantLiveTest::snapshotsAreMendedAndUndone() {
    const Finding finding = *find(m_assessor->check(QStringLiteral("target.durability")),
                                  QStringLiteral("target.durability"));
    QVERIFY(m_assessor->mend(finding));
    QCOMPARE(assessed(), QStringList{QStringLiteral("target.standby note")});
    QVERIFY(m_assessor->undo(finding));
    QCOMPARE(assessed(), m_healthy);
}

void PlantLiveTest::onlyDragonflyHasNoSnapshots() {
    Scene scene{*m_practice, *m_assessor, {}};
    QVERIFY(scene.source({"CONFIG", "SET", "save", "3600 1"}));
    const QList<Finding> findings = m_assessor->assess();
    QStringList wanted = m_healthy;
    wanted.prepend(QStringLiteral("parity.persistence warning"));
    QCOMPARE(notPassed(findings), wanted);

    const Finding finding = *find(findings, QStringLiteral("parity.persistence"));
    QVERIFY(m_assessor->mend(finding)); // which mends target.durability as well
    QCOMPARE(assessed(), QStringList{QStringLiteral("target.standby note")});
    QVERIFY(m_assessor->undo(finding));
    QVERIFY(scene.source({"CONFIG", "SET", "save", ""}));
    QCOMPARE(assessed(), m_healthy);
}

void PlantLiveTest::aDragonflyOfAnotherPrimary() {
    ServerProcess other(ServerOptions{});
    VERIFY_VALUE(await(other.start()));
    const QByteArray port = QByteArray::number(other.address().port);
    Scene scene{*m_practice, *m_assessor, {}};
    QVERIFY(scene.target({"REPLICAOF", "127.0.0.1", port}));
    QVERIFY(QTest::qWaitFor(
        [&] {
            const auto role = m_practice->ask(m_practice->addresses().target, {"ROLE"});
            return role && role->items().size() > 3 && role->items().at(3).bytes() == "online";
        },
        static_cast<int>(labPatience.count())));

    const QList<Finding> findings = m_assessor->assess();
    QStringList wanted = m_healthy;
    wanted.append(QStringLiteral("target.role blocker"));
    wanted.sort();
    QCOMPARE(notPassed(findings), wanted);
    QVERIFY(m_assessor->mend(*find(findings, QStringLiteral("target.role"))));
    QCOMPARE(assessed(), m_healthy);
}

void PlantLiveTest::aSentinelIsSilent() {
    const redis::Address silent = m_practice->addresses().sentinels.last();
    m_practice->lab.kill(silent);
    QStringList wanted = m_healthy;
    wanted.prepend(QStringLiteral("sentinel.reachable blocker"));
    QCOMPARE(assessed(), wanted);
    VERIFY_VALUE(await(m_practice->lab.restart(silent)));
    QTRY_COMPARE_WITH_TIMEOUT(assessed(), m_healthy, 10'000); // until it knows its peers again
}

QTEST_GUILESS_MAIN(PlantLiveTest)
#include "plant_live_test.moc"
