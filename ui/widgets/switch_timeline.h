// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/switch_state.h"
#include "widgets/panel.h"

class QTreeView;

namespace ferryman {

class TimelineModel;

/// What happened in a switch, to the millisecond, with the Sentinels' own events as they came.
class SwitchTimeline final : public Panel {
    Q_OBJECT
public:
    explicit SwitchTimeline(QWidget* parent = nullptr);

    void setState(const SwitchState& state);

protected:
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void fitColumns();
    void spanDividers();

    TimelineModel* m_model;
    QTreeView* m_view;
};

} // namespace ferryman
