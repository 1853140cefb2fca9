// SPDX-License-Identifier: GPL-3.0-or-later
#include "practice/server_process.h"

#include "base/clock.h"
#include "base/printable.h"
#include "practice/server_program.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTimer>

#include <csignal>
#include <optional>

#ifdef Q_OS_LINUX
#include <sys/prctl.h>
#endif
#include <unistd.h>

namespace ferryman {

namespace {

constexpr milliseconds startDeadline{10'000};
constexpr milliseconds probePause{10};
constexpr int portAttempts = 5;
constexpr int endPatienceMs = 2'000;

/// A group of its own, so that one signal reaches what the server starts too, and a terminal's
/// Ctrl+C reaches none of them before their owner has ended them in order.
void prepareChild(QProcess& process) {
    const pid_t parent = getpid();
    process.setChildProcessModifier([parent] {
        setpgid(0, 0);
#ifdef Q_OS_LINUX
        prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
        if (getppid() != parent) {
            _exit(1); // the parent died before the line above
        }
    });
}

/// "process_id:4711" in INFO server, which Redis, Sentinel, Dragonfly and the stand-in all print.
bool answersAs(qint64 pid, const QByteArray& reply) {
    return reply.contains("\nprocess_id:" + QByteArray::number(pid) + '\r') ||
           reply.startsWith("-NOAUTH") || reply.startsWith("-LOADING");
}

} // namespace

class ServerProcess::Private {
public:
    Private(ServerOptions given, ServerProcess* server)
        : q(server)
        , options(std::move(given)) {}

    void begin();
    void launch();
    void probe();
    void finish(Result<Done> result);
    void onEnded();
    void signal(int number) const;
    Result<Done> prepareFiles();
    Error startFailure(ErrorKind kind, Message message) const;

    ServerProcess* q;
    ServerOptions options;
    std::optional<QTemporaryDir> ownFolder;
    redis::Address address;
    QString program;
    QString configFile;
    QString logFile;
    std::unique_ptr<QProcess> process;
    std::unique_ptr<QTcpSocket> socket;
    QTimer probeTimer;
    QDeadlineTimer deadline;
    std::optional<Promise<Done>> starting;
    int attempts = 0;
    bool portProven = false; ///< It has answered on it once, so a later start keeps it.
};

Error ServerProcess::Private::startFailure(ErrorKind kind, Message message) const {
    return {kind, std::move(message), options.name, q->logTail()};
}

Result<Done> ServerProcess::Private::prepareFiles() {
    if (options.folder.isEmpty() && !ownFolder) {
        ownFolder.emplace();
        options.folder = ownFolder->path();
    }
    const QString home = options.folder + QLatin1Char('/') + options.name;
    configFile = home + QStringLiteral(".conf");
    logFile = home + QStringLiteral(".log");
    const ServerCommandLine line = serverCommandLine(options, address.port, home, configFile);
    QFile file(configFile);
    const bool written =
        QDir().mkpath(home) &&
        (line.config.isEmpty() || (file.open(QIODevice::WriteOnly | QIODevice::Truncate) &&
                                   file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) &&
                                   file.write(line.config) == line.config.size()));
    if (!written) {
        return failure(
            ErrorKind::Storage,
            {QT_TRANSLATE_NOOP("core", "The files of a local server cannot be written to %1."),
             {options.folder}},
            options.name);
    }
    return Done{};
}

void ServerProcess::Private::begin() {
    if (program.isEmpty()) {
        const auto found =
            options.program.isEmpty() ? findServerProgram(options.kind) : options.program;
        if (!found) {
            finish(tl::make_unexpected(found.error()));
            return;
        }
        program = *found;
    }
    if (!portProven) {
        ++attempts;
        const auto port = freePort();
        if (!port) {
            finish(tl::make_unexpected(port.error()));
            return;
        }
        address = {QStringLiteral("127.0.0.1"), *port};
        if (const auto prepared = prepareFiles(); !prepared) {
            finish(prepared);
            return;
        }
    }
    launch();
}

void ServerProcess::Private::launch() {
    if (process) {
        process.release()->deleteLater(); // its own signal may have led here
    }
    process = std::make_unique<QProcess>();
    prepareChild(*process);
    process->setProcessChannelMode(QProcess::MergedChannels);
    process->setStandardInputFile(QProcess::nullDevice());
    process->setStandardOutputFile(logFile, QIODevice::Append);
    process->setWorkingDirectory(options.folder + QLatin1Char('/') + options.name);
    connect(process.get(), &QProcess::finished, q, [this] { onEnded(); });
    connect(process.get(), &QProcess::errorOccurred, q, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart) {
            finish(tl::make_unexpected(startFailure(
                ErrorKind::InvalidInput, {QT_TRANSLATE_NOOP("core", "%1 could not be run: %2"),
                                          {program, process->errorString()}})));
        }
    });
    const QString home = options.folder + QLatin1Char('/') + options.name;
    process->start(program, serverCommandLine(options, address.port, home, configFile).arguments);
    probeTimer.start();
}

