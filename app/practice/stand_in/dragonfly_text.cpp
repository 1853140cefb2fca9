// SPDX-License-Identifier: GPL-3.0-or-later
#include "practice/stand_in/dragonfly_text.h"

#include "practice/stand_in/frames.h"
#include "redis/codec.h"

#include <QFile>
#include <QRegularExpression>

#include <array>
#include <tuple>

namespace ferryman::stand_in {

namespace {

QByteArray recorded(const char* name) {
    QFile file(QStringLiteral(":/dragonfly/") + QLatin1String(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

redis::Value decoded(const QByteArray& reply) {
    redis::ReplyDecoder decoder;
    decoder.feed(reply);
    redis::Value value;
    if (const auto next = decoder.next(); next && next->has_value()) {
        value = next->value();
    }
    return value;
}

QByteArray normalName(const QByteArray& name) {
    return name.toLower().replace('-', '_');
}

QByteArray encoded(const redis::Value& value) {
    switch (value.type()) {
    case redis::Value::Type::Status:
        return status(value.bytes());
    case redis::Value::Type::Integer:
        return integer(value.number());
    case redis::Value::Type::Array: {
        QByteArrayList items;
        for (const redis::Value& item : value.items()) {
            items.append(encoded(item));
        }
        return arrayOf(items);
    }
    default:
        return bulk(value.bytes());
    }
}

struct Section {
    QByteArray name;
    QByteArrayList lines;
};

const QList<Section>& recordedSections() {
    static const QList<Section> sections = [] {
        QList<Section> read;
        for (const QByteArray& raw : recorded("info.txt").split('\n')) {
            const QByteArray line = raw.trimmed();
            if (line.startsWith("# ")) {
                read.append({line.mid(2), {}});
            } else if (!line.isEmpty() && !read.isEmpty()) {
                read.last().lines.append(line);
            }
        }
        return read;
    }();
    return sections;
}

bool isDefaultSection(const QByteArray& name) {
    static const QSet<QByteArray> names{"Server",  "Clients",  "Memory", "Stats",   "Replication",
                                        "Modules", "Keyspace", "Cpu",    "Cluster", "Latencystats"};
    return names.contains(name);
}

QByteArray sectionText(const Section& section, const LiveInfo& live) {
    QByteArray text = "# " + section.name + "\r\n";
    const bool whole = live.sections.contains(section.name);
    for (const QByteArray& line : whole ? live.sections.value(section.name) : section.lines) {
        const QByteArray name = line.left(line.indexOf(':'));
        if (live.absent.contains(name)) {
            continue;
        }
        const auto value = live.values.constFind(name);
        text += !whole && value != live.values.cend() ? name + ':' + *value : line;
        text += "\r\n";
    }
    for (const QByteArray& line : live.added.value(section.name)) {
        text += line + "\r\n";
    }
    return text;
}

} // namespace

CommandTable::CommandTable()
    : m_all(recorded("commands.resp")) {
    const redis::Value all = decoded(m_all);
    for (const redis::Value& entry : all.items()) {
        if (entry.items().size() < 3) {
            continue;
        }
        // "ACL LIST" and its like are sub-commands: the command is their first word
        const QByteArray name = entry.items().first().bytes().toUpper().split(' ').first();
        m_entries.insert(entry.items().first().bytes().toUpper(), encoded(entry));
        m_entries.insert(name, encoded(entry));
        for (const redis::Value& flag : entry.items().at(2).items()) {
            if (flag.bytes() == "loading") {
                m_loading.insert(name);
            }
        }
    }
    // recorded in full syncs: a replica takes a new role then too
    m_loading.insert({"REPLICAOF"});
    m_loading.insert({"SLAVEOF"});
    m_loading.insert({"SELECT"});
    m_loading.insert({"QUIT"});
}

bool CommandTable::knows(const QByteArray& upperName) const {
    return m_entries.contains(upperName);
}

bool CommandTable::isAllowedWhileLoading(const QByteArray& upperName) const {
    return m_loading.contains(upperName);
}

QByteArray CommandTable::reply(const QByteArrayList& words) const {
    const QByteArray what = words.value(1).toUpper();
    if (words.size() == 1) {
        return m_all;
    }
    if (what == "COUNT" && words.size() == 2) {
        return integer(m_all.mid(1, m_all.indexOf('\r') - 1).toLongLong());
    }
    if (what == "INFO" && words.size() > 2) {
        QByteArrayList entries;
        for (const QByteArray& name : words.mid(2)) {
            entries.append(m_entries.value(name.toUpper(), nil()));
        }
        return arrayOf(entries);
    }
    return error(what == "DOCS" ? "ERR COMMAND DOCS Not Implemented" : "ERR syntax error");
}

ConfigTable::ConfigTable() {
    const redis::Value all = decoded(recorded("config.resp"));
    for (qsizetype i = 0; i + 1 < all.items().size(); i += 2) {
        m_order.append(all.items().at(i).bytes());
        m_values.insert(all.items().at(i).bytes(), all.items().at(i + 1).bytes());
    }
}

QByteArray ConfigTable::value(const QByteArray& name) const {
    return m_values.value(normalName(name));
}

void ConfigTable::put(const QByteArray& name, const QByteArray& value) {
    m_values[normalName(name)] = value;
}

QByteArray ConfigTable::getReply(const QByteArray& pattern) const {
    if (pattern == "databases") {
        return arrayOf({bulk(pattern), bulk(value("dbnum"))});
    }
    const auto wanted = QRegularExpression::fromWildcard(QString::fromUtf8(normalName(pattern)));
    QByteArrayList items;
    for (const QByteArray& name : m_order) {
        if (wanted.match(QString::fromUtf8(name)).hasMatch()) {
            items << bulk(name) << bulk(m_values.value(name));
        }
    }
    return arrayOf(items);
}

QByteArray ConfigTable::setReply(const QByteArray& name, const QByteArray& value) {
    const QByteArray key = normalName(name);
    if (!m_values.contains(key)) {
        return error("ERR Unknown option or number of arguments for CONFIG SET - '" +
                     name.toLower() + "'");
    }
    const QByteArray failed =
        "ERR CONFIG SET failed (possibly related to argument '" + name.toLower() + "') - ";
    if (key == "dbnum" || key == "dir") {
        return error(failed + "can't set immutable config");
    }
    bool numeric = false;
    std::ignore = m_values.value(key).toLongLong(&numeric);
    bool fits = true;
    if (numeric && key == "replica_priority") {
        std::ignore = value.toLongLong(&fits);
    }
    if (!fits) {
        return error(failed + "argument can not be set");
    }
    m_values[key] = value;
    return status("OK");
}

QByteArray infoText(const QByteArray& section, const LiveInfo& live) {
    QByteArrayList texts;
    for (const Section& known : recordedSections()) {
        const bool wanted = section.isEmpty() ? isDefaultSection(known.name)
                                              : section.toLower() == "all" ||
                                                    section.toLower() == known.name.toLower();
        if (wanted) {
            texts.append(sectionText(known, live));
        }
    }
    return texts.join("\r\n");
}

QByteArray humanSize(qint64 bytes) {
    constexpr std::array units{"KiB", "MiB", "GiB", "TiB"};
    if (bytes < 1024) {
        return QByteArray::number(bytes) + 'B';
    }
    double size = static_cast<double>(bytes) / 1024;
    std::size_t unit = 0;
    while (size >= 1024 && unit + 1 < units.size()) {
        size /= 1024;
        ++unit;
    }
    return QByteArray::number(size, 'f', 2) + units.at(unit);
}

QByteArray clientListLine(const ClientFacts& client) {
    const auto number = [](qint64 value) { return QByteArray::number(value); };
    return "id=" + number(client.id) + " addr=" + client.address + " laddr=" + client.localAddress +
           " fd=" + number(client.id + 7) + " name=" + client.name +
           " tid=0 irqmatch=1 age=" + number(client.ageSeconds) +
           " idle=" + number(client.idleSeconds) + " tot-cmds=" + number(client.commands) +
           " tot-net-in=" + number(client.bytesIn) + " tot-read-calls=" + number(client.commands) +
           " tot-dispatches=0 db=" + number(client.database) + " phase=process lib-name= lib-ver=";
}

QByteArray clientInfoLine(const ClientFacts& client) {
    return clientListLine(client) +
           " qbuf=0 qbuf-free=0 obl=0 argv-mem=0 oll=0 omem=0 tot-mem=0 multi=0 psub=0 sub=0";
}

QByteArray helloReply(int protocol, qint64 clientId, bool primary) {
    const QByteArrayList pairs{bulk("server"),
                               bulk("redis"),
                               bulk("version"),
                               bulk("7.4.0"),
                               bulk("dragonfly_version"),
                               bulk("df-v1.40.1"),
                               bulk("proto"),
                               integer(protocol),
                               bulk("id"),
                               integer(clientId),
                               bulk("mode"),
                               bulk("standalone"),
                               bulk("role"),
                               bulk(primary ? "master" : "slave")};
    const QByteArray head = protocol == 3 ? "%7\r\n" : "*14\r\n";
    return head + pairs.join();
}

QByteArray unknownCommand(const QByteArray& upperName) {
    return error("ERR unknown command `" + upperName + '`');
}

QByteArray unknownSubcommand(const QByteArray& upperWord, const QByteArray& upperName) {
    return error("ERR Unknown subcommand or wrong number of arguments for '" + upperWord +
                 "'. Try " + upperName + " HELP.");
}

QByteArray loadingError() {
    return error("LOADING Dragonfly is loading the dataset in memory");
}

} // namespace ferryman::stand_in
