// SPDX-License-Identifier: GPL-3.0-or-later
#include "home/home_page.h"

#include "connections/connections_dialog.h"
#include "home/migration_table.h"
#include "home/recent_plans.h"
#include "models/migration_model.h"
#include "models/phase_name.h"
#include "state_icon.h"
#include "widgets/banner.h"
#include "widgets/panel.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QMessageBox>
#include <QPushButton>
#include <QStyle>
#include <QUuid>
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

QString shownName(const Migration& migration) {
    return migration.name.isEmpty() ? migration.id : migration.name;
}

QString sentenceOn(const Migration& left) {
    const QString name = shownName(left);
    const QString when = QLocale().toString(left.lastAt.toLocalTime(), QLocale::ShortFormat);
    if (left.open) {
        return HomePage::tr("The switch of “%1” (group %2) was left open on %3: the source may "
                            "refuse writes.")
            .arg(name, left.group, when);
    }
    if (left.state == MigrationState::Replicating) {
        return HomePage::tr("“%1” was left on %2: Dragonfly follows the source, and nobody "
                            "watches it.")
            .arg(name, when);
    }
    return HomePage::tr("The migration “%1” was left on %2 with settings changed.").arg(name, when);
}

QString adviceOn(const Migration& left) {
    if (!left.plan) {
        return HomePage::tr("Open its plan with File, Open plan. Its journal: %1")
            .arg(left.journal);
    }
    if (!left.open) {
        return HomePage::tr("Open it, and go through Connect: what is open is named there.");
    }
    const QString next = HomePage::tr("Ferryman first asks all servers what is true, then "
                                      "finishes the switch or puts everything back.");
    return left.phase
               ? HomePage::tr("The console stopped in %1.").arg(nameOf(*left.phase)) + u' ' + next
               : next;
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
    m_table = new MigrationTable(this);
    all->addWidget(m_table, 1);
    connect(m_table, &MigrationTable::openAsked, this, &HomePage::openMigration);
    connect(m_table, &MigrationTable::duplicateAsked, this, &HomePage::duplicate);
    connect(m_table, &MigrationTable::exportAsked, this, &HomePage::exportPlan);
    connect(m_table, &MigrationTable::deleteAsked, this, &HomePage::askBeforeDeleting);
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
    auto* head = new QHBoxLayout;
    head->addLayout(texts, 1);
    const auto add = [&](const QString& text, const char* name, const QString& tip) {
        auto* button = new QPushButton(text, this);
        button->setObjectName(QLatin1String(name));
        button->setToolTip(tip);
        head->addWidget(button, 0, Qt::AlignBottom);
        return button;
    };
    connect(add(tr("&Connections…"), "connectionsButton",
                tr("Makes, tests, imports and deletes connections that are kept under a name.")),
            &QPushButton::clicked, this,
            [this] { (new ConnectionsDialog(m_connections, this))->open(); });
    connect(
        add(tr("&Import…"), "importButton", tr("Copies plans to this list without opening one.")),
        &QPushButton::clicked, this, &HomePage::importPlans);
    connect(add(tr("&Open plan…"), "openPlanButton", tr("Opens a plan where it is.")),
            &QPushButton::clicked, this, &HomePage::planFileAsked);
    m_fresh = add(tr("&New migration"), "newMigrationButton", {});
    m_fresh->setProperty("accent", true);
    if (!hasLargeText(*this)) {
        m_fresh->setIcon(actionIcon(ActionShape::Plus, true));
    }
    connect(m_fresh, &QPushButton::clicked, this, [this] { change({}, false); });
    all->addLayout(head);
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
    tellLeft(left);
    tellTrouble(snapshot);
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

/// Those with an open switch come first.
void HomePage::tellLeft(const QList<Migration>& left) {
    m_left = left.isEmpty() ? std::nullopt : std::optional(left.first());
    m_openLeft->setVisible(m_left && m_left->plan);
    if (!m_left) {
        m_banner->clear();
        return;
    }
    m_openLeft->setText(m_left->open ? tr("Read servers and &recover")
                                     : tr("Open this mi&gration"));
    if (m_openLeft->property("accent").toBool() != m_left->open) {
        m_openLeft->setProperty("accent", m_left->open);
        style()->polish(m_openLeft); // the style sheet reads it only then
    }
    m_banner->tell(m_left->open ? Tone::Bad : Tone::Warning, sentenceOn(*m_left),
                   adviceOn(*m_left));
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

void HomePage::open(const Plan& plan) {
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

void HomePage::duplicate(const Migration& migration) {
    if (!migration.plan) {
        openMigration(migration); // which says why there is none
        return;
    }
    refuse({});
    Plan copy = *migration.plan;
    copy.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    copy.name = tr("%1 (copy)").arg(shownName(migration));
    m_session.keepPlan(copy);
}

void HomePage::exportPlan(const Migration& migration) {
    if (!migration.plan) {
        return;
    }
    auto* dialog =
        new QFileDialog(this, tr("Export plan"), QStringLiteral("plan.json"), tr("Plans (*.json)"));
    dialog->setObjectName(QStringLiteral("exportDialog"));
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("json"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, plan = *migration.plan](const QString& path) {
                const auto written = writePlan(plan, path);
                refuse(written ? QString() : written.error().translated());
            });
    dialog->open();
}

void HomePage::importPlans() {
    auto* dialog = new QFileDialog(this, tr("Import plans"), {}, tr("Plans (*.json)"));
    dialog->setObjectName(QStringLiteral("importDialog"));
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::filesSelected, this, [this](const QStringList& paths) {
        QStringList problems;
        for (const QString& path : paths) {
            if (const auto plan = readPlan(path)) {
                m_session.keepPlan(*plan);
            } else {
                problems << plan.error().translated();
            }
        }
        refuse(problems.join(u'\n'));
    });
    dialog->open();
}

void HomePage::askBeforeDeleting(const Migration& migration) {
    if (migration.open || migration.changes > 0 || migration.held) {
        refuse(tr("“%1” is open: its journal says what stands changed on the servers. Open it and "
                  "finish it first.")
                   .arg(shownName(migration)));
        return;
    }
    refuse({});
    QStringList what;
    if (!migration.journal.isEmpty() || migration.kept) {
        what << tr("Its plan and journal move to the folder “deleted” beside the journals.");
    }
    if (!migration.planFile.isEmpty() && !migration.kept) {
        what << tr("The file %1 stays where it is.").arg(migration.planFile);
    }
    what << tr("Nothing changes on any server.");
    auto* box = new QMessageBox(QMessageBox::Question, tr("Delete a migration"),
                                tr("Delete “%1” from this list?").arg(shownName(migration)),
                                QMessageBox::NoButton, this);
    box->setObjectName(QStringLiteral("deleteBox"));
    box->setTextFormat(Qt::PlainText);
    box->setInformativeText(what.join(u' '));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setDefaultButton(box->addButton(tr("&Keep"), QMessageBox::RejectRole));
    connect(box->addButton(tr("&Delete"), QMessageBox::DestructiveRole), &QPushButton::clicked,
            this, [this, migration] { deleteMigration(migration); });
    box->open();
}

void HomePage::deleteMigration(const Migration& migration) {
    if (!migration.planFile.isEmpty() && !migration.kept) {
        forgetPlan(m_settings, migration.planFile);
    }
    look();
    m_session.forgetMigration(migration.id);
}

} // namespace ferryman
