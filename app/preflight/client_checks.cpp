// SPDX-License-Identifier: GPL-3.0-or-later
#include "preflight/client_checks.h"

#include "base/printable.h"
#include "preflight/sentinel_checks.h"

#include <QSet>

#include <algorithm>

namespace ferryman {

namespace {

constexpr qsizetype mostShown = 10;
constexpr auto subject = QT_TRANSLATE_NOOP("core", "Whether the clients follow Sentinel");

bool isOfServers(const redis::ClientLine& client) {
    return client.flags.contains(u'S') || client.flags.contains(u'M') ||
           client.name.startsWith(QLatin1String("sentinel-")) ||
           client.name.startsWith(QLatin1String("ferryman"));
}

/// "10.0.0.9 ×12 (orders-api, jedis 5.1.0)"
QString groupOf(const redis::ClientLine& client) {
    QStringList about;
    for (const QString& word : {client.name, client.library}) {
        if (!word.isEmpty()) {
            about.append(word);
        }
    }
    const QString who = client.address.host + QStringLiteral(" ×%1");
    return about.isEmpty() ? who : who + QStringLiteral(" (%1)").arg(about.join(u", "));
}

QString listed(const QMap<QString, int>& groups) {
    QList<QPair<int, QString>> sorted;
    for (auto group = groups.cbegin(); group != groups.cend(); ++group) {
        sorted.append({group.value(), group.key()});
    }
    std::ranges::stable_sort(sorted, std::ranges::greater{}, &QPair<int, QString>::first);
    QStringList texts;
    for (const auto& [count, who] : sorted.first(std::min(sorted.size(), mostShown))) {
        texts.append(QString(who).replace(QStringLiteral("×%1"), QStringLiteral("×%1").arg(count)));
    }
    if (sorted.size() > mostShown) {
        texts.append(QStringLiteral("… +%1").arg(sorted.size() - mostShown));
    }
    return texts.join(QStringLiteral("; "));
}

} // namespace

Result<QList<redis::ClientLine>> sentinelClients(const Result<redis::Value>& list) {
    return list.and_then([](const redis::Value& reply) -> Result<QList<redis::ClientLine>> {
        const auto text = reply.toText();
        if (!text) {
            return tl::make_unexpected(text.error());
        }
        QByteArray own; // of thousands of lines a few: the others are not taken apart
        for (const QByteArray& line : text->split('\n')) {
            if (line.contains(" name=sentinel-")) {
                own += line + '\n';
            }
        }
        return redis::parseClientList(redis::Value::bulk(own));
    });
}

namespace {

/// Where Sentinels are whose login the source refuses: they cannot give their links a name, and
/// sentinel.auth tells of them.
QSet<QString> hostsOfRefused(const Topology& topology) {
    QSet<QString> hosts;
    for (const SentinelView& view : topology.sentinels) {
        if (view.answered() && isRefusedByPrimary(view)) {
            hosts.insert(view.address.host);
        }
    }
    return hosts;
}

} // namespace

QList<Finding> judgeClients(const Facts& facts, const Answers& clientLists) {
    const QSet<QString> refused = hostsOfRefused(facts.topology);
    QSet<QString> following;
    for (const Answer& sentinel : clientLists.sliced(1)) {
        const auto clients = sentinel.reply.and_then(redis::parseClientList);
        if (!clients) {
            return notRead(subject, clients.error());
        }
        for (const redis::ClientLine& client : *clients) {
            if (!isOfServers(client)) {
                following.insert(client.address.host);
            }
        }
    }
    const auto clients = clientLists.first().reply.and_then(redis::parseClientList);
    if (!clients) {
        return notRead(subject, clients.error());
    }
    QMap<QString, int> astray;
    qsizetype number = 0;
    qsizetype all = 0;
    for (const redis::ClientLine& client : *clients) {
        const bool isRefused = client.name.isEmpty() && refused.contains(client.address.host);
        const bool counts = !isOfServers(client) && !client.address.isNull() && !isRefused;
        all += counts ? 1 : 0;
        if (counts && !following.contains(client.address.host)) {
            ++astray[groupOf(client)];
            ++number;
        }
    }
    if (astray.isEmpty()) {
        return {passed({QT_TRANSLATE_NOOP("core", "Every client's machine talks to a Sentinel")},
                       {Plural{QT_TRANSLATE_N_NOOP("core", "%1 clients"), "%1 client", all},
                        {QString::number(all)}})};
    }
    return {judged(
        Severity::Warning, {QT_TRANSLATE_NOOP("core", "Clients do not seem to follow Sentinel")},
        {Plural{QT_TRANSLATE_N_NOOP("core", "%1 of %2 clients: %3"), "%1 of %2 client: %3", all},
         {QString::number(number), QString::number(all), listed(astray)}},
        {QT_TRANSLATE_NOOP("core", "every client's machine has a connection to a Sentinel")},
        {QT_TRANSLATE_NOOP("core", "A client that never asks Sentinel stays at the old primary, "
                                   "which refuses its writes after the switch. Some libraries ask "
                                   "only when they connect: look at their settings.")})};
}

} // namespace ferryman
