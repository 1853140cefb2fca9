// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "settings/settings.h"
#include "theme.h"

#include <QLocale>
#include <QMenu>

namespace ferryman {

/// The theme that the settings name.
[[nodiscard]] ThemeMode preferredTheme(const Settings& settings);

/// The language that the settings name, else the desktop's.
[[nodiscard]] QLocale preferredLocale(const Settings& settings);

/// How the console looks and which language it speaks, kept for the next start. The theme changes
/// at once; the language then, because texts are asked for once only.
class ViewMenu final : public QMenu {
    Q_OBJECT
public:
    explicit ViewMenu(Settings& settings, QWidget* parent = nullptr);

private:
    void addThemes();
    void addLanguages();
    void chooseTheme(ThemeMode mode);
    void chooseLanguage(const QString& code);

    Settings& m_settings;
};

} // namespace ferryman
