// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/await.h"
#include "support/recordings.h"
#include "support/scripted_server.h"
#include "support/sentinel_group.h"
#include "support/test_clock.h"
#include "topology/sentinels.h"

#include <QElapsedTimer>
#include <QTest>

#include <memory>
#include <vector>

using namespace ferryman;
using namespace ferryman::test;

namespace {

const QString group = QStringLiteral("orders");

redis::Login loginTo(const redis::Address& address) {
    redis::Login login;
    login.endpoint.address = address;
    return login;
}

redis::Value sentinelInfo() {
    return redis::Value::bulk("# Server\r\nredis_version:7.0.15\r\nredis_mode:sentinel\r\n"
                              "# Sentinel\r\nsentinel_masters:1\r\nsentinel_tilt:0\r\n");
}

/// Sentinels that answer for the group "orders", each naming those of `peers`.
class Group {
public:
    struct Member {
        ScriptedServer server;
        QString id;
        QList<int> peers;
        Fields changes; ///< Of what it says of the group.
        bool silent = false;
        milliseconds thinks{0}; ///< The clock goes on by it at each INFO.
        bool knowsGroup = true;
        bool knowsItself = true; ///< SENTINEL MYID, since 6.2.
    };

    explicit Group(int count) {
        for (int i = 0; i < count; ++i) {
            auto member = std::make_unique<Member>();
            member->id = sentinelId(i + 1);
            for (int peer = 0; peer < count; ++peer) {
                if (peer != i) {
                    member->peers.append(peer);
                }
            }
            member->server.setScript(
                [this,
                 raw = member.get()](const QByteArrayList& words) -> std::optional<redis::Value> {
                    return raw->silent ? std::nullopt : std::optional(answer(*raw, words));
                });
            m_members.push_back(std::move(member));
        }
    }

    Member& operator[](int index) { return *m_members[static_cast<size_t>(index)]; }
    redis::Address address(int index) { return (*this)[index].server.address(); }
    [[nodiscard]] const TestClock& clock() const { return m_clock; }

    std::unique_ptr<Sentinels> sentinels(const QList<int>& given) {
        QList<redis::Login> known;
        for (const int index : given) {
            known.append(loginTo(address(index)));
        }
        return std::make_unique<Sentinels>(known, loginTo, m_clock);
    }

private:
    redis::Value answer(const Member& member, const QByteArrayList& words) {
        if (words.first() == "INFO") {
            m_clock.advance(member.thinks);
            return sentinelInfo();
        }
        const QByteArray what = words.value(1);
        if (what == "MYID") {
            return member.knowsItself ? redis::Value::bulk(member.id.toLatin1())
                                      : redis::Value::error("ERR Unknown sentinel subcommand");
        }
        if (what == "MASTERS") {
            return entriesReply({with(groupFields(), {{"name", "payments"}}),
                                 with(groupFields(), {{"name", "orders"}})});
        }
        if (!member.knowsGroup || words.value(2) != "orders") {
            return redis::Value::error("ERR No such master with that name");
        }
        if (what == "MASTER") {
            return entryReply(with(groupFields(), member.changes));
        }
        if (what == "REPLICAS") {
            return entriesReply({dragonflyFields()});
        }
        QList<Fields> peers;
        for (const int index : member.peers) {
            peers.append(peerFields(address(index), (*this)[index].id));
        }
        return entriesReply(peers);
    }

    TestClock m_clock;
    std::vector<std::unique_ptr<Member>> m_members;
};

} // namespace

class SentinelsTest : public QObject {
    Q_OBJECT

private slots:
    void findsAllFromOneAndAsksEachForItself();
    void findsOneThatOnlyThePeerOfAPeerKnows();
    void aReadingEndsWithItsOwner();
    void keepsItsConnections();
    void asksFoundOnesWithTheLoginItIsGiven();
    void anUnreachableOneIsAViewWithItsReason();
    void aSilentOneIsAViewWithItsReason();
    void aStoppedOneIsNotWaitedForAgainAndAgain();
    void aViewIsDatedByItsAnswer();
    void oneGivenByNameAndFoundByAddressIsOne();
    void aGoneOneIsForgottenOnceNobodyNamesIt();
    void aGivenOneIsNeverForgotten();
    void failsWhenNobodyAnswers();
    void aRedisIsNoSentinel();
    void aDragonflyIsNoSentinel();
    void aWrongGroupNamesThoseThereAre();
    void oneThatDoesNotKnowTheGroupIsToldOf();
    void listsTheGroupsOfTheFirstThatAnswers();
    void withoutAnySentinelItSaysSo();
    void asksAtMostSixtyFour();
    void strangeRepliesAreErrors();
};

