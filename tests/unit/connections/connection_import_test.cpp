// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/certificate_files.h"
#include "connections/import_run.h"
#include "connections/pasted_urls.h"
#include "connections/redis_insight_file.h"
#include "support/await.h"
#include "support/fake_connections.h"
#include "support/tls_certificates.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

using namespace ferryman;
using namespace ferryman::test;

/// Connections from a clipboard and from RedisInsight, and what becomes of their secrets.
class ConnectionImportTest : public QObject {
    Q_OBJECT

private slots:
    void urlsAreRecognized();
    void aPasswordIsTakenOutOfItsUrl_data();
    void aPasswordIsTakenOutOfItsUrl();
    void aWrongLineIsNamedWithoutItsPassword_data();
    void aWrongLineIsNamedWithoutItsPassword();
    void aWrongUrlIsToldApart_data();
    void aWrongUrlIsToldApart();
    void aUserWithoutAPasswordIsRemarked();
    void aTextIsBounded();

    void anExportOfRedisInsightIsRead();
    void anExportWithoutSecretsIsRead();
    void whatCannotBeUsedHereSaysWhy();
    void aWrongExportNamesThePlace_data();
    void aWrongExportNamesThePlace();

    void oneWrongEntryKeepsNoOtherAway();
    void aFileIsBounded();
    void aThousandAreReadAndNotAllKept();

    void passwordsStayInTheSession();
    void passwordsGoIntoTheStore();
    void aStoreThatFailsLosesNoPassword();
    void namesThatAreTakenAreNumbered();
    void certificatesAreFilesOfTheirOwnerAlone();
    void certificatesAreNotWrittenUnasked();
    void certificatesThatCannotBeWrittenLeaveNothing();

private:
    /// A connection as RedisInsight 2.70 exports it, with secrets.
    [[nodiscard]] QJsonObject exported() const;
    [[nodiscard]] static Result<QList<ImportedConnection>> read(const QJsonObject& one) {
        return connectionsFromRedisInsight(QJsonDocument(QJsonArray{one}).toJson());
    }
    [[nodiscard]] QByteArray pem(const char* file) const {
        QFile opened(m_certificates.path(QLatin1String(file)));
        return opened.open(QIODevice::ReadOnly) ? opened.readAll() : QByteArray();
    }

    TlsCertificates m_certificates;
};

QJsonObject ConnectionImportTest::exported() const {
    return {
        {"id", "2b0a9bd8-6ba1-4d5e-9c4e-1f5ad1c1a5b5"},
        {"host", "10.0.0.3"},
        {"port", 26379},
        {"name", "orders"},
        {"db", QJsonValue::Null},
        {"username", "sentinel-user"},
        {"password", "hunter2"},
        {"connectionType", "SENTINEL"},
        {"nameFromProvider", QJsonValue::Null},
        {"provider", "REDIS"},
        {"lastConnection", "2025-01-06T12:44:39.000Z"},
        {"sentinelMaster",
         QJsonObject{{"name", "mymaster"}, {"username", "node"}, {"password", "hunter3"}}},
        {"modules", QJsonArray{}},
        {"tls", true},
        {"tlsServername", "cache.example"},
        {"verifyServerCert", false},
        {"caCert", QJsonObject{{"id", "a"},
                               {"name", "our ca"},
                               {"certificate", QString::fromLatin1(pem("ca.pem"))},
                               {"isPreSetup", QJsonValue::Null}}},
        {"clientCert", QJsonObject{{"id", "b"},
                                   {"name", "our client"},
                                   {"certificate", QString::fromLatin1(pem("client.pem"))},
                                   {"key", QString::fromLatin1(pem("client.key"))}}},
        {"ssh", QJsonValue::Null},
        {"sshOptions", QJsonValue::Null},
        {"compressor", "NONE"},
        {"forceStandalone", false},
        {"tags", QJsonArray{}},
    };
}

