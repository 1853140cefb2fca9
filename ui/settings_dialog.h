// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "settings/settings.h"

#include <QDialog>

class QLabel;
class QScrollArea;

namespace ferryman {

/// The preferences, made from their table: what is changed here takes effect at once, or at the
/// moment that its row names.
class SettingsDialog final : public QDialog {
    Q_OBJECT
public:
    explicit SettingsDialog(Settings& settings, QWidget* parent = nullptr);

protected:
    void changeEvent(QEvent* event) override; ///< Another language or size of text.

private:
    void build();
    void rebuild();
    [[nodiscard]] QWidget* buildForm();
    [[nodiscard]] QWidget* editorOf(const PreferenceInfo& info);
    [[nodiscard]] QWidget* numberOf(const PreferenceInfo& info);
    [[nodiscard]] QWidget* choiceOf(const PreferenceInfo& info);
    [[nodiscard]] QWidget* folderOf(const PreferenceInfo& info);
    void set(const PreferenceInfo& info, const QVariant& value);
    void restoreAll();

    Settings& m_settings;
    QLabel* m_refused = nullptr;
    bool m_rebuilds = false;
    double m_pointSize = 0; ///< For which it was built.
};

} // namespace ferryman
