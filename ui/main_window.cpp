// SPDX-License-Identifier: GPL-3.0-or-later
#include "main_window.h"

#include "base/format.h"
#include "base/message_log.h"
#include "closing.h"
#include "help_menu.h"
#include "herald.h"
#include "home/home_page.h"
#include "home/practice_start.h"
#include "home/recent_plans.h"
#include "models/phase_name.h"
#include "preferences.h"
#include "settings/settings.h"
#include "settings_dialog.h"
#include "typed_texts.h"
#include "view_menu.h"
#include "widgets/accent.h"
#include "widgets/live_strip.h"
#include "widgets/page_scroll.h"
#include "widgets/page_stack.h"
#include "widgets/step_rail.h"
#include "widgets/topology_window.h"
#include "wizard/assess_page.h"
#include "wizard/connect_page.h"
#include "wizard/fail_over_page.h"
#include "wizard/replicate_page.h"
#include "wizard/report_page.h"
#include "wizard/verify_page.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenuBar>
#include <QMessageBox>
#include <QPushButton>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>

namespace ferryman {

MainWindow::MainWindow(Session& session, Settings& settings, Connections& connections,
                       MessageLog* log, QWidget* parent)
    : QMainWindow(parent)
    , m_session(session)
    , m_settings(settings)
    , m_connections(connections)
    , m_ownLog(log == nullptr ? std::make_unique<MessageLog>() : nullptr)
    , m_log(log == nullptr ? *m_ownLog : *log)
    , m_herald(new Herald(settings, *this))
    , m_closing(new Closing(session, *this)) {
    setObjectName(QStringLiteral("mainWindow"));
    setMinimumSize(1024, 700);
    resize(1280, 800);
    build();
    new Preferences(settings, session, m_log, this);
    connect(&settings, &Settings::changed, this, &MainWindow::takeFolders);
    connect(m_closing, &Closing::switchWanted, this, [this] { showStep(Step::FailOver); });
    connect(&m_session, &Session::changed, this, &MainWindow::take);
    showStep(Step::Connect);
    take(m_session.snapshot());
}

MainWindow::~MainWindow() = default;

void MainWindow::build() {
    m_pointSize = font().pointSizeF();
    setWindowTitle(tr("Ferryman"));
    m_rail = new StepRail(this);
    m_views = new PageStack(this);
    m_strip = new LiveStrip(this);
    auto* central = new QWidget(this);
    auto* all = new QVBoxLayout(central);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(0);
    auto* upper = new QHBoxLayout;
    upper->setSpacing(0);
    all->addLayout(upper, 1);
    all->addWidget(m_strip);
    upper->addWidget(m_rail);
    upper->addWidget(m_views, 1);
    auto* steps = new QWidget(m_views);
    m_views->addWidget(steps);
    // From the outside in: a page is styled anew with each parent that it, or one around it, gets.
    addPages(*steps);
    m_home = new HomePage(m_session, m_settings, m_connections, this);
    m_views->insertWidget(0, new PageScroll(m_home, m_views));
    m_views->setCurrentWidget(steps);
    setCentralWidget(central);
    buildMenus();

    connect(m_rail, &StepRail::chosen, this, &MainWindow::showStep);
    connect(m_rail, &StepRail::homeAsked, this, &MainWindow::showHome);
    connect(m_home, &HomePage::opened, this, [this] { showStep(Step::Connect); });
    connect(m_home, &HomePage::recoveryBegun, this, [this] { showStep(Step::FailOver); });
    connect(m_home, &HomePage::planFileAsked, this, &MainWindow::choosePlan);
    connect(m_home, &HomePage::openRefused, this, &MainWindow::showHome);
    connect(m_home, &HomePage::practiceAsked, m_home, [this] {
        m_home->refuse(startPractice() ? QString() : tr("The practice lab cannot be started."));
    });
    takeFolders();
}

void MainWindow::takeFolders() {
    for (int i = 0; i < stepCount; ++i) {
        page(static_cast<Step>(i))->setFolder(m_settings.text(Preference::ReportFolder));
    }
}

/// What was typed and not yet tested goes along; what the session knows is shown by take().
void MainWindow::rebuild() {
    m_rebuilds = false;
    const Step shown = currentStep();
    const bool home = isHomeShown();
    const QHash<QString, QString> typed = typedTexts(*m_views);
    const bool topology = m_topology != nullptr && m_topology->isVisible();
    delete std::exchange(m_topology, nullptr);
    delete takeCentralWidget();
    build();
    if (topology) {
        showTopology();
    }
    showStep(shown);
    if (home) {
        showHome();
    }
    take(m_session.snapshot());
    typeAgain(*m_views, typed);
}

void MainWindow::changeEvent(QEvent* event) {
    QMainWindow::changeEvent(event);
    const bool resized = event->type() == QEvent::FontChange && m_pages != nullptr &&
                         font().pointSizeF() != m_pointSize;
    // One for each translator, and from within the menu that is about to go.
    if ((event->type() == QEvent::LanguageChange || resized) && !std::exchange(m_rebuilds, true)) {
        QTimer::singleShot(0, this, &MainWindow::rebuild);
    }
}

void MainWindow::addPages(QWidget& steps) {
    auto* right = new QVBoxLayout(&steps);
    right->setContentsMargins(0, 0, 0, 0);
    right->setSpacing(0);
    m_pages = new PageStack(&steps);
    right->addWidget(m_pages, 1);
    addPage(new ConnectPage(m_session, m_settings, m_connections));
    addPage(new AssessPage(m_session));
    addPage(new ReplicatePage(m_session));
    addPage(new VerifyPage(m_session));
    addPage(new FailOverPage(m_session));
    addPage(new ReportPage(m_session));
    right->addWidget(buildFooter());
}

void MainWindow::addPage(WizardPage* page) {
    page->setObjectName(QStringLiteral("page%1").arg(static_cast<int>(page->step()) + 1));
    m_pages->addWidget(new PageScroll(page, m_pages));
    connect(page, &WizardPage::recoveryAsked, this, [this] {
        m_session.recover();
        showStep(Step::FailOver);
    });
}

WizardPage* MainWindow::page(Step step) const {
    const auto* scroll = static_cast<PageScroll*>(m_pages->widget(static_cast<int>(step)));
    return static_cast<WizardPage*>(scroll->widget());
}

QWidget* MainWindow::buildFooter() {
    auto* footer = new QFrame(this);
    footer->setObjectName(QStringLiteral("footer"));
    m_footerText = makeLabel({}, "muted", footer);
    m_footerText->setObjectName(QStringLiteral("footerText"));
    m_back = new QPushButton(footer);
    m_back->setObjectName(QStringLiteral("backButton"));
    m_next = new QPushButton(footer);
    m_next->setObjectName(QStringLiteral("nextButton"));
    m_next->setProperty("accent", true);
    auto* row = new QHBoxLayout(footer);
    row->setContentsMargins(24, 8, 24, 8);
    row->addWidget(m_footerText, 1);
    row->addWidget(m_back);
    row->addWidget(m_next);
    connect(m_back, &QPushButton::clicked, this,
            [this] { showStep(static_cast<Step>(m_pages->currentIndex() - 1)); });
    connect(m_next, &QPushButton::clicked, this,
            [this] { showStep(static_cast<Step>(m_pages->currentIndex() + 1)); });
    return footer;
}

void MainWindow::buildMenus() {
    setMenuBar(new QMenuBar(this)); // which ends one that was there
    QMenu* file = menuBar()->addMenu(tr("&File"));
    file->addAction(tr("&Open plan…"), QKeySequence::Open, this, &MainWindow::choosePlan);
    file->addAction(tr("&Save plan…"), QKeySequence::Save, this, &MainWindow::savePlan);
    file->addSeparator();
    QAction* settings = file->addAction(tr("Se&ttings…"), QKeySequence(QStringLiteral("Ctrl+,")),
                                        this, &MainWindow::showSettings);
    file->addSeparator();
    file->addAction(tr("&Quit"), QKeySequence::Quit, this, &QWidget::close);

    QMenu* migration = menuBar()->addMenu(tr("&Migration"));
    migration->addAction(QStringLiteral("&0 %1").arg(HomePage::title()),
                         QKeySequence(QStringLiteral("Ctrl+0")), this, &MainWindow::showHome);
    migration->addSeparator();
    for (int i = 0; i < stepCount; ++i) {
        const auto step = static_cast<Step>(i);
        migration->addAction(QStringLiteral("&%1 %2").arg(i + 1).arg(nameOf(step)),
                             QKeySequence(QStringLiteral("Ctrl+%1").arg(i + 1)), this,
                             [this, step] { showStep(step); });
    }

    migration->addSeparator();
    migration->addAction(tr("&Topology in its own window"), QKeySequence(QStringLiteral("Ctrl+T")),
                         this, &MainWindow::showTopology);

    menuBar()->addMenu(new ViewMenu(m_settings, menuBar()));

    auto* help = new HelpMenu(m_session, m_log, m_settings, *this, menuBar());
    menuBar()->addMenu(help);
    connect(help, &HelpMenu::explainAsked, this, &MainWindow::explainPage);
    m_rail->setActions({settings, help->findChild<QAction*>(QStringLiteral("showLog")),
                        help->findChild<QAction*>(QStringLiteral("explainPage"))});
    m_status = makeLabel({}, "muted", this);
    m_status->setWordWrap(false);
    m_status->setContentsMargins(8, 4, 16, 4);
    menuBar()->setCornerWidget(m_status);
}

void MainWindow::take(const SnapshotPtr& snapshot) {
    m_rail->take(*snapshot);
    m_home->take(*snapshot);
    for (int i = 0; i < stepCount; ++i) {
        page(static_cast<Step>(i))->take(*snapshot);
        page(static_cast<Step>(i))->showStandIn(snapshot->standIn);
        page(static_cast<Step>(i))
            ->showRecovery(snapshot->failOver.canRecover && !snapshot->switchRunning());
    }
    m_strip->take(*snapshot);
    m_herald->take(snapshot);
    if (m_topology != nullptr) {
        m_topology->take(*snapshot);
    }
    showTitle(*snapshot);
    showStatus(*snapshot);
    showFooter(*snapshot);
    m_closing->take(*snapshot);
}

void MainWindow::showStatus(const Snapshot& snapshot) {
    const QString text =
        snapshot.journalRows > 0
            ? tr("Journal on disk, rows: %1").arg(formatCount(snapshot.journalRows, QLocale()))
            : QString();
    if (text != m_status->text()) {
        m_status->setText(text);
        menuBar()->setCornerWidget(m_status); // a menu bar asks for the width only here
        m_status->show();
    }
}

void MainWindow::showTitle(const Snapshot& snapshot) {
    const SwitchState& cutover = snapshot.failOver.cutover;
    QString title = tr("Ferryman");
    if (cutover.running) {
        title = tr("Switch of %1: %2 – Ferryman").arg(snapshot.plan.group, nameOf(cutover.phase));
    } else if (cutover.ending == Ending::Attention) {
        title = tr("A person is needed – Ferryman");
    }
    setWindowTitle(title);
}

void MainWindow::showFooter(const Snapshot& snapshot) {
    const int current = m_pages->currentIndex();
    m_footerText->setText(page(currentStep())->footer(snapshot));
    m_back->setVisible(current > 0);
    m_next->setVisible(current + 1 < stepCount);
    if (current > 0) {
        m_back->setText(tr("&Back: %1").arg(nameOf(static_cast<Step>(current - 1))));
    }
    if (current + 1 < stepCount) {
        const auto next = static_cast<Step>(current + 1);
        m_next->setText(tr("&Next: %1").arg(nameOf(next)));
        m_next->setEnabled(snapshot.step(next).status != StepStatus::Locked);
        setAccent(*m_next, !page(currentStep())->leadsOnItself(snapshot));
    }
}

void MainWindow::showStep(Step step) {
    m_pages->setCurrentIndex(static_cast<int>(step));
    m_views->setCurrentIndex(1);
    m_rail->setCurrent(step);
    showFooter(*m_session.snapshot());
    focusInto(page(step));
}

void MainWindow::showTopology() {
    if (m_topology == nullptr) {
        m_topology = new TopologyWindow(m_session, this);
    }
    m_topology->show();
    m_topology->raise();
    m_topology->activateWindow();
}

void MainWindow::showHome() {
    m_views->setCurrentIndex(0);
    m_rail->setCurrent({});
    m_home->takeFocus();
}

bool MainWindow::isHomeShown() const {
    return m_views->currentIndex() == 0;
}

/// Whoever goes by the keyboard goes on where the page begins, not behind it.
void MainWindow::focusInto(QWidget* shown) {
    QWidget* next = shown->nextInFocusChain();
    while (next != shown && shown->isAncestorOf(next)) {
        if ((next->focusPolicy() & Qt::TabFocus) != 0 && next->isEnabled() &&
            next->isVisibleTo(shown)) {
            next->setFocus(Qt::TabFocusReason);
            return;
        }
        next = next->nextInFocusChain();
    }
}

Step MainWindow::currentStep() const {
    return static_cast<Step>(m_pages->currentIndex());
}

void MainWindow::openPlan(const QString& path) {
    const auto plan = readPlan(path);
    if (plan) {
        rememberPlan(m_settings, path);
        m_home->open(*plan);
        return;
    }
    tellTrouble(tr("The plan cannot be used"), plan.error());
}

void MainWindow::tellTrouble(const QString& title, const Error& error) {
    auto* box =
        new QMessageBox(QMessageBox::Warning, title, error.translated(), QMessageBox::Ok, this);
    box->setObjectName(QStringLiteral("troubleBox"));
    box->setTextFormat(Qt::PlainText); // a path or a file's text is never read as markup
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

void MainWindow::choosePlan() {
    auto* dialog = new QFileDialog(this, tr("Open plan"), m_settings.text(Preference::PlanFolder),
                                   tr("Plans (*.json)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, this, &MainWindow::openPlan);
    dialog->open();
}

void MainWindow::savePlan() {
    auto* dialog = new QFileDialog(
        this, tr("Save plan"),
        QDir(m_settings.text(Preference::PlanFolder)).filePath(QStringLiteral("plan.json")),
        tr("Plans (*.json)"));
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("json"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        if (const auto written = writePlan(m_session.snapshot()->plan, path); !written) {
            tellTrouble(tr("The plan was not saved"), written.error());
        } else {
            rememberPlan(m_settings, path);
            m_session.listMigrations(recentPlans(m_settings));
        }
    });
    dialog->open();
}

void MainWindow::showSettings() {
    auto* dialog = new SettingsDialog(m_settings, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void MainWindow::explainPage() {
    const WizardPage* shown = page(currentStep());
    const bool home = isHomeShown();
    auto* box = new QMessageBox(QMessageBox::Information, home ? HomePage::title() : shown->title(),
                                home ? HomePage::help() : shown->help(), QMessageBox::Ok, this);
    box->setObjectName(QStringLiteral("helpBox"));
    box->setTextFormat(Qt::PlainText);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (!m_closing->mayClose()) {
        event->ignore();
        return;
    }
    m_settings.set(Preference::WindowGeometry, saveGeometry());
    event->accept();
}

} // namespace ferryman
