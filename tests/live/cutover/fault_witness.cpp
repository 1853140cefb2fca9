// SPDX-License-Identifier: GPL-3.0-or-later
#include "fault_witness.h"

#include "journal/journal_file.h"
#include "redis/role.h"

#include <QDir>

#include <algorithm>

namespace ferryman::test {

using redis::Command;

namespace {

constexpr milliseconds lately{500};
constexpr qint64 changesItsMindWithinMs = 500;

/// That one is left which says so itself, and which a Sentinel names.
bool hasPrimary(const FaultOutcome& outcome) {
    return std::ranges::any_of(outcome.named, [&outcome](const QString& name) {
        return outcome.roles.contains(name + QStringLiteral(" master"));
    });
}

QString roleIn(const Result<redis::Value>& reply) {
    return reply && !reply->items().isEmpty() ? QString::fromUtf8(reply->items()[0].bytes())
                                              : QStringLiteral("gone");
}

} // namespace

FaultWitness::FaultWitness(ProxiedLab& lab)
    : m_lab(lab) {}

void FaultWitness::look(FaultOutcome& outcome) {
    for (CuttingProxy* server : m_lab.servers()) {
        outcome.roles.append(nameOf(server->address()) + u' ' +
                             roleIn(m_lab.ask(*server, {"ROLE"})));
    }
    askSentinels(outcome);
    askReplicas(outcome);
    outcome.fence = setting(m_lab.source(), "min-replicas-to-write");
    outcome.armed = setting(m_lab.target(), "replica_priority");
}

void FaultWitness::askSentinels(FaultOutcome& outcome) {
    const QByteArray group = m_lab.addresses().group.toUtf8();
    for (int i = 0; i < m_lab.addresses().sentinels.size(); ++i) {
        const auto reply =
            m_lab.ask(m_lab.sentinel(i), {"SENTINEL", "GET-MASTER-ADDR-BY-NAME", group});
        if (reply && reply->items().size() == 2) {
            outcome.named.append(nameOf({QString::fromUtf8(reply->items()[0].bytes()),
                                         reply->items()[1].bytes().toUShort()}));
        }
    }
}

void FaultWitness::askReplicas(FaultOutcome& outcome) {
    for (int i = 0; i < m_lab.addresses().extraReplicas.size(); ++i) {
        const auto reply = m_lab.ask(m_lab.replica(i), {"ROLE"});
        const auto role = reply ? redis::parseRole(*reply) : tl::make_unexpected(reply.error());
        const bool follows = role && role->role == redis::Role::Replica &&
                             role->linkState == QLatin1String("connected");
        const QString priority = setting(m_lab.replica(i), "replica-priority");
        if (!follows || priority != QLatin1String("100")) {
            outcome.detached +=
                QStringLiteral("priority %1, %2")
                    .arg(priority, reply ? reply->describe() : QStringLiteral("gone"));
        }
    }
}

void FaultWitness::judgeWatch(const WritableWatch& watch, FaultOutcome& outcome) const {
    outcome.bothWritable = bothWritable(watch.seen(), changesItsMindWithinMs);
    const auto accepting = watch.accepting(lately);
    const auto servers = m_lab.servers();
    int primary = 0;
    for (int i = 0; i < servers.size(); ++i) {
        const QString name = nameOf(servers[i]->address());
        if (accepting.contains(m_lab.behind(*servers[i]))) {
            outcome.accepting.append(name);
        }
        if (outcome.named.contains(name)) {
            primary = i;
        }
    }
    outcome.astray = writesAstray(watch.seen(), primary);
}

QString FaultWitness::nameOf(const redis::Address& address) const {
    const LabAddresses& at = m_lab.addresses();
    return address == at.source                 ? QStringLiteral("source")
           : address == at.target               ? QStringLiteral("dragonfly")
           : at.extraReplicas.contains(address) ? QStringLiteral("replica")
                                                : address.toString();
}

QString FaultWitness::setting(CuttingProxy& proxy, const char* name) {
    const auto reply = m_lab.ask(proxy, {"CONFIG", "GET", name});
    return reply && reply->items().size() == 2 ? QString::fromUtf8(reply->items()[1].bytes())
                                               : QStringLiteral("?");
}

void FaultWitness::lookForWrites(WriteLoad& load, FaultOutcome& outcome) {
    outcome.outageMs = load.figures().longestGapMs;
    load.stop();
    const bool primary = hasPrimary(outcome);
    outcome.lostAfterHandwork = !primary && makePrimary();
    if (primary || outcome.lostAfterHandwork) {
        const auto audit = await(load.audit(), labPatience);
        if (audit) {
            outcome.lost = audit->lost;
        }
    }
    outcome.acknowledged = load.figures().acknowledged;
}

/// As a person would who was asked to: of the server that is left, at every Sentinel.
bool FaultWitness::makePrimary() {
    const QByteArray group = m_lab.addresses().group.toUtf8();
    for (CuttingProxy* server : m_lab.servers()) {
        const auto reply = m_lab.ask(*server, Command{"REPLICAOF", "NO", "ONE"}.changes());
        if (!reply || !reply->isOk()) {
            continue;
        }
        const QByteArray port = QByteArray::number(server->port());
        for (int i = 0; i < m_lab.addresses().sentinels.size(); ++i) {
            (void)m_lab.ask(m_lab.sentinel(i), Command{"SENTINEL", "REMOVE", group}.changes());
            (void)m_lab.ask(
                m_lab.sentinel(i),
                Command{"SENTINEL", "MONITOR", group, "127.0.0.1", port, "2"}.changes());
        }
        return true;
    }
    return false;
}

void FaultWitness::readJournals(const QString& folder, FaultOutcome& outcome) {
    for (const QFileInfo& file : QDir(folder).entryInfoList({QStringLiteral("*.ferryman")})) {
        const auto rows = JournalFile::readAll(file.filePath());
        if (rows) {
            outcome.open += openIntents(*rows);
        }
    }
    outcome.open.removeIf([](const OpenIntent& intent) { return intent.leftOnPurpose; });
}

} // namespace ferryman::test
