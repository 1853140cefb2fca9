// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "theme.h"

#include <QObject>

#include <functional>

class QDBusConnection;
class QDBusPendingCallWatcher;
class QDBusVariant;

namespace ferryman {

/// What the desktop says of contrast and colours, now and whenever it changes: the settings portal
/// that GNOME, KDE and others have on the session bus
/// (https://flatpak.github.io/xdg-desktop-portal, org.freedesktop.portal.Settings). Where there is
/// no bus, no portal or no answer, nothing is told.
class AppearancePortal final : public QObject {
    Q_OBJECT
public:
    /// Called on another thread, since making a connection waits for the bus.
    using Bus = std::function<QDBusConnection()>;

    explicit AppearancePortal(QObject* parent = nullptr); ///< On the bus of the session.
    explicit AppearancePortal(Bus bus, QObject* parent = nullptr);

    /// A connection that is not connected where the session has no bus.
    [[nodiscard]] static QDBusConnection sessionBus();

    [[nodiscard]] const DesktopWish& wish() const { return m_wish; }

signals:
    void told(const ferryman::DesktopWish& wish);

private slots:
    void takeChange(const QString& space, const QString& key, const QDBusVariant& value);

private:
    void read(QDBusConnection bus);
    void takeAll(const QDBusPendingCallWatcher& reply);
    void take(const QString& key, const QVariant& value);

    DesktopWish m_wish;
};

} // namespace ferryman
