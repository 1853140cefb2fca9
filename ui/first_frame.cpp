// SPDX-License-Identifier: GPL-3.0-or-later
#include "first_frame.h"

#include <QEvent>
#include <QLoggingCategory>
#include <QTimer>
#include <QWidget>

namespace ferryman {

namespace {

Q_LOGGING_CATEGORY(start, "ferryman.start", QtInfoMsg)

} // namespace

FirstFrame::FirstFrame(QWidget* window)
    : QObject(window)
    , m_window(window) {
    window->installEventFilter(this);
}

bool FirstFrame::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Paint) {
        m_window->removeEventFilter(this);
        // Behind everything that the first paint has left to do.
        QTimer::singleShot(0, this, [this] {
            qCDebug(start, "the window is painted and %s",
                    m_window->isEnabled() ? "usable" : "not usable");
            deleteLater();
        });
    }
    return QObject::eventFilter(watched, event);
}

} // namespace ferryman
