// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/connect_page.h"

#include "models/connection_model.h"
#include "widgets/node_pane.h"
#include "widgets/sentinel_setup_view.h"
#include "widgets/topology_view.h"
#include "widgets/wrapping_delegate.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedLayout>
#include <QTreeView>
#include <QUuid>
#include <QVBoxLayout>

#include <algorithm>

namespace ferryman {

namespace {

constexpr int fieldFrame = 20; ///< Of a field's text, left and right together.
constexpr int cellRoom = 14;
constexpr int leastTableHeight = 70;

std::optional<Secret> secretOf(const QLineEdit* field) {
    return field->text().isEmpty() ? std::nullopt : std::optional(Secret(field->text().toUtf8()));
}

} // namespace

ConnectPage::ConnectPage(Session& session, QWidget* parent)
    : WizardPage(session, Step::Connect, nameOf(Step::Connect), parent) {
    m_test = addAction(tr("&Read and test"), "testButton");
    connect(m_test, &QPushButton::clicked, this, &ConnectPage::readAndTest);
    auto* usual = new QWidget(this);
    auto* columns = new QHBoxLayout(usual);
    columns->setContentsMargins(0, 0, 0, 0);
    columns->setSpacing(16);
    columns->addWidget(buildFields(), 0);
    columns->addWidget(buildFindings(), 1);
    m_setup = new SentinelSetupView(this);
    connect(m_setup, &SentinelSetupView::backAsked, this, [this] { showSetup(false); });
    connect(m_setup, &SentinelSetupView::setUpAsked, this, &ConnectPage::setUpGroup);
    connect(m_setup, &SentinelSetupView::goOnAsked, this, &ConnectPage::goOnWithGroup);
    m_ways = new QStackedLayout;
    m_ways->addWidget(usual);
    m_ways->addWidget(m_setup);
    body()->addLayout(m_ways, 1);
    showSetup(false);
}

void ConnectPage::showSetup(bool shown) {
    m_ways->setCurrentIndex(shown ? 1 : 0);
    m_test->setVisible(!shown);
    setSubtitle(shown ? tr("A source without Sentinel gets one first: only Sentinel can lead the "
                           "clients to Dragonfly.")
                      : tr("Enter any one Sentinel and Dragonfly: the primary and all other "
                           "Sentinels are found from there."));
}

void ConnectPage::setUpGroup(bool registers) {
    const auto setup = m_setup->setup();
    const auto sentinels = m_setup->sentinels();
    if (!setup || !sentinels) {
        return;
    }
    if (m_plan.id.isEmpty()) {
        m_plan.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    }
    m_plan.source = setup->source;
    m_plan.group = setup->group;
    m_plan.sentinels.clear();
    session().setPlan(m_plan, m_setup->secrets());
    session().setUpGroup(*setup, *sentinels, registers);
}

/// From here on it is a source with Sentinels like any other.
void ConnectPage::goOnWithGroup() {
    const auto setup = m_setup->setup();
    const auto sentinels = m_setup->sentinels();
    if (!setup || !sentinels) {
        return;
    }
    m_plan.sentinels = *sentinels;
    m_plan.group = setup->group;
    m_plan.source = setup->source;
    const EnteredSecrets secrets = m_setup->secrets();
    const auto textOf = [](const std::optional<Secret>& secret) {
        return secret ? QString::fromUtf8(secret->reveal()) : QString();
    };
    m_sentinel->setText(m_plan.sentinels.first().toUrl());
    m_group->setEditText(m_plan.group);
    m_source->setText(m_plan.source->address.toString());
    m_sourceUser->setText(m_plan.source->user);
    m_sentinelPassword->setText(textOf(secrets.sentinels));
    m_sourcePassword->setText(textOf(secrets.source));
    showSetup(false);
    readAndTest();
}

QLineEdit* ConnectPage::addField(QFormLayout* form, const QString& label, const char* name,
                                 const QString& placeholder) {
    auto* field = new QLineEdit(this);
    field->setObjectName(QLatin1String(name));
    field->setPlaceholderText(placeholder);
    field->setAccessibleName(label);
    form->addRow(label, field);
    connect(field, &QLineEdit::returnPressed, this, &ConnectPage::readAndTest);
    return field;
}

QLineEdit* ConnectPage::addPassword(QFormLayout* form, const char* name,
                                    const QString& accessibleName) {
    QLineEdit* field = addField(form, tr("Password"), name, tr("as in the plan"));
    field->setEchoMode(QLineEdit::Password);
    field->setAccessibleName(accessibleName);
    field->setToolTip(tr("Kept in memory for this session only."));
    return field;
}

QLineEdit* ConnectPage::addFile(QFormLayout* form, const QString& label, const char* name) {
    auto* field = new QLineEdit(this);
    field->setObjectName(QLatin1String(name));
    field->setAccessibleName(label);
    auto* browse = new QPushButton(tr("…"), this);
    browse->setObjectName(QLatin1String(name) + QStringLiteral("Browse"));
    browse->setAccessibleName(tr("Choose a file: %1").arg(label));
    browse->setMaximumWidth(36);
    auto* row = new QHBoxLayout;
    row->addWidget(field, 1);
    row->addWidget(browse);
    form->addRow(label, row);
    connect(browse, &QPushButton::clicked, this, [this, field, label] {
        auto* dialog = new QFileDialog(this, label);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(dialog, &QFileDialog::fileSelected, field, &QLineEdit::setText);
        dialog->open();
    });
    return field;
}

QWidget* ConnectPage::buildFields() {
    auto* fields = new QWidget(this);
    auto* all = new QVBoxLayout(fields);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(10);
    const auto addPanel = [&](const QString& title) {
        auto* panel = new Panel(title, fields);
        auto* form = new QFormLayout;
        form->setFieldGrowthPolicy(QFormLayout::ExpandingFieldsGrow);
        panel->body()->addLayout(form);
        all->addWidget(panel);
        return form;
    };
    auto* sentinel = addPanel(tr("Any one Sentinel"));
    m_sentinel =
        addField(sentinel, tr("URL"), "sentinelUrl", QStringLiteral("redis://10.0.0.3:26379"));
    m_sentinel->setAccessibleName(tr("URL of any one Sentinel"));
    m_group = new QComboBox(this);
    m_group->setObjectName(QStringLiteral("group"));
    m_group->setAccessibleName(tr("Group"));
    m_group->setEditable(true);
    m_group->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_group->lineEdit()->setPlaceholderText(tr("found, if there is one only"));
    sentinel->addRow(tr("Group"), m_group);
    m_sentinelPassword = addPassword(sentinel, "sentinelPassword", tr("Password of the Sentinels"));
    auto* none = new QPushButton(tr("&No Sentinel yet…"), this);
    none->setObjectName(QStringLiteral("noSentinelButton"));
    none->setToolTip(tr("Writes a sentinel.conf for each host, or registers the group on running "
                        "Sentinels."));
    sentinel->addRow(none);
    connect(none, &QPushButton::clicked, this, [this] {
        m_setup->fill(m_plan);
        showSetup(true);
    });

    auto* source = addPanel(tr("Source, as Sentinel names it"));
    m_source = addField(source, tr("Address"), "sourceAddress");
    m_source->setReadOnly(true);
    m_source->setPlaceholderText(tr("read from Sentinel"));
    m_source->setAccessibleName(tr("Address of the source"));
    m_sourceUser = addField(source, tr("User"), "sourceUser", QStringLiteral("default"));
    m_sourceUser->setAccessibleName(tr("User on the source"));
    m_sourcePassword = addPassword(source, "sourcePassword", tr("Password of the source"));

    auto* dragonfly = addPanel(tr("Dragonfly"));
    m_dragonfly =
        addField(dragonfly, tr("URL"), "dragonflyUrl", QStringLiteral("redis://10.0.0.2:6379"));
    m_dragonfly->setAccessibleName(tr("URL of Dragonfly"));
    m_dragonflyPassword = addPassword(dragonfly, "dragonflyPassword", tr("Password of Dragonfly"));

    auto* tls = addPanel(tr("TLS, for rediss:// URLs"));
    m_ca = addFile(tls, tr("CA"), "tlsCa");
    m_certificate = addFile(tls, tr("Certificate"), "tlsCertificate");
    m_key = addFile(tls, tr("Key"), "tlsKey");
    m_serverName = addField(tls, tr("Server name"), "tlsServerName", tr("as in the URL"));
    all->addStretch(1);
    for (auto* field : fields->findChildren<QLineEdit*>()) {
        const int text = field->fontMetrics().horizontalAdvance(field->placeholderText());
        field->setMinimumWidth(text + fieldFrame);
    }

    auto* scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(fields);
    scroll->setMinimumWidth(fields->minimumSizeHint().width() + 20);
    scroll->setMaximumWidth(400);
    return scroll;
}

QWidget* ConnectPage::buildFindings() {
    auto* findings = new QWidget(this);
    auto* all = new QVBoxLayout(findings);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(12);
    m_drawing = new Panel(tr("Topology"), findings);
    m_topology = new TopologyView(m_drawing);
    m_drawing->body()->addWidget(m_topology, 1);
    all->addWidget(m_drawing, 3);

    m_tests = new Panel(tr("Connection tests"), findings);
    auto* table = new QTreeView(m_tests);
    table->setObjectName(QStringLiteral("connectionTable"));
    table->setAccessibleName(tr("Connection tests"));
    m_connections = new ConnectionModel(this);
    m_table = table;
    table->setModel(m_connections);
    table->setItemDelegate(new WrappingDelegate(table));
    table->setRootIsDecorated(false);
    table->setAllColumnsShowFocus(true);
    table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    // As high as the drawing leaves: a tree asks for 192 pixels otherwise, and the drawing is cut.
    table->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Ignored);
    table->setMinimumHeight(leastTableHeight);
    table->header()->setSectionsMovable(false);
    table->header()->setSectionResizeMode(ConnectionModel::Result, QHeaderView::Stretch);
    m_tests->body()->addWidget(table, 1);
    all->addWidget(m_tests, 2);
    m_node = new NodePane(session(), findings);
    all->addWidget(m_node, 4);
    connect(m_topology, &TopologyView::nodeOpened, this, [this](const redis::Address& server) {
        m_tests->hide();
        m_topology->setOpened(server);
        m_node->open(server);
    });
    connect(m_node, &NodePane::closed, this, [this](const redis::Address& server) {
        m_tests->show();
        m_topology->setOpened({});
        m_topology->focusNode(server);
    });
    return findings;
}

