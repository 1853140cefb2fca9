// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/snapshot.h"

#include <QWidget>

namespace ferryman {

/// The group as a drawing: the Sentinels above, the primary, the replicas and Dragonfly below, and
/// who follows whom.
class TopologyView final : public QWidget {
    Q_OBJECT
public:
    explicit TopologyView(QWidget* parent = nullptr);

    void setState(const ConnectState& connect, const redis::Address& target);
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    struct Node {
        QString title;
        QString address;
        QString note;
        int tone = 0;
        QRectF box;
    };

    [[nodiscard]] QList<Node> sentinelNodes() const;
    [[nodiscard]] QList<Node> serverNodes() const;
    void layOut(QList<Node>& nodes, qreal top) const;
    [[nodiscard]] QList<Node> placed(QList<Node> sentinels, QList<Node> servers) const;
    void drawNode(QPainter& painter, const Node& node) const;
    void drawLinks(QPainter& painter, const QList<Node>& sentinels,
                   const QList<Node>& servers) const;
    void describe();

    ConnectState m_connect;
    redis::Address m_target;
};

} // namespace ferryman
