// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connections.h"

class QWidget;

namespace ferryman {

/// Deletes a kept connection after a question, and its password too where nothing else uses it and
/// a person says so.
class ConnectionRemoval final : public QObject {
    Q_OBJECT
public:
    ConnectionRemoval(Connections& connections, QWidget* page); ///< Above which it asks.

    void ask(const ConnectionProfile& profile);

signals:
    void removed(const QString& name);
    void refused(const ferryman::Error& why);

private:
    void remove(const ConnectionProfile& profile, bool withPassword);

    Connections& m_connections;
    QWidget* m_page;
};

} // namespace ferryman
