// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/redis_insight_file.h"

#include "base/printable.h"
#include "plan/json_reader.h"

#include <QFile>
#include <QSslCertificate>

namespace ferryman {

namespace {

constexpr qint64 largestFile = qint64{10} * 1024 * 1024; // as RedisInsight's own import
constexpr qsizetype mostConnections = 1000;

/// RedisInsight writes what it does not have as null.
QJsonObject withoutNulls(QJsonObject object) {
    for (const QString& key : object.keys()) {
        const QJsonValue value = object.value(key);
        if (value.isNull()) {
            object.remove(key);
        } else if (value.isObject()) {
            object.insert(key, withoutNulls(value.toObject()));
        }
    }
    return object;
}

QByteArray pemOf(JsonReader& reader, const char* key) {
    const QByteArray pem = reader.text(key).toUtf8();
    if (!pem.isEmpty() && QSslCertificate::fromData(pem, QSsl::Pem).isEmpty()) {
        reader.refuse(key, QT_TRANSLATE_NOOP("core", "%1 must be a certificate as a PEM text."));
    }
    return pem;
}

CertificateTexts certificatesOf(JsonReader& reader) {
    CertificateTexts texts;
    if (reader.has("caCert")) {
        JsonReader authority = reader.object("caCert");
        authority.ignoreRest();
        texts.ca = pemOf(authority, "certificate");
    }
    if (reader.has("clientCert")) {
        JsonReader client = reader.object("clientCert");
        client.ignoreRest();
        texts.certificate = pemOf(client, "certificate");
        texts.key = Secret(client.text("key").toUtf8());
        if (!texts.key.isEmpty() && !texts.key.reveal().trimmed().startsWith("-----BEGIN ")) {
            client.refuse("key", QT_TRANSLATE_NOOP("core", "%1 must be a key as a PEM text."));
        }
    }
    return texts;
}

/// Of a Sentinel RedisInsight keeps the login in the connection itself, and that of the group's
/// servers in sentinelMaster (its ioredis.redis.connection.strategy.ts).
void readGroup(JsonReader& reader, ImportedConnection& connection) {
    if (!reader.has("sentinelMaster")) {
        return;
    }
    JsonReader group = reader.object("sentinelMaster");
    group.ignoreRest();
    connection.profile.group = group.text("name");
    const bool hasLogin = !group.text("username").isEmpty() || !group.text("password").isEmpty();
    if (hasLogin) {
        connection.remarks.append(Message{QT_TRANSLATE_NOOP(
            "core", "The login of the group's servers is not imported: enter it in Connect.")});
    }
}

std::optional<Message> obstacleOf(JsonReader& reader) {
    const bool tunnelled = reader.flag("ssh", false);
    const QString type = reader.text("connectionType");
    if (tunnelled) {
        return Message{QT_TRANSLATE_NOOP("core", "It goes through an SSH tunnel, which Ferryman "
                                                 "does not open: open one, and import its end.")};
    }
    if (type == QLatin1String("CLUSTER")) {
        return Message{QT_TRANSLATE_NOOP("core", "It is a Redis Cluster, which Sentinel does not "
                                                 "manage: Ferryman cannot move it.")};
    }
    return {};
}

redis::Endpoint endpointOf(JsonReader& reader) {
    redis::Endpoint endpoint;
    endpoint.tls = reader.flag("tls", false);
    endpoint.user = reader.text("username");
    endpoint.database = static_cast<int>(reader.number("db", 0, 0, 1'000'000));
    const auto port = reader.number("port", 0, 1, 65535);
    if (!reader.has("port")) {
        reader.refuse("port", QT_TRANSLATE_NOOP("core", "%1 is missing."));
    }
    QString host = reader.text("host");
    if (host.contains(u':') && !host.startsWith(u'[')) {
        host = u'[' + host + u']';
    }
    const auto address = redis::Address::parse(QStringLiteral("%1:%2").arg(host).arg(port));
    if (address) {
        endpoint.address = *address;
    } else {
        reader.refuse("host", QT_TRANSLATE_NOOP("core", "%1 must be a host's name or address."));
    }
    return endpoint;
}

ImportedConnection readConnection(JsonReader& reader) {
    reader.ignoreRest();
    ImportedConnection connection;
    connection.profile.endpoint = endpointOf(reader);
    connection.profile.name =
        printable(reader.text("name").toUtf8(), longestProfileName - 1).trimmed();
    if (connection.profile.name.isEmpty()) {
        connection.profile.name = connection.profile.endpoint.address.toString();
    }
    connection.profile.tls.serverName = reader.text("tlsServername");
    connection.password = Secret(reader.text("password").toUtf8());
    connection.obstacle = obstacleOf(reader);
    readGroup(reader, connection);
    connection.certificates = certificatesOf(reader);
    if (connection.certificates.certificate.isEmpty() != connection.certificates.key.isEmpty()) {
        connection.certificates.certificate.clear(); // an export without secrets has no key
        connection.certificates.key = {};
        connection.remarks.append(Message{QT_TRANSLATE_NOOP(
            "core", "The client certificate came without its key, and is left out.")});
    }
    if (connection.profile.endpoint.tls && !reader.flag("verifyServerCert", true)) {
        connection.remarks.append(Message{QT_TRANSLATE_NOOP(
            "core", "RedisInsight does not verify the server's certificate; Ferryman does.")});
    }
    return connection;
}

/// One that is wrong does not keep the others away: it is shown with the reason.
ImportedConnection connectionAt(const QString& place, const QJsonValue& item,
                                JsonProblems& problems) {
    ImportedConnection connection;
    if (item.isObject()) {
        JsonReader reader(withoutNulls(item.toObject()), place, problems);
        connection = readConnection(reader);
    } else {
        problems.add(QT_TRANSLATE_NOOP("core", "%1 must be an object: { ... }."), {place});
    }
    if (problems.first()) {
        const QString name = connection.profile.name;
        connection = {};
        connection.profile.name = name.isEmpty() ? place : name;
        connection.obstacle = problems.first()->message;
    }
    return connection;
}

} // namespace

Result<QList<ImportedConnection>> connectionsFromRedisInsight(const QByteArray& json) {
    const auto document = parseJson(json);
    if (!document) {
        return tl::make_unexpected(document.error());
    }
    if (!document->isArray() || document->array().isEmpty()) {
        return failure(ErrorKind::InvalidInput,
                       {QT_TRANSLATE_NOOP("core", "RedisInsight's export is a JSON list of "
                                                  "connections: [{ ... }].")});
    }
    const QJsonArray items = document->array();
    if (items.size() > mostConnections) {
        return failure(ErrorKind::InvalidInput,
                       {QT_TRANSLATE_NOOP("core", "The file holds more than %1 connections."),
                        {QString::number(mostConnections)}});
    }
    QList<ImportedConnection> connections;
    std::optional<Error> firstProblem;
    bool someUsable = false;
    for (qsizetype i = 0; i < items.size(); ++i) {
        JsonProblems problems;
        connections.append(connectionAt(QStringLiteral("[%1]").arg(i), items[i], problems));
        someUsable = someUsable || !problems.first();
        firstProblem = firstProblem ? firstProblem : problems.first();
    }
    if (!someUsable) { // it is of another program, or broken as a whole
        return tl::make_unexpected(*firstProblem);
    }
    return connections;
}

Result<QList<ImportedConnection>> readRedisInsightFile(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return failure(ErrorKind::Storage,
                       {QT_TRANSLATE_NOOP(
                            "core", "The file %1 cannot be read: check its name and its rights."),
                        {path}},
                       {}, file.errorString());
    }
    const QByteArray json = file.read(largestFile + 1);
    if (json.size() > largestFile) {
        return failure(ErrorKind::InvalidInput,
                       {QT_TRANSLATE_NOOP("core", "The file %1 is larger than %2 MiB."),
                        {path, QString::number(largestFile / 1024 / 1024)}});
    }
    auto connections = connectionsFromRedisInsight(json);
    if (!connections) {
        Error error = connections.error();
        error.subject = path;
        return tl::make_unexpected(error);
    }
    return connections;
}

} // namespace ferryman