void ConnectionImportTest::urlsAreRecognized() {
    QVERIFY(holdsRedisUrls("redis://10.0.0.1"));
    QVERIFY(holdsRedisUrls("\n  rediss://u:p@h:6380/0\r\nREDIS://10.0.0.1\n"));
    QVERIFY(!holdsRedisUrls(""));
    QVERIFY(holdsRedisUrls("unix:///run/redis.sock")); // importing it says why it cannot be had
    QVERIFY(!holdsRedisUrls("https://example.org"));
    QVERIFY(!holdsRedisUrls("redis"));
    QVERIFY(!holdsRedisUrls("redis://10.0.0.1\nand a word"));
}

void ConnectionImportTest::aPasswordIsTakenOutOfItsUrl_data() {
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("kept");
    QTest::addColumn<QByteArray>("password");
    QTest::newRow("none") << "redis://10.0.0.1"
                          << "redis://10.0.0.1:6379" << QByteArray();
    QTest::newRow("alone") << "redis://:hunter2@10.0.0.1:6380/3"
                           << "redis://10.0.0.1:6380/3" << QByteArray("hunter2");
    QTest::newRow("with a user") << "rediss://ann:hunter2@h.example"
                                 << "rediss://ann@h.example:6379" << QByteArray("hunter2");
    QTest::newRow("encoded") << "redis://ann:p%40ss%2Fw%C3%B6rd@h"
                             << "redis://ann@h:6379" << QByteArray("p@ss/w\xc3\xb6rd");
    QTest::newRow("with an at and a slash") << "redis://:a/b@c@h:1"
                                            << "redis://h:1" << QByteArray("a/b@c");
    QTest::newRow("with a colon") << "redis://ann:a:b@h"
                                  << "redis://ann@h:6379" << QByteArray("a:b");
    QTest::newRow("an empty password") << "redis://ann:@h"
                                       << "redis://ann@h:6379" << QByteArray();
    QTest::newRow("IPv6") << "rediss://:hunter2@[2001:DB8::1]:6380/15"
                          << "rediss://[2001:db8::1]:6380/15" << QByteArray("hunter2");
    QTest::newRow("IPv6 without a port") << "redis://[::1]"
                                         << "redis://[::1]:6379" << QByteArray();
    QTest::newRow("an encoded user") << "redis://ann%40corp:hunter2@h"
                                     << "redis://ann%40corp@h:6379" << QByteArray("hunter2");
    QTest::newRow("a query's sign in it") << "redis://:hun?ter#2@h"
                                          << "redis://h:6379" << QByteArray("hun?ter#2");
    QTest::newRow("of Valkey") << "VALKEYS://ann:hunter2@h"
                               << "rediss://ann@h:6379" << QByteArray("hunter2");
    QTest::newRow("a user alone") << "redis://ann@h"
                                  << "redis://ann@h:6379" << QByteArray();
}

void ConnectionImportTest::aPasswordIsTakenOutOfItsUrl() {
    QFETCH(QString, url);
    QFETCH(QString, kept);
    QFETCH(QByteArray, password);
    const auto read = connectionsFromUrls(url);
    VERIFY_VALUE(read);
    QCOMPARE(read->size(), 1);
    QCOMPARE(read->first().profile.endpoint.toUrl(), kept);
    QCOMPARE(read->first().password.reveal(), password);
}

void ConnectionImportTest::aWrongLineIsNamedWithoutItsPassword_data() {
    QTest::addColumn<QString>("line");
    for (const char* line :
         {"redis://:hunter2", "redis://ann:hunter2@", "redis://ann:hunter2@h:99999",
          "redis://ann:hunter2@h?timeout=1", "redis://h?password=hunter2", "redis://ann:hunter2%@h",
          "redis://a%zz:hunter2@h", "hunter2", "redis://h/hunter2"}) {
        QTest::addRow("%s", line) << QString::fromLatin1(line);
    }
}

void ConnectionImportTest::aWrongLineIsNamedWithoutItsPassword() {
    QFETCH(QString, line);
    const auto read = connectionsFromUrls("redis://10.0.0.1\n\n" + line + "\nredis://h");
    VERIFY_ERROR(read, ErrorKind::InvalidInput);
    QVERIFY2(read.error().english().startsWith("Line 3: "), qPrintable(read.error().english()));
    QVERIFY2(!read.error().english().contains("hunter2"), qPrintable(read.error().english()));
}

