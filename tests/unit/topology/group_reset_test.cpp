// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/await.h"
#include "support/scripted_server.h"
#include "support/sentinel_group.h"
#include "support/test_clock.h"
#include "topology/group_reset.h"

#include <memory>
#include <vector>

using namespace ferryman;
using namespace ferryman::test;

namespace {

redis::Login loginTo(const redis::Address& address) {
    redis::Login login;
    login.endpoint.address = address;
    return login;
}

/// Three Sentinels that lose their peers at a RESET, and find the living ones again at the next
/// question.
class Group {
public:
    struct Member {
        ScriptedServer server;
        redis::Address names = dragonflyAddress();
        bool failsOver = false;
        bool silent = false;
        bool lonely = false; ///< Was reset just now.
    };

    Group() {
        for (int i = 0; i < 3; ++i) {
            m_members.push_back(std::make_unique<Member>());
            Member* member = m_members.back().get();
            member->server.setScript(
                [this, member](const QByteArrayList& words) -> std::optional<redis::Value> {
                    return member->silent ? std::nullopt : std::optional(answer(*member, words));
                });
        }
        QList<redis::Login> known;
        for (const auto& member : m_members) {
            known.append(loginTo(member->server.address()));
        }
        sentinels = std::make_unique<Sentinels>(known, loginTo, m_clock);
        const redis::Witness nobody{[](auto&&...) {}, [](auto&&...) {}};
        reset = std::make_unique<GroupReset>(*sentinels, QStringLiteral("orders"), nobody,
                                             dragonflyAddress());
    }

    Member& operator[](int index) { return *m_members[static_cast<size_t>(index)]; }
    void end(int index) {
        (*this)[index].silent = true; // and no peer finds it again
        (*this)[index].server.silence();
    }
    QString name(int index) { return (*this)[index].server.address().toString(); }
    /// How often each was reset.
    QString resets() {
        QStringList counts;
        for (const auto& member : m_members) {
            counts.append(QString::number(member->server.asked("SENTINEL RESET orders")));
        }
        return counts.join(QLatin1Char(' '));
    }

    std::unique_ptr<Sentinels> sentinels;
    std::unique_ptr<GroupReset> reset;

private:
    redis::Value answer(Member& member, const QByteArrayList& words) {
        if (words.first() == "INFO") {
            return redis::Value::bulk("# Server\r\nredis_version:7.0.15\r\n"
                                      "redis_mode:sentinel\r\n# Sentinel\r\nsentinel_tilt:0\r\n");
        }
        const QByteArray what = words.value(1);
        if (what == "MYID") {
            return redis::Value::bulk(sentinelId(member.server.address().port).toLatin1());
        }
        if (what == "RESET") {
            member.lonely = true;
            return redis::Value::integer(1);
        }
        if (what == "MASTER") {
            Fields fields = with(groupFields(), {{"ip", member.names.host.toLatin1()},
                                                 {"port", QByteArray::number(member.names.port)}});
            if (member.failsOver) {
                fields.insert("failover-state", "reconf_slaves");
                fields.insert("flags", "master,failover_in_progress");
            }
            return entryReply(fields);
        }
        return entriesReply(what == "SENTINELS" ? peersOf(member) : QList<Fields>{});
    }

    QList<Fields> peersOf(Member& member) {
        if (std::exchange(member.lonely, false)) {
            return {};
        }
        QList<Fields> peers;
        for (const auto& other : m_members) {
            const bool forgot = member.server.asked("SENTINEL RESET orders") > 0;
            if (other.get() != &member && !(forgot && other->silent)) {
                peers.append(
                    peerFields(other->server.address(), sentinelId(other->server.address().port)));
            }
        }
        return peers;
    }

    TestClock m_clock;
    std::vector<std::unique_ptr<Member>> m_members;
};

} // namespace

class GroupResetTest : public QObject {
    Q_OBJECT

private slots:
    void resetsEachOnceAndWaitsForItsPeers();
    void waitsForAFailoverToEnd();
    void waitsUntilASentinelNamesTheNewPrimary();
    void aSilentOneIsNamedAndHoldsUpNoOther();
    void calledAgainItGoesOnWithThoseThatAreLeft();
    void oneThatNobodyNamesAnyMoreIsAskedIfItIsIncluded();
};

void GroupResetTest::resetsEachOnceAndWaitsForItsPeers() {
    Group group;
    VERIFY_VALUE(await(group.reset->run()));
    QCOMPARE(group.resets(), QStringLiteral("1 1 1"));
    QVERIFY(group.reset->left().isEmpty());
    // Between two RESETs the peers were asked for, and not only once: the first time they are lost.
    const auto& said = group[0].server.commands();
    const auto reset = said.indexOf("SENTINEL RESET orders");
    QVERIFY(said.mid(reset).count("SENTINEL SENTINELS orders") >= 2);
}

void GroupResetTest::waitsForAFailoverToEnd() {
    Group group;
    group[0].failsOver = true;
    const auto done = group.reset->run();
    QTRY_COMPARE(group.resets(), QStringLiteral("0 1 1"));
    QVERIFY(!done.isFinished());
    group[0].failsOver = false;
    VERIFY_VALUE(await(done));
    QCOMPARE(group.resets(), QStringLiteral("1 1 1"));
}

/// It has not heard of the switch: reset then, it would name the old primary for ever.
void GroupResetTest::waitsUntilASentinelNamesTheNewPrimary() {
    Group group;
    group[1].names = primaryAddress();
    const auto done = group.reset->run();
    QTRY_COMPARE(group.resets(), QStringLiteral("1 0 1"));
    QVERIFY(!done.isFinished());
    QCOMPARE(group.reset->left(), QList<redis::Address>{group[1].server.address()});
    group[1].names = dragonflyAddress();
    VERIFY_VALUE(await(done));
    QCOMPARE(group.resets(), QStringLiteral("1 1 1"));
}

void GroupResetTest::aSilentOneIsNamedAndHoldsUpNoOther() {
    Group group;
    group.end(0);
    const auto done = await(group.reset->run(), std::chrono::seconds{20});
    VERIFY_ERROR(done, ErrorKind::Unreachable);
    QVERIFY2(done.error().english().contains(group.name(0)), qPrintable(done.error().english()));
    QCOMPARE(group.resets(), QStringLiteral("0 1 1"));
}

void GroupResetTest::calledAgainItGoesOnWithThoseThatAreLeft() {
    Group group;
    group.end(2);
    VERIFY_ERROR(await(group.reset->run(), std::chrono::seconds{20}), ErrorKind::Unreachable);
    group[2].silent = false;
    group[2].server.listen();
    VERIFY_VALUE(await(group.reset->run()));
    QCOMPARE(group.resets(), QStringLiteral("1 1 1"));
}

void GroupResetTest::oneThatNobodyNamesAnyMoreIsAskedIfItIsIncluded() {
    Group group;
    QVERIFY(await(group.sentinels->read(QStringLiteral("orders"))).has_value());
    group[1].server.silence();
    group.reset->include({group[1].server.address(), sentinelAddress(9)});
    const auto done = await(group.reset->run());
    VERIFY_ERROR(done, ErrorKind::Unreachable);
    QCOMPARE(group.reset->left(), QList<redis::Address>{group[1].server.address()});
}

QTEST_GUILESS_MAIN(GroupResetTest)
#include "group_reset_test.moc"
