// SPDX-License-Identifier: GPL-3.0-or-later
#include "practice/stand_in/target.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace ferryman::stand_in {

namespace {

/// Lines that the private server prints under the same name and with the same meaning.
constexpr std::array sameInRedis{
    "os",
    "blocked_clients",
    "used_memory",
    "used_memory_peak",
    "used_memory_rss",
    "instantaneous_ops_per_sec",
    "total_net_input_bytes",
    "total_net_output_bytes",
    "expired_keys",
    "evicted_keys",
    "keyspace_hits",
    "keyspace_misses",
    "used_cpu_sys",
    "used_cpu_user",
    "used_cpu_sys_main_thread",
    "used_cpu_user_main_thread",
};

QByteArray number(qint64 value) {
    return QByteArray::number(value);
}

QByteArrayList keyspaceLines(const redis::Info& data) {
    QMap<int, redis::KeyspaceLine> databases{{0, {}}};
    for (const redis::KeyspaceLine& line : redis::parseKeyspace(data)) {
        databases.insert(line.database, line);
    }
    QByteArrayList lines;
    for (auto it = databases.cbegin(); it != databases.cend(); ++it) {
        lines.append("db" + number(it.key()) + ":keys=" + number(it->keys) + ",expires=" +
                     number(it->expires) + ",hits=0,misses=0,hit_ratio=0.00,avg_ttl=-1");
    }
    return lines;
}

} // namespace

void Target::info(const QByteArray& section, qint64 clients, Answer answer) {
    ask({{"INFO", "all"}},
        [this, section, clients, answer = std::move(answer)](const QList<redis::Value>& replies) {
            const auto data = redis::Info::parse(replies.first());
            if (!data) {
                answer(bulk({}));
                return;
            }
            learn(*data);
            answer(bulk(infoText(section, liveInfo(*data, clients))));
        });
}

LiveInfo Target::liveInfo(const redis::Info& data, qint64 clients) const {
    LiveInfo live;
    auto& values = live.values;
    for (const char* name : sameInRedis) {
        values.insert(name, data.value(name));
    }
    for (const char* name : {"used_memory", "used_memory_peak", "used_memory_rss"}) {
        values.insert(QByteArray(name) + "_human", humanSize(data.number(name).value_or(0)));
    }
    const qint64 seconds = m_uptime.elapsed() / 1000;
    const qint64 keys = redis::totalKeys(data);
    const QByteArray changes = data.value("rdb_changes_since_last_save");
    const QByteArray maxMemory = m_config.value("maxmemory");
    values.insert({
        {"process_id", number(QCoreApplication::applicationPid())},
        {"tcp_port", number(m_options.port)},
        {"uptime_in_seconds", number(seconds)},
        {"uptime_in_days", number(seconds / 86'400)},
        {"executable", QCoreApplication::applicationFilePath().toUtf8()},
        {"connected_clients", number(clients)},
        {"used_memory_peak_rss", data.value("used_memory_peak")},
        {"maxmemory", maxMemory},
        {"maxmemory_human", humanSize(maxMemory.toLongLong())},
        {"num_entries", number(keys)},
        {"total_connections_received", number(m_connections)},
        {"total_commands_processed", number(m_commandsProcessed)},
        {"keyspace_mutations", changes},
        {"rdb_changes_since_last_success_save", changes},
        {"loading", isLoading() ? "1" : "0"},
    });
    live.added.insert("Server", {"ferryman_stand_in:1"}); // nobody shall take it for a Dragonfly
    live.sections.insert("Replication", replicationLines(data));
    live.sections.insert("Keyspace", keyspaceLines(data));
    live.sections.insert("Commandstats", commandStats(data));
    live.sections.insert("Errorstats", errorStats(data));
    if (!isPrimary()) {
        live.absent = {"replication_streaming_buffer_bytes", "replication_full_sync_buffer_bytes"};
    }
    return live;
}

QByteArrayList Target::replicationLines(const redis::Info& data) const {
    if (isPrimary()) {
        return {"role:master", "connected_slaves:0", "master_replid:" + m_replid};
    }
    const bool linkUp = m_phase != Phase::Connecting;
    const QByteArray replid = m_link.sourceReplid();
    QByteArrayList lines{
        "role:slave",
        "master_host:" + m_source.host.toUtf8(),
        "master_port:" + number(m_source.port),
        linkUp ? "master_link_status:up" : "master_link_status:down",
        "master_last_io_seconds_ago:" + number(m_link.secondsSinceIo()),
        isLoading() ? "master_sync_in_progress:1" : "master_sync_in_progress:0",
        "master_replid:" + (replid.isEmpty() ? m_replid : replid),
    };
    if (m_phase == Phase::Stable) {
        lines.append("slave_repl_offset:" + data.value("slave_repl_offset"));
    }
    return lines << "slave_priority:" + m_config.value("replica_priority") << "slave_read_only:1"
                 << "psync_attempts:0"
                 << "psync_successes:0";
}

QByteArrayList Target::commandStats(const redis::Info& data) const {
    QByteArrayList lines;
    for (const QByteArray& name : data.namesWithPrefix("cmdstat_")) {
        const QByteArray command = name.mid(8).toUpper().split('|').first();
        if (m_commands.knows(command)) {
            const auto pairs = redis::parseInfoPairs(data.value(name));
            lines.append("cmdstat_" + name.mid(8).replace('|', ' ') +
                         ":calls=" + pairs.value("calls") + ",usec=" + pairs.value("usec") +
                         ",usec_per_call=" + pairs.value("usec_per_call"));
        }
    }
    std::ranges::sort(lines);
    QByteArrayList unknown;
    for (auto it = m_unknown.cbegin(); it != m_unknown.cend(); ++it) {
        unknown.append("unknown_" + it.key() + ':' + number(it.value()));
    }
    std::ranges::sort(unknown);
    return lines + unknown;
}

QByteArrayList Target::errorStats(const redis::Info& data) const {
    QByteArrayList lines;
    for (auto it = m_errors.cbegin(); it != m_errors.cend(); ++it) {
        lines.append(it.key() + ':' + number(it.value()));
    }
    const auto readOnly = redis::parseInfoPairs(data.value("errorstat_READONLY"));
    if (!readOnly.isEmpty()) {
        lines.append("-READONLY You can't write against a read only replica.:" +
                     readOnly.value("count"));
    }
    std::ranges::sort(lines);
    return lines;
}

} // namespace ferryman::stand_in
