// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/message_log.h"
#include "gui/window_states.h"
#include "main_window.h"
#include "settings/settings.h"
#include "support/fake_connections.h"
#include "support/fake_session.h"

#include <QTemporaryDir>

namespace ferryman::test {

/// The window in one of its states, with all that stands behind it.
struct Stage {
    explicit Stage(const WindowState& state);

    QTemporaryDir folder;
    MessageLog log;
    Settings settings;
    FakeSession session;
    FakeConnections kept;
    MainWindow window;
};

/// What a person opens in a window: a pane of a page, or a dialog.
struct OpenedState {
    const char* name;
    const char* state; ///< Of the window, see windowStates().
    /// Does as a person does in the shown window, and returns what is looked at; null: it failed.
    QWidget* (*open)(Stage& stage);
};

[[nodiscard]] QList<OpenedState> openedStates();
[[nodiscard]] OpenedState openedStateNamed(const QString& name);
[[nodiscard]] WindowState windowStateNamed(const QString& name);

} // namespace ferryman::test
