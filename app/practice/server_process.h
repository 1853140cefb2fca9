// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/future.h"
#include "redis/endpoint.h"

#include <QByteArrayList>
#include <QObject>
#include <QStringList>

#include <memory>

namespace ferryman {

enum class ServerKind { Redis, Sentinel, Dragonfly, StandIn };

/// What one local server is started with.
struct ServerOptions {
    ServerKind kind = ServerKind::Redis;
    QString name = QStringLiteral(
        "server"); ///< Of its files: "source" gives source.conf, source.log and source/.
    QByteArrayList
        config; ///< Further lines of a Redis' or Sentinel's config file; the place for passwords.
    bool configFile = true; ///< Of a Redis: without one, CONFIG REWRITE is refused, and `config`
                            ///< goes onto the command line, so that no password may be in it.
    QStringList arguments;  ///< Further arguments of the program.
    QString program;        ///< Path; empty: see findServerProgram().
    QString folder;         ///< Where its files go; empty: a temporary folder of its own.
};

/// The program that serves a kind: FERRYMAN_REDIS_SERVER, FERRYMAN_REDIS_SENTINEL,
/// FERRYMAN_DRAGONFLY or FERRYMAN_STAND_IN where set, else `redis-server`, `redis-sentinel`,
/// `dragonfly` in PATH; the stand-in is looked for beside the running program. A variable that
/// names no program is an error, not a reason to look elsewhere.
[[nodiscard]] Result<QString> findServerProgram(ServerKind kind);

/// A port of 127.0.0.1 that nobody listens on, below the range from which the system gives ports to
/// outgoing connections: otherwise one that reconnects to a dead server again and again ends up
/// connected to itself.
[[nodiscard]] Result<quint16> freePort();

/// One real server on a free port of 127.0.0.1. It has ended when its destructor returns, and the
/// system ends it when the thread that started it dies first (Linux), so that a killed console
/// leaves nothing behind.
class ServerProcess : public QObject {
    Q_OBJECT
public:
    explicit ServerProcess(ServerOptions options, QObject* parent = nullptr);
    ~ServerProcess() override;

    /// Done when the server itself answers on its port (LOADING and NOAUTH are answers). After an
    /// end it starts again with the same port, and with its config file as the server left it.
    [[nodiscard]] Future<Done> start();

    void stop();   ///< SIGTERM, and SIGKILL after two seconds; it has ended when this returns.
    void kill();   ///< SIGKILL to it and to whatever it started; it has ended when this returns.
    void freeze(); ///< SIGSTOP.
    void thaw();   ///< SIGCONT.

    [[nodiscard]] bool isRunning() const;                ///< A frozen one runs too.
    [[nodiscard]] qint64 pid() const;                    ///< 0 where none runs.
    [[nodiscard]] const redis::Address& address() const; ///< Null before the first start().
    [[nodiscard]] const QString& name() const;
    [[nodiscard]] QString configFile() const;
    [[nodiscard]] QString
    logTail() const; ///< The last lines of what it logged, printable and bounded.

signals:
    void ended(); ///< For whatever reason.

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace ferryman
