// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/topology_picture.h"

#include <QPushButton>

namespace ferryman {

/// One server in the drawing: chosen by mouse and keyboard, and spoken by a screen reader.
class TopologyNodeButton final : public QPushButton {
    Q_OBJECT
public:
    explicit TopologyNodeButton(const QString& name, QWidget* parent = nullptr);

    void setNode(const TopologyNode& node);
    [[nodiscard]] const TopologyNode& node() const { return m_node; }
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] int heightWanted(int width) const; ///< For the whole of its note.
    [[nodiscard]] QSize minimumSizeHint() const override { return {40, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    [[nodiscard]] QString hint() const;
    [[nodiscard]] int heightOf(int rows) const;

    TopologyNode m_node;
};

} // namespace ferryman
