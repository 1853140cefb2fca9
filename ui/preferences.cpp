// SPDX-License-Identifier: GPL-3.0-or-later
#include "preferences.h"

#include "translation.h"

#include <QApplication>

namespace ferryman {

namespace {

constexpr qint64 bytesOfMegabyte = 1'000'000;

QApplication& application() {
    return *qobject_cast<QApplication*>(QCoreApplication::instance());
}

} // namespace

ThemeMode preferredTheme(const Settings& settings) {
    static const QHash<QString, ThemeMode> modes{
        {QStringLiteral("light"), ThemeMode::Light},
        {QStringLiteral("dark"), ThemeMode::Dark},
        {QStringLiteral("contrast"), ThemeMode::HighContrast}};
    return modes.value(settings.text(Preference::Theme), ThemeMode::System);
}

QLocale preferredLocale(const Settings& settings) {
    const QString code = settings.text(Preference::Language);
    return code.isEmpty() ? QLocale::system() : QLocale(code);
}

WatchOptions preferredWatchOptions(const Settings& settings) {
    WatchOptions options;
    options.sampling = milliseconds(settings.number(Preference::SamplingIntervalMs));
    options.history = std::chrono::hours(settings.number(Preference::HistoryHours));
    options.verifyLimits.keysPerSecond = settings.number(Preference::VerifyKeysPerSecond);
    options.verifyLimits.bytesPerSecond =
        settings.number(Preference::VerifyMegabytesPerSecond) * bytesOfMegabyte;
    return options;
}

Preferences::Preferences(const Settings& settings, Session& session, MessageLog& log,
                         QObject* parent)
    : QObject(parent)
    , m_settings(settings)
    , m_session(session)
    , m_log(log) {
    apply(Preference::SamplingIntervalMs);
    apply(Preference::LogLevel);
    connect(&settings, &Settings::changed, this, &Preferences::apply);
}

void Preferences::apply(Preference changed) {
    switch (changed) {
    case Preference::Theme:
        applyTheme(application(), preferredTheme(m_settings));
        return;
    case Preference::TextSizePercent:
        applyTextSize(application(), m_settings.number(changed));
        return;
    case Preference::Language:
        installTranslations(preferredLocale(m_settings));
        return;
    case Preference::SamplingIntervalMs:
    case Preference::HistoryHours:
    case Preference::VerifyKeysPerSecond:
    case Preference::VerifyMegabytesPerSecond:
        m_session.setWatchOptions(preferredWatchOptions(m_settings));
        return;
    case Preference::LogLevel:
        m_log.setLeast(logLevelFromString(m_settings.text(changed)));
        return;
    case Preference::Notifications: // these are read where they are needed
    case Preference::JournalFolder:
    case Preference::PlanFolder:
    case Preference::ReportFolder:
    case Preference::FirstSteps:
    case Preference::WindowGeometry:
    case Preference::RecentPlans:
    case Preference::RecentSentinels:
    case Preference::RecentServers:
        return;
    }
}

} // namespace ferryman
