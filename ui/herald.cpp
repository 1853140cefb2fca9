// SPDX-License-Identifier: GPL-3.0-or-later
#include "herald.h"

#include "announcement.h"
#include "models/turning_point.h"
#include "settings/settings.h"

#include <QApplication>
#include <QSystemTrayIcon>

#include <chrono>
#include <utility>

namespace ferryman {

namespace {

/// A link that comes and goes is not told anew each time.
constexpr std::chrono::seconds sameAgainAfter{60};

} // namespace

Herald::Herald(const Settings& settings, QWidget& window)
    : QObject(&window)
    , m_settings(settings)
    , m_window(window)
    , m_announcement(new Announcement(&window)) {}

void Herald::take(const SnapshotPtr& snapshot) {
    const SnapshotPtr before = std::exchange(m_before, snapshot);
    if (before == nullptr) {
        return;
    }
    QStringList aloud;
    QStringList wanting;
    for (const TurningPoint& point : turningPoints(*before, *snapshot)) {
        if (isToldLately(point.sentence)) {
            continue;
        }
        aloud << point.sentence;
        if (point.wantsPerson) {
            wanting << point.sentence;
        }
    }
    if (!aloud.isEmpty()) { // as one: a second would interrupt the first
        announce(aloud.join(u' '));
    }
    if (!wanting.isEmpty()) {
        notify(wanting.join(u' '));
    }
}

bool Herald::isToldLately(const QString& sentence) {
    m_lately.removeIf([](const QHash<QString, QDeadlineTimer>::iterator& told) {
        return told.value().hasExpired();
    });
    if (m_lately.contains(sentence)) {
        return true;
    }
    m_lately.insert(sentence, QDeadlineTimer(sameAgainAfter));
    return false;
}

void Herald::announce(const QString& sentence) {
    m_announcement->tell(sentence);
    emit announced(sentence);
}

void Herald::notify(const QString& sentence) {
    const bool wanted = m_settings.text(Preference::Notifications) == QLatin1String("on");
    if (!wanted || QApplication::activeWindow() != nullptr) { // a dialog of ours is no background
        return;
    }
    QApplication::alert(&m_window);
    showInTray(sentence);
    emit notified(sentence);
}

void Herald::showInTray(const QString& sentence) {
    if (!QSystemTrayIcon::isSystemTrayAvailable() || !QSystemTrayIcon::supportsMessages()) {
        return; // the alert in the task bar is all that there is
    }
    if (m_tray == nullptr) {
        m_tray = new QSystemTrayIcon(QApplication::windowIcon(), this);
        const auto raise = [this] {
            m_window.raise();
            m_window.activateWindow();
        };
        connect(m_tray, &QSystemTrayIcon::messageClicked, this, raise);
        connect(m_tray, &QSystemTrayIcon::activated, this, raise);
    }
    m_tray->show();
    m_tray->showMessage(tr("Ferryman"), sentence, QSystemTrayIcon::Warning);
}

} // namespace ferryman
