// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QWidget;

namespace ferryman {

/// Says once, when a window has been painted for the first time and takes events, that it is
/// usable: as the log category "ferryman.start", level debug, which is how the start is measured.
class FirstFrame final : public QObject {
    Q_OBJECT
public:
    explicit FirstFrame(QWidget* window);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* m_window;
};

} // namespace ferryman
