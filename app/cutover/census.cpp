// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/census.h"

#include "base/format.h"

#include <QJsonArray>

#include <algorithm>
#include <numeric>

namespace ferryman {

namespace {

constexpr auto sentinelsName = "sentinel-";
constexpr auto ownName = "ferryman";
constexpr auto loadsName = "ferryman-load"; // the practice lab's writers are clients like any other
constexpr qsizetype groupsTold = 3;

bool isApplication(const redis::ClientLine& client) {
    const bool own = client.name.startsWith(QLatin1String(ownName)) &&
                     !client.name.startsWith(QLatin1String(loadsName));
    const bool replicates = client.flags.contains(u'S') || client.flags.contains(u'M');
    return !own && !replicates && !client.name.startsWith(QLatin1String(sentinelsName));
}

/// A library's name is not told by every version: host and name are what both sides know.
std::pair<QString, QString> keyOf(const ClientGroup& group) {
    return {group.host, group.name};
}

int total(const QList<ClientGroup>& groups) {
    return std::accumulate(groups.begin(), groups.end(), 0, [](int sum, const ClientGroup& group) {
        return sum + group.connections;
    });
}

QJsonObject groupToJson(const ClientGroup& group) {
    return {{QStringLiteral("host"), group.host},
            {QStringLiteral("name"), group.name},
            {QStringLiteral("library"), group.library},
            {QStringLiteral("connections"), group.connections}};
}

QJsonArray arrayOf(const QList<ClientGroup>& groups) {
    QJsonArray array;
    for (const ClientGroup& group : groups.first(std::min(groups.size(), censusGroupsKept))) {
        array.append(groupToJson(group));
    }
    return array;
}

QString namesOf(const QList<ClientGroup>& groups) {
    QStringList names;
    for (const ClientGroup& group : groups.first(std::min(groups.size(), groupsTold))) {
        names.append(describe(group));
    }
    if (groups.size() > groupsTold) {
        names.append(QStringLiteral("..."));
    }
    return names.join(QStringLiteral(", "));
}

} // namespace

QList<ClientGroup> clientGroups(const QList<redis::ClientLine>& clients) {
    QHash<std::pair<QString, QString>, ClientGroup> groups;
    for (const redis::ClientLine& client : clients) {
        if (!isApplication(client)) {
            continue;
        }
        ClientGroup& group = groups[{client.address.host, client.name}];
        group.host = client.address.host;
        group.name = client.name;
        group.library = group.library.isEmpty() ? client.library : group.library;
        group.connections += 1;
    }
    QList<ClientGroup> sorted = groups.values();
    std::ranges::sort(sorted, [](const ClientGroup& a, const ClientGroup& b) {
        return std::tie(b.connections, a.host, a.name) < std::tie(a.connections, b.host, b.name);
    });
    return sorted;
}

Census compare(const QList<ClientGroup>& before, const QList<ClientGroup>& after) {
    QHash<std::pair<QString, QString>, int> came;
    for (const ClientGroup& group : after) {
        came[keyOf(group)] += group.connections;
    }
    Census census{total(before), total(after), {}, {}};
    for (const ClientGroup& group : before) {
        const int there = came.value(keyOf(group));
        if (there == 0) {
            census.missing.append(group);
        } else if (there < group.connections) {
            census.fewer.append(group);
            census.fewer.last().connections -= there;
        }
    }
    return census;
}

QJsonObject toJson(const QList<ClientGroup>& groups) {
    return {{QStringLiteral("connections"), total(groups)},
            {QStringLiteral("groups"), arrayOf(groups)}};
}

QList<ClientGroup> clientGroupsFromJson(const QJsonObject& json) {
    QList<ClientGroup> groups;
    const QJsonArray array = json.value(QLatin1String("groups")).toArray();
    for (const QJsonValue& value : array) {
        const QJsonObject group = value.toObject();
        groups.append({group.value(QLatin1String("host")).toString(),
                       group.value(QLatin1String("name")).toString(),
                       group.value(QLatin1String("library")).toString(),
                       group.value(QLatin1String("connections")).toInt()});
    }
    return groups;
}

QJsonObject toJson(const Census& census) {
    return {{QStringLiteral("before"), census.before},
            {QStringLiteral("after"), census.after},
            {QStringLiteral("missing"), arrayOf(census.missing)},
            {QStringLiteral("fewer"), arrayOf(census.fewer)}};
}

Message tell(const Census& census) {
    const Figure before = formatCount(census.before);
    const Figure after = formatCount(census.after);
    if (!census.missing.isEmpty()) {
        return {QT_TRANSLATE_NOOP("core", "Client connections on the old primary: %1, on "
                                          "Dragonfly: %2. Nothing came from: %3"),
                {before, after, namesOf(census.missing)}};
    }
    if (!census.fewer.isEmpty()) {
        return {QT_TRANSLATE_NOOP("core", "Client connections on the old primary: %1, on "
                                          "Dragonfly: %2. Every client came; with fewer "
                                          "connections until now: %3"),
                {before, after, namesOf(census.fewer)}};
    }
    return {QT_TRANSLATE_NOOP("core", "Client connections on the old primary: %1, on "
                                      "Dragonfly: %2. Every client came."),
            {before, after}};
}

QString describe(const ClientGroup& group) {
    QString text = group.host.isEmpty() ? QStringLiteral("(local)") : group.host;
    if (!group.name.isEmpty()) {
        text += u' ' + group.name;
    }
    if (!group.library.isEmpty()) {
        text += QStringLiteral(" (%1)").arg(group.library);
    }
    return QStringLiteral("%1: %2").arg(text, QString::number(group.connections));
}

} // namespace ferryman