void ServerProcess::Private::probe() {
    if (deadline.hasExpired()) {
        q->kill();
        finish(tl::make_unexpected(startFailure(
            ErrorKind::Timeout,
            {QT_TRANSLATE_NOOP("core", "The local server %1 did not answer within %2 s."),
             {options.name, QString::number(startDeadline.count() / 1000)}})));
        return;
    }
    socket = std::make_unique<QTcpSocket>();
    connect(socket.get(), &QTcpSocket::connected, q, [this] { socket->write("INFO server\r\n"); });
    connect(socket.get(), &QTcpSocket::readyRead, q, [this, reply = QByteArray()]() mutable {
        reply += socket->readAll();
        if (answersAs(q->pid(), reply)) {
            portProven = true;
            finish(Done{});
        }
    });
    connect(socket.get(), &QTcpSocket::errorOccurred, q, [this] {
        if (starting) {
            probeTimer.start();
        }
    });
    socket->connectToHost(address.host, address.port);
}

void ServerProcess::Private::finish(Result<Done> result) {
    probeTimer.stop();
    if (socket) {
        socket->disconnect(q);
        socket.release()->deleteLater(); // it may be the one that called
    }
    if (auto promise = std::exchange(starting, {})) {
        promise->complete(std::move(result));
    }
}

void ServerProcess::Private::onEnded() {
    if (starting && !portProven && attempts < portAttempts &&
        q->logTail().contains(QLatin1String("already in use"), Qt::CaseInsensitive)) {
        begin(); // somebody took the port between its choice and its use
        return;
    }
    if (starting) {
        finish(tl::make_unexpected(startFailure(
            ErrorKind::Unreachable,
            {QT_TRANSLATE_NOOP("core", "The local server %1 ended before it was ready."),
             {options.name}})));
    }
    emit q->ended();
}

void ServerProcess::Private::signal(int number) const {
    const auto pid = static_cast<pid_t>(q->pid());
    if (pid > 0 && ::kill(-pid, number) != 0) {
        ::kill(pid, number); // it is so young that it has no group yet
    }
}

ServerProcess::ServerProcess(ServerOptions options, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(std::move(options), this)) {
    d->probeTimer.setSingleShot(true);
    d->probeTimer.setInterval(probePause);
    connect(&d->probeTimer, &QTimer::timeout, this, [this] { d->probe(); });
}

ServerProcess::~ServerProcess() {
    kill();
}

Future<Done> ServerProcess::start() {
    if (d->starting) {
        return d->starting->future();
    }
    if (isRunning()) {
        return ready<Done>(Done{});
    }
    d->starting.emplace();
    d->attempts = 0;
    d->deadline.setRemainingTime(startDeadline);
    const auto future = d->starting->future();
    d->begin();
    return future;
}

void ServerProcess::stop() {
    if (isRunning()) {
        thaw(); // a frozen process hears no SIGTERM
        ::kill(static_cast<pid_t>(pid()), SIGTERM);
        if (!d->process->waitForFinished(endPatienceMs)) {
            kill();
        }
    }
}

void ServerProcess::kill() {
    if (isRunning()) {
        d->signal(SIGKILL);
        d->process->waitForFinished(endPatienceMs);
    }
}

void ServerProcess::freeze() {
    d->signal(SIGSTOP);
}

void ServerProcess::thaw() {
    d->signal(SIGCONT);
}

bool ServerProcess::isRunning() const {
    return d->process && d->process->state() != QProcess::NotRunning;
}

qint64 ServerProcess::pid() const {
    return d->process ? d->process->processId() : 0;
}

const redis::Address& ServerProcess::address() const {
    return d->address;
}

const QString& ServerProcess::name() const {
    return d->options.name;
}

QString ServerProcess::configFile() const {
    return d->configFile;
}

QString ServerProcess::logTail() const {
    constexpr qint64 tail = 600;
    QFile file(d->logFile);
    if (d->logFile.isEmpty() || !file.open(QIODevice::ReadOnly)) {
        return {};
    }
    file.seek(qMax(qint64{0}, file.size() - tail));
    return printable(file.readAll().replace('\n', ' ').trimmed(), tail);
}

} // namespace ferryman
