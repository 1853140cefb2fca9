// SPDX-License-Identifier: GPL-3.0-or-later
#include "practice/stand_in/commands.h"

#include "practice/stand_in/session.h"
#include "practice/stand_in/stand_in.h"

#include <QCoreApplication>
#include <QDateTime>

namespace ferryman::stand_in {

namespace {

struct Call {
    Session& session;
    const Request& request;
    Answer answer;

    [[nodiscard]] Target& target() const { return session.standIn().target(); }
    [[nodiscard]] qsizetype size() const { return request.words.size(); }
    void ok() const { answer(status("OK")); }
    void syntaxError() const {
        target().countError("syntax_error");
        answer(error("ERR syntax error"));
    }
};

using Handler = void (*)(const Call&);

void info(const Call& call) {
    call.target().info(call.request.words.value(1), call.session.standIn().clients(), call.answer);
}

void role(const Call& call) {
    call.answer(call.target().role());
}

void command(const Call& call) {
    call.answer(call.target().commands().reply(call.request.words));
}

void replicaOf(const Call& call) {
    if (call.size() != 3) {
        call.syntaxError();
        return;
    }
    if (call.request.word(1) == "NO" && call.request.word(2) == "ONE") {
        call.target().replicaOfNoOne(call.answer);
        return;
    }
    const uint port = call.request.words.at(2).toUInt();
    if (port == 0 || port > 65535) {
        call.answer(error("ERR value is out of range"));
        return;
    }
    call.target().replicaOf(
        {QString::fromUtf8(call.request.words.at(1)), static_cast<quint16>(port)}, call.answer);
}

void config(const Call& call) {
    const QByteArray what = call.request.word(1);
    if (what == "GET" && call.size() == 3) {
        call.answer(call.target().config().getReply(call.request.words.at(2)));
    } else if (what == "SET" && call.size() == 4) {
        call.target().configSet(call.request.words.at(2), call.request.words.at(3), call.answer);
    } else if (what == "SET") {
        call.answer(error("ERR wrong number of arguments for 'config|set' command"));
    } else if (what == "RESETSTAT") {
        call.session.exchange(call.request.bytes, 1, call.answer);
    } else if (what == "REWRITE") {
        call.answer(error("ERR The server is running without a config file"));
    } else {
        call.answer(unknownSubcommand(what, "CONFIG"));
    }
}

bool logIn(const Call& call, const QByteArray& user, const QByteArray& password) {
    const QByteArray wanted = call.target().config().value("requirepass");
    const bool right = user == "default" && (wanted.isEmpty() || wanted == password);
    if (right) {
        call.session.setLoggedIn();
    }
    return right;
}

constexpr const char* wrongPassword =
    "WRONGPASS invalid username-password pair or user is disabled.";

void auth(const Call& call) {
    if (call.size() == 2 && call.target().config().value("requirepass").isEmpty()) {
        call.answer(error("ERR AUTH <password> called without any password configured for the "
                          "default user. Are you sure your configuration is correct?"));
        return;
    }
    if (call.size() < 2 || call.size() > 3) {
        call.syntaxError();
        return;
    }
    const QByteArray user = call.size() == 3 ? call.request.words.at(1) : "default";
    if (logIn(call, user, call.request.words.last())) {
        call.ok();
    } else {
        call.answer(error(wrongPassword));
    }
}

void hello(const Call& call) {
    int protocol = 2;
    if (call.size() > 1) {
        protocol = call.request.words.at(1).toInt();
        if (protocol != 2 && protocol != 3) {
            call.answer(error("NOPROTO unsupported protocol version"));
            return;
        }
    }
    for (qsizetype i = 2; i < call.size(); ++i) {
        if (call.request.word(i) == "AUTH" && i + 2 < call.size()) {
            if (!logIn(call, call.request.words.at(i + 1), call.request.words.at(i + 2))) {
                call.answer(error(wrongPassword));
                return;
            }
            i += 2;
        } else if (call.request.word(i) == "SETNAME" && i + 1 < call.size()) {
            call.session.setName(call.request.words.at(++i));
        } else {
            call.syntaxError();
            return;
        }
    }
    const QByteArray own = helloReply(protocol, call.session.id(), call.target().isPrimary());
    // its other replies come from the private server, which has to speak the same protocol
    call.session.exchange(arrayOf({bulk("HELLO"), bulk(QByteArray::number(protocol))}), 1,
                          [answer = call.answer, own](const QByteArray&) { answer(own); });
}

void clientKill(const Call& call) {
    const QByteArray filter = call.size() == 3 ? "ADDR" : call.request.word(2);
    const QByteArray wanted = call.request.words.last();
    const bool known = (filter == "ADDR" && (call.size() == 4 || wanted.contains(':'))) ||
                       filter == "LADDR" || filter == "ID";
    if (!known || call.size() < 3 || call.size() > 4) {
        call.syntaxError(); // TYPE among them
        return;
    }
    int killed = 0;
    for (Session* session : call.session.standIn().sessions()) {
        const ClientFacts facts = session->facts();
        const QByteArray found = filter == "ID"     ? QByteArray::number(facts.id)
                                 : filter == "ADDR" ? facts.address
                                                    : facts.localAddress;
        if (found == wanted) {
            ++killed;
            session->closeAfterReply();
            if (session != &call.session) {
                session->disconnectNow();
            }
        }
    }
    if (call.size() == 4) {
        call.answer(integer(killed));
    } else if (killed > 0) {
        call.ok();
    } else {
        call.answer(error("ERR No such client"));
    }
}

void client(const Call& call) {
    const QByteArray what = call.request.word(1);
    Session& session = call.session;
    if (what == "SETNAME" && call.size() == 3) {
        session.setName(call.request.words.at(2));
        call.ok();
    } else if (what == "GETNAME") {
        call.answer(session.name().isEmpty() ? nil() : bulk(session.name()));
    } else if (what == "ID") {
        call.answer(integer(session.id()));
    } else if (what == "INFO") {
        call.answer(bulk(clientInfoLine(session.facts())));
    } else if (what == "LIST") {
        QByteArray text;
        for (const Session* each : session.standIn().sessions()) {
            text += clientListLine(each->facts()) + '\n';
        }
        call.answer(bulk(text));
    } else if (what == "KILL") {
        clientKill(call);
    } else if (what == "SETINFO") {
        call.ok();
    } else if (what == "PAUSE" || what == "UNPAUSE" || what == "TRACKING" || what == "CACHING") {
        session.exchange(call.request.bytes, 1, call.answer);
    } else {
        call.answer(unknownSubcommand(what, "CLIENT"));
    }
}

void select(const Call& call) {
    bool valid = false;
    const int database = call.request.words.value(1).toInt(&valid);
    call.session.exchange(
        call.request.bytes, 1,
        [&session = call.session, answer = call.answer, valid, database](const QByteArray& reply) {
            if (valid && reply.startsWith('+')) {
                session.setDatabase(database);
            }
            answer(reply);
        });
}

void dbsize(const Call& call) {
    call.target().keysIn(call.session.database(), call.answer);
}

void wait(const Call& call) {
    call.answer(call.target().isPrimary()
                    ? integer(0) // no Redis replicates from a Dragonfly
                    : error("ERR WAIT cannot be used with replica instances."));
}

void function(const Call& call) {
    if (call.request.word(1) == "FLUSH") {
        call.ok();
    } else {
        call.answer(unknownSubcommand(call.request.word(1), "FUNCTION"));
    }
}

void replconf(const Call& call) {
    if (!call.target().isPrimary()) {
        call.answer(error("ERR Replicating a replica is unsupported"));
    } else {
        call.ok();
    }
}

void time(const Call& call) {
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    call.answer(arrayOf({integer(now / 1000), integer(now % 1000 * 1000)}));
}

void cluster(const Call& call) {
    const QByteArray text = "Cluster is disabled. Enabled via passing --cluster_mode=emulated|yes";
    call.target().countError(text);
    call.answer(error("ERR " + text));
}

void acl(const Call& call) {
    if (call.request.word(1) == "WHOAMI") {
        call.answer(bulk("User is default"));
    } else {
        call.session.exchange(call.request.bytes, 1, call.answer);
    }
}

void module(const Call& call) {
    const auto entry = [](const char* name, qint64 version) {
        return arrayOf({status("name"), status(name), status("ver"), integer(version)});
    };
    call.answer(arrayOf({entry("ReJSON", 20'808), entry("search", 21'015)}));
}

void quit(const Call& call) {
    call.session.closeAfterReply();
    call.ok();
}

void shutdown(const Call&) {
    QCoreApplication::quit();
}

const QHash<QByteArray, Handler>& handlers() {
    static const QHash<QByteArray, Handler> table{
        {"INFO", info},           {"ROLE", role},         {"COMMAND", command},
        {"REPLICAOF", replicaOf}, {"SLAVEOF", replicaOf}, {"CONFIG", config},
        {"AUTH", auth},           {"HELLO", hello},       {"CLIENT", client},
        {"SELECT", select},       {"DBSIZE", dbsize},     {"WAIT", wait},
        {"FUNCTION", function},   {"REPLCONF", replconf}, {"TIME", time},
        {"CLUSTER", cluster},     {"ACL", acl},           {"MODULE", module},
        {"QUIT", quit},           {"SHUTDOWN", shutdown},
    };
    return table;
}

} // namespace

bool Commands::answersHere(const Request& request, const Target& target) {
    const QByteArray name = request.name();
    if (name == "DBSIZE") {
        return target.isLoading();
    }
    return handlers().contains(name);
}

void Commands::run(Session& session, const Request& request, Answer answer) {
    handlers().value(request.name())({session, request, std::move(answer)});
}

} // namespace ferryman::stand_in
