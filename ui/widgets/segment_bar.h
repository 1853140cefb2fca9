// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QButtonGroup;
class QHBoxLayout;

namespace ferryman {

/// Buttons in a row of which one is chosen: what stands below it. Tab comes to the chosen one, the
/// arrow keys go to the others.
class SegmentBar final : public QWidget {
    Q_OBJECT
public:
    explicit SegmentBar(QWidget* parent = nullptr);

    void add(const QString& text, const char* name);
    void addAtEnd(QWidget* widget); ///< At the right, apart from the buttons.
    void setText(int index, const QString& text);
    void choose(int index);
    [[nodiscard]] int chosen() const;

signals:
    void changed(int index);

private:
    QButtonGroup* m_buttons;
    QHBoxLayout* m_row;
};

} // namespace ferryman
