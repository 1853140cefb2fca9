// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace ferryman {

/// A place of one pixel whose accessible name is read aloud when it changes. Qt has events of
/// announcement from 6.8 on only: until then an alert that is shown is what AT-SPI (where Qt sends
/// no Alert) and UI Automation (which do hear of a new name) both pass on.
class Announcement final : public QWidget {
    Q_OBJECT
public:
    explicit Announcement(QWidget* parent);

    void tell(const QString& sentence);
};

} // namespace ferryman
