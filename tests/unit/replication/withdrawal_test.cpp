// SPDX-License-Identifier: GPL-3.0-or-later
#include "replication/withdrawal.h"
#include "support/await.h"
#include "support/named.h"
#include "support/scripted_server.h"
#include "support/sentinel_group.h"
#include "support/test_clock.h"

#include <array>

using namespace ferryman;
using namespace ferryman::test;

namespace {

using redis::Value;

redis::Login loginOf(const redis::Address& address) {
    redis::Login login;
    login.endpoint.address = address;
    return login;
}

/// A source, a Dragonfly that follows it, and two Sentinels that list Dragonfly until their reset.
struct Ground {
    Ground() {
        LinkPlan plan;
        plan.primary = source.address();
        target.setScript([this](const QByteArrayList& words) { return targetSays(words); });
        for (size_t i = 0; i < sentinels.size(); ++i) {
            sentinels[i].setScript(
                [this, i](const QByteArrayList& words) { return sentinelSays(i, words); });
        }
        replication = std::make_unique<Replication>(plan, &sourceConnection, &targetConnection,
                                                    clock, LinkWitness{});
        group = std::make_unique<Sentinels>(QList{loginOf(sentinels[0].address())}, loginOf, clock);
    }

    std::optional<Value> targetSays(const QByteArrayList& words) {
        if (words.first() == "REPLICAOF") {
            if (words.value(1) == "NO" && refusals-- > 0) {
                return Value::error("ERR busy loading");
            }
            attached = words.value(1) != "NO";
            return Value::status("OK");
        }
        if (words.first() == "ROLE") {
            return attached ? Value::array({Value::bulk("slave"), Value::bulk("127.0.0.1"),
                                            Value::bulk("6379"), Value::bulk("online")})
                            : Value::array({Value::bulk("master"), Value::array({})});
        }
        if (words.value(1) == "GET") {
            return Value::array(
                {Value::bulk(words[2]), Value::bulk(words[2] == "replica_priority" ? "100" : "")});
        }
        if (words.first() == "CONFIG") {
            return Value::status("OK");
        }
        if (words.first() == "INFO") {
            return Value::bulk(words.value(1) == "keyspace" ? "# Keyspace\r\n"
                                                            : "# Replication\r\nrole:master\r\n");
        }
        return ScriptedServer::usualAnswer(words);
    }

    std::optional<Value> sentinelSays(size_t own, const QByteArrayList& words) {
        const size_t peer = 1 - own;
        const QByteArray what = words.value(1);
        if (words.first() == "INFO") {
            return Value::bulk("redis_version:7.0.15\r\nredis_mode:sentinel\r\n"
                               "sentinel_masters:1\r\nsentinel_tilt:0\r\n");
        }
        if (what == "MYID") {
            return Value::bulk(sentinelId(static_cast<int>(own) + 1).toLatin1());
        }
        if (what == "RESET") {
            listed[own] = false;
            attached = attached || attachesAgain-- > 0;
            return Value::integer(1);
        }
        if (what == "MASTER") {
            return entryReply(groupFields(2));
        }
        if (what == "REPLICAS") {
            const redis::Address at = target.address();
            const Fields entry = with(dragonflyFields(), {{"ip", at.host.toLatin1()},
                                                          {"port", QByteArray::number(at.port)}});
            return entriesReply(listed[own] ? QList<Fields>{entry} : QList<Fields>{});
        }
        if (what == "SENTINELS") {
            return entriesReply(
                {peerFields(sentinels[peer].address(), sentinelId(static_cast<int>(peer) + 1))});
        }
        return ScriptedServer::usualAnswer(words);
    }

