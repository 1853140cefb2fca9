// SPDX-License-Identifier: GPL-3.0-or-later
#include "recording_match.h"

#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace ferryman::test {

namespace {

/// Values that are different on each machine, and stay text.
const QSet<QByteArray> machineFields{"os", "executable"};

/// Lines that Dragonfly prints for the types it holds at the moment.
bool comesAndGoes(const QByteArray& line) {
    return line.startsWith("type_used_memory_") || line.startsWith("cmdstat_") ||
           line.startsWith("unknown_") || line.startsWith("ferryman_stand_in:");
}

QByteArray replaced(QByteArray text, const QString& pattern, const char* with) {
    return QString::fromLatin1(text)
        .replace(QRegularExpression(pattern), QLatin1String(with))
        .toLatin1();
}

/// A text with its live parts replaced by what they are.
QByteArray shape(QByteArray text) {
    text = replaced(text, QStringLiteral("\r\ndir\r\n[^\r]+\r\n[^\r]+"), "\r\n<folder>");
    text = replaced(text, QStringLiteral("\\b[0-9a-f]{40}\\b"), "<id>");
    text = replaced(text, QStringLiteral("127\\.0\\.0\\.1:\\d+"), "<address>");
    text = replaced(text, QStringLiteral("\\b\\d+(\\.\\d+)?([KMGT]iB|B)\\b"), "<size>");
    return replaced(text, QStringLiteral("-?\\b\\d+(\\.\\d+)?\\b"), "<number>");
}

/// Figures that say what state the server is in: they are compared as they are.
bool saysTheState(const QByteArray& name) {
    static const QSet<QByteArray> names{
        "redis_version",   "dragonfly_version", "arch_bits",        "hz",
        "max_clients",     "loading",           "connected_slaves", "master_sync_in_progress",
        "slave_read_only", "psync_attempts",    "psync_successes",  "cluster_enabled",
        "slave_priority",
    };
    return names.contains(name);
}

QByteArrayList infoLines(const QByteArray& text) {
    QByteArrayList lines;
    bool counters = false;
    for (const QByteArray& raw : text.split('\n')) {
        const QByteArray line = raw.trimmed();
        if (line.startsWith('#')) {
            // what was asked and what went wrong so far, and the databases in use
            counters = line == "# Errorstats" || line == "# Keyspace";
        }
        const bool kept = line.startsWith('#') || (!counters && !comesAndGoes(line));
        if (!line.isEmpty() && kept) {
            lines.append(line);
        }
    }
    return lines;
}

QByteArray normalInfoLine(const QByteArray& line) {
    const QByteArray name = line.left(line.indexOf(':'));
    if (line.startsWith('#') || saysTheState(name)) {
        return line;
    }
    return machineFields.contains(name) ? name : shape(line);
}

QString compareLines(const QByteArrayList& recorded, const QByteArrayList& reply) {
    for (qsizetype i = 0; i < std::max(recorded.size(), reply.size()); ++i) {
        if (recorded.value(i) != reply.value(i)) {
            return QStringLiteral("\"%1\" where \"%2\" is recorded")
                .arg(QString::fromLatin1(reply.value(i)), QString::fromLatin1(recorded.value(i)));
        }
    }
    return {};
}

QByteArrayList normalised(QByteArrayList lines) {
    std::ranges::transform(lines, lines.begin(), normalInfoLine);
    return lines;
}

} // namespace

QString difference(const QByteArray& recorded, const QByteArray& reply) {
    if (recorded.startsWith('-') || recorded.startsWith('+')) {
        return compareLines({recorded.trimmed()}, {reply.trimmed()});
    }
    if (recorded.contains("\r\n# ")) {
        return compareLines(normalised(infoLines(recorded)), normalised(infoLines(reply)));
    }
    return compareLines(shape(recorded).split('\n'), shape(reply).split('\n'));
}

} // namespace ferryman::test