void ConnectionImportTest::aWrongUrlIsToldApart_data() {
    QTest::addColumn<QString>("url");
    QTest::addColumn<QString>("says");
    const auto row = [](const char* url, const char* says) {
        QTest::newRow(url) << QString::fromLatin1(url) << QString::fromLatin1(says);
    };
    row("unix:///run/redis/redis.sock", "unix:// names a socket of one machine");
    row("redis+socket://:hunter2@/run/redis.sock", "socket of one machine");
    row("redis-sentinel://:hunter2@a:26379,b:26379/mymaster", "names several servers at once");
    row("redis://ann:hunter2@[::1", "no IPv6 address in brackets");
    row("redis://ann:hunter2@[fe80::1%25eth0]:6379", "no IPv6 address in brackets");
    row("redis://ann:hunter2@2001:db8::1:6379", "IPv6 in brackets");
    row("redis://ann:hunter2@a:6379,b:6379", "is no host");
    row("redis://ann:hunter2@h:65536", "no port");
    row("redis://ann:hunter2@h:0", "no port");
    row("redis://ann:hunter2@h/-1", "no database");
    row("redis://ann:hunter2@h/99999999999", "no database");
    row("redis://ann:hunter2@h/0/1", "no database");
    row("redis://ann:hunter2@h/0?ssl_cert_reqs=none", "What follows ? or #");
    row("redis://ann:hunter2%4@h", "write a % in it as %25");
    row("redis://an%0An:hunter2@h", "user name before the @");
    row("redis://:hunter2@", "no host");
}

void ConnectionImportTest::aWrongUrlIsToldApart() {
    QFETCH(QString, url);
    QFETCH(QString, says);
    const auto read = connectionsFromUrls(url);
    VERIFY_ERROR(read, ErrorKind::InvalidInput);
    QVERIFY2(read.error().english().contains(says), qPrintable(read.error().english()));
    QVERIFY2(!read.error().english().contains("hunter2"), qPrintable(read.error().english()));
}

void ConnectionImportTest::aUserWithoutAPasswordIsRemarked() {
    const auto read = connectionsFromUrls("redis://ann@h\nredis://ann:hunter2@h");
    VERIFY_VALUE(read);
    QCOMPARE(read->first().remarks.size(), 1);
    QVERIFY(read->first().remarks.first().english().contains("user's name"));
    QVERIFY(read->last().remarks.isEmpty());
}

