// SPDX-License-Identifier: GPL-3.0-or-later
#include "practice/server_process.h"
#include "redis/client.h"
#include "support/await.h"
#include "support/tls_certificates.h"

#include <QFile>
#include <QTest>

using namespace ferryman;
using namespace ferryman::redis;
using namespace ferryman::test;

namespace {

/// A Redis with a plain port and a TLS port.
struct TlsServer {
    TlsServer(const TlsCertificates& certificates, const QString& certificate, bool wantsClient)
        : tlsPort(freePort().value_or(0))
        , process([&] {
            ServerOptions options;
            options.config = certificates.serverConfig(tlsPort, certificate, wantsClient);
            return options;
        }()) {}

    [[nodiscard]] Login login(const TlsSettings& tls,
                              const QString& host = QStringLiteral("127.0.0.1")) const {
        return {{{host, tlsPort}, {}, 0, true}, tls, {}};
    }

    quint16 tlsPort;
    ServerProcess process;
};

ClientLimits quick() {
    ClientLimits limits;
    limits.connectDeadline = milliseconds(1000);
    return limits;
}

} // namespace

class LiveTlsTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void speaksTlsToATrustedServer();
    void theServersCertificateIsAlwaysVerified_data();
    void theServersCertificateIsAlwaysVerified();
    void anotherNameIsTakenIfThePersonSaysSo();
    void aServerThatWantsAClientCertificate();
    void aServerThatRefusesTheClientCertificate();
    void plainWordsToATlsPort();
    void tlsToAPlainPort();
    void filesThatCannotBeUsed_data();
    void filesThatCannotBeUsed();

private:
    TlsCertificates m_certificates;
};

void LiveTlsTest::initTestCase() {
    QVERIFY2(m_certificates.isValid(), qPrintable(m_certificates.problem()));
}

void LiveTlsTest::speaksTlsToATrustedServer() {
    TlsServer server(m_certificates, "server", false);
    VERIFY_VALUE(await(server.process.start()));
    for (const QString host : {"127.0.0.1", "localhost"}) {
        Client client(server.login(m_certificates.trusting(), host));
        VERIFY_VALUE(await(client.open()));
        QVERIFY2(client.security().startsWith(QLatin1String("TLSv1.")),
                 qPrintable(client.security()));
        const QByteArray large(3'000'000, 'x');
        VERIFY_VALUE(await(client.send(Command{"SET", "k", large}.changes())));
        QCOMPARE(await(client.send({"GET", "k"})).value(), Value::bulk(large));
    }
}

void LiveTlsTest::theServersCertificateIsAlwaysVerified_data() {
    QTest::addColumn<QString>("certificate");
    QTest::addColumn<QString>("authority"); // empty: the system's
    QTest::addColumn<QString>("says");
    QTest::newRow("expired") << "expired"
                             << "ca"
                             << "expired on";
    QTest::newRow("wrong name") << "wrong_name"
                                << "ca"
                                << "not for the name 127.0.0.1";
    QTest::newRow("unknown authority") << "server"
                                       << "other_ca"
                                       << "not signed by an authority";
    QTest::newRow("unknown to the system") << "server"
                                           << ""
                                           << "not signed by an authority";
}

void LiveTlsTest::theServersCertificateIsAlwaysVerified() {
    QFETCH(const QString, certificate);
    QFETCH(const QString, authority);
    QFETCH(const QString, says);
    TlsServer server(m_certificates, certificate, false);
    VERIFY_VALUE(await(server.process.start()));
    Client client(
        server.login(authority.isEmpty() ? TlsSettings{} : m_certificates.trusting(authority)));
    const auto opened = await(client.open());
    VERIFY_ERROR(opened, ErrorKind::Tls);
    QVERIFY2(opened.error().english().contains(says), qPrintable(opened.error().english()));
}

void LiveTlsTest::anotherNameIsTakenIfThePersonSaysSo() {
    TlsServer server(m_certificates, "wrong_name", false);
    VERIFY_VALUE(await(server.process.start()));
    TlsSettings tls = m_certificates.trusting();
    tls.serverName = "cache.example";
    Client client(server.login(tls));
    VERIFY_VALUE(await(client.open()));
}

