// SPDX-License-Identifier: GPL-3.0-or-later
#include "redis/endpoint.h"
#include "support/await.h"

#include <QTest>

using namespace ferryman;
using namespace ferryman::redis;

class EndpointTest : public QObject {
    Q_OBJECT

private slots:
    void readsAUrl_data();
    void readsAUrl();
    void takesTheDefaultPortWhereNoneIsGiven();
    void refusesABadUrl_data();
    void refusesABadUrl();
    void neverRepeatsAPassword_data();
    void neverRepeatsAPassword();
    void readsAnAddress();
    void refusesABadAddress_data();
    void refusesABadAddress();
};

void EndpointTest::readsAUrl_data() {
    QTest::addColumn<QString>("url");
    QTest::addColumn<Endpoint>("endpoint");
    QTest::addColumn<QString>("written");
    QTest::newRow("whole") << "rediss://app@cache.example:7000/3"
                           << Endpoint{{"cache.example", 7000}, "app", 3, true}
                           << "rediss://app@cache.example:7000/3";
    QTest::newRow("least") << "redis://h" << Endpoint{{"h", 6379}, {}, 0, false}
                           << "redis://h:6379";
    QTest::newRow("slash alone") << "redis://h:1/" << Endpoint{{"h", 1}, {}, 0, false}
                                 << "redis://h:1";
    QTest::newRow("scheme in capitals")
        << "REDISS://h:1" << Endpoint{{"h", 1}, {}, 0, true} << "rediss://h:1";
    QTest::newRow("IPv4") << "redis://10.0.0.1:65535" << Endpoint{{"10.0.0.1", 65535}, {}, 0, false}
                          << "redis://10.0.0.1:65535";
    QTest::newRow("IPv6") << "redis://[::1]:7000/0" << Endpoint{{"::1", 7000}, {}, 0, false}
                          << "redis://[::1]:7000";
    QTest::newRow("IPv6 without a port")
        << "redis://[2001:DB8::0:1]" << Endpoint{{"2001:db8::1", 6379}, {}, 0, false}
        << "redis://[2001:db8::1]:6379";
    QTest::newRow("user with special characters")
        << "redis://a%40b%3Ac%2F@h:1" << Endpoint{{"h", 1}, "a@b:c/", 0, false}
        << "redis://a%40b%3Ac%2F@h:1";
    QTest::newRow("user in UTF-8")
        << "redis://j%C3%BCrgen@h:1"
        << Endpoint{{"h", 1}, QString::fromUtf8("j\xc3\xbcrgen"), 0, false}
        << "redis://j%C3%BCrgen@h:1";
    QTest::newRow("underscore") << "redis://redis_1:6379"
                                << Endpoint{{"redis_1", 6379}, {}, 0, false}
                                << "redis://redis_1:6379";
}

void EndpointTest::readsAUrl() {
    QFETCH(const QString, url);
    QFETCH(const Endpoint, endpoint);
    QFETCH(const QString, written);
    const auto read = Endpoint::fromUrl(url);
    VERIFY_VALUE(read);
    QCOMPARE(*read, endpoint);
    QCOMPARE(read->toUrl(), written);
    QCOMPARE(Endpoint::fromUrl(written).value(), endpoint);
}

void EndpointTest::takesTheDefaultPortWhereNoneIsGiven() {
    QCOMPARE(Endpoint::fromUrl("redis://h", 26379).value().address.port, quint16{26379});
    QCOMPARE(Endpoint::fromUrl("redis://h:5", 26379).value().address.port, quint16{5});
}