void SentinelsTest::findsAllFromOneAndAsksEachForItself() {
    Group servers(3);
    servers[2].changes = {{"config-epoch", "2"}};
    const auto sentinels = servers.sentinels({1});

    const auto topology = await(sentinels->read(group));

    VERIFY_VALUE(topology);
    QCOMPARE(topology->sentinels.size(), 3);
    QCOMPARE(topology->answering(), 3);
    QCOMPARE(topology->primary, primaryAddress());
    QCOMPARE(topology->sentinels.first().address, servers.address(1)); // the one that was given
    QCOMPARE(topology->disagreements.size(), 1);                       // told by the third itself
    QVERIFY(topology->disagreements.first().english().contains(QLatin1String("epoch")));
    QCOMPARE(sentinels->addresses().size(), 3);
    QVERIFY(sentinels->connection(servers.address(2)) != nullptr);
    QVERIFY(sentinels->connection(primaryAddress()) == nullptr);
}

void SentinelsTest::findsOneThatOnlyThePeerOfAPeerKnows() {
    Group servers(3);
    servers[0].peers = {1};
    servers[1].peers = {0, 2};
    servers[2].peers = {0, 1};
    const auto sentinels = servers.sentinels({0});
    const auto topology = await(sentinels->read(group));
    VERIFY_VALUE(topology);
    QCOMPARE(topology->answering(), 3);
    QCOMPARE(topology->disagreements.size(), 1);
    QVERIFY(topology->disagreements.first().english().contains(QLatin1String("does not know")));
}

void SentinelsTest::aReadingEndsWithItsOwner() {
    Group servers(2);
    auto sentinels = servers.sentinels({0});
    const auto topology = sentinels->read(group);
    const auto groups = sentinels->groups();
    sentinels.reset();
    VERIFY_ERROR(await(topology), ErrorKind::Cancelled);
    VERIFY_ERROR(await(groups), ErrorKind::Cancelled);
}

void SentinelsTest::keepsItsConnections() {
    Group servers(2);
    const auto sentinels = servers.sentinels({0});
    VERIFY_VALUE(await(sentinels->read(group)));
    VERIFY_VALUE(await(sentinels->read(group)));
    VERIFY_VALUE(await(sentinels->groups()));
    QCOMPARE(servers[0].server.accepted(), 1);
    QCOMPARE(servers[1].server.accepted(), 1);
}

void SentinelsTest::asksFoundOnesWithTheLoginItIsGiven() {
    Group servers(2);
    const TestClock clock;
    Sentinels sentinels(
        {loginTo(servers.address(0))},
        [](const redis::Address& address) {
            redis::Login login = loginTo(address);
            login.endpoint.user = QStringLiteral("watcher");
            login.password = Secret("of the peers");
            return login;
        },
        clock);
    VERIFY_VALUE(await(sentinels.read(group)));
    QCOMPARE(servers[0].server.asked("AUTH"), 0);
    QCOMPARE(servers[1].server.asked("AUTH watcher of the peers"), 1);
}

void SentinelsTest::anUnreachableOneIsAViewWithItsReason() {
    Group servers(3);
    servers[2].server.silence();
    const auto sentinels = servers.sentinels({0});

    const auto topology = await(sentinels->read(group));

    VERIFY_VALUE(topology);
    QVERIFY(topology->agreed());
    QCOMPARE(topology->answering(), 2);
    const SentinelView& gone = topology->sentinels.last();
    QCOMPARE(gone.address, servers.address(2));
    QCOMPARE(gone.error->kind, ErrorKind::Unreachable);

    servers[2].server.listen();
    QCOMPARE(await(sentinels->read(group))->answering(), 3);
}

void SentinelsTest::aSilentOneIsAViewWithItsReason() {
    Group servers(2);
    servers[1].silent = true;
    const auto sentinels = servers.sentinels({0});
    const auto topology = await(sentinels->read(group));
    VERIFY_VALUE(topology);
    QCOMPARE(topology->answering(), 1);
    QCOMPARE(topology->sentinels.last().error->kind, ErrorKind::Timeout);
}

