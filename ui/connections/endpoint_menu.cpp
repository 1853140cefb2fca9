// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/endpoint_menu.h"

#include "connections/pasted_urls.h"
#include "settings/settings.h"

#include <QClipboard>
#include <QCompleter>
#include <QGuiApplication>
#include <QLineEdit>
#include <QMenu>
#include <QStringListModel>

namespace ferryman {

namespace {

/// A name is no mnemonic.
QString plain(QString text) {
    return text.replace(u'&', QLatin1String("&&"));
}

} // namespace

EndpointMenu::EndpointMenu(EndpointKind kind, Connections& connections, Settings& settings,
                           QWidget* parent)
    : QToolButton(parent)
    , m_kind(kind)
    , m_connections(connections)
    , m_settings(settings)
    , m_menu(new QMenu(this))
    , m_recent(new QStringListModel(recentEndpoints(settings, kind), this)) {
    setText(QStringLiteral("▾"));
    setFocusPolicy(Qt::StrongFocus);
    m_menu->setObjectName(QStringLiteral("endpointMenu"));
    connect(this, &QToolButton::clicked, this, &EndpointMenu::open);
    connect(&settings, &Settings::changed, this, [this] {
        const QStringList urls = recentEndpoints(m_settings, m_kind);
        if (m_recent->stringList() != urls) {
            m_recent->setStringList(urls);
        }
    });
}

void EndpointMenu::complete(QLineEdit* field) {
    auto* completer = new QCompleter(m_recent, field);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setFilterMode(Qt::MatchContains);
    field->setCompleter(completer);
}

void EndpointMenu::offerLoginsOnly() {
    m_loginsOnly = true;
}

void EndpointMenu::addHeading(const QString& text) {
    QAction* heading = m_menu->addAction(text);
    heading->setEnabled(false); // a section's text is not drawn by every style
}

void EndpointMenu::open() {
    m_menu->clear();
    m_connections.read();
    if (!m_loginsOnly) {
        addPasted();
        addRecent();
    }
    addProfiles();
    m_menu->addSeparator();
    connect(m_menu->addAction(tr("&Connections…")), &QAction::triggered, this,
            &EndpointMenu::manageAsked);
    if (!m_loginsOnly && !m_recent->stringList().isEmpty()) {
        connect(m_menu->addAction(tr("&Forget recent addresses")), &QAction::triggered, this,
                [this] { forgetEndpoints(m_settings); });
    }
    m_menu->popup(mapToGlobal(rect().bottomLeft()));
}

void EndpointMenu::addRecent() {
    const QStringList urls = m_recent->stringList();
    if (urls.isEmpty()) {
        return;
    }
    addHeading(tr("Used before"));
    for (const QString& url : urls) {
        connect(m_menu->addAction(plain(url)), &QAction::triggered, this,
                [this, url] { emit urlChosen(url); });
    }
    m_menu->addSeparator();
}

void EndpointMenu::addProfiles() {
    addHeading(m_connections.all().isEmpty() ? tr("No connection is kept yet") : tr("Connections"));
    for (const ConnectionProfile& profile : m_connections.all()) {
        const QString text = QStringLiteral("%1\t%2").arg(
            plain(profile.name), plain(profile.endpoint.address.toString()));
        connect(m_menu->addAction(text), &QAction::triggered, this,
                [this, profile] { emit profileChosen(profile); });
    }
}

/// The password goes along and is not shown.
void EndpointMenu::addPasted() {
    const QString text = QGuiApplication::clipboard()->text();
    const auto connections =
        holdsRedisUrls(text) ? connectionsFromUrls(text) : Result<QList<ImportedConnection>>();
    if (!connections || connections->isEmpty()) {
        return;
    }
    addHeading(tr("On the clipboard"));
    for (const ImportedConnection& connection : *connections) {
        const QString url = plain(connection.profile.endpoint.toUrl());
        const QString shown =
            connection.password.isEmpty() ? url : tr("%1, with password").arg(url);
        connect(m_menu->addAction(shown), &QAction::triggered, this,
                [this, connection] { emit pasted(connection); });
    }
    m_menu->addSeparator();
}

} // namespace ferryman
