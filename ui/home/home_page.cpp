// SPDX-License-Identifier: GPL-3.0-or-later
#include "home/home_page.h"

#include "connections/connections_dialog.h"
#include "home/first_time_panel.h"
#include "home/migration_table.h"
#include "home/plan_actions.h"
#include "home/recent_plans.h"
#include "models/migration_model.h"
#include "models/migration_words.h"
#include "settings/settings.h"
#include "state_icon.h"
#include "widgets/accent.h"
#include "widgets/banner.h"
#include "widgets/panel.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace ferryman {

namespace {

constexpr int lookEveryMs = 5'000;

bool isReplicating(const Snapshot& snapshot) {
    const LinkPhase phase = snapshot.replicate.link.phase;
    return phase != LinkPhase::Detached && phase != LinkPhase::Stopped &&
           snapshot.failOver.cutover.ending != Ending::Migrated;
}

} // namespace

HomePage::HomePage(Session& session, Settings& settings, Connections& connections, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_settings(settings)
    , m_connections(connections) {
    setObjectName(QStringLiteral("homePage"));
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(24, 8, 24, 12);
    all->setSpacing(8);
    buildHead(all);
    buildBanner(all);
    m_firstTime = new FirstTimePanel(this);
    m_firstTime->hide(); // until it is known that there is no migration
    all->addWidget(m_firstTime);
    connect(m_firstTime, &FirstTimePanel::practiceAsked, this, &HomePage::practiceAsked);
    connect(m_firstTime, &FirstTimePanel::dismissed, this,
            [this] { m_settings.set(Preference::FirstSteps, QStringLiteral("off")); });
    connect(&m_settings, &Settings::changed, this, &HomePage::tellFirstTime);
    m_table = new MigrationTable(this);
    all->addWidget(m_table, 1);
    m_actions = new PlanActions(session, settings, this);
    connect(m_actions, &PlanActions::told, this, &HomePage::refuse);
    connect(m_table, &MigrationTable::openAsked, this, &HomePage::openMigration);
    connect(m_table, &MigrationTable::duplicateAsked, this, [this](const Migration& migration) {
        if (migration.plan) {
            m_actions->duplicate(migration);
        } else {
            openMigration(migration); // which says why there is none
        }
    });
    connect(m_table, &MigrationTable::exportAsked, m_actions, &PlanActions::exportPlan);
    connect(m_table, &MigrationTable::deleteAsked, m_actions, &PlanActions::askBeforeDeleting);
    m_lookAgain.setInterval(lookEveryMs);
    m_lookAgain.callOnTimeout(this, &HomePage::look);
}

void HomePage::buildHead(QVBoxLayout* all) {
    m_subtitle = makeLabel({}, "muted", this);
    m_subtitle->setObjectName(QStringLiteral("homeSubtitle"));
    auto* texts = new QVBoxLayout;
    texts->setSpacing(2);
    texts->addWidget(makeLabel(title(), "pageTitle", this));
    texts->addWidget(m_subtitle);
    const bool large = hasLargeText(*this);
    auto* head = new QHBoxLayout;
    auto* buttons = large ? new QHBoxLayout : head;
    head->addLayout(texts, 1);
    const auto add = [&](const QString& text, const char* name, const QString& tip) {
        auto* button = new QPushButton(text, this);
        button->setObjectName(QLatin1String(name));
        button->setToolTip(tip);
        buttons->addWidget(button, 0, Qt::AlignBottom);
        return button;
    };
    connect(add(tr("&Connections…"), "connectionsButton",
                tr("Makes, tests, imports and deletes connections that are kept under a name.")),
            &QPushButton::clicked, this,
            [this] { (new ConnectionsDialog(m_connections, this))->open(); });
    connect(
        add(tr("&Import…"), "importButton", tr("Copies plans to this list without opening one.")),
        &QPushButton::clicked, this, [this] { m_actions->importPlans(); });
    connect(add(tr("&Open plan…"), "openPlanButton", tr("Opens a plan where it is.")),
            &QPushButton::clicked, this, &HomePage::planFileAsked);
    m_fresh = add(tr("&New migration"), "newMigrationButton", {});
    m_fresh->setProperty("accent", true);
    if (!large) {
        m_fresh->setIcon(actionIcon(ActionShape::Plus, true));
    }
    connect(m_fresh, &QPushButton::clicked, this, [this] { change({}, false); });
    all->addLayout(head);
    if (large) { // the title beside them would be left a word a line
        buttons->addStretch(1);
        all->addLayout(buttons);
    }
}

void HomePage::buildBanner(QVBoxLayout* all) {
    m_trouble = new Banner(this);
    m_trouble->setObjectName(QStringLiteral("homeTrouble"));
    m_banner = new Banner(this);
    m_banner->setObjectName(QStringLiteral("leftBanner"));
    m_openLeft = new QPushButton(this);
    m_openLeft->setObjectName(QStringLiteral("openLeftButton"));
    m_openLeft->setProperty("accent", true);
    m_openLeft->hide();
    connect(m_openLeft, &QPushButton::clicked, this, &HomePage::openLeft);
    all->addWidget(m_trouble);
    all->addWidget(m_banner);
    m_banner->setAction(m_openLeft);
}

QString HomePage::title() {
    return tr("Migrations");
}

QString HomePage::help() {
    return tr("Every migration of this machine: from its journal, or from its plan alone as long "
              "as nothing was begun. The journal tells how it stood when it was written last; "
              "what is true now, the servers say once it is opened. A switch that a console left "
              "open stands first. Duplicate makes a plan with an identity of its own. Delete "
              "moves a plan and its journal to the folder “deleted” beside the journals, and "
              "never touches a server.");
}

void HomePage::takeFocus() {
    if (m_table->isEmpty()) {
        m_fresh->setFocus(Qt::TabFocusReason);
    } else {
        m_table->takeFocus();
    }
}

void HomePage::look() {
    m_session.listMigrations(recentPlans(m_settings));
}

void HomePage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    look();
    m_lookAgain.start();
}

