// SPDX-License-Identifier: GPL-3.0-or-later
#include "plant.h"

#include <algorithm>

namespace ferryman::test {

bool Scene::say(const redis::Address& server, const QByteArrayList& words) {
    const auto reply = practice.ask(server, redis::Command(words).changes());
    if (!reply) {
        qWarning("%s", qPrintable(reply.error().english()));
    }
    return reply.has_value();
}

bool Scene::everySentinel(const QByteArrayList& words) {
    return std::ranges::all_of(addresses().sentinels,
                               [&](const auto& sentinel) { return say(sentinel, words); });
}

bool Scene::invite(const redis::Address& server, const QByteArray& line, const char* from,
                   const std::function<bool()>& isHeard) {
    auto guest = std::make_unique<QTcpSocket>();
    guest->bind(QHostAddress(QLatin1String(from)));
    QObject::connect(guest.get(), &QTcpSocket::connected, guest.get(),
                     [socket = guest.get(), line] { socket->write(line + "\r\n"); });
    guest->connectToHost(server.host, server.port);
    guests.push_back(std::move(guest));
    return QTest::qWaitFor(isHeard, 5000);
}

bool Scene::says(const redis::Address& server, const QByteArray& line) {
    const auto info = practice.ask(server, {"INFO"});
    return info && info->bytes().contains(line + "\r\n");
}

Act onSource(const QByteArrayList& words) {
    return [=](Scene& scene) { return scene.source(words); };
}

Act onTarget(const QByteArrayList& words) {
    return [=](Scene& scene) { return scene.target(words); };
}

Act onSentinels(const QByteArrayList& words) {
    return [=](Scene& scene) { return scene.everySentinel(words); };
}

Act both(const Act& first, const Act& second) {
    return [=](Scene& scene) { return first(scene) && second(scene); };
}

} // namespace ferryman::test
