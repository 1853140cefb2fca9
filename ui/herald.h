// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/snapshot.h"

#include <QDeadlineTimer>
#include <QHash>
#include <QObject>

class QSystemTrayIcon;
class QWidget;

namespace ferryman {

class Announcement;
class Settings;

/// Tells turning points to whoever does not look at the window: screen readers hear all of them;
/// what wants a person is notified by the desktop while another window is used, unless the person
/// wants none of that.
class Herald final : public QObject {
    Q_OBJECT
public:
    Herald(const Settings& settings, QWidget& window);

    void take(const SnapshotPtr& snapshot);
    void announce(const QString& sentence); ///< To screen readers alone.

signals:
    void announced(const QString& sentence);
    void notified(const QString& sentence);

private:
    [[nodiscard]] bool isToldLately(const QString& sentence);
    void notify(const QString& sentence);
    void showInTray(const QString& sentence);

    const Settings& m_settings;
    QWidget& m_window;
    Announcement* m_announcement;
    QSystemTrayIcon* m_tray = nullptr; ///< Only once there was something to tell.
    SnapshotPtr m_before;
    QHash<QString, QDeadlineTimer> m_lately;
};

} // namespace ferryman
