// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/practice_lab.h"

#include "redis/role.h"
#include "redis/sentinel_reply.h"

#include <QFile>

#include <algorithm>
#include <csignal>

namespace ferryman::test {

redis::Login loginTo(const redis::Address& address, const QByteArray& password) {
    redis::Login login;
    login.endpoint.address = address;
    login.password = Secret(password);
    return login;
}

bool isGone(qint64 pid) {
    if (::kill(static_cast<pid_t>(pid), 0) != 0) {
        return true;
    }
    QFile state(QStringLiteral("/proc/%1/stat").arg(pid));
    return state.open(QIODevice::ReadOnly) && state.readAll().contains(") Z ");
}

PracticeLab::PracticeLab(LabOptions options)
    : lab(std::move(options)) {}

bool PracticeLab::start() {
    const auto started = await(lab.start(), labPatience);
    if (!started) {
        qWarning("%s", qPrintable(started.error().english()));
    }
    return started.has_value();
}

void PracticeLab::hurrySentinels() {
    for (const redis::Address& sentinel : addresses().sentinels) {
        (void)ask(sentinel, redis::Command{"SENTINEL", "DEBUG", "INFO-PERIOD", "1000"}.changes());
    }
}

Result<redis::Value> PracticeLab::ask(const redis::Address& address,
                                      const redis::Command& command) {
    redis::Connection connection(loginTo(address));
    return await(connection.send(command));
}

bool PracticeLab::attachTarget() {
    const QByteArray port = QByteArray::number(addresses().source.port);
    const auto reply =
        ask(addresses().target, redis::Command{"REPLICAOF", "127.0.0.1", port}.changes());
    const auto isOnline = [this] {
        const auto role = ask(addresses().target, {"ROLE"});
        const auto parsed = role ? redis::parseRole(*role) : tl::make_unexpected(role.error());
        return parsed && parsed->linkState == QLatin1String("online");
    };
    return reply && QTest::qWaitFor(isOnline, static_cast<int>(labPatience.count()));
}

bool PracticeLab::sentinelsKnowTarget() {
    const auto knows = [this](const redis::Address& sentinel) {
        const auto reply = ask(sentinel, {"SENTINEL", "REPLICAS", addresses().group.toUtf8()});
        const auto entries =
            reply ? redis::parseSentinelEntries(*reply) : tl::make_unexpected(reply.error());
        return entries && std::ranges::any_of(*entries, [this](const auto& entry) {
                   return entry.address == addresses().target && !entry.has("disconnected") &&
                          entry.text("master-link-status") == QLatin1String("ok");
               });
    };
    return QTest::qWaitFor([&] { return std::ranges::all_of(addresses().sentinels, knows); },
                           static_cast<int>(labPatience.count()));
}

LoadOptions PracticeLab::load(qint64 rate) const {
    LoadOptions options;
    options.sentinels = addresses().sentinels;
    options.group = addresses().group;
    options.writeRate = rate;
    return options;
}

} // namespace ferryman::test
