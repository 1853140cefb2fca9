// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/group_watch.h"

#include "base/printable.h"

#include <algorithm>

namespace ferryman {

namespace {

constexpr milliseconds answerDeadline{3000};
constexpr qint64 askEveryMs = 2000;
constexpr qsizetype mostLines = 2000;
constexpr qsizetype longestLine = 500;

Result<redis::Info> infoOf(const QList<redis::Value>& replies, qsizetype index) {
    if (replies.size() <= index) {
        return failure(ErrorKind::Protocol,
                       {QT_TRANSLATE_NOOP("core", "The server did not answer every command.")});
    }
    return redis::Info::parse(replies[index]);
}

} // namespace

QString shownInfo(QByteArrayView text) {
    QStringList lines;
    while (!text.isEmpty()) {
        if (lines.size() == mostLines) {
            lines.append(QStringLiteral("…"));
            break;
        }
        const qsizetype end = text.indexOf('\n');
        QByteArrayView line = end < 0 ? text : text.first(end);
        text = end < 0 ? QByteArrayView() : text.sliced(end + 1);
        if (line.endsWith('\r')) {
            line.chop(1);
        }
        lines.append(printable(line, longestLine));
    }
    return lines.join(u'\n');
}

GroupWatch::GroupWatch(const Clock& clock, Group group, QObject* parent)
    : QObject(parent)
    , m_clock(clock)
    , m_group(std::move(group)) {}

GroupWatch::~GroupWatch() = default;

void GroupWatch::clear() {
    ++m_generation;
    ++m_rawGeneration;
    m_watched.clear();
    m_rawConnection.reset();
    m_raw = {};
}

QList<ServerView> GroupWatch::servers() const {
    QList<ServerView> all;
    for (const auto& [address, watched] : m_watched) {
        all.append(watched.view);
    }
    return all;
}

void GroupWatch::look(bool often) {
    const QList<redis::Address> all = m_group.servers();
    std::erase_if(m_watched, [&](const auto& each) {
        return !each.second.asking && !all.contains(each.second.view.address);
    });
    const qint64 now = m_clock.monotonicMs();
    for (const redis::Address& server : all) {
        const auto known = m_watched.find(server.toString());
        const bool due =
            known == m_watched.end() ||
            (!known->second.asking && (often || now - known->second.askedAtMs >= askEveryMs));
        if (due) {
            ask(server);
        }
    }
}

void GroupWatch::ask(const redis::Address& server) {
    const auto login = m_group.loginFor(server);
    if (!login) {
        return;
    }
    Watched& watched = m_watched[server.toString()];
    if (!watched.connection) {
        watched.view.address = server;
        watched.connection = std::make_unique<redis::Connection>(*login);
    }
    watched.asking = true;
    watched.askedAtMs = m_clock.monotonicMs();
    // One by one: several sections in one INFO are known since Redis 7.0 only.
    whenDone(
        watched.connection->pipeline({{"INFO", "server"}, {"INFO", "replication"}}, answerDeadline),
        this,
        [this, key = server.toString(),
         generation = m_generation](const Result<QList<redis::Value>>& replies) {
            const auto asked = m_watched.find(key);
            if (generation == m_generation && asked != m_watched.end()) {
                take(asked->second, replies);
            }
        });
}

void GroupWatch::take(Watched& watched, const Result<QList<redis::Value>>& replies) {
    watched.asking = false;
    ServerView& view = watched.view;
    const auto server = replies.and_then([](const auto& all) { return infoOf(all, 0); });
    const auto replication = replies.and_then([](const auto& all) { return infoOf(all, 1); });
    if (!server || !replication) { // what it said last stands beside when that was
        view.error = server ? replication.error() : server.error();
        emit changed();
        return;
    }
    view.error.reset();
    view.identity = redis::identify(*server);
    view.replication = redis::parseReplication(*replication);
    view.readAtMs = m_clock.utc().toMSecsSinceEpoch();
    emit changed();
}

void GroupWatch::readInfo(const redis::Address& server) {
    const quint64 generation = ++m_rawGeneration;
    if (m_raw.server != server) {
        m_raw = {};
        m_raw.server = server;
        m_rawConnection.reset();
    }
    const auto login = m_group.loginFor(server);
    if (!login) {
        m_raw.error = Error{ErrorKind::Refused,
                            {QT_TRANSLATE_NOOP("core", "%1 is no server of this group any more."),
                             {server.toString()}},
                            server.toString(),
                            {}};
        emit changed();
        return;
    }
    if (!m_rawConnection) {
        m_rawConnection = std::make_unique<redis::Connection>(*login);
    }
    m_raw.reading = true;
    emit changed();
    whenDone(m_rawConnection->send({"INFO"}, answerDeadline), this,
             [this, generation](const Result<redis::Value>& reply) {
                 if (generation == m_rawGeneration) {
                     takeRaw(reply);
                 }
             });
}

void GroupWatch::takeRaw(const Result<redis::Value>& reply) {
    m_raw.reading = false;
    const auto text = reply.and_then([](const redis::Value& value) { return value.toText(); });
    if (text) {
        m_raw.text = shownInfo(*text);
        m_raw.readAtMs = m_clock.utc().toMSecsSinceEpoch();
        m_raw.error.reset();
    } else {
        m_raw.error = text.error();
    }
    emit changed();
}

} // namespace ferryman
