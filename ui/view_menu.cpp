// SPDX-License-Identifier: GPL-3.0-or-later
#include "view_menu.h"

#include "preferences.h"

#include <QActionGroup>
#include <QApplication>
#include <QMap>

namespace ferryman {

ViewMenu::ViewMenu(Settings& settings, QWidget* parent)
    : QMenu(tr("&View"), parent)
    , m_settings(settings) {
    setObjectName(QStringLiteral("viewMenu"));
    addChoices(Preference::Theme, {{tr("Colours as the &desktop"), QStringLiteral("system")},
                                   {tr("&Light"), QStringLiteral("light")},
                                   {tr("D&ark"), QStringLiteral("dark")},
                                   {tr("&High contrast"), QStringLiteral("contrast")}});
    addSeparator();
    addChoices(
        Preference::TextSizePercent,
        {{tr("&Normal text"), 100}, {tr("La&rge text"), 125}, {tr("&Very large text"), 150}});
    addSeparator();
    // Each by its own name, for whoever cannot read the one that is shown.
    addChoices(Preference::Language, {{tr("Language as the d&esktop"), QString()},
                                      {QStringLiteral("En&glish"), QStringLiteral("en")},
                                      {QStringLiteral("Deu&tsch"), QStringLiteral("de")},
                                      {QStringLiteral("E&spañol"), QStringLiteral("es")},
                                      {QStringLiteral("&Français"), QStringLiteral("fr")},
                                      {QStringLiteral("日本語(&J)"), QStringLiteral("ja")},
                                      {QStringLiteral("简体中文(&Z)"), QStringLiteral("zh")}});
}

bool ViewMenu::isChosen(Preference preference, const QVariant& value) const {
    return m_settings.text(preference) == value.toString();
}

void ViewMenu::addChoices(Preference preference,
                          const QList<std::pair<QString, QVariant>>& choices) {
    static const QMap<Preference, QString> names{
        {Preference::Theme, QStringLiteral("theme")},
        {Preference::TextSizePercent, QStringLiteral("textSize")},
        {Preference::Language, QStringLiteral("language")}};
    auto* group = new QActionGroup(this);
    for (const auto& [text, value] : choices) {
        QAction* action = addAction(text);
        action->setObjectName(names.value(preference) + u'-' + value.toString());
        action->setCheckable(true);
        action->setChecked(isChosen(preference, value));
        group->addAction(action);
        connect(action, &QAction::triggered, this, [this, preference, value = value] {
            m_settings.set(preference, value);
            if (preference == Preference::Theme) { // --dark may have overruled the settings
                applyTheme(*qobject_cast<QApplication*>(QCoreApplication::instance()),
                           preferredTheme(m_settings));
            }
        });
        connect(&m_settings, &Settings::changed, action,
                [this, action, preference, value = value](Preference changed) {
                    if (changed == preference && isChosen(preference, value)) {
                        action->setChecked(true);
                    }
                });
    }
}

} // namespace ferryman
