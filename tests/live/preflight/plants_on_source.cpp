// SPDX-License-Identifier: GPL-3.0-or-later
#include "plant.h"
#include "redis/info.h"

#include <QDir>
#include <QElapsedTimer>

namespace ferryman::test {

namespace {

Act guest(const QByteArray& line, const QByteArray& heard) {
    return [=](Scene& scene) {
        return scene.invite(scene.addresses().source, line, "127.0.0.1",
                            [&scene, heard] { return scene.sourceSays(heard); });
    };
}
Act leaves(const QByteArray& heard) {
    return [=](Scene& scene) {
        scene.guests.clear();
        return QTest::qWaitFor([&] { return scene.sourceSays(heard); }, 5000);
    };
}

const Act forgetCounts = onSource({"CONFIG", "RESETSTAT"});

bool isSaved(Scene& scene, const QByteArray& status) {
    return scene.source({"BGSAVE"}) &&
           QTest::qWaitFor([&] { return scene.sourceSays("rdb_last_bgsave_status:" + status); },
                           5000);
}

/// Where the source's snapshot is to go.
QDir snapshotPlace(Scene& scene) {
    const auto dir = scene.practice.ask(scene.addresses().source, {"CONFIG", "GET", "dir"});
    const QString folder = QString::fromUtf8(dir->items().at(1).bytes());
    return QDir(folder + QStringLiteral("/dump.rdb"));
}

/// What the source says of itself in other words, as a version that is not here would.
Act sourceTells(const QByteArray& command, const RewritingProxy::Rewrite& rewrite) {
    return [=](Scene& scene) {
        scene.sourceProxy.reword(command, rewrite);
        return true;
    };
}
bool sourceTellsTheTruth(Scene& scene) {
    scene.sourceProxy.reword();
    return true;
}

constexpr double busyKilobytes = 24 * 1024; // a second; above what replication surely follows
constexpr double writtenPerMs = 40 * 1024;  // bytes; of a rate that is high, not excessive
constexpr double quietKilobytes = 1024;

double inputKilobytes(Scene& scene) {
    const auto reply = scene.practice.ask(scene.addresses().source, {"INFO", "stats"});
    const auto info =
        reply.and_then([](const redis::Value& value) { return redis::Info::parse(value); });
    return info ? info->value("instantaneous_input_kbps").toDouble() : 0;
}

/// A client that writes one large value again and again.
bool writesMuch(Scene& scene) {
    const QByteArray write =
        "*3\r\n$3\r\nSET\r\n$10\r\nplant:load\r\n$524288\r\n" + QByteArray(524'288, 'x') + "\r\n";
    auto writer = std::make_unique<QTcpSocket>();
    QTcpSocket* socket = writer.get();
    auto* pace = new QTimer(socket);
    auto since = std::make_shared<QElapsedTimer>();
    auto sent = std::make_shared<double>(0);
    since->start();
    QObject::connect(socket, &QTcpSocket::readyRead, socket, [socket] { socket->readAll(); });
    QObject::connect(socket, &QTcpSocket::connected, pace, [pace] { pace->start(10); });
    QObject::connect(pace, &QTimer::timeout, socket, [=] {
        while (*sent < static_cast<double>(since->elapsed()) * writtenPerMs &&
               socket->bytesToWrite() < 4 * write.size()) {
            socket->write(write);
            *sent += static_cast<double>(write.size());
        }
    });
    socket->connectToHost(scene.addresses().source.host, scene.addresses().source.port);
    scene.guests.push_back(std::move(writer));
    return QTest::qWaitFor([&] { return inputKilobytes(scene) > busyKilobytes; }, 10'000);
}

bool writesNoMore(Scene& scene) {
    scene.guests.clear();
    return scene.source({"DEL", "plant:load"}) &&
           QTest::qWaitFor([&] { return inputKilobytes(scene) < quietKilobytes; }, 10'000);
}

} // namespace

QList<Plant> plantsOnSource() {
    constexpr auto block = Severity::Blocker;
    constexpr auto warn = Severity::Warning;
    constexpr auto note = Severity::Note;
    return {
        {"source.functions", "a library", block,
         onSource({"FUNCTION", "LOAD",
                   "#!lua name=plant\nredis.register_function('f', function() return 1 end)"}),
         onSource({"FUNCTION", "DELETE", "plant"})},
        {"source.long-ttl", "13 years", warn,
         onSource({"SET", "plant:long", "x", "PX", "410000000000"}),
         onSource({"DEL", "plant:long"})},
        {"source.commands", "SWAPDB, twice", warn,
         both(onSource({"SWAPDB", "1", "2"}), onSource({"SWAPDB", "1", "2"})), forgetCounts},
        {"source.commands", "LCS", warn, onSource({"LCS", "a", "b"}), forgetCounts},
        {"source.commands.lua", "a script", warn, onSource({"EVAL", "return 1", "0"}),
         forgetCounts},
        {"source.commands.notifications", "of everything", warn,
         onSource({"CONFIG", "SET", "notify-keyspace-events", "KEA"}),
         onSource({"CONFIG", "SET", "notify-keyspace-events", ""})},
        {"source.commands.tracking", "a client", warn,
         guest("HELLO 3\r\nCLIENT TRACKING ON", "tracking_clients:1"),
         leaves("tracking_clients:0")},
        {"source.commands.blocking", "a client", note,
         guest("BLPOP plant:no 0", "blocked_clients:1"),
         both(leaves("blocked_clients:0"), forgetCounts)},
        {"source.commands.pubsub", "a channel", note, guest("SUBSCRIBE plant", "pubsub_channels:2"),
         leaves("pubsub_channels:1")},
        {"source.fork-memory", "a snapshot that fails", warn,
         [](Scene& scene) { // a folder stands in its way
             return snapshotPlace(scene).mkpath(QStringLiteral("full")) && isSaved(scene, "err");
         },
         [](Scene& scene) {
             return snapshotPlace(scene).removeRecursively() && isSaved(scene, "ok");
         }},
        {"source.output-buffer",
         "one megabyte",
         warn,
         onSource({"CONFIG", "SET", "client-output-buffer-limit", "slave 1048576 1048576 5"}),
         {},
         true},
        {"source.sync-cost",
         "repl-timeout 12",
         warn,
         onSource({"CONFIG", "SET", "repl-timeout", "12"}),
         {},
         true},
        {"clients.follow-sentinel", "a stranger", warn,
         [](Scene& scene) {
             const auto isListed = [&scene] {
                 const auto list = scene.practice.ask(scene.addresses().source, {"CLIENT", "LIST"});
                 return list && list->bytes().contains("name=stranger");
             };
             // In protected mode only 127.0.0.1 may come.
             return scene.source({"CONFIG", "SET", "protected-mode", "no"}) &&
                    scene.invite(scene.addresses().source, "CLIENT SETNAME stranger", "127.0.0.2",
                                 isListed) &&
                    scene.source({"CONFIG", "SET", "protected-mode", "yes"});
         },
         [](Scene& scene) { // its machine asks a Sentinel from now on
             const redis::Address sentinel = scene.addresses().sentinels.last();
             return scene.invite(sentinel, "PING", "127.0.0.2", [&scene, sentinel] {
                 const auto list = scene.practice.ask(sentinel, {"CLIENT", "LIST"});
                 return list && list->bytes().contains("addr=127.0.0.2:");
             });
         }},
        {"source.version", "a Redis of tomorrow", block,
         sourceTells("INFO", infoLine("redis_version", "8.6.0")), sourceTellsTheTruth},
        {"source.version", "older than 6.2", note,
         sourceTells("INFO", infoLine("redis_version", "6.0.20")), sourceTellsTheTruth},
        {"source.hash-field-ttl", "three hashes", block,
         sourceTells("INFO", infoLineWith("db0", ",subexpiry=3")), sourceTellsTheTruth},
        {"source.write-rate", "40 MB a second", note, writesMuch, writesNoMore},
    };
}

} // namespace ferryman::test
