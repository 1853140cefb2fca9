// SPDX-License-Identifier: GPL-3.0-or-later
#include "topology/sentinel_setup.h"

#include <QHostAddress>
#include <QRegularExpression>

namespace ferryman {

namespace {

using redis::Command;

QByteArray number(qint64 value) {
    return QByteArray::number(value);
}

QByteArray portLines(const SentinelSetup& setup, const redis::Address& own) {
    if (!setup.source.tls) {
        return "port " + number(own.port) + '\n';
    }
    return "# Sentinel speaks TLS to all servers or to none, Dragonfly included.\n"
           "port 0\n"
           "tls-port " +
           number(own.port) +
           "\n"
           "tls-replication yes\n"
           "# Put your own files here:\n"
           "# tls-cert-file /etc/redis/tls/sentinel.crt\n"
           "# tls-key-file /etc/redis/tls/sentinel.key\n"
           "# tls-ca-cert-file /etc/redis/tls/ca.crt\n";
}

QByteArray loginLines(const SentinelSetup& setup) {
    const QByteArray group = setup.group.toUtf8();
    if (!setup.sourceWantsLogin && setup.source.user.isEmpty()) {
        return "# The source wants no password. If it ever does, add here:\n"
               "# sentinel auth-pass " +
               group + " <password>\n";
    }
    QByteArray lines = "# The source wants a login. Put its password in by hand, and let nobody "
                       "else read this file.\n"
                       "# A Sentinel has one password for both servers: Dragonfly must take the "
                       "same one.\n";
    if (!setup.source.user.isEmpty()) {
        lines += "sentinel auth-user " + group + ' ' + setup.source.user.toUtf8() + '\n';
    }
    return lines + "# sentinel auth-pass " + group + " <password>\n";
}

} // namespace

Result<Done> judgeSetup(const SentinelSetup& setup, qsizetype sentinels) {
    static const QRegularExpression name(QStringLiteral("\\A[A-Za-z0-9._-]{1,100}\\z"));
    if (!name.match(setup.group).hasMatch()) {
        return failure(ErrorKind::InvalidInput,
                       {QT_TRANSLATE_NOOP("core", "The group's name must be letters, digits, dots "
                                                  "and dashes: it stands in config files.")});
    }
    const QHostAddress host(setup.source.address.host);
    if (host.isNull() || setup.source.address.port == 0) {
        return failure(
            ErrorKind::InvalidInput,
            {QT_TRANSLATE_NOOP("core", "Give the source by its IP address: Sentinel hands it to "
                                       "clients and to Dragonfly as it stands here.")});
    }
    if (sentinels < 1 || setup.quorum < 1 || setup.quorum > sentinels) {
        return failure(
            ErrorKind::InvalidInput,
            {QT_TRANSLATE_NOOP("core", "A quorum of %1 needs at least as many Sentinels; "
                                       "given: %2."),
             {QString::number(setup.quorum), QString::number(sentinels)}});
    }
    return Done{};
}

QByteArray sentinelConf(const SentinelSetup& setup, const redis::Address& own,
                        qsizetype sentinels) {
    const QByteArray group = setup.group.toUtf8();
    const redis::Address& source = setup.source.address;
    return "# sentinel.conf of " + own.toString().toUtf8() + ", one of " + number(sentinels) +
           ".\n"
           "# Sentinel rewrites this file: it must be able to write it and its folder.\n"
           "# Start it with: redis-sentinel /etc/redis/sentinel.conf\n"
           "\n" +
           portLines(setup, own) +
           "dir /tmp\n"
           "# Under this address the other Sentinels and the clients find it.\n"
           "sentinel announce-ip " +
           own.host.toUtf8() + "\nsentinel announce-port " + number(own.port) +
           "\n"
           "\n"
           "# The primary that is watched. " +
           number(setup.quorum) + " of " + number(sentinels) +
           " must hold it for down before one of them fails over.\n"
           "sentinel monitor " +
           group + ' ' + source.host.toUtf8() + ' ' + number(source.port) + ' ' +
           number(setup.quorum) + '\n' + loginLines(setup) +
           "\n"
           "# Milliseconds without an answer until a Sentinel holds the primary for down. It must "
           "be longer\n"
           "# than a switch may freeze the writes.\n"
           "sentinel down-after-milliseconds " +
           group + ' ' + number(setup.downAfterMs) +
           "\n"
           "# Milliseconds after which a failover that does not end is given up.\n"
           "sentinel failover-timeout " +
           group + ' ' + number(setup.failoverTimeoutMs) + "\nsentinel parallel-syncs " + group +
           " 1\n";
}

QList<Command> registerCommands(const SentinelSetup& setup, const Secret& password, bool watched) {
    const QByteArray group = setup.group.toUtf8();
    QList<Command> commands;
    if (!watched) {
        commands.append(Command{"SENTINEL", "MONITOR", group, setup.source.address.host.toUtf8(),
                                number(setup.source.address.port), number(setup.quorum)}
                            .changes());
    }
    if (!setup.source.user.isEmpty()) {
        commands.append(
            Command{"SENTINEL", "SET", group, "auth-user", setup.source.user.toUtf8()}.changes());
    }
    if (!password.isEmpty()) {
        commands.append(
            Command{"SENTINEL", "SET", group, "auth-pass", password.reveal()}.changes().blotting(
                4));
    }
    const std::pair<const char*, qint64> settings[] = {
        {"down-after-milliseconds", setup.downAfterMs},
        {"failover-timeout", setup.failoverTimeoutMs}};
    for (const auto& [setting, value] : settings) {
        commands.append(Command{"SENTINEL", "SET", group, setting, number(value)}.changes());
    }
    return commands;
}

Command unregisterCommand(const SentinelSetup& setup) {
    return Command{"SENTINEL", "REMOVE", setup.group.toUtf8()}.changes();
}

} // namespace ferryman
