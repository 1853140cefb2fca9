// SPDX-License-Identifier: GPL-3.0-or-later
#include "topology/client_snippets.h"

#include <functional>

namespace ferryman {

namespace {

QString quoted(QString text) {
    return u'"' + text.replace(u'\\', QLatin1String("\\\\")).replace(u'"', QLatin1String("\\\"")) +
           u'"';
}

/// Every Sentinel in a library's own spelling, with commas between them.
QString listed(const ClientSetup& setup, const std::function<QString(const redis::Address&)>& one,
               const QString& between = QStringLiteral(", ")) {
    QStringList items;
    for (const redis::Address& sentinel : setup.sentinels) {
        items.append(one(sentinel));
    }
    return items.join(between);
}

QString addresses(const ClientSetup& setup) {
    return listed(setup, [](const redis::Address& each) { return quoted(each.toString()); });
}

QString goRedis(const ClientSetup& setup) {
    QString text = QStringLiteral("client := redis.NewFailoverClient(&redis.FailoverOptions{\n"
                                  "\tMasterName:    %1,\n"
                                  "\tSentinelAddrs: []string{%2},\n")
                       .arg(quoted(setup.group), addresses(setup));
    if (!setup.user.isEmpty()) {
        text += QStringLiteral("\tUsername:      %1,\n").arg(quoted(setup.user));
    }
    if (setup.login) {
        text += QStringLiteral("\tPassword:      os.Getenv(\"REDIS_PASSWORD\"),\n");
    }
    if (setup.tls) {
        text += QStringLiteral("\tTLSConfig:     &tls.Config{MinVersion: tls.VersionTLS12},\n");
    }
    return text + QStringLiteral("})\n");
}

QString redisPy(const ClientSetup& setup) {
    const QString sentinels = listed(setup, [](const redis::Address& each) {
        return QStringLiteral("(%1, %2)").arg(quoted(each.host), QString::number(each.port));
    });
    QString options;
    if (!setup.user.isEmpty()) {
        options += QStringLiteral(", username=%1").arg(quoted(setup.user));
    }
    if (setup.login) {
        options += QStringLiteral(", password=os.environ[\"REDIS_PASSWORD\"]");
    }
    const QString tls = setup.tls ? QStringLiteral(", ssl=True") : QString();
    const QString sentinelTls =
        setup.tls ? QStringLiteral(", sentinel_kwargs={\"ssl\": True}") : QString();
    return QStringLiteral("from redis.sentinel import Sentinel\n\n"
                          "sentinel = Sentinel([%1], socket_timeout=1%2)\n"
                          "client = sentinel.master_for(%3%4%5)\n")
        .arg(sentinels, sentinelTls, quoted(setup.group), options, tls);
}

QString jedis(const ClientSetup& setup) {
    const QString sentinels = listed(setup, [](const redis::Address& each) {
        return QStringLiteral("new HostAndPort(%1, %2)")
            .arg(quoted(each.host), QString::number(each.port));
    });
    QString server;
    if (!setup.user.isEmpty()) {
        server += QStringLiteral(".user(%1)").arg(quoted(setup.user));
    }
    if (setup.login) {
        server += QStringLiteral(".password(System.getenv(\"REDIS_PASSWORD\"))");
    }
    const QString tls = setup.tls ? QStringLiteral(".ssl(true)") : QString();
    return QStringLiteral("Set<HostAndPort> sentinels = Set.of(%1);\n"
                          "JedisSentineled client = new JedisSentineled(%2,\n"
                          "    DefaultJedisClientConfig.builder()%3%4.build(), sentinels,\n"
                          "    DefaultJedisClientConfig.builder()%4.build());\n")
        .arg(sentinels, quoted(setup.group), server, tls);
}

QString lettuce(const ClientSetup& setup) {
    QString text = QStringLiteral("RedisURI uri = RedisURI.builder()\n");
    text += listed(
        setup,
        [](const redis::Address& each) {
            return QStringLiteral("    .withSentinel(%1, %2)")
                .arg(quoted(each.host), QString::number(each.port));
        },
        QStringLiteral("\n"));
    text += QStringLiteral("\n    .withSentinelMasterId(%1)\n").arg(quoted(setup.group));
    if (setup.login) {
        const QString user = setup.user.isEmpty() ? QStringLiteral("default") : setup.user;
        text += QStringLiteral("    .withAuthentication(%1, System.getenv(\"REDIS_PASSWORD\"))\n")
                    .arg(quoted(user));
    }
    if (setup.tls) {
        text += QStringLiteral("    .withSsl(true)\n");
    }
    return text + QStringLiteral("    .build();\n"
                                 "StatefulRedisMasterReplicaConnection<String, String> client =\n"
                                 "    MasterReplica.connect(RedisClient.create(), "
                                 "StringCodec.UTF8, uri);\n");
}

QString ioredis(const ClientSetup& setup) {
    const QString sentinels = listed(setup, [](const redis::Address& each) {
        return QStringLiteral("{ host: %1, port: %2 }")
            .arg(quoted(each.host), QString::number(each.port));
    });
    QString text = QStringLiteral("const client = new Redis({\n"
                                  "  sentinels: [%1],\n"
                                  "  name: %2,\n")
                       .arg(sentinels, quoted(setup.group));
    if (!setup.user.isEmpty()) {
        text += QStringLiteral("  username: %1,\n").arg(quoted(setup.user));
    }
    if (setup.login) {
        text += QStringLiteral("  password: process.env.REDIS_PASSWORD,\n");
    }
    if (setup.tls) {
        text +=
            QStringLiteral("  tls: {},\n  enableTLSForSentinelMode: true,\n  sentinelTLS: {},\n");
    }
    return text + QStringLiteral("});\n");
}

QString nodeRedis(const ClientSetup& setup) {
    const QString sentinels = listed(setup, [](const redis::Address& each) {
        return QStringLiteral("{ host: %1, port: %2 }")
            .arg(quoted(each.host), QString::number(each.port));
    });
    QStringList node;
    if (!setup.user.isEmpty()) {
        node.append(QStringLiteral("username: %1").arg(quoted(setup.user)));
    }
    if (setup.login) {
        node.append(QStringLiteral("password: process.env.REDIS_PASSWORD"));
    }
    if (setup.tls) {
        node.append(QStringLiteral("socket: { tls: true }"));
    }
    QString text = QStringLiteral("import { createSentinel } from \"redis\";\n\n"
                                  "const client = await createSentinel({\n"
                                  "  name: %1,\n"
                                  "  sentinelRootNodes: [%2],\n")
                       .arg(quoted(setup.group), sentinels);
    if (!node.isEmpty()) {
        text +=
            QStringLiteral("  nodeClientOptions: { %1 },\n").arg(node.join(QStringLiteral(", ")));
    }
    if (setup.tls) {
        text += QStringLiteral("  sentinelClientOptions: { socket: { tls: true } },\n");
    }
    return text + QStringLiteral("}).connect();\n");
}

QString stackExchange(const ClientSetup& setup) {
    QString options = listed(
        setup, [](const redis::Address& each) { return each.toString(); }, QStringLiteral(","));
    options += QStringLiteral(",serviceName=%1").arg(setup.group);
    if (setup.tls) {
        options += QStringLiteral(",ssl=true");
    }
    if (!setup.user.isEmpty()) {
        options += QStringLiteral(",user=%1").arg(setup.user);
    }
    QString text =
        QStringLiteral("var options = ConfigurationOptions.Parse(%1);\n").arg(quoted(options));
    if (setup.login) {
        text += QStringLiteral(
            "options.Password = Environment.GetEnvironmentVariable(\"REDIS_PASSWORD\");\n");
    }
    return text +
           QStringLiteral("var client = await ConnectionMultiplexer.ConnectAsync(options);\n");
}

} // namespace

QList<ClientSnippet> clientSnippets(const ClientSetup& setup) {
    return {
        {QStringLiteral("go-redis"), QStringLiteral("Go"), goRedis(setup)},
        {QStringLiteral("redis-py"), QStringLiteral("Python"), redisPy(setup)},
        {QStringLiteral("Jedis"), QStringLiteral("Java"), jedis(setup)},
        {QStringLiteral("Lettuce"), QStringLiteral("Java"), lettuce(setup)},
        {QStringLiteral("ioredis"), QStringLiteral("JavaScript"), ioredis(setup)},
        {QStringLiteral("node-redis"), QStringLiteral("JavaScript"), nodeRedis(setup)},
        {QStringLiteral("StackExchange.Redis"), QStringLiteral("C#"), stackExchange(setup)},
    };
}

} // namespace ferryman