void ConnectPage::fitTable() {
    QHeaderView* header = m_table->header();
    for (const int column : {ConnectionModel::Role, ConnectionModel::Address}) {
        int widest = header->sectionSizeHint(column);
        for (int row = 0; row < m_connections->rowCount(); ++row) {
            const QString text = m_connections->index(row, column).data().toString();
            widest = qMax(widest, m_table->fontMetrics().horizontalAdvance(text) + cellRoom);
        }
        header->resizeSection(column, widest);
    }
}

void ConnectPage::fillFields(const Plan& plan) {
    m_plan = plan;
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

Result<Plan> ConnectPage::planOfFields() const {
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

void ConnectPage::readAndTest() {
    const auto plan = planOfFields();
    if (!plan) {
        m_fieldProblem = plan.error().message.translated();
        banner()->tell(Tone::Bad, m_fieldProblem);
        return;
    }
    m_fieldProblem.clear();
    m_plan = *plan;
    session().setPlan(*plan, {secretOf(m_sentinelPassword), secretOf(m_sourcePassword),
                              secretOf(m_dragonflyPassword)});
    session().connectAll();
}

void ConnectPage::take(const Snapshot& snapshot) {
    if (snapshot.plan.id != m_plan.id) { // another migration; else what was typed stays
        fillFields(snapshot.plan);
        m_node->close();
        const bool without = snapshot.plan.source && snapshot.plan.sentinels.isEmpty();
        if (without) {
            m_setup->fill(snapshot.plan);
        }
        showSetup(without);
    }
    m_setup->setState(snapshot.setup);
    const ConnectState& connect = snapshot.connect;
    m_test->setEnabled(!connect.running && snapshot.practiceNote.isEmpty() &&
                       !snapshot.switchRunning());
    const TopologyPicture picture = TopologyPicture::of(snapshot);
    m_drawing->setNote(picture.agreement.isEmpty() ? tr("read again twice a second")
                                                   : picture.agreement);
    m_topology->setPicture(picture);
    m_node->take(snapshot);
    m_connections->setEndpoints(connect.endpoints);
    fitTable();
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
    const auto failed = std::ranges::count_if(
        connect.endpoints, [](const EndpointStatus& e) { return e.error.has_value(); });
    m_tests->setNote(connect.endpoints.isEmpty() ? tr("none yet")
                     : failed > 0 ? tr("%1 of %2 failed").arg(failed).arg(connect.endpoints.size())
                                  : tr("%1 of %1 usable").arg(connect.endpoints.size()));
    if (!snapshot.practiceNote.isEmpty()) {
        banner()->tell(Tone::Info, tr("The practice lab is being started."),
                       snapshot.practiceNote.translated());
    } else if (connect.running) {
        banner()->tell(
            Tone::Info,
            tr("Reading the Sentinels and testing each connection; each has 5 seconds."));
    } else if (!m_fieldProblem.isEmpty()) {
        banner()->tell(Tone::Bad, m_fieldProblem);
    } else {
        tellErrors(snapshot, connect.error);
    }
}

QString ConnectPage::footer(const Snapshot& snapshot) const {
    return snapshot.connect.usable
               ? tr("Every connection that is needed works. Assess is open.")
               : tr("Assess opens when the Sentinels, the source and Dragonfly answer.");
}

QString ConnectPage::help() const {
    return tr("A Sentinel knows the primary of its group, its replicas and the other Sentinels. "
              "Ferryman asks each of them for "
              "itself, because clients do so too. In the drawing the arrow keys go from server to "
              "server, and Enter opens what is known of one, with its INFO. Nothing is changed on "
              "this page. Passwords stay "
              "in memory for this session; a "
              "plan file names where they come from and never holds them.");
}

} // namespace ferryman
