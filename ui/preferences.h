// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/message_log.h"
#include "session/session.h"
#include "settings/settings.h"
#include "theme.h"

#include <QLocale>

namespace ferryman {

[[nodiscard]] ThemeMode preferredTheme(const Settings& settings);
/// The language that the settings name, else the desktop's.
[[nodiscard]] QLocale preferredLocale(const Settings& settings);
[[nodiscard]] WatchOptions preferredWatchOptions(const Settings& settings);

/// Lets what a person prefers take effect: what concerns the session and the log from the
/// beginning, colours, text size and language when they change.
class Preferences final : public QObject {
    Q_OBJECT
public:
    Preferences(const Settings& settings, Session& session, MessageLog& log,
                QObject* parent = nullptr);

private:
    void apply(Preference changed);

    const Settings& m_settings;
    Session& m_session;
    MessageLog& m_log;
};

} // namespace ferryman