void EndpointTest::refusesABadUrl_data() {
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("says"); // part of the sentence
    QTest::newRow("empty") << ""
                           << "write redis://";
    QTest::newRow("no scheme") << "10.0.0.1:6379"
                               << "write redis://";
    QTest::newRow("unknown scheme") << "http://h:6379"
                                    << "write redis://";
    QTest::newRow("one slash") << "redis:/h"
                               << "write redis://";
    QTest::newRow("blank before") << " redis://h"
                                  << "write redis://";
    QTest::newRow("no host") << "redis://"
                             << "is no host";
    QTest::newRow("no host but a port") << "redis://:6379"
                                        << "is no host";
    QTest::newRow("blank in the host") << "redis://a b:1"
                                       << "is no host";
    QTest::newRow("too many colons") << "redis://::1:6379"
                                     << "IPv6 in brackets";
    QTest::newRow("open bracket") << "redis://[::1:6379"
                                  << "is no IPv6 address in brackets";
    QTest::newRow("name in brackets") << "redis://[host]:1"
                                      << "IPv6";
    QTest::newRow("behind the bracket") << "redis://[::1]x:1"
                                        << "host:port";
    QTest::newRow("port 0") << "redis://h:0"
                            << "1 to 65535";
    QTest::newRow("port too large") << "redis://h:65536"
                                    << "1 to 65535";
    QTest::newRow("port empty") << "redis://h:"
                                << "1 to 65535";
    QTest::newRow("port with a sign") << "redis://h:+1"
                                      << "1 to 65535";
    QTest::newRow("port with letters") << "redis://h:63a"
                                       << "1 to 65535";
    QTest::newRow("database with letters") << "redis://h:1/orders"
                                           << "is no database";
    QTest::newRow("database below 0") << "redis://h:1/-1"
                                      << "is no database";
    QTest::newRow("database too large") << "redis://h:1/99999999999"
                                        << "is no database";
    QTest::newRow("more path") << "redis://h:1/0/1"
                               << "is no database";
    QTest::newRow("query") << "redis://h:1/0?timeout=5"
                           << "is no database";
    QTest::newRow("query without a path") << "redis://h:1?timeout=5"
                                          << "1 to 65535";
    QTest::newRow("fragment") << "redis://h:1#x"
                              << "1 to 65535";
    QTest::newRow("empty user") << "redis://@h:1"
                                << "user name";
    QTest::newRow("broken escape") << "redis://a%4@h:1"
                                   << "user name";
    QTest::newRow("escape that is not UTF-8") << "redis://a%ff@h:1"
                                              << "user name";
    QTest::newRow("line end in the user") << "redis://a%0d%0aFLUSHALL@h:1"
                                          << "user name";
}

void EndpointTest::refusesABadUrl() {
    QFETCH(const QString, url);
    QFETCH(const QString, says);
    const auto read = Endpoint::fromUrl(url);
    VERIFY_ERROR(read, ErrorKind::InvalidInput);
    QVERIFY2(read.error().english().contains(says), qPrintable(read.error().english()));
}

void EndpointTest::neverRepeatsAPassword_data() {
    QTest::addColumn<QString>("url");
    QTest::newRow("user and password") << "redis://app:s3cret@h:1";
    QTest::newRow("password alone") << "redis://:s3cret@h:1";
    QTest::newRow("with special characters") << "redis://app:s3cret/@#@h:1/0";
    QTest::newRow("blank within") << "redis://app:s3cret word@h:1";
    QTest::newRow("bad host behind it") << "redis://app:s3cret@h h:1";
    QTest::newRow("unknown scheme") << "reddis://app:s3cret@h:1";
    QTest::newRow("no scheme") << "app:s3cret@h:1";
    QTest::newRow("empty user") << "redis://:s3cret:@h";
}

void EndpointTest::neverRepeatsAPassword() {
    QFETCH(const QString, url);
    const auto read = Endpoint::fromUrl(url);
    VERIFY_ERROR(read, ErrorKind::InvalidInput);
    QVERIFY2(!read.error().english().contains(QLatin1String("s3cret")),
             qPrintable(read.error().english()));
    if (url.startsWith(QLatin1String("redis://"))) {
        QVERIFY(read.error().english().contains(QLatin1String("holds a password")));
    }
}

void EndpointTest::readsAnAddress() {
    QCOMPARE(Address::parse("10.0.0.1:6379").value(), (Address{"10.0.0.1", 6379}));
    QCOMPARE(Address::parse("[::1]:1").value(), (Address{"::1", 1}));
    QCOMPARE((Address{"::1", 1}).toString(), QStringLiteral("[::1]:1"));
    QCOMPARE((Address{"h", 1}).toString(), QStringLiteral("h:1"));
    QVERIFY(Address().toString().isEmpty());
    QCOMPARE(qHash(Address{"h", 1}), qHash(Address{"h", 1}));
}

void EndpointTest::refusesABadAddress_data() {
    QTest::addColumn<QString>("text");
    for (const char* text :
         {"", "h", "h:", ":1", "h:0", "h:x", "::1:6379", "[::1]", "a b:1", "/run/redis.sock:0"}) {
        QTest::newRow(text) << text;
    }
}

void EndpointTest::refusesABadAddress() {
    QFETCH(const QString, text);
    VERIFY_ERROR(Address::parse(text), ErrorKind::InvalidInput);
}

QTEST_GUILESS_MAIN(EndpointTest)
#include "endpoint_test.moc"