void ConnectionImportTest::aTextIsBounded() {
    VERIFY_ERROR(connectionsFromUrls(QString("redis://h\n").repeated(101)),
                 ErrorKind::InvalidInput);
    VERIFY_ERROR(connectionsFromUrls("redis://" + QString(70'000, u'h')), ErrorKind::InvalidInput);
}

void ConnectionImportTest::anExportOfRedisInsightIsRead() {
    QVERIFY2(m_certificates.isValid(), qPrintable(m_certificates.problem()));
    const auto read = this->read(exported());
    VERIFY_VALUE(read);
    const ImportedConnection& one = read->first();
    QCOMPARE(one.profile.name, "orders");
    QCOMPARE(one.profile.endpoint.toUrl(), "rediss://sentinel-user@10.0.0.3:26379");
    QCOMPARE(one.profile.group, "mymaster");
    QCOMPARE(one.profile.tls.serverName, "cache.example");
    QCOMPARE(one.password.reveal(), QByteArray("hunter2"));
    QCOMPARE(one.certificates.ca, pem("ca.pem"));
    QCOMPARE(one.certificates.certificate, pem("client.pem"));
    QCOMPARE(one.certificates.key.reveal(), pem("client.key"));
    QVERIFY(!one.obstacle);
    QCOMPARE(one.remarks.size(), 2);
    QVERIFY(one.remarks[0].english().contains("login of the group's servers"));
    QVERIFY(one.remarks[1].english().contains("does not verify"));
}

/// RedisInsight's own default leaves out passwords, certificates' texts are there, keys are not.
void ConnectionImportTest::anExportWithoutSecretsIsRead() {
    QJsonObject one = exported();
    one.remove("password");
    one.insert("clientCert",
               QJsonObject{{"name", "c"}, {"certificate", QString::fromLatin1(pem("client.pem"))}});
    const auto read = this->read(one);
    VERIFY_VALUE(read);
    QVERIFY(read->first().password.isEmpty());
    QVERIFY(read->first().certificates.certificate.isEmpty());
    QVERIFY(!read->first().certificates.ca.isEmpty());
    const auto& remarks = read->first().remarks;
    QVERIFY(std::ranges::any_of(remarks, [](const Message& remark) {
        return remark.english().contains("without its key");
    }));
}

void ConnectionImportTest::whatCannotBeUsedHereSaysWhy() {
    QJsonObject tunnelled = exported();
    tunnelled.insert("ssh", true);
    QJsonObject cluster = exported();
    cluster.insert("connectionType", "CLUSTER");
    const auto read =
        connectionsFromRedisInsight(QJsonDocument(QJsonArray{tunnelled, cluster}).toJson());
    VERIFY_VALUE(read);
    QVERIFY(read->at(0).obstacle->english().contains("SSH tunnel"));
    QVERIFY(read->at(1).obstacle->english().contains("Cluster"));
}

void ConnectionImportTest::aWrongExportNamesThePlace_data() {
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("place");
    const auto row = [](const char* name, const QByteArray& json, const char* place) {
        QTest::addRow("%s", name) << json << QString::fromLatin1(place);
    };
    row("no JSON", "[\n{,", "line 2, column 2");
    row("an object", "{}", "JSON list");
    row("empty", "[]", "JSON list");
    row("words", R"([7, "redis://h"])", "[0] must be an object");
    row("no host", R"([{"port": 1}])", "[0].host");
    row("a URL for a host", R"([{"host": "redis://:hunter2@h", "port": 1}])", "[0].host");
    row("no array where one is due", R"([{"host": "h", "port": 1, "sentinelMaster": []}])",
        "[0].sentinelMaster must be an object");
    row("a name that is a number", R"([{"host": "h", "port": 1, "name": 5}])", "[0].name");
    row("of another program", R"([{"url": "redis://:hunter2@h"}])", "[0].port is missing");
    row("text in UTF-16", QByteArray("\xff\xfe[\0", 4), "not JSON");
    row("a host with a newline", R"([{"host": "a\nb", "port": 1}])", "[0].host");
    row("no port", R"([{"host": "h"}])", "[0].port");
    row("a port too high", R"([{"host": "h", "port": 65536}])", "[0].port");
    row("a port as text", R"([{"host": "h", "port": "6379"}])", "[0].port");
    row("a password that is a number", R"([{"host": "h", "port": 1, "password": 5}])",
        "[0].password must be a text");
    row("a certificate that is none",
        R"([{"host": "h", "port": 1, "caCert": {"certificate": "-----BEGIN CERTIFICATE-----x"}}])",
        "[0].caCert.certificate");
    row("a key that is none",
        R"([{"host": "h", "port": 1, "clientCert": {"certificate": "", "key": "hunter2"}}])",
        "[0].clientCert.key");
}

void ConnectionImportTest::aWrongExportNamesThePlace() {
    QFETCH(QByteArray, json);
    QFETCH(QString, place);
    const auto read = connectionsFromRedisInsight(json);
    VERIFY_ERROR(read, ErrorKind::InvalidInput);
    QVERIFY2(read.error().english().contains(place), qPrintable(read.error().english()));
    QVERIFY(!read.error().english().contains("hunter2"));
}

void ConnectionImportTest::oneWrongEntryKeepsNoOtherAway() {
    const auto read = connectionsFromRedisInsight(
        "\xef\xbb\xbf" // as an editor of Windows may leave it
        R"([{"host": "h", "port": 1}, 7, {"host": "h", "port": "x", "name": "orders",
            "password": "hunter2"}])");
    VERIFY_VALUE(read);
    QCOMPARE(read->size(), 3);
    QVERIFY(!read->at(0).obstacle);
    QCOMPARE(read->at(1).profile.name, "[1]");
    QVERIFY(read->at(1).obstacle->english().contains("[1] must be an object"));
    QCOMPARE(read->at(2).profile.name, "orders");
    QVERIFY(read->at(2).obstacle->english().contains("[2].port"));
    QVERIFY(read->at(2).password.isEmpty());
    const QTemporaryDir folder;
    const FakeConnections kept(folder.path());
    const auto outcome = await(importConnections(*kept.connections, *read, {}, this));
    VERIFY_VALUE(outcome);
    QCOMPARE(outcome->names, QStringList{"h:1"});
}

void ConnectionImportTest::aFileIsBounded() {
    const QTemporaryDir folder;
    const QString path = folder.filePath("export.json");
    VERIFY_ERROR(readRedisInsightFile(path), ErrorKind::Storage); // there is none
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QVERIFY(file.resize(qint64{200} * 1024 * 1024)); // a hole: it takes no room
    file.close();
    const auto huge = readRedisInsightFile(path);
    VERIFY_ERROR(huge, ErrorKind::InvalidInput);
    QVERIFY2(huge.error().english().contains("10 MiB"), qPrintable(huge.error().english()));
    VERIFY_ERROR(connectionsFromRedisInsight(QByteArray(100'000, '[')), ErrorKind::InvalidInput);
}

void ConnectionImportTest::aThousandAreReadAndNotAllKept() {
    QJsonArray all;
    for (int i = 0; i < 1000; ++i) {
        all.append(QJsonObject{{"host", "h"}, {"port", 1}, {"name", "twin"}, {"password", "x"}});
    }
    auto read = connectionsFromRedisInsight(QJsonDocument(all).toJson());
    VERIFY_VALUE(read);
    QCOMPARE(read->size(), 1000);
    const QTemporaryDir folder;
    const FakeConnections kept(folder.path());
    const ImportChoice choice{.passwordsIntoStore = true};
    const auto refused = await(importConnections(*kept.connections, *read, choice, this));
    VERIFY_ERROR(refused, ErrorKind::Refused);
    QVERIFY2(refused.error().english().contains("1000 were chosen"),
             qPrintable(refused.error().english()));
    QVERIFY(kept.store->entries.isEmpty()); // nothing was begun
    read->resize(500);
    const auto outcome = await(importConnections(*kept.connections, *read, choice, this));
    VERIFY_VALUE(outcome);
    QVERIFY(outcome->problems.isEmpty());
    QCOMPARE(outcome->names.first(), "twin");
    QCOMPARE(outcome->names.last(), "twin (500)");
    QCOMPARE(kept.connections->all().size(), 500);
    all.append(QJsonObject{});
    VERIFY_ERROR(connectionsFromRedisInsight(QJsonDocument(all).toJson()), ErrorKind::InvalidInput);
}

void ConnectionImportTest::passwordsStayInTheSession() {
    const QTemporaryDir folder;
    const FakeConnections kept(folder.path());
    const auto found = connectionsFromUrls("redis://:hunter2@10.0.0.1\nredis://10.0.0.2");
    const auto outcome = await(importConnections(*kept.connections, *found, {}, this));
    VERIFY_VALUE(outcome);
    QCOMPARE(outcome->names, (QStringList{"10.0.0.1:6379", "10.0.0.2:6379"}));
    QVERIFY(outcome->problems.isEmpty());
    QCOMPARE(kept.connections->sessionSecret("10.0.0.1:6379"), std::optional(Secret("hunter2")));
    QVERIFY(!kept.connections->sessionSecret("10.0.0.2:6379"));
    QVERIFY(kept.store->entries.isEmpty());
}

void ConnectionImportTest::passwordsGoIntoTheStore() {
    const QTemporaryDir folder;
    const FakeConnections kept(folder.path());
    const auto found = connectionsFromUrls("redis://:hunter2@10.0.0.1\nredis://10.0.0.2");
    const auto outcome =
        await(importConnections(*kept.connections, *found, {.passwordsIntoStore = true}, this));
    VERIFY_VALUE(outcome);
    QCOMPARE(kept.store->entries, (QMap<QString, QByteArray>{{"10.0.0.1:6379", "hunter2"}}));
    QCOMPARE(kept.connections->all().at(0).secret,
             (SecretSource{SecretSource::Kind::Keychain, "10.0.0.1:6379"}));
    QCOMPARE(kept.connections->all().at(1).secret, SecretSource{});
    QVERIFY(!kept.connections->sessionSecret("10.0.0.1:6379"));
}

void ConnectionImportTest::aStoreThatFailsLosesNoPassword() {
    const QTemporaryDir folder;
    const FakeConnections kept(folder.path());
    kept.store->trouble = noKeychain();
    const auto found = connectionsFromUrls("redis://:hunter2@10.0.0.1");
    const auto outcome =
        await(importConnections(*kept.connections, *found, {.passwordsIntoStore = true}, this));
    VERIFY_VALUE(outcome);
    QCOMPARE(outcome->names, QStringList{"10.0.0.1:6379"});
    QCOMPARE(outcome->problems.size(), 1);
    QCOMPARE(kept.connections->all().at(0).secret, SecretSource{});
    QCOMPARE(kept.connections->sessionSecret("10.0.0.1:6379"), std::optional(Secret("hunter2")));
}

void ConnectionImportTest::namesThatAreTakenAreNumbered() {
    const QTemporaryDir folder;
    const FakeConnections kept(folder.path());
    const auto found = connectionsFromUrls("redis://10.0.0.1\nredis://10.0.0.1/1");
    (void)await(importConnections(*kept.connections, *found, {}, this));
    const auto outcome = await(importConnections(*kept.connections, *found, {}, this));
    VERIFY_VALUE(outcome);
    QCOMPARE(outcome->names, (QStringList{"10.0.0.1:6379 (3)", "10.0.0.1:6379 (4)"}));
    QCOMPARE(kept.connections->all().size(), 4);
}

void ConnectionImportTest::certificatesAreFilesOfTheirOwnerAlone() {
    const QTemporaryDir folder;
    const FakeConnections kept(folder.path());
    QJsonObject one = exported();
    one.insert("name", "../orders/eu");
    const QString certificates = folder.filePath("certificates");
    const auto found = read(one);
    for (const int time : {1, 2}) { // the second writes over nothing
        const auto outcome = await(importConnections(*kept.connections, *found,
                                                     {.certificateFolder = certificates}, this));
        VERIFY_VALUE(outcome);
        QVERIFY(outcome->problems.isEmpty());
        const redis::TlsSettings tls = kept.connections->all().at(time - 1).tls;
        for (const auto& [path, wanted] : {std::pair(tls.caFile, pem("ca.pem")),
                                           std::pair(tls.certificateFile, pem("client.pem")),
                                           std::pair(tls.keyFile, pem("client.key"))}) {
            QVERIFY2(path.startsWith(certificates + u'/'), qPrintable(path));
            QVERIFY(!path.sliced(certificates.size() + 1).contains(u'/'));
            QFile file(path);
            QVERIFY(file.open(QIODevice::ReadOnly));
            QCOMPARE(file.readAll(), wanted);
            const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup |
                                QFile::ReadOther | QFile::WriteOther | QFile::ExeOther;
            QCOMPARE(file.permissions() & others, QFile::Permissions());
        }
        QCOMPARE(tls.serverName, "cache.example");
    }
    QCOMPARE(QDir(certificates).entryList(QDir::Files).size(), 6);
}

void ConnectionImportTest::certificatesAreNotWrittenUnasked() {
    const QTemporaryDir folder;
    const FakeConnections kept(folder.path());
    VERIFY_VALUE(await(importConnections(*kept.connections, *read(exported()), {}, this)));
    QCOMPARE(kept.connections->all().at(0).tls, (redis::TlsSettings{{}, {}, {}, "cache.example"}));
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files), QStringList{"connections.json"});
}

void ConnectionImportTest::certificatesThatCannotBeWrittenLeaveNothing() {
    const QTemporaryDir folder;
    const FakeConnections kept(folder.path());
    QFile inTheWay(folder.filePath("file"));
    QVERIFY(inTheWay.open(QIODevice::WriteOnly));
    const auto outcome =
        await(importConnections(*kept.connections, *read(exported()),
                                {.certificateFolder = folder.filePath("file/certificates")}, this));
    VERIFY_VALUE(outcome);
    QVERIFY(outcome->names.isEmpty());
    QCOMPARE(outcome->problems.first().kind, ErrorKind::Storage);
    QVERIFY(kept.connections->all().isEmpty());
}

QTEST_GUILESS_MAIN(ConnectionImportTest)
#include "connection_import_test.moc"
