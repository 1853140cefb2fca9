// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/connect_page.h"

#include "base/format.h"
#include "models/connection_model.h"
#include "state_icon.h"
#include "widgets/accent.h"
#include "widgets/empty_state.h"
#include "widgets/node_pane.h"
#include "widgets/page_stack.h"
#include "widgets/sentinel_setup_view.h"
#include "widgets/topology_view.h"
#include "widgets/wrapping_delegate.h"
#include "wizard/endpoint_fields.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QTreeView>
#include <QUuid>
#include <QVBoxLayout>

#include <algorithm>

namespace ferryman {

namespace {

constexpr int cellRoom = 14;
constexpr int largeTextRoom = 12;
constexpr int leastTableHeight = 70;

} // namespace

ConnectPage::ConnectPage(Session& session, Settings& settings, Connections& connections,
                         QWidget* parent)
    : WizardPage(session, Step::Connect, nameOf(Step::Connect), parent) {
    m_test = addAction(tr("&Read and test"), "testButton");
    m_fields = new EndpointFields(settings, connections, this);
    m_test->setIcon(actionIcon(ActionShape::Again));
    connect(m_test, &QPushButton::clicked, this, &ConnectPage::readAndTest);
    auto* usual = new QWidget(this);
    const bool large = hasLargeText(*this);
    auto* columns =
        new QBoxLayout(large ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight, usual);
    columns->setContentsMargins(0, 0, 0, 0);
    columns->setSpacing(12);
    columns->addWidget(m_fields, 0);
    columns->addWidget(buildFindings(), 1);
    connect(m_fields, &EndpointFields::submitted, this, &ConnectPage::readAndTest);
    connect(m_fields, &EndpointFields::setupAsked, this, [this] {
        m_setup->fill(m_fields->base());
        showSetup(true);
    });
    m_setup = new SentinelSetupView(this);
    connect(m_setup, &SentinelSetupView::backAsked, this, [this] { showSetup(false); });
    connect(m_setup, &SentinelSetupView::setUpAsked, this, &ConnectPage::setUpGroup);
    connect(m_setup, &SentinelSetupView::goOnAsked, this, &ConnectPage::goOnWithGroup);
    m_ways = new PageStack(this);
    m_ways->addWidget(usual);
    m_ways->addWidget(m_setup);
    body()->addWidget(m_ways, 1);
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
    Plan plan = m_fields->base();
    if (plan.id.isEmpty()) {
        plan.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    }
    plan.source = setup->source;
    plan.group = setup->group;
    plan.sentinels.clear();
    m_fields->setBase(plan);
    session().setPlan(plan, m_setup->secrets());
    session().setUpGroup(*setup, *sentinels, registers);
}

/// From here on it is a source with Sentinels like any other.
void ConnectPage::goOnWithGroup() {
    const auto setup = m_setup->setup();
    const auto sentinels = m_setup->sentinels();
    if (!setup || !sentinels) {
        return;
    }
    Plan plan = m_fields->base();
    plan.sentinels = *sentinels;
    plan.group = setup->group;
    plan.source = setup->source;
    m_fields->takeGroup(plan, m_setup->secrets());
    showSetup(false);
    readAndTest();
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
    table->setMinimumHeight(leastTableHeight + (hasLargeText(*this) ? largeTextRoom : 0));
    table->header()->setSectionsMovable(false);
    table->header()->setSectionResizeMode(ConnectionModel::Result, QHeaderView::Stretch);
    m_tests->setFlush(table);
    m_tests->body()->addWidget(table, 1);
    EmptyState::over(table)->tell(
        StateShape::Ring, tr("No connection was tested yet"),
        tr("Each server stands here with its version, or with the stage at which its test failed: "
           "name lookup, connection, TLS, login or permissions."));
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

void ConnectPage::readAndTest() {
    const auto plan = m_fields->plan();
    if (!plan) {
        m_fieldProblem = plan.error().message.translated();
        banner()->tell(Tone::Bad, m_fieldProblem);
        return;
    }
    m_fieldProblem.clear();
    m_fields->setBase(*plan);
    session().setPlan(*plan, m_fields->secrets());
    session().connectAll();
}

void ConnectPage::take(const Snapshot& snapshot) {
    if (snapshot.plan.id != m_fields->base().id) { // another migration; else what was typed stays
        m_fields->fill(snapshot.plan);
        m_node->close();
        const bool without = snapshot.plan.source && snapshot.plan.sentinels.isEmpty();
        if (without) {
            m_setup->fill(snapshot.plan);
        }
        showSetup(without);
    }
    m_fields->take(snapshot);
    m_setup->setState(snapshot.setup);
    const ConnectState& connect = snapshot.connect;
    m_test->setEnabled(!connect.running && snapshot.practiceNote.isEmpty() &&
                       !snapshot.switchRunning());
    if (setAccent(*m_test, !connect.usable)) {
        m_test->setIcon(actionIcon(ActionShape::Again, !connect.usable));
    }
    const TopologyPicture picture = TopologyPicture::of(snapshot);
    m_drawing->setNote(picture.agreement.isEmpty() ? tr("read again twice a second")
                                                   : picture.agreement);
    m_topology->setPicture(picture);
    m_topology->setReading(connect.running);
    m_node->take(snapshot);
    m_connections->setEndpoints(connect.endpoints);
    fitTable();
    const auto failed = std::ranges::count_if(
        connect.endpoints, [](const EndpointStatus& e) { return e.error.has_value(); });
    m_tests->setNote(connect.endpoints.isEmpty() ? tr("none yet")
                     : failed > 0                ? tr("%1 of %2 failed", nullptr, formOf(failed))
                                        .arg(failed)
                                        .arg(connect.endpoints.size())
                                  : tr("%1 of %1 usable", nullptr, formOf(connect.endpoints.size()))
                                        .arg(connect.endpoints.size()));
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
