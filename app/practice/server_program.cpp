// SPDX-License-Identifier: GPL-3.0-or-later
#include "practice/server_program.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QHostAddress>
#include <QRandomGenerator>
#include <QStandardPaths>
#include <QTcpServer>

namespace ferryman {

namespace {

struct Program {
    const char* variable;
    const char* file;
};

Program programOf(ServerKind kind) {
    switch (kind) {
    case ServerKind::Redis:
        return {"FERRYMAN_REDIS_SERVER", "redis-server"};
    case ServerKind::Sentinel:
        return {"FERRYMAN_REDIS_SENTINEL", "redis-sentinel"};
    case ServerKind::Dragonfly:
        return {"FERRYMAN_DRAGONFLY", "dragonfly"};
    case ServerKind::StandIn:
        break;
    }
    return {"FERRYMAN_STAND_IN", "ferryman-stand-in"};
}

/// Beside the running program, where it is installed (libexec), or where a build leaves it.
QString besideThisProgram(const QString& file) {
    QDir folder(QCoreApplication::applicationDirPath());
    const QStringList places{QStringLiteral("."), QStringLiteral("practice"),
                             QStringLiteral("libexec/ferryman"), QStringLiteral("app/practice")};
    for (int level = 0; level < 4; ++level) {
        for (const QString& place : places) {
            const QFileInfo candidate(folder.filePath(place + QLatin1Char('/') + file));
            if (candidate.isFile() && candidate.isExecutable()) {
                return candidate.canonicalFilePath();
            }
        }
        if (!folder.cdUp()) {
            break;
        }
    }
    return {};
}

QByteArray joined(const QByteArrayList& lines) {
    return lines.isEmpty() ? QByteArray() : lines.join('\n') + '\n';
}

/// The lines of a config file as the program's arguments.
QStringList asArguments(const QByteArray& config) {
    QStringList arguments;
    for (const QByteArray& line : config.split('\n')) {
        const auto space = line.indexOf(' ');
        if (space > 0) {
            arguments << QStringLiteral("--") + QString::fromUtf8(line.left(space))
                      << QString::fromUtf8(line.mid(space + 1)).remove(QLatin1Char('"'));
        }
    }
    return arguments;
}

} // namespace

Result<QString> findServerProgram(ServerKind kind) {
    const auto [variable, file] = programOf(kind);
    const QString named = qEnvironmentVariable(variable);
    if (!named.isEmpty()) {
        const QFileInfo given(named);
        if (given.isFile() && given.isExecutable()) {
            return given.absoluteFilePath();
        }
        return failure(ErrorKind::InvalidInput,
                       {QT_TRANSLATE_NOOP("core", "%1 names no program that can be run: correct or "
                                                  "remove this environment variable."),
                        {QString::fromLatin1(variable)}},
                       {}, named);
    }
    const QString name = QLatin1String(file);
    QString found = kind == ServerKind::StandIn ? besideThisProgram(name) : QString();
    if (found.isEmpty()) {
        found = QStandardPaths::findExecutable(name);
    }
    if (found.isEmpty()) {
        return failure(ErrorKind::InvalidInput,
                       {QT_TRANSLATE_NOOP("core", "%1 was not found: install it, or name its path "
                                                  "in the environment variable %2."),
                        {name, QString::fromLatin1(variable)}});
    }
    return found;
}

Result<quint16> freePort() {
    constexpr quint16 lowest = 20'000;
    constexpr quint16 highest = 32'000; // Linux gives 32768 and above to outgoing connections
    for (int attempt = 0; attempt < 200; ++attempt) {
        const auto port =
            static_cast<quint16>(QRandomGenerator::system()->bounded(int{lowest}, int{highest}));
        QTcpServer probe;
        if (probe.listen(QHostAddress::LocalHost, port)) {
            return port;
        }
    }
    return failure(
        ErrorKind::Unreachable,
        {QT_TRANSLATE_NOOP("core", "No free port was found on 127.0.0.1 between %1 and %2."),
         {QString::number(lowest), QString::number(highest)}});
}

ServerCommandLine serverCommandLine(const ServerOptions& options, quint16 port,
                                    const QString& folder, const QString& configFile) {
    const QByteArray number = QByteArray::number(port);
    const QByteArray network = "bind 127.0.0.1\nport " + number + "\ndir \"" + folder.toUtf8() +
                               "\"\ndaemonize no\nlogfile \"\"\n";
    switch (options.kind) {
    case ServerKind::Redis: {
        // Without delay: a full sync starts as soon as it is asked for.
        const QByteArray config = network +
                                  "save \"\"\nappendonly no\nrepl-diskless-sync-delay 0\n" +
                                  joined(options.config);
        if (!options.configFile) {
            return {asArguments(config) + options.arguments, {}};
        }
        return {QStringList{configFile} + options.arguments, config};
    }
    case ServerKind::Sentinel:
        return {QStringList{configFile} + options.arguments, network + joined(options.config)};
    case ServerKind::Dragonfly:
        return {QStringList{QStringLiteral("--bind=127.0.0.1"),
                            QStringLiteral("--port=%1").arg(port),
                            QStringLiteral("--dir=%1").arg(folder), QStringLiteral("--dbfilename="),
                            QStringLiteral("--proactor_threads=1"),
                            QStringLiteral("--maxmemory=512mb"), QStringLiteral("--logtostderr")} +
                    options.arguments,
                {}};
    case ServerKind::StandIn:
        break;
    }
    return {
        QStringList{QStringLiteral("--port=%1").arg(port), QStringLiteral("--dir=%1").arg(folder)} +
            options.arguments,
        {}};
}

} // namespace ferryman
