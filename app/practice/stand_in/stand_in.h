// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "practice/stand_in/session.h"
#include "practice/stand_in/target.h"

#include <QTcpServer>

#include <map>
#include <memory>

namespace ferryman::stand_in {

/// A Dragonfly for practice and tests where none is installed: a real redis-server behind two
/// proxies. The one in front answers what Dragonfly (df-v1.40.1, as recorded) answers otherwise
/// than Redis; the one behind, towards the source, makes it replicate as Dragonfly does. Its INFO
/// says `ferryman_stand_in:1`.
///
/// What it does not imitate:
/// | Dragonfly | here |
/// |---|---|
/// | commands that Redis has not (JSON.*, BF.*, DELEX, ...) | the redis-server's "unknown command"
/// | | replicated commands it does not know are skipped (SWAPDB, GEOSEARCHSTORE, HPEXPIREAT) | they
/// are applied | | DUMP in RDB version 9, RESTORE refusing what it cannot read | as Redis | | KEYS
/// cut at 8192, undeclared keys of scripts refused, 65536 words a command | as Redis | | SLAVEOF NO
/// ONE that takes seconds now and then, INFO silent meanwhile | a few milliseconds | | acknowledges
/// each second or 1024 bytes | each second | | several threads, its memory use, snapshots in its
/// own format | one thread, Redis' memory, none | | the line of the link to the source in CLIENT
/// LIST (flags=M) | not listed | | TLS, ACL users beside `default` | neither | | a subscribed
/// client that unsubscribed again is an ordinary one | it speaks with the redis-server from then on
/// | | Dragonfly replicas of its own | none |
class StandIn : public QObject {
    Q_OBJECT
public:
    explicit StandIn(StandInOptions options, QObject* parent = nullptr);

    [[nodiscard]] Future<Done> start();

    [[nodiscard]] Target& target() { return m_target; }
    [[nodiscard]] qint64 clients() const { return static_cast<qint64>(m_sessions.size()); }
    [[nodiscard]] QList<Session*> sessions() const;

private:
    void accept();

    Target m_target;
    QTcpServer m_server;
    std::map<qint64, std::unique_ptr<Session>> m_sessions;
    qint64 m_lastId = 0;
};

} // namespace ferryman::stand_in
