// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "settings/settings.h"

#include <QMenu>

namespace ferryman {

/// How the console looks and which language it speaks, kept for the next start and changed at once
/// (by Preferences, wherever it was chosen).
class ViewMenu final : public QMenu {
    Q_OBJECT
public:
    explicit ViewMenu(Settings& settings, QWidget* parent = nullptr);

private:
    void addChoices(Preference preference, const QList<std::pair<QString, QVariant>>& choices);
    [[nodiscard]] bool isChosen(Preference preference, const QVariant& value) const;

    Settings& m_settings;
};

} // namespace ferryman
