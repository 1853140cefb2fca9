// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/topology_picture.h"

#include <QWidget>

namespace ferryman {

class TopologyNodeButton;

/// The group as a drawing: the Sentinels above, the primary, the replicas and Dragonfly below, who
/// follows whom and who agrees. Tab comes to the server that was there last, the arrow keys go from
/// one to the next, Enter or Space opens it.
class TopologyView final : public QWidget {
    Q_OBJECT
public:
    explicit TopologyView(QWidget* parent = nullptr);

    void setReading(bool reading); ///< What an empty drawing says.
    void setPicture(const TopologyPicture& picture);
    void setOpened(const redis::Address& address); ///< Null: none is.
    void focusNode(const redis::Address& address);
    [[nodiscard]] QSize minimumSizeHint() const override;

signals:
    void nodeOpened(const ferryman::redis::Address& address);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void fill(QList<TopologyNodeButton*>& row, const QList<TopologyNode>& nodes,
              const QString& name);
    void layOut();
    void layOutRow(const QList<TopologyNodeButton*>& row, int top, int tall) const;
    [[nodiscard]] bool goTo(TopologyNodeButton* from, int key);
    [[nodiscard]] QWidget* stopBefore() const;
    void comeBackTo(TopologyNodeButton* stop); ///< A person went there.
    void makeStop(TopologyNodeButton* stop) const;
    [[nodiscard]] QList<TopologyNodeButton*> buttons() const { return m_sentinels + m_servers; }
    [[nodiscard]] TopologyNodeButton* buttonOf(const redis::Address& address) const;
    [[nodiscard]] int nodeHeight() const; ///< The least.
    [[nodiscard]] int shownNodeHeight() const;
    [[nodiscard]] int nodeWidth(const QList<TopologyNodeButton*>& row) const;
    void drawSentinelLinks(QPainter& painter) const;
    void drawReplication(QPainter& painter) const;

    bool m_reading = false;
    TopologyPicture m_picture;
    redis::Address m_opened;
    bool m_chosen = false; ///< A person went to one of them.
    QList<TopologyNodeButton*> m_sentinels;
    QList<TopologyNodeButton*> m_servers;
};

} // namespace ferryman
