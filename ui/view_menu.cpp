// SPDX-License-Identifier: GPL-3.0-or-later
#include "view_menu.h"

#include "translation.h"

#include <QActionGroup>
#include <QApplication>

#include <algorithm>

namespace ferryman {

namespace {

constexpr std::pair<const char*, ThemeMode> themeNames[] = {
    {"system", ThemeMode::System}, {"light", ThemeMode::Light}, {"dark", ThemeMode::Dark}};

} // namespace

ThemeMode preferredTheme(const Settings& settings) {
    const QByteArray name = settings.text(Preference::Theme).toLatin1();
    const auto found =
        std::ranges::find_if(themeNames, [&](const auto& e) { return name == e.first; });
    return found == std::end(themeNames) ? ThemeMode::System : found->second;
}

QLocale preferredLocale(const Settings& settings) {
    const QString code = settings.text(Preference::Language);
    return code.isEmpty() ? QLocale() : QLocale(code);
}

ViewMenu::ViewMenu(Settings& settings, QWidget* parent)
    : QMenu(tr("&View"), parent)
    , m_settings(settings) {
    setObjectName(QStringLiteral("viewMenu"));
    addThemes();
    addSeparator();
    addLanguages();
}

void ViewMenu::addThemes() {
    auto* group = new QActionGroup(this);
    const auto add = [&](const QString& text, const char* name, ThemeMode mode) {
        QAction* action = addAction(text);
        action->setObjectName(QLatin1String(name));
        action->setCheckable(true);
        action->setChecked(mode == appliedTheme());
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, mode] { chooseTheme(mode); });
    };
    add(tr("Colours as the &desktop"), "themeSystem", ThemeMode::System);
    add(tr("&Light"), "themeLight", ThemeMode::Light);
    add(tr("D&ark"), "themeDark", ThemeMode::Dark);
}

void ViewMenu::addLanguages() {
    auto* group = new QActionGroup(this);
    const auto add = [&](const QString& text, const char* name, const QString& code) {
        QAction* action = addAction(text);
        action->setObjectName(QLatin1String(name));
        action->setCheckable(true);
        action->setChecked(code == m_settings.text(Preference::Language));
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, code] { chooseLanguage(code); });
    };
    add(tr("Language as the d&esktop"), "languageSystem", {});
    // Each by its own name, for whoever cannot read the one that is shown.
    add(QStringLiteral("E&nglish"), "languageEnglish", QStringLiteral("en"));
    add(QStringLiteral("Deu&tsch"), "languageGerman", QStringLiteral("de"));
    add(QStringLiteral("Españo&l"), "languageSpanish", QStringLiteral("es"));
    add(QStringLiteral("&Français"), "languageFrench", QStringLiteral("fr"));
    add(QStringLiteral("日本語"), "languageJapanese", QStringLiteral("ja"));
    add(QStringLiteral("简体中文"), "languageChinese", QStringLiteral("zh"));
}

void ViewMenu::chooseTheme(ThemeMode mode) {
    const auto* name = std::ranges::find(themeNames, mode, [](const auto& e) { return e.second; });
    m_settings.set(Preference::Theme, QLatin1String(name->first));
    applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()), mode);
}

void ViewMenu::chooseLanguage(const QString& code) {
    if (code == m_settings.text(Preference::Language)) {
        return;
    }
    m_settings.set(Preference::Language, code);
    installTranslations(preferredLocale(m_settings));
}

} // namespace ferryman
