// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/connections_dialog.h"

#include "connections/connection_removal.h"
#include "connections/connection_test_view.h"
#include "connections/import_sources.h"
#include "connections/pasted_urls.h"
#include "connections/profile_form.h"
#include "widgets/banner.h"
#include "widgets/empty_state.h"
#include "widgets/page_scroll.h"
#include "widgets/panel.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

namespace ferryman {

namespace {

constexpr int listWidth = 230;

} // namespace

ConnectionsDialog::ConnectionsDialog(Connections& connections, QWidget* parent)
    : QDialog(parent)
    , m_connections(connections)
    , m_imports(new ImportSources(connections, this))
    , m_removal(new ConnectionRemoval(connections, this))
    , m_banner(new Banner(this)) {
    setObjectName(QStringLiteral("connectionsDialog"));
    setWindowTitle(tr("Connections"));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(960, 720);
    m_banner->setObjectName(QStringLiteral("connectionsBanner"));
    auto* columns = new QHBoxLayout;
    columns->setSpacing(16);
    columns->addWidget(buildList());
    columns->addWidget(buildDetails(), 1);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(20, 14, 20, 14);
    all->addWidget(
        makeLabel(tr("To be chosen in Connect. A password is in the system's keychain, in "
                     "an environment variable, or in memory until Ferryman ends; never "
                     "in Ferryman's own files."),
                  "muted", this));
    all->addWidget(m_banner);
    all->addLayout(columns, 1);
    all->addWidget(buildButtons());
    connect(&m_connections, &Connections::changed, this, &ConnectionsDialog::listAll);
    connect(&m_connections.tester(), &ConnectionTester::changed, m_test,
            &ConnectionTestView::setReport);
    connect(QGuiApplication::clipboard(), &QClipboard::dataChanged, this,
            &ConnectionsDialog::watchClipboard);
    connect(m_imports, &ImportSources::refused, this,
            [this](const QString& why) { m_banner->tell(Tone::Bad, why); });
    connect(m_removal, &ConnectionRemoval::refused, this, &ConnectionsDialog::refuse);
    connect(m_removal, &ConnectionRemoval::removed, this, &ConnectionsDialog::tellRemoved);
    connect(m_imports, &ImportSources::imported, this, &ConnectionsDialog::choose);
    m_connections.read();
    tellFile();
    if (m_connections.all().isEmpty()) {
        startNew();
    } else {
        m_list->setCurrentRow(0);
    }
}

ConnectionsDialog::~ConnectionsDialog() {
    m_connections.tester().cancel();
}

QPushButton* ConnectionsDialog::addButton(const QString& text, const char* name) {
    auto* button = new QPushButton(text, this);
    button->setObjectName(QLatin1String(name));
    button->setAutoDefault(false);
    return button;
}

QPushButton* ConnectionsDialog::addButton(const QString& text, const char* name,
                                          void (ConnectionsDialog::*act)()) {
    QPushButton* button = addButton(text, name);
    connect(button, &QPushButton::clicked, this, act);
    return button;
}

QWidget* ConnectionsDialog::buildList() {
    auto* side = new QWidget(this);
    side->setFixedWidth(listWidth);
    m_list = new QListWidget(side);
    m_list->setObjectName(QStringLiteral("connectionsList"));
    m_list->setAccessibleName(tr("Connections"));
    m_list->setTextElideMode(Qt::ElideRight);
    EmptyState::over(m_list)->tell(StateShape::List, tr("No connection is kept yet"),
                                   tr("“Save” keeps what is entered beside this list."));
    connect(m_list, &QListWidget::currentRowChanged, this, &ConnectionsDialog::showChosen);
    auto* row = new QHBoxLayout;
    row->addWidget(addButton(tr("&New"), "newConnectionButton", &ConnectionsDialog::startNew));
    m_delete =
        addButton(tr("&Delete…"), "deleteConnectionButton", &ConnectionsDialog::askBeforeDeleting);
    row->addWidget(m_delete);
    auto* all = new QVBoxLayout(side);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(m_list, 1);
    all->addLayout(row);
    return side;
}

QWidget* ConnectionsDialog::buildDetails() {
    auto* inside = new QWidget(this);
    auto* panel = new Panel(tr("Connection"), inside);
    m_form = new ProfileForm(panel);
    panel->body()->addWidget(m_form);
    m_test = new ConnectionTestView(inside);
    connect(m_test, &ConnectionTestView::testAsked, this, &ConnectionsDialog::test);
    connect(m_test, &ConnectionTestView::cancelAsked, this, [this] {
        ++m_testAsked; // a password that is still waited for starts nothing
        m_connections.tester().cancel();
    });
    connect(m_form, &ProfileForm::touched, this, [this] { m_sessionOnly->hide(); });
    auto* all = new QVBoxLayout(inside);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(panel);
    all->addWidget(m_test);
    all->addStretch(1);
    inside->setObjectName(QStringLiteral("connectionDetails"));
    return new PageScroll(inside, this); // a long outcome of the test wraps
}

QWidget* ConnectionsDialog::buildButtons() {
    auto* buttons = new QWidget(this);
    auto* row = new QHBoxLayout(buttons);
    row->setContentsMargins(0, 0, 0, 0);
    m_paste = addButton(tr("Import from clip&board…"), "importClipboardButton");
    connect(m_paste, &QPushButton::clicked, m_imports, &ImportSources::fromClipboard);
    row->addWidget(m_paste);
    auto* fromFile = addButton(tr("Import from &RedisInsight…"), "importRedisInsightButton");
    connect(fromFile, &QPushButton::clicked, m_imports, &ImportSources::fromRedisInsight);
    row->addWidget(fromFile);
    row->addStretch(1);
    m_sessionOnly = addButton(tr("&Keep it for this session only"), "sessionOnlyButton",
                              &ConnectionsDialog::saveForSession);
    m_sessionOnly->hide();
    m_save = addButton(tr("&Save"), "saveConnectionButton", &ConnectionsDialog::save);
    m_save->setProperty("accent", true);
    m_save->setDefault(true);
    QPushButton* close = addButton(tr("Close"), "closeConnectionsButton");
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    row->addWidget(m_sessionOnly);
    row->addWidget(m_save);
    row->addWidget(close);
    return buttons;
}

// --- the list ---

void ConnectionsDialog::listAll() {
    const QStringList names = m_connections.names();
    QStringList listed;
    for (int i = 0; i < m_list->count(); ++i) {
        listed << m_list->item(i)->text();
    }
    if (listed != names) {
        const QSignalBlocker quiet(m_list);
        m_list->clear();
        m_list->addItems(names);
        m_list->setCurrentRow(static_cast<int>(names.indexOf(m_shown)));
    }
    m_delete->setEnabled(m_list->currentRow() >= 0);
    m_save->setEnabled(!m_connections.problem());
}

void ConnectionsDialog::choose(const QString& name) {
    m_list->setCurrentRow(static_cast<int>(m_connections.names().indexOf(name)));
}

void ConnectionsDialog::showChosen() {
    const QListWidgetItem* item = m_list->currentItem();
    const ConnectionProfile* profile = item == nullptr ? nullptr : m_connections.find(item->text());
    m_delete->setEnabled(profile != nullptr);
    if (profile == nullptr) {
        return;
    }
    m_shown = profile->name;
    m_filledFrom = *profile;
    m_form->fill(*profile, m_connections.sessionSecret(profile->name).has_value());
    m_connections.tester().cancel();
    ++m_testAsked;
    m_test->clear();
    m_sessionOnly->hide();
    tellFile();
}

void ConnectionsDialog::startNew() {
    m_list->setCurrentRow(-1);
    m_shown.clear();
    m_form->fill({}, false);
    m_connections.tester().cancel();
    ++m_testAsked;
    m_test->clear();
    m_sessionOnly->hide();
    tellFile();
    m_form->takeFocus();
}

void ConnectionsDialog::tellFile() {
    if (m_connections.problem()) {
        m_banner->tell(Tone::Bad, m_connections.problem()->translated());
    } else {
        m_banner->clear();
        watchClipboard();
    }
}

void ConnectionsDialog::refuse(const Error& error) {
    m_banner->tell(Tone::Bad, error.message.translated(), error.detail);
}

// --- saving and deleting ---

void ConnectionsDialog::save() {
    const auto profile = m_form->profile();
    if (!profile) {
        refuse(profile.error());
        return;
    }
    if (!isAsItWasShown()) {
        return;
    }
    const auto typed = m_form->typedPassword();
    if (typed && profile->secret.kind == SecretSource::Kind::Keychain) {
        putWithStoredPassword(*profile, *typed);
        return;
    }
    const bool ofSession = profile->secret.kind == SecretSource::Kind::None;
    put(*profile, typed && ofSession ? *typed : Secret{});
}

void ConnectionsDialog::saveForSession() {
    m_form->keepForSession();
    save();
}

/// The password first: a connection that names an entry which is not there would be half a promise.
void ConnectionsDialog::putWithStoredPassword(const ConnectionProfile& profile,
                                              const Secret& password) {
    m_save->setEnabled(false);
    m_banner->tell(Tone::Info, tr("The keychain is asked; it may want to be unlocked."));
    whenDone(m_connections.store().write(profile.secret.name, password), this,
             [this, profile, shown = m_shown](const Result<Done>& stored) {
                 m_save->setEnabled(!m_connections.problem());
                 if (shown != m_shown) {
                     return; // another connection is looked at now
                 }
                 if (stored) {
                     put(profile, {});
                 } else {
                     refuse(stored.error());
                     m_sessionOnly->show();
                     m_sessionOnly->setFocus(Qt::OtherFocusReason);
                 }
             });
}

/// Another console may have changed or deleted it since the form was filled from it: that is told
/// once, and nothing of it is written over unasked.
bool ConnectionsDialog::isAsItWasShown() {
    if (m_shown.isEmpty()) {
        return true;
    }
    m_connections.read();
    const ConnectionProfile* now = m_connections.find(m_shown);
    if (m_connections.problem() || (now != nullptr && *now == m_filledFrom)) {
        return true; // what is wrong with the file, put() says
    }
    m_banner->tell(Tone::Warning,
                   now == nullptr
                       ? tr("“%1” was deleted meanwhile, by another console or an editor. Save "
                            "once more to keep it as it is shown here.")
                             .arg(m_shown)
                       : tr("“%1” was changed meanwhile, by another console or an editor. Save "
                            "once more to keep what is shown here, or choose it again to see "
                            "the other.")
                             .arg(m_shown));
    if (now == nullptr) {
        m_shown.clear();
    } else {
        m_filledFrom = *now;
    }
    return false;
}

void ConnectionsDialog::put(const ConnectionProfile& profile, const Secret& forSession) {
    const auto kept = m_connections.put(m_shown, profile);
    if (!kept) {
        refuse(kept.error());
        return;
    }
    const bool ofSession = profile.secret.kind == SecretSource::Kind::None;
    if (!ofSession || !forSession.isEmpty()) {
        m_connections.keepForSession(profile.name, forSession);
    }
    m_shown = profile.name;
    m_filledFrom = profile;
    {
        const QSignalBlocker quiet(m_list);
        choose(profile.name);
    }
    m_delete->setEnabled(true);
    m_form->fill(profile, m_connections.sessionSecret(profile.name).has_value());
    m_sessionOnly->hide();
    m_banner->tell(Tone::Good, tr("“%1” is kept.").arg(profile.name));
}

void ConnectionsDialog::askBeforeDeleting() {
    if (const ConnectionProfile* chosen = m_connections.find(m_shown)) {
        m_removal->ask(*chosen);
    }
}

void ConnectionsDialog::tellRemoved(const QString& name) {
    if (m_connections.all().isEmpty()) {
        startNew();
    } else {
        m_list->setCurrentRow(0);
    }
    m_banner->tell(Tone::Good, tr("“%1” is deleted.").arg(name));
}

// --- testing ---

void ConnectionsDialog::test() {
    auto profile = m_form->profile();
    if (!profile) {
        refuse(profile.error());
        return;
    }
    tellFile();
    const quint64 asked = ++m_testAsked;
    if (const auto typed = m_form->typedPassword()) {
        startTest(*profile, *typed);
        return;
    }
    const ConnectionProfile tested = *profile;
    profile->name = m_shown.isEmpty() ? profile->name : m_shown; // under which its password is kept
    whenDone(m_connections.secretOf(*profile), this,
             [this, asked, tested](const Result<Secret>& secret) {
                 if (asked != m_testAsked) {
                     return;
                 }
                 if (secret) {
                     startTest(tested, *secret);
                 } else {
                     refuse(secret.error());
                 }
             });
}

void ConnectionsDialog::startTest(const ConnectionProfile& profile, const Secret& password) {
    m_connections.tester().start({profile.endpoint, profile.tls, password});
}

// --- importing ---

void ConnectionsDialog::watchClipboard() {
    const bool holds = holdsRedisUrls(QGuiApplication::clipboard()->text());
    m_paste->setEnabled(holds);
    if (holds && m_banner->isHidden()) { // what is told there is more urgent
        m_banner->tell(Tone::Info, tr("The clipboard holds Redis URLs: they can be imported."));
    }
}

} // namespace ferryman