void HomePage::hideEvent(QHideEvent* event) {
    m_lookAgain.stop();
    QWidget::hideEvent(event);
}

void HomePage::take(const Snapshot& snapshot) {
    MigrationsState migrations = snapshot.migrations;
    migrations.all = migrationsNow(snapshot);
    const qsizetype count = migrations.all.size();
    const QList<Migration> left = leftMigrations(migrations.all);
    m_subtitle->setText(
        left.isEmpty() ? tr("On this machine: %1.").arg(count)
                       : tr("On this machine: %1. Left open: %2.").arg(count).arg(left.size()));
    m_actions->take(migrations);
    tellLeft(left);
    tellTrouble(snapshot);
    tellFirstTime();
    const bool waited = m_fresh->hasFocus() && m_table->isEmpty();
    m_table->setUnread(snapshot.practice
                           ? tr("This is practice: its journal goes with the lab. The migrations "
                                "of this machine are listed without --practice.")
                           : tr("The journals of this machine are being read."));
    m_table->setMigrations(migrations, snapshot.atMs);
    if (waited && !m_table->isEmpty()) { // now there is something to choose
        m_table->takeFocus();
    }
}

/// Whoever has a migration here was here before; the focus goes where it goes on an empty page.
void HomePage::tellFirstTime() {
    const SnapshotPtr now = m_session.snapshot();
    const bool shows = now->migrations.read && now->migrations.all.isEmpty() && !now->practice &&
                       m_settings.text(Preference::FirstSteps) == QLatin1String("on");
    const bool hadFocus = m_firstTime->isAncestorOf(QApplication::focusWidget());
    m_firstTime->setVisible(shows);
    m_table->setPracticeOffered(shows);
    if (hadFocus && !shows) {
        takeFocus();
    }
}

