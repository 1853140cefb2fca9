// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/endpoint_fields.h"

#include "connections/connections_dialog.h"
#include "connections/endpoint_menu.h"
#include "widgets/form_rows.h"
#include "widgets/panel.h"

#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QUuid>
#include <QVBoxLayout>

#include <algorithm>

namespace ferryman {

namespace {

constexpr int fieldFrame = 20; ///< Of a field's text, left and right together.
constexpr int mostWidth = 400;
constexpr int leastLines = 12;

std::optional<Secret> secretOf(const QLineEdit* field) {
    return field->text().isEmpty() ? std::nullopt : std::optional(Secret(field->text().toUtf8()));
}

QString textOf(const std::optional<Secret>& secret) {
    return secret ? QString::fromUtf8(secret->reveal()) : QString();
}

} // namespace

EndpointFields::EndpointFields(Settings& settings, Connections& connections, QWidget* parent)
    : QScrollArea(parent)
    , m_settings(settings)
    , m_connections(connections) {
    QWidget* fields = build();
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    setWidget(fields);
    setMinimumWidth(fields->minimumSizeHint().width() + 20);
    if (hasLargeText(*this)) { // they stand above the findings
        setMinimumHeight(fontMetrics().height() * leastLines);
    } else {
        setMaximumWidth(mostWidth);
    }
}

QLineEdit* EndpointFields::addField(QFormLayout* form, const QString& label, const char* name,
                                    const QString& placeholder) {
    QLineEdit* field = FormRows(form).addText(label, name, placeholder);
    connect(field, &QLineEdit::returnPressed, this, &EndpointFields::submitted);
    return field;
}

QLineEdit* EndpointFields::addChoice(QFormLayout* form, PlanPart part, const QString& label,
                                     const char* name, const QString& placeholder) {
    auto* field = new QLineEdit(this);
    field->setObjectName(QLatin1String(name));
    field->setPlaceholderText(placeholder);
    auto* menu = new EndpointMenu(part == PlanPart::Sentinels ? EndpointKind::Sentinel
                                                              : EndpointKind::Server,
                                  m_connections, m_settings, this);
    menu->setObjectName(QLatin1String(name) + QStringLiteral("Menu"));
    menu->setAccessibleName(tr("Choose a connection: %1").arg(label));
    menu->setToolTip(tr("What was used before, kept connections, and the clipboard"));
    auto* row = new QHBoxLayout;
    row->addWidget(field, 1);
    row->addWidget(menu);
    form->addRow(label, row);
    connect(field, &QLineEdit::returnPressed, this, &EndpointFields::submitted);
    connect(menu, &EndpointMenu::manageAsked, this, &EndpointFields::manageConnections);
    connect(menu, &EndpointMenu::profileChosen, this,
            [this, part](const ConnectionProfile& profile) { chooseProfile(part, profile); });
    if (part == PlanPart::Source) {
        menu->offerLoginsOnly(); // its address is read from Sentinel
        return field;
    }
    menu->complete(field);
    connect(field, &QLineEdit::textEdited, this, [this, part] { forget(part); });
    connect(menu, &EndpointMenu::urlChosen, this, [this, part, field](const QString& url) {
        forget(part);
        field->setText(url);
    });
    connect(menu, &EndpointMenu::pasted, this, [this, part](const ImportedConnection& connection) {
        forget(part);
        enter(part, connection.profile.endpoint, connection.password);
    });
    return field;
}

void EndpointFields::addNote(QFormLayout* form, PlanPart part) {
    QLabel*& note = m_notes[static_cast<size_t>(part)];
    note = makeLabel({}, "muted", this);
    note->setObjectName(QStringLiteral("chosenConnection%1").arg(static_cast<int>(part) + 1));
    note->hide();
    form->addRow(note);
}

QLineEdit* EndpointFields::passwordOf(PlanPart part) const {
    switch (part) {
    case PlanPart::Sentinels:
        return m_sentinelPassword;
    case PlanPart::Source:
        return m_sourcePassword;
    case PlanPart::Dragonfly:
        break;
    }
    return m_dragonflyPassword;
}

void EndpointFields::enter(PlanPart part, const redis::Endpoint& endpoint, const Secret& password) {
    switch (part) {
    case PlanPart::Sentinels:
        m_sentinel->setText(endpoint.toUrl());
        break;
    case PlanPart::Source:
        m_sourceUser->setText(endpoint.user);
        break;
    case PlanPart::Dragonfly:
        m_dragonfly->setText(endpoint.toUrl());
        break;
    }
    passwordOf(part)->setText(QString::fromUtf8(password.reveal()));
}

void EndpointFields::chooseProfile(PlanPart part, const ConnectionProfile& profile) {
    enter(part, profile.endpoint, m_connections.sessionSecret(profile.name).value_or(Secret{}));
    takeLogin(m_plan, part, profile);
    if (part == PlanPart::Sentinels && !profile.group.isEmpty()) {
        m_group->setEditText(profile.group);
    }
    QLabel* note = m_notes[static_cast<size_t>(part)];
    note->setText(profile.endpoint.tls ? tr("Password and TLS as in “%1”").arg(profile.name)
                                       : tr("Password as in “%1”").arg(profile.name));
    note->show();
}

/// Only what a chosen connection brought: a plan's own stays, whatever address is typed.
void EndpointFields::forget(PlanPart part) {
    QLabel* note = m_notes[static_cast<size_t>(part)];
    if (note->isHidden()) {
        return;
    }
    note->hide();
    passwordOf(part)->clear();
    dropLogin(m_plan, part);
}

void EndpointFields::manageConnections() {
    (new ConnectionsDialog(m_connections, this))->open();
}

/// What was mistyped is not offered again; a practice lab's addresses end with it.
void EndpointFields::rememberWhatAnswered(const Snapshot& snapshot) {
    const bool ended = std::exchange(m_wasRunning, snapshot.connect.running) && !m_wasRunning;
    if (!ended || snapshot.practice) {
        return;
    }
    const auto answered = [&snapshot](const redis::Endpoint& endpoint) {
        return std::ranges::any_of(snapshot.connect.endpoints, [&](const EndpointStatus& status) {
            return status.address == endpoint.address && status.tested && !status.error;
        });
    };
    for (const redis::Endpoint& sentinel : snapshot.plan.sentinels) {
        if (answered(sentinel)) {
            rememberEndpoint(m_settings, EndpointKind::Sentinel, sentinel);
        }
    }
    if (answered(snapshot.plan.dragonfly)) {
        rememberEndpoint(m_settings, EndpointKind::Server, snapshot.plan.dragonfly);
    }
}

QLineEdit* EndpointFields::addPassword(QFormLayout* form, const char* name,
                                       const QString& accessibleName) {
    QLineEdit* field = addField(form, tr("Password"), name, tr("as in the plan"));
    field->setEchoMode(QLineEdit::Password);
    field->setAccessibleName(accessibleName);
    field->setToolTip(tr("Kept in memory for this session only."));
    return field;
}

QWidget* EndpointFields::build() {
    auto* fields = new QWidget(this);
    auto* all = new QVBoxLayout(fields);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(10);
    const auto addPanel = [&](const QString& title) {
        auto* panel = new ferryman::Panel(title, fields); // not the shape of a QFrame
        auto* form = new QFormLayout;
        form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
        panel->body()->addLayout(form);
        all->addWidget(panel);
        return form;
    };
    auto* sentinel = addPanel(tr("Any one Sentinel"));
    m_sentinel = addChoice(sentinel, PlanPart::Sentinels, tr("URL"), "sentinelUrl",
                           QStringLiteral("redis://10.0.0.3:26379"));
    m_sentinel->setAccessibleName(tr("URL of any one Sentinel"));
    m_group = new QComboBox(this);
    m_group->setObjectName(QStringLiteral("group"));
    m_group->setAccessibleName(tr("Group"));
    m_group->setEditable(true);
    m_group->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_group->lineEdit()->setPlaceholderText(tr("found, if there is one only"));
    sentinel->addRow(tr("Group"), m_group);
    m_sentinelPassword = addPassword(sentinel, "sentinelPassword", tr("Password of the Sentinels"));
    addNote(sentinel, PlanPart::Sentinels);
    auto* none = new QPushButton(tr("&No Sentinel yet…"), this);
    none->setObjectName(QStringLiteral("noSentinelButton"));
    none->setToolTip(tr("Writes a sentinel.conf for each host, or registers the group on running "
                        "Sentinels."));
    sentinel->addRow(none);
    connect(none, &QPushButton::clicked, this, &EndpointFields::setupAsked);

    auto* source = addPanel(tr("Source, as Sentinel names it"));
    m_source = addField(source, tr("Address"), "sourceAddress");
    m_source->setReadOnly(true);
    m_source->setPlaceholderText(tr("read from Sentinel"));
    m_source->setAccessibleName(tr("Address of the source"));
    m_sourceUser =
        addChoice(source, PlanPart::Source, tr("User"), "sourceUser", QStringLiteral("default"));
    m_sourceUser->setAccessibleName(tr("User on the source"));
    m_sourcePassword = addPassword(source, "sourcePassword", tr("Password of the source"));
    addNote(source, PlanPart::Source);

    auto* dragonfly = addPanel(tr("Dragonfly"));
    m_dragonfly = addChoice(dragonfly, PlanPart::Dragonfly, tr("URL"), "dragonflyUrl",
                            QStringLiteral("redis://10.0.0.2:6379"));
    m_dragonfly->setAccessibleName(tr("URL of Dragonfly"));
    m_dragonflyPassword = addPassword(dragonfly, "dragonflyPassword", tr("Password of Dragonfly"));
    addNote(dragonfly, PlanPart::Dragonfly);

    auto* tls = addPanel(tr("TLS, for rediss:// URLs"));
    m_ca = FormRows(tls).addFile(tr("CA"), "tlsCa");
    m_certificate = FormRows(tls).addFile(tr("Certificate"), "tlsCertificate");
    m_key = FormRows(tls).addFile(tr("Key"), "tlsKey");
    m_serverName = addField(tls, tr("Server name"), "tlsServerName", tr("as in the URL"));
    all->addStretch(1);
    for (auto* field : fields->findChildren<QLineEdit*>()) {
        const int text = field->fontMetrics().horizontalAdvance(field->placeholderText());
        field->setMinimumWidth(text + fieldFrame);
    }

    return fields;
}

void EndpointFields::fill(const Plan& plan) {
    m_plan = plan;
    for (QLabel* note : m_notes) {
        note->hide();
    }
    m_sentinel->setText(plan.sentinels.isEmpty() ? QString() : plan.sentinels.first().toUrl());
    m_group->setEditText(plan.group);
    m_source->setText(plan.source ? plan.source->address.toString() : QString());
    m_sourceUser->setText(plan.source ? plan.source->user : QString());
    m_dragonfly->setText(plan.dragonfly.address.isNull() ? QString() : plan.dragonfly.toUrl());
    m_ca->setText(plan.tls.caFile);
    m_certificate->setText(plan.tls.certificateFile);
    m_key->setText(plan.tls.keyFile);
    m_serverName->setText(plan.tls.serverName);
}

Result<Plan> EndpointFields::plan() const {
    Plan plan = m_plan;
    const auto sentinel = redis::Endpoint::fromUrl(m_sentinel->text(), 26379);
    if (!sentinel) {
        return tl::make_unexpected(sentinel.error());
    }
    const auto dragonfly = redis::Endpoint::fromUrl(m_dragonfly->text());
    if (!dragonfly) {
        return tl::make_unexpected(dragonfly.error());
    }
    if (plan.sentinels.isEmpty() || plan.sentinels.first() != *sentinel) {
        plan.sentinels = {*sentinel}; // the others are found from it
        plan.source.reset();          // and the primary too
    }
    plan.dragonfly = *dragonfly;
    plan.group = m_group->currentText().trimmed();
    if (plan.source || !m_sourceUser->text().isEmpty()) {
        redis::Endpoint source = plan.source.value_or(redis::Endpoint{{}, {}, 0, sentinel->tls});
        source.user = m_sourceUser->text();
        plan.source = source;
    }
    plan.tls = {m_ca->text(), m_certificate->text(), m_key->text(), m_serverName->text()};
    if (plan.id.isEmpty()) {
        plan.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    }
    return plan;
}

EnteredSecrets EndpointFields::secrets() const {
    return {secretOf(m_sentinelPassword), secretOf(m_sourcePassword),
            secretOf(m_dragonflyPassword)};
}

void EndpointFields::takeGroup(const Plan& plan, const EnteredSecrets& secrets) {
    m_plan = plan;
    m_sentinel->setText(plan.sentinels.first().toUrl());
    m_group->setEditText(plan.group);
    m_source->setText(plan.source->address.toString());
    m_sourceUser->setText(plan.source->user);
    m_sentinelPassword->setText(textOf(secrets.sentinels));
    m_sourcePassword->setText(textOf(secrets.source));
}

void EndpointFields::take(const Snapshot& snapshot) {
    rememberWhatAnswered(snapshot);
    const ConnectState& connect = snapshot.connect;
    if (m_group->count() != connect.groups.size()) {
        const QString typed = m_group->currentText();
        m_group->clear();
        m_group->addItems(connect.groups);
        m_group->setEditText(typed);
    }
    if (!connect.topology.primary.isNull() && snapshot.failOver.cutover.ending == Ending::None) {
        m_source->setText(connect.topology.primary.toString());
        if (m_group->currentText().isEmpty()) {
            m_group->setEditText(connect.topology.group);
        }
    }
}

} // namespace ferryman