/// As with SIGSTOP: its connection stays, and nothing comes.
void SentinelsTest::aStoppedOneIsNotWaitedForAgainAndAgain() {
    Group servers(3);
    const auto sentinels = servers.sentinels({0});
    QCOMPARE(await(sentinels->read(group))->answering(), 3);
    servers[2].silent = true;
    QElapsedTimer watch;
    watch.start();
    const auto first = await(sentinels->read(group));
    VERIFY_VALUE(first);
    QCOMPARE(first->answering(), 2);
    QCOMPARE(first->sentinels.last().error->kind, ErrorKind::Timeout);
    QVERIFY2(watch.elapsed() < 1600, qPrintable(QString::number(watch.elapsed())));
    for (int i = 0; i < 10; ++i) { // over its end in the background, and a new beginning
        watch.restart();
        QCOMPARE(await(sentinels->read(group))->answering(), 2);
        QVERIFY2(watch.elapsed() < 800, qPrintable(QString::number(watch.elapsed())));
        QTest::qWait(200);
    }
    servers[2].silent = false;
    QTRY_COMPARE_WITH_TIMEOUT(await(sentinels->read(group))->answering(), 3, 5000);
}

void SentinelsTest::aViewIsDatedByItsAnswer() {
    Group servers(2);
    servers[1].thinks = milliseconds{700};
    const auto sentinels = servers.sentinels({0});
    const QDateTime begun = servers.clock().utc();
    const auto topology = await(sentinels->read(group));
    VERIFY_VALUE(topology);
    QCOMPARE(topology->sentinels.first().readAt, begun);
    QCOMPARE(topology->sentinels.last().readAt, begun.addMSecs(700));
    QCOMPARE(topology->readAt, begun);
}

void SentinelsTest::oneGivenByNameAndFoundByAddressIsOne() {
    Group servers(2);
    TestClock clock;
    redis::Address byName = servers.address(0);
    byName.host = QStringLiteral("localhost");
    Sentinels sentinels({loginTo(byName)}, loginTo, clock);
    const auto topology = await(sentinels.read(group));
    VERIFY_VALUE(topology);
    QCOMPARE(topology->sentinels.size(), 2);
    QCOMPARE(servers[0].server.accepted(), 1);
    QVERIFY(topology->agreed());
}

void SentinelsTest::aGoneOneIsForgottenOnceNobodyNamesIt() {
    Group servers(3);
    const auto sentinels = servers.sentinels({0});
    VERIFY_VALUE(await(sentinels->read(group)));
    servers[2].server.silence();
    QCOMPARE(await(sentinels->read(group))->sentinels.size(), 3);

    servers[0].peers = {1}; // as after SENTINEL RESET
    servers[1].peers = {0};
    QCOMPARE(await(sentinels->read(group))->sentinels.size(), 2);
    QCOMPARE(sentinels->addresses().size(), 2);

    servers[2].server.listen(); // it comes back, and says hello
    servers[0].peers = {1, 2};
    QCOMPARE(await(sentinels->read(group))->answering(), 3);
}

void SentinelsTest::aGivenOneIsNeverForgotten() {
    Group servers(2);
    servers[0].peers = {};
    servers[1].server.silence();
    const auto sentinels = servers.sentinels({0, 1});
    const auto topology = await(sentinels->read(group));
    VERIFY_VALUE(topology);
    QCOMPARE(topology->sentinels.size(), 2);
}

void SentinelsTest::failsWhenNobodyAnswers() {
    Group servers(2);
    servers[0].server.silence();
    servers[1].server.silence();
    const auto sentinels = servers.sentinels({0, 1});
    const auto topology = await(sentinels->read(group));
    VERIFY_ERROR(topology, ErrorKind::Unreachable);
    QVERIFY(topology.error().english().contains(servers.address(0).toString()));
    VERIFY_ERROR(await(sentinels->groups()), ErrorKind::Unreachable);
}

void SentinelsTest::aRedisIsNoSentinel() {
    ScriptedServer server;
    server.setScript([](const QByteArrayList& words) -> std::optional<redis::Value> {
        return words.first() == "INFO" ? recording(QStringLiteral("redis_INFO_ALL_7.0.15"))
                                       : ScriptedServer::usualAnswer(words);
    });
    const TestClock clock;
    Sentinels sentinels({loginTo(server.address())}, loginTo, clock);
    const QString sentence =
        server.address().toString() +
        QStringLiteral(" is no Sentinel but Redis 7.0.15: give a Sentinel's address, usually port "
                       "26379.");

    const auto groups = await(sentinels.groups());
    VERIFY_ERROR(groups, ErrorKind::InvalidInput);
    QCOMPARE(groups.error().message.english(), sentence);
    const auto topology = await(sentinels.read(group));
    VERIFY_ERROR(topology, ErrorKind::InvalidInput);
    QCOMPARE(topology.error().message.english(), sentence);
}

