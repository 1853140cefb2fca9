// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/recent_endpoints.h"

#include "settings/settings.h"

namespace ferryman {

namespace {

constexpr qsizetype mostEndpoints = 20; // what the preference takes

Preference preferenceOf(EndpointKind kind) {
    return kind == EndpointKind::Sentinel ? Preference::RecentSentinels : Preference::RecentServers;
}

} // namespace

void rememberEndpoint(Settings& settings, EndpointKind kind, const redis::Endpoint& endpoint) {
    QStringList urls = recentEndpoints(settings, kind);
    urls.removeAll(endpoint.toUrl());
    urls.prepend(endpoint.toUrl());
    settings.set(preferenceOf(kind), QStringList(urls.mid(0, mostEndpoints)));
}

QStringList recentEndpoints(const Settings& settings, EndpointKind kind) {
    return settings.texts(preferenceOf(kind));
}

void forgetEndpoints(Settings& settings) {
    settings.reset(Preference::RecentSentinels);
    settings.reset(Preference::RecentServers);
}

} // namespace ferryman
