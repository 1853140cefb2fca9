// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/target_names.h"

#include "redis/info.h"

#include <QHostAddress>
#include <QHostInfo>
#include <QTimer>

#include <limits>

namespace ferryman {

namespace {

constexpr milliseconds lookupDeadline{3000};
constexpr milliseconds askDeadline{3000};

Future<QStringList> hostsOf(const QString& host, QObject* context) {
    if (!QHostAddress(host).isNull()) { // Qt would look up its name
        return ready<QStringList>(QStringList{});
    }
    const Promise<QStringList> promise;
    QHostInfo::lookupHost(host, context, [promise](const QHostInfo& found) {
        QStringList hosts;
        for (const QHostAddress& address : found.addresses()) {
            hosts.append(address.toString());
        }
        promise.complete(hosts);
    });
    QTimer::singleShot(lookupDeadline, context, [promise] { promise.complete(QStringList{}); });
    return promise.future();
}

void addPort(QList<quint16>& ports, std::optional<qint64> number) {
    if (number && *number > 0 && *number <= std::numeric_limits<quint16>::max()) {
        ports.append(static_cast<quint16>(*number));
    }
}

/// `announce_port` (since Dragonfly 1.40 CONFIG GET tells it; 0: none) is the one that the source
/// lists; else it is the one that Dragonfly listens on.
QList<quint16> portsOf(const QList<redis::Value>& replies, quint16 connected) {
    QList<quint16> ports;
    const QList<redis::Value>& announced = replies[1].items();
    if (announced.size() == 2 && announced[1].isText()) {
        bool isNumber = false;
        const qint64 number = announced[1].bytes().toLongLong(&isNumber);
        addPort(ports, isNumber ? std::optional(number) : std::nullopt);
    }
    if (ports.isEmpty()) {
        ports.append(connected);
        const auto info = redis::Info::parse(replies[0]);
        addPort(ports, info ? info->number("tcp_port") : std::nullopt);
    }
    return ports;
}

} // namespace

Future<TargetNames> readTargetNames(redis::Connection& target, QObject* context) {
    const redis::Address connected = target.address();
    const auto replies =
        target.pipeline({{"INFO", "server"}, {"CONFIG", "GET", "announce_port"}}, askDeadline);
    const Promise<TargetNames> promise;
    whenDone(hostsOf(connected.host, context), context, [=](const Result<QStringList>& hosts) {
        whenDone(replies, context, [=](const Result<QList<redis::Value>>& answer) {
            promise.complete(TargetNames{connected, hosts.value_or(QStringList{}),
                                         answer ? portsOf(*answer, connected.port)
                                                : QList<quint16>{connected.port}});
        });
    });
    return promise.future();
}

} // namespace ferryman
