// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "state_icon.h"

#include <QWidget>

class QAbstractItemView;
class QLabel;

namespace ferryman {

/// What a place shows while there is nothing to show: that it is empty, and what will stand there.
class EmptyState final : public QWidget {
    Q_OBJECT
public:
    explicit EmptyState(QWidget* parent = nullptr);

    /// In the place of the rows, as long as the view's model has none.
    [[nodiscard]] static EmptyState* over(QAbstractItemView* view);

    void tell(StateShape shape, const QString& heading, const QString& sentence);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void fit();
    void drawIcon();

    QLabel* m_icon;
    QLabel* m_heading;
    QLabel* m_sentence;
    StateShape m_shape = StateShape::Ring;
};

} // namespace ferryman
