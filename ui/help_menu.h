// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/message_log.h"
#include "session/session.h"

#include <QMenu>

namespace ferryman {

class Settings;

/// What explains the console: the page that is shown, its log, and diagnostics for whoever helps.
class HelpMenu final : public QMenu {
    Q_OBJECT
public:
    /// Dialogs are opened over `window`.
    HelpMenu(Session& session, const MessageLog& log, const Settings& settings, QWidget& window,
             QWidget* parent = nullptr);

signals:
    void explainAsked();

private:
    void showLog();
    void copyDiagnostics();
    void showAbout();

    Session& m_session;
    const MessageLog& m_log;
    const Settings& m_settings;
    QWidget& m_window;
};

} // namespace ferryman