void LiveTlsTest::aServerThatWantsAClientCertificate() {
    TlsServer server(m_certificates, "server", true);
    VERIFY_VALUE(await(server.process.start()));
    Client without(server.login(m_certificates.trusting()));
    const auto opened = await(without.open());
    VERIFY_ERROR(opened, ErrorKind::Tls);
    QVERIFY2(opened.error().english().contains(QLatin1String("client certificate")),
             qPrintable(opened.error().english()));

    Client with(server.login(m_certificates.withClient()));
    VERIFY_VALUE(await(with.open()));
}

void LiveTlsTest::aServerThatRefusesTheClientCertificate() {
    TlsServer server(m_certificates, "server", true);
    VERIFY_VALUE(await(server.process.start()));
    Client client(server.login(m_certificates.withClient("stranger")));
    const auto opened = await(client.open());
    VERIFY_ERROR(opened, ErrorKind::Tls);
    QVERIFY2(opened.error().english().contains(QLatin1String("refuses the client certificate")),
             qPrintable(opened.error().english()));
}

void LiveTlsTest::plainWordsToATlsPort() {
    TlsServer server(m_certificates, "server", false);
    VERIFY_VALUE(await(server.process.start()));
    Login login = server.login({});
    login.endpoint.tls = false;
    Client client(login, quick());
    const auto opened = await(client.open());
    QVERIFY(!opened);
    QVERIFY2(opened.error().english().contains(QLatin1String("rediss://")),
             qPrintable(opened.error().english()));
}

void LiveTlsTest::tlsToAPlainPort() {
    TlsServer server(m_certificates, "server", false);
    VERIFY_VALUE(await(server.process.start()));
    Login login = server.login(m_certificates.trusting());
    login.endpoint.address = server.process.address();
    Client client(login, quick());
    const auto opened = await(client.open());
    QVERIFY(!opened);
    QVERIFY2(opened.error().english().contains(QLatin1String("redis:// instead of rediss://")),
             qPrintable(opened.error().english()));
}

void LiveTlsTest::filesThatCannotBeUsed_data() {
    QTest::addColumn<QString>("ca");
    QTest::addColumn<QString>("certificate");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("says");
    QTest::newRow("no such authority") << "absent.pem"
                                       << ""
                                       << ""
                                       << "absent.pem cannot be read";
    QTest::newRow("authority without a certificate") << "client.key"
                                                     << ""
                                                     << ""
                                                     << "client.key holds no certificate";
    QTest::newRow("certificate without its key") << "ca.pem"
                                                 << "client.pem"
                                                 << ""
                                                 << "needs its key";
    QTest::newRow("key without its certificate") << "ca.pem"
                                                 << ""
                                                 << "client.key"
                                                 << "needs its key";
    QTest::newRow("certificate that is a key") << "ca.pem"
                                               << "client.key"
                                               << "client.key"
                                               << "holds no certificate";
    QTest::newRow("key that is a certificate") << "ca.pem"
                                               << "client.pem"
                                               << "client.pem"
                                               << "holds no RSA or EC key";
    QTest::newRow("no such key") << "ca.pem"
                                 << "client.pem"
                                 << "absent.key"
                                 << "absent.key cannot be read";
}

void LiveTlsTest::filesThatCannotBeUsed() {
    QFETCH(const QString, ca);
    QFETCH(const QString, certificate);
    QFETCH(const QString, key);
    QFETCH(const QString, says);
    const auto path = [this](const QString& file) {
        return file.isEmpty() ? QString() : m_certificates.path(file);
    };
    Client client(
        Login{{{"127.0.0.1", 1}, {}, 0, true}, {path(ca), path(certificate), path(key), {}}, {}});
    const auto opened = await(client.open());
    VERIFY_ERROR(opened, ErrorKind::InvalidInput);
    QVERIFY2(opened.error().english().contains(says), qPrintable(opened.error().english()));
}

QTEST_GUILESS_MAIN(LiveTlsTest)
#include "live_tls_test.moc"
