// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/topology_picture.h"
#include "widgets/panel.h"

#include <QTimer>

class QPlainTextEdit;
class QPushButton;

namespace ferryman {

class Session;

/// One server in detail: what is known of it, and its raw INFO, read when it is opened and every
/// few seconds while it is in sight.
class NodePane final : public Panel {
    Q_OBJECT
public:
    explicit NodePane(Session& session, QWidget* parent = nullptr);

    void open(const redis::Address& server);
    void close();
    void take(const Snapshot& snapshot);
    [[nodiscard]] const redis::Address& server() const { return m_server; } ///< Null: closed.

signals:
    void closed(const ferryman::redis::Address& server);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override; ///< Escape closes it.

private:
    [[nodiscard]] QPushButton* addButton(const QString& text, const char* name);
    void read();
    void showText(const QString& text);

    Session& m_session;
    redis::Address m_server;
    bool m_reading = false;
    QPlainTextEdit* m_text = nullptr;
    QTimer m_again;
};

} // namespace ferryman
