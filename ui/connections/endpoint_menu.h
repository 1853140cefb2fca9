// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/connections.h"
#include "connections/imported_connection.h"
#include "connections/recent_endpoints.h"

#include <QToolButton>

class QLineEdit;
class QMenu;
class QStringListModel;

namespace ferryman {

/// A button beside an endpoint's field: what was used before, the connections that are kept, and
/// the URL on the clipboard.
class EndpointMenu final : public QToolButton {
    Q_OBJECT
public:
    EndpointMenu(EndpointKind kind, Connections& connections, Settings& settings,
                 QWidget* parent = nullptr);

    void complete(QLineEdit* field); ///< Offers what was used before while one types, too.
    void offerLoginsOnly();          ///< Where the address is not a person's to choose.

signals:
    void urlChosen(const QString& url);
    void profileChosen(const ferryman::ConnectionProfile& profile);
    void pasted(const ferryman::ImportedConnection& connection);
    void manageAsked();

private:
    void open();
    void addRecent();
    void addProfiles();
    void addPasted();
    void addHeading(const QString& text);

    EndpointKind m_kind;
    Connections& m_connections;
    Settings& m_settings;
    QMenu* m_menu;
    QStringListModel* m_recent;
    bool m_loginsOnly = false;
};

} // namespace ferryman
