// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/connections_dialog.h"

#include "connections/connection_test_view.h"
#include "connections/import_dialog.h"
#include "connections/pasted_urls.h"
#include "connections/profile_form.h"
#include "connections/redis_insight_file.h"
#include "widgets/banner.h"
#include "widgets/page_scroll.h"
#include "widgets/panel.h"

#include <QCheckBox>
#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QListWidget>
#include <QMessageBox>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace ferryman {

namespace {

constexpr int listWidth = 230;

} // namespace

ConnectionsDialog::ConnectionsDialog(Connections& connections, QWidget* parent)
    : QDialog(parent)
    , m_connections(connections)
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

QPushButton* ConnectionsDialog::addButton(const QString& text, const char* name,
                                          void (ConnectionsDialog::*act)()) {
    auto* button = new QPushButton(text, this);
    button->setObjectName(QLatin1String(name));
    button->setAutoDefault(false);
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
    all->setContentsMargins(0, 0, 6, 0);
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
    m_paste = addButton(tr("Import from clip&board…"), "importClipboardButton",
                        &ConnectionsDialog::importFromClipboard);
    row->addWidget(m_paste);
    row->addWidget(addButton(tr("Import from &RedisInsight…"), "importRedisInsightButton",
                             &ConnectionsDialog::importFromFile));
    row->addStretch(1);
    m_sessionOnly = addButton(tr("&Keep it for this session only"), "sessionOnlyButton",
                              &ConnectionsDialog::saveForSession);
    m_sessionOnly->hide();
    m_save = addButton(tr("&Save"), "saveConnectionButton", &ConnectionsDialog::save);
    m_save->setProperty("accent", true);
    m_save->setDefault(true);
    auto* close = new QPushButton(tr("Close"), this);
    close->setObjectName(QStringLiteral("closeConnectionsButton"));
    close->setAutoDefault(false);
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
    const ConnectionProfile* chosen = m_connections.find(m_shown);
    if (chosen == nullptr) {
        return;
    }
    const ConnectionProfile profile = *chosen;
    const auto others =
        std::ranges::count(m_connections.all(), profile.secret, &ConnectionProfile::secret);
    const bool owns = profile.secret.kind == SecretSource::Kind::Keychain && others == 1;
    auto* box = new QMessageBox(QMessageBox::Question, tr("Delete a connection"),
                                tr("Delete the connection “%1”?").arg(profile.name),
                                QMessageBox::NoButton, this);
    box->setObjectName(QStringLiteral("deleteConnectionBox"));
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(tr("Plans that were made with it keep what they took from it."));
    box->setAttribute(Qt::WA_DeleteOnClose);
    QCheckBox* withPassword = nullptr;
    if (owns) {
        withPassword = new QCheckBox(
            tr("Delete the keychain's entry “%1”, too; plans may name it").arg(profile.secret.name),
            box);
        withPassword->setObjectName(QStringLiteral("deletePasswordBox"));
        box->setCheckBox(withPassword);
    }
    box->setDefaultButton(box->addButton(tr("&Keep"), QMessageBox::RejectRole));
    connect(box->addButton(tr("&Delete"), QMessageBox::DestructiveRole), &QPushButton::clicked,
            this, [this, profile, withPassword] {
                deleteChosen(profile, withPassword != nullptr && withPassword->isChecked());
            });
    box->open();
}

void ConnectionsDialog::deleteChosen(const ConnectionProfile& profile, bool withPassword) {
    const auto removed = m_connections.remove(profile.name);
    if (!removed) {
        refuse(removed.error());
        return;
    }
    if (m_connections.all().isEmpty()) {
        startNew();
    } else {
        m_list->setCurrentRow(0);
    }
    m_banner->tell(Tone::Good, tr("“%1” is deleted.").arg(profile.name));
    if (withPassword) {
        whenDone(m_connections.store().remove(profile.secret.name), this,
                 [this](const Result<Done>& gone) {
                     if (!gone) {
                         refuse(gone.error());
                     }
                 });
    }
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

void ConnectionsDialog::importFromClipboard() {
    preview(connectionsFromUrls(QGuiApplication::clipboard()->text()), tr("Clipboard"));
}

void ConnectionsDialog::importFromFile() {
    auto* dialog = new QFileDialog(this, tr("Import RedisInsight's export"), {},
                                   tr("RedisInsight's exports (*.json)"));
    dialog->setObjectName(QStringLiteral("redisInsightDialog"));
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, this,
            [this](const QString& path) { preview(readRedisInsightFile(path), path); });
    dialog->open();
}

void ConnectionsDialog::preview(const Result<QList<ImportedConnection>>& found,
                                const QString& subject) {
    if (!found) {
        Error error = found.error();
        error.subject = subject;
        m_banner->tell(Tone::Bad, error.translated());
        return;
    }
    auto* dialog = new ImportDialog(m_connections, *found, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ImportDialog::imported, this, [this](const QStringList& names) {
        if (!names.isEmpty()) {
            choose(names.first());
        }
    });
    dialog->open();
}

} // namespace ferryman
