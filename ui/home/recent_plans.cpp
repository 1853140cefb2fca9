// SPDX-License-Identifier: GPL-3.0-or-later
#include "home/recent_plans.h"

#include "settings/settings.h"

#include <QFileInfo>

namespace ferryman {

namespace {

constexpr qsizetype mostPlans = 50; // what the preference takes

QStringList without(const Settings& settings, const QString& path) {
    QStringList paths = recentPlans(settings);
    paths.removeAll(path);
    return paths;
}

} // namespace

void rememberPlan(Settings& settings, const QString& path) {
    const QString absolute = QFileInfo(path).absoluteFilePath();
    QStringList paths = without(settings, absolute);
    paths.prepend(absolute);
    settings.set(Preference::RecentPlans, QStringList(paths.mid(0, mostPlans)));
}

void forgetPlan(Settings& settings, const QString& path) {
    settings.set(Preference::RecentPlans, without(settings, QFileInfo(path).absoluteFilePath()));
}

QStringList recentPlans(const Settings& settings) {
    return settings.texts(Preference::RecentPlans);
}

} // namespace ferryman