    Result<Done> withdraw() {
        Withdrawal withdrawal({replication.get(), &sourceConnection, &targetConnection, group.get(),
                               QStringLiteral("orders"),
                               redis::Witness{[](auto&&...) {}, [](auto&&...) {}}, patience});
        return await(withdrawal.run(), milliseconds(20'000));
    }

    [[nodiscard]] int resets() const {
        return sentinels[0].asked("SENTINEL RESET") + sentinels[1].asked("SENTINEL RESET");
    }

    ScriptedServer source;
    ScriptedServer target;
    std::array<ScriptedServer, 2> sentinels;
    redis::Connection sourceConnection{loginOf(source.address())};
    redis::Connection targetConnection{loginOf(target.address())};
    TestClock clock;
    milliseconds patience{15'000};
    int refusals = 0;      ///< How often REPLICAOF NO ONE is refused.
    int attachesAgain = 0; ///< How often a Sentinel attaches Dragonfly while another is reset.
    bool attached = false;
    std::array<bool, 2> listed{true, true};
    std::unique_ptr<Replication> replication;
    std::unique_ptr<Sentinels> group;
};

} // namespace

class WithdrawalTest : public QObject {
    Q_OBJECT

private slots:
    void detachesForgetsAndPutsBack();
    void whatIsRefusedIsTriedAgain();
    void whatASentinelAttachedAgainIsDetachedAgain();
    void withoutItsSourceNoSentinelIsReset();
    void aSilentSentinelIsTold();
    void endsWhenItsTimeIsOver();
};

void WithdrawalTest::detachesForgetsAndPutsBack() {
    Ground ground;
    VERIFY_VALUE(await(ground.replication->attach(false)));
    QVERIFY(ground.attached);
    VERIFY_VALUE(ground.withdraw());
    QVERIFY(!ground.attached);
    QCOMPARE(ground.resets(), 2);
    COMPARE_NAMED(ground.replication->state().phase, LinkPhase::Stopped);
    QCOMPARE(ground.replication->state().steadiness.sentence.english(), "Replication was stopped.");
    // The settings come last: until then a Sentinel might choose what is no replica any more.
    QCOMPARE(ground.target.commands().last(), QByteArray("CONFIG SET replica_priority 100"));
}

void WithdrawalTest::whatIsRefusedIsTriedAgain() {
    Ground ground;
    ground.refusals = 2;
    VERIFY_VALUE(ground.withdraw());
    QCOMPARE(ground.target.asked("REPLICAOF NO ONE"), 3);
    QCOMPARE(ground.resets(), 2);
}

void WithdrawalTest::whatASentinelAttachedAgainIsDetachedAgain() {
    Ground ground;
    ground.attachesAgain = 1;
    VERIFY_VALUE(ground.withdraw());
    QVERIFY(!ground.attached);
    QCOMPARE(ground.target.asked("REPLICAOF NO ONE"), 2);
    QCOMPARE(ground.resets(), 4);
}

void WithdrawalTest::withoutItsSourceNoSentinelIsReset() {
    Ground ground;
    ground.source.silence();
    const auto withdrawn = ground.withdraw();
    VERIFY_ERROR(withdrawn, ErrorKind::Unreachable);
    QVERIFY2(withdrawn.error().english().contains(ground.source.address().toString()),
             qPrintable(withdrawn.error().english()));
    QCOMPARE(ground.resets(), 0);
    QCOMPARE(ground.replication->state().steadiness.sentence.english(),
             "Replication is being stopped."); // it is not over
}

void WithdrawalTest::aSilentSentinelIsTold() {
    Ground ground;
    ground.sentinels[1].silence();
    const auto withdrawn = ground.withdraw();
    VERIFY_ERROR(withdrawn, ErrorKind::Refused);
    QVERIFY2(withdrawn.error().english().contains(ground.sentinels[1].address().toString()),
             qPrintable(withdrawn.error().english()));
    QCOMPARE(ground.resets(), 1);
    QVERIFY(!ground.attached);
}

void WithdrawalTest::endsWhenItsTimeIsOver() {
    Ground ground;
    ground.patience = milliseconds(300);
    ground.refusals = 1'000;
    const auto withdrawn = ground.withdraw();
    VERIFY_ERROR(withdrawn, ErrorKind::Server);
    QVERIFY(withdrawn.error().english().contains(QLatin1String("busy loading")));
    QCOMPARE(ground.resets(), 0);
}

QTEST_GUILESS_MAIN(WithdrawalTest)
#include "withdrawal_test.moc"