void HomePage::tellLeft(const QList<Migration>& left) {
    m_left = left.isEmpty() ? std::nullopt : std::optional(left.first());
    m_openLeft->setVisible(m_left && m_left->plan);
    if (!m_left) {
        m_banner->clear();
        return;
    }
    m_openLeft->setText(m_left->open ? tr("Read servers and &recover")
                                     : tr("Open this mi&gration"));
    setAccent(*m_openLeft, m_left->open);
    m_banner->tell(needsPersonNow(*m_left) ? Tone::Bad : Tone::Warning, sentenceOnLeft(*m_left),
                   adviceOnLeft(*m_left));
}

void HomePage::tellTrouble(const Snapshot& snapshot) {
    const std::optional<Error>& error =
        snapshot.migrations.error ? snapshot.migrations.error : snapshot.error;
    if (!m_problem.isEmpty()) {
        m_trouble->tell(Tone::Bad, m_problem);
    } else if (error) {
        m_trouble->tell(Tone::Bad, error->translated());
    } else {
        m_trouble->clear();
    }
}

void HomePage::refuse(const QString& sentence) {
    m_problem = sentence;
    tellTrouble(*m_session.snapshot());
}

/// A file may have been edited since its migration was begun: with other servers in it, what stands
/// changed would be put back on the wrong ones.
void HomePage::open(const Plan& plan) {
    const SnapshotPtr now = m_session.snapshot();
    for (const Migration& migration : now->migrations.all) {
        if (migration.id == plan.id && migration.isBegun() && migration.plan &&
            (migration.plan->group != plan.group ||
             migration.plan->dragonfly.address != plan.dragonfly.address)) {
            refuse(tr("The plan has the identity of “%1”, which is under way with other servers "
                      "(group %2, Dragonfly %3): finish that one first, or take the line \"id\" "
                      "out of the file.")
                       .arg(shownName(migration), migration.group, migration.dragonfly));
            emit openRefused();
            return;
        }
    }
    change(plan, false);
}

void HomePage::openMigration(const Migration& migration) {
    refuse({});
    if (migration.id == m_session.snapshot()->plan.id) {
        emit opened(); // as it stands
    } else if (migration.error) {
        refuse(migration.error->translated());
    } else if (!migration.plan) {
        refuse(tr("The journal of “%1” does not hold its plan: open the plan's file.")
                   .arg(shownName(migration)));
    } else {
        change(*migration.plan, false);
    }
}

/// Where it was opened already, the passwords that were entered for it stay.
void HomePage::openLeft() {
    if (!m_left || !m_left->plan) {
        return;
    }
    if (m_left->id != m_session.snapshot()->plan.id) {
        change(*m_left->plan, m_left->open);
    } else if (m_left->open) {
        m_session.recover();
        emit recoveryBegun();
    } else {
        emit opened();
    }
}

/// A replication that is watched is not left unasked.
void HomePage::change(const Plan& plan, bool recovers) {
    const SnapshotPtr now = m_session.snapshot();
    refuse({});
    if (now->switchRunning() || !isReplicating(*now)) {
        changeNow(plan, recovers);
        return;
    }
    auto* box = new QMessageBox(
        QMessageBox::Question, tr("A replication is being watched"),
        tr("“%1” is being replicated. If you open another migration, Dragonfly goes on following "
           "the source, and nobody watches it until you open it again.")
            .arg(now->plan.name),
        QMessageBox::NoButton, this);
    box->setObjectName(QStringLiteral("leaveBox"));
    box->setTextFormat(Qt::PlainText);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setDefaultButton(box->addButton(tr("&Stay"), QMessageBox::RejectRole));
    connect(box->addButton(tr("&Open the other"), QMessageBox::AcceptRole), &QPushButton::clicked,
            this, [this, plan, recovers] { changeNow(plan, recovers); });
    box->open();
}

/// During a switch the session refuses it, and says so in its next snapshot.
void HomePage::changeNow(const Plan& plan, bool recovers) {
    const bool refused = m_session.snapshot()->switchRunning();
    m_session.setPlan(plan, {});
    if (refused) {
        return;
    }
    if (recovers) {
        m_session.recover();
        emit recoveryBegun();
    } else {
        emit opened();
    }
}

} // namespace ferryman
