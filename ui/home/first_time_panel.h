// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/panel.h"

namespace ferryman {

/// What Ferryman does, for someone who does this once in life, and where to rehearse it.
class FirstTimePanel final : public Panel {
    Q_OBJECT
public:
    explicit FirstTimePanel(QWidget* parent = nullptr);

signals:
    void practiceAsked(); ///< On a lab of local servers.
    void dismissed();
};

} // namespace ferryman