void SentinelsTest::aDragonflyIsNoSentinel() {
    ScriptedServer server;
    server.setScript([](const QByteArrayList& words) -> std::optional<redis::Value> {
        return words.first() == "INFO" ? recording(QStringLiteral("df_master_noreplica_INFO"))
                                       : ScriptedServer::usualAnswer(words);
    });
    const TestClock clock;
    Sentinels sentinels({loginTo(server.address())}, loginTo, clock);
    const auto groups = await(sentinels.groups());
    VERIFY_ERROR(groups, ErrorKind::InvalidInput);
    QVERIFY(groups.error().english().contains(QLatin1String("Dragonfly 1.40.1")));
}

void SentinelsTest::aWrongGroupNamesThoseThereAre() {
    Group servers(2);
    const auto sentinels = servers.sentinels({0, 1});
    const auto topology = await(sentinels->read(QStringLiteral("oders")));
    VERIFY_ERROR(topology, ErrorKind::InvalidInput);
    const QString said = topology.error().english();
    QVERIFY2(said.contains(QLatin1String("\"oders\"")), qPrintable(said));
    QVERIFY2(said.contains(QLatin1String("payments, orders")), qPrintable(said));
}

void SentinelsTest::oneThatDoesNotKnowTheGroupIsToldOf() {
    Group servers(2);
    servers[1].knowsGroup = false;
    const auto sentinels = servers.sentinels({0, 1});
    const auto topology = await(sentinels->read(group));
    VERIFY_VALUE(topology);
    QCOMPARE(topology->answering(), 1);
    QVERIFY(topology->sentinels.last().error->english().contains(
        QLatin1String("does not know this group")));
}

void SentinelsTest::listsTheGroupsOfTheFirstThatAnswers() {
    Group servers(2);
    servers[0].server.silence();
    const auto sentinels = servers.sentinels({0, 1});
    const auto groups = await(sentinels->groups());
    VERIFY_VALUE(groups);
    QCOMPARE(groups->size(), 2);
    QCOMPARE(groups->at(1).name, group);
}

void SentinelsTest::withoutAnySentinelItSaysSo() {
    const TestClock clock;
    Sentinels sentinels({}, loginTo, clock);
    VERIFY_ERROR(await(sentinels.read(group)), ErrorKind::InvalidInput);
    VERIFY_ERROR(await(sentinels.groups()), ErrorKind::InvalidInput);
}

void SentinelsTest::asksAtMostSixtyFour() {
    ScriptedServer server; // it names a hundred others, all of them nobody
    server.setScript([](const QByteArrayList& words) -> std::optional<redis::Value> {
        if (words.first() == "INFO") {
            return sentinelInfo();
        }
        if (words.value(1) == "MASTER") {
            return entryReply(groupFields());
        }
        if (words.value(1) == "SENTINELS") {
            QList<Fields> peers;
            for (int i = 0; i < 100; ++i) {
                peers.append(peerFields({QStringLiteral("127.0.0.1"), static_cast<quint16>(i + 1)},
                                        sentinelId(i + 1)));
            }
            return entriesReply(peers);
        }
        return words.value(1) == "REPLICAS" ? entriesReply({})
                                            : redis::Value::bulk(QByteArray(40, 'f'));
    });
    const TestClock clock;
    Sentinels sentinels({loginTo(server.address())}, loginTo, clock);
    const auto topology = await(sentinels.read(group));
    VERIFY_VALUE(topology);
    QCOMPARE(topology->sentinels.size(), 64);
    QCOMPARE(topology->answering(), 1);
}

void SentinelsTest::strangeRepliesAreErrors() {
    const QList<redis::Value> strange{
        redis::Value::integer(7), redis::Value::array({redis::Value::bulk("name")}),
        redis::Value::array({redis::Value::array({}), redis::Value::integer(1)}), redis::Value()};
    for (const redis::Value& reply : strange) {
        ScriptedServer server;
        server.setScript([&reply](const QByteArrayList& words) -> std::optional<redis::Value> {
            return words.first() == "INFO" ? sentinelInfo() : reply;
        });
        const TestClock clock;
        Sentinels sentinels({loginTo(server.address())}, loginTo, clock);
        VERIFY_ERROR(await(sentinels.read(group)), ErrorKind::Protocol);
        VERIFY_ERROR(await(sentinels.groups()), ErrorKind::Protocol);
    }
}

QTEST_GUILESS_MAIN(SentinelsTest)
#include "sentinels_test.moc"
