// SPDX-License-Identifier: GPL-3.0-or-later
#include "preflight/rights.h"

namespace ferryman {

namespace {

// No server has it, so a trial with it changes nothing.
const QByteArray nobody = "ferryman-no-such-name";

/// Redis' rules name subcommands; those of Dragonfly 1.40 do so only for ACL (acl_family.cc).
QList<Right> sourceRights() {
    return {
        {{"PING"}, "+ping"},
        {{"CLIENT", "SETNAME", "ferryman"}, "+client|setname"},
        {{"CLIENT", "ID"}, "+client|id"},
        {{"CLIENT", "LIST"}, "+client|list"},
        {{"CLIENT", "PAUSE", nobody}, "+client|pause"},
        {{"CLIENT", "UNPAUSE"}, "+client|unpause", false, true},
        {{"CLIENT", "KILL", "ID", nobody}, "+client|kill"},
        {{"INFO"}, "+info"},
        {{"ROLE"}, "+role"},
        {{"CONFIG", "GET", nobody}, "+config|get"},
        {{"CONFIG", "SET", nobody, "1"}, "+config|set"},
        {{"CONFIG", "REWRITE"}, "+config|rewrite", false, true},
        {{"REPLICAOF", "127.0.0.1", nobody}, "+replicaof"},
        {{"MULTI"}, "+multi"},
        {{"EXEC"}, "+exec"},
        {{"DISCARD"}, "+discard"},
        {{"DBSIZE"}, "+dbsize"},
        {{"TIME"}, "+time", true},
        {{"COMMAND", "INFO", "get"}, "+command", true},
        {{"FUNCTION", "LIST"}, "+function|list", true},
        {{"MODULE", "LIST"}, "+module|list", true},
        {{"ACL", "WHOAMI"}, "+acl|whoami", true},
        {{"ACL", "DRYRUN", "default", "ping"}, "+acl|dryrun", true},
        {{"ACL", "LIST"}, "+acl|list", true},
        {{"SCAN", "0"}, "+scan", true},
        {{"PTTL", nobody}, "+pttl", true},
        {{"WATCH", nobody}, "+watch", true}, // these three: to compare the data
        {{"SELECT", "0"}, "+select", true},
        {{"GETRANGE", nobody, "0", "0"}, "+@read", true},
    };
}

QList<Right> sentinelRights() {
    return {
        {{"PING"}, "+ping"},
        {{"CLIENT", "SETNAME", "ferryman"}, "+client|setname"},
        {{"CLIENT", "LIST"}, "+client|list", true},
        {{"INFO"}, "+info"},
        {{"ROLE"}, "+role"},
        {{"SENTINEL", "MASTER", nobody}, "+sentinel|master"},
        {{"SENTINEL", "MASTERS"}, "+sentinel|masters"},
        {{"SENTINEL", "REPLICAS", nobody}, "+sentinel|replicas"},
        {{"SENTINEL", "SENTINELS", nobody}, "+sentinel|sentinels"},
        {{"SENTINEL", "GET-MASTER-ADDR-BY-NAME", nobody}, "+sentinel|get-master-addr-by-name"},
        {{"SENTINEL", "MYID"}, "+sentinel|myid"},
        {{"SENTINEL", "SET", nobody, "quorum", "1"}, "+sentinel|set"},
        {{"SENTINEL", "FAILOVER", nobody}, "+sentinel|failover"},
        {{"SENTINEL", "RESET", nobody}, "+sentinel|reset"},
        {{"PSUBSCRIBE", nobody}, "+psubscribe"},
        {{"ACL", "WHOAMI"}, "+acl|whoami", true},
        {{"ACL", "DRYRUN", "default", "ping"}, "+acl|dryrun", true},
    };
}

QList<Right> dragonflyRights() {
    return {
        {{"PING"}, "+ping"},
        {{"CLIENT", "ID"}, "+client"},
        {{"INFO"}, "+info"},
        {{"ROLE"}, "+role"},
        {{"CONFIG", "GET", nobody}, "+config"},
        {{"REPLICAOF", "127.0.0.1", nobody}, "+replicaof"},
        {{"MULTI"}, "+multi"},
        {{"EXEC"}, "+exec"},
        {{"DISCARD"}, "+discard"},
        {{"DBSIZE"}, "+dbsize"},
        {{"SET", nobody, "1", "XX"}, "+set"},
        {{"TIME"}, "+time", true},
        {{"COMMAND", "INFO", "get"}, "+command", true},
        {{"ACL", "WHOAMI"}, "+acl|whoami", true},
        {{"ACL", "DRYRUN", "default", "ping"}, "+acl|dryrun", true},
        {{"ACL", "LIST"}, "+acl|list", true},
        {{"WATCH", nobody}, "+watch", true},
        {{"SELECT", "0"}, "+select", true},
        {{"GETRANGE", nobody, "0", "0"}, "+@read", true},
    };
}

QByteArrayList rulesOf(Party party) {
    QByteArrayList rules = {party == Party::Sentinel ? "&*" : "~*"};
    for (const Right& right : neededRights(party)) {
        rules.append(right.rule);
    }
    return rules;
}

} // namespace

const QList<Right>& neededRights(Party party) {
    static const QList<Right> source = sourceRights();
    static const QList<Right> sentinel = sentinelRights();
    static const QList<Right> dragonfly = dragonflyRights();
    return party == Party::Source ? source : party == Party::Sentinel ? sentinel : dragonfly;
}

redis::Command grant(Party party, const QString& user) {
    const QByteArray name = user.isEmpty() ? QByteArray("default") : user.toUtf8();
    return redis::Command(QByteArrayList{"ACL", "SETUSER", name} + rulesOf(party)).changes();
}

QString grantLine(Party party) {
    const QByteArrayList words = QByteArrayList{"ACL", "SETUSER", "ferryman", "on", ">…"};
    return QString::fromUtf8((words + rulesOf(party)).join(' '));
}

} // namespace ferryman
