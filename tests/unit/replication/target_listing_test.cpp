// SPDX-License-Identifier: GPL-3.0-or-later
#include "replication/link_state.h"
#include "replication/target_listing.h"

#include <QTest>

using namespace ferryman;

namespace {

/// As servers say it: a host is not rewritten.
redis::Address at(const QString& text) {
    const QStringList parts = text.split(QLatin1Char('|'));
    return text.isEmpty() ? redis::Address{} : redis::Address{parts[0], parts[1].toUShort()};
}

redis::ReplicationInfo sourceWith(const QStringList& lines) {
    redis::ReplicationInfo source;
    source.role = redis::Role::Primary;
    for (const QString& line : lines) {
        source.replicas.append({at(line), QStringLiteral("online"), {}, {}});
    }
    return source;
}

redis::ReplicationInfo replica() {
    redis::ReplicationInfo target;
    target.role = redis::Role::Replica;
    return target;
}

} // namespace

/// Under which address the source lists Dragonfly, whatever the plan calls it.
class TargetListingTest : public QObject {
    Q_OBJECT

private slots:
    void findsDragonflysLine_data();
    void findsDragonflysLine();
    void isNotListedWhileItIsNobodysReplica();
    void goesOnWithTheLineThatItFound();
    void saysWhatIsListedAndWhatToDo();
};

void TargetListingTest::findsDragonflysLine_data() {
    QTest::addColumn<QString>("connected");
    QTest::addColumn<QStringList>("hosts");
    QTest::addColumn<QList<quint16>>("ports");
    QTest::addColumn<QStringList>("lines");
    QTest::addColumn<QString>("listed"); // empty: it is not known

    const QStringList none;
    const QList<quint16> noPorts;
    QTest::newRow("by its IP") << "10.0.0.2|6380" << none << noPorts
                               << QStringList{"10.0.0.3|6380", "10.0.0.2|6380"} << "10.0.0.2|6380";
    QTest::newRow("by its host name")
        << "cache.example|6380" << QStringList{"10.0.0.2"} << noPorts
        << QStringList{"10.0.0.3|6380", "10.0.0.2|6380"} << "10.0.0.2|6380";
    QTest::newRow("by one of its IPs")
        << "cache.example|6380" << QStringList{"fd00::2", "10.0.0.2"} << noPorts
        << QStringList{"10.0.0.2|6380"} << "10.0.0.2|6380";
    QTest::newRow("the same IPv6 host written otherwise")
        << "cache.example|6380" << QStringList{"fd00::2"} << noPorts
        << QStringList{"fd00:0:0:0:0:0:0:2|6380"} << "fd00:0:0:0:0:0:0:2|6380";
    QTest::newRow("by the host name that it announces")
        << "cache.example|6380" << QStringList{"10.0.0.2"} << noPorts
        << QStringList{"Cache.Example|6380"} << "Cache.Example|6380";
    QTest::newRow("by the port that it announces")
        << "10.0.0.2|16380" << none << QList<quint16>{6380}
        << QStringList{"10.0.0.2|16380", "10.0.0.2|6380"} << "10.0.0.2|6380";
    QTest::newRow("another replica with its port is not it")
        << "cache.example|6379" << QStringList{"10.0.0.2"} << noPorts
        << QStringList{"10.0.0.3|6379"} << "";
    QTest::newRow("behind NAT") << "203.0.113.9|6379" << none << QList<quint16>{6379}
                                << QStringList{"172.17.0.9|6379"} << "";
    QTest::newRow("two that could be it")
        << "cache.example|6379" << QStringList{"10.0.0.2", "10.0.0.3"} << noPorts
        << QStringList{"10.0.0.2|6379", "10.0.0.3|6379"} << "";
    QTest::newRow("nobody") << "10.0.0.2|6380" << none << noPorts << none << "";
}

void TargetListingTest::findsDragonflysLine() {
    QFETCH(QString, connected);
    QFETCH(QStringList, hosts);
    QFETCH(QList<quint16>, ports);
    QFETCH(QStringList, lines);
    QFETCH(QString, listed);
    TargetListing listing({at(connected), hosts, ports});
    listing.take(sourceWith(lines), replica());
    QCOMPARE(listing.address(), at(listed));
    QCOMPARE(listing.seen().size(), lines.size());
}

void TargetListingTest::isNotListedWhileItIsNobodysReplica() {
    TargetListing listing({at("10.0.0.2|6380"), {}, {}});
    redis::ReplicationInfo nobodys;
    nobodys.role = redis::Role::Primary;
    listing.take(sourceWith({QStringLiteral("10.0.0.2|6380")}), nobodys);
    QVERIFY(listing.address().isNull());
    listing.take(sourceWith({QStringLiteral("10.0.0.2|6380")}), replica());
    QCOMPARE(listing.address(), at("10.0.0.2|6380"));
    listing.take(sourceWith({}), nobodys);
    QVERIFY(listing.address().isNull());
}

void TargetListingTest::goesOnWithTheLineThatItFound() {
    TargetListing listing({at("cache.example|6380"), {"10.0.0.2", "10.0.0.3"}, {}});
    listing.take(sourceWith({QStringLiteral("10.0.0.2|6380")}), replica());
    listing.take(sourceWith({}), replica()); // its link broke
    QCOMPARE(listing.address(), at("10.0.0.2|6380"));
    listing.take(sourceWith({QStringLiteral("10.0.0.3|6380"), QStringLiteral("10.0.0.2|6380")}),
                 replica());
    QCOMPARE(listing.address(), at("10.0.0.2|6380"));
    listing.take(sourceWith({QStringLiteral("10.0.0.3|6380")}), replica()); // it came back thus
    QCOMPARE(listing.address(), at("10.0.0.3|6380"));
}

void TargetListingTest::saysWhatIsListedAndWhatToDo() {
    const TargetNames names{at("cache.example|6379"), {QStringLiteral("10.0.0.2")}, {}};
    LinkState link;
    link.reachedAs = names.describe();
    link.lines = QStringList{QStringLiteral("172.17.0.9:6379")};
    const QString said = whyUnlisted(link).english();
    for (const char* word : {"172.17.0.9:6379", "cache.example:6379 (10.0.0.2)",
                             "--replica_announce_ip", "serverName"}) {
        QVERIFY2(said.contains(QLatin1String(word)), qPrintable(said));
    }
}

QTEST_GUILESS_MAIN(TargetListingTest)
#include "target_listing_test.moc"
