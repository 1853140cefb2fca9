// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/old_primary_panel.h"

#include "report/way_back.h"
#include "state_icon.h"
#include "theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace ferryman {

namespace {

constexpr auto shutDown = "SHUTDOWN SAVE";

} // namespace

OldPrimaryPanel::OldPrimaryPanel(QWidget* parent)
    : Panel(tr("Old primary"), parent)
    , m_sentence(makeLabel({}, "", this))
    , m_ask(makeLabel(tr("Keep it until Dragonfly has written its first snapshot and you are sure. "
                         "Then send it:"),
                      "", this))
    , m_command(makeLabel(QLatin1String(shutDown), "code", this))
    , m_copy(new QPushButton(actionIcon(ActionShape::Copy), tr("&Copy"), this))
    , m_backTitle(makeLabel(tr("Going back"), "panelTitle", this))
    , m_cost(makeLabel({}, "", this))
    , m_steps(new QPushButton(tr("&Show the steps"), this)) {
    setObjectName(QStringLiteral("oldPrimaryPanel"));
    m_sentence->setObjectName(QStringLiteral("oldPrimaryState"));
    m_command->setFont(fixedFont());
    m_copy->setObjectName(QStringLiteral("copyShutdownButton"));
    m_copy->setAccessibleName(tr("Copy the command that shuts the old primary down"));
    m_cost->setObjectName(QStringLiteral("backCost"));
    m_steps->setObjectName(QStringLiteral("showBackStepsButton"));
    m_steps->setAccessibleName(tr("Show the steps of going back"));
    body()->addWidget(m_sentence);
    body()->addWidget(m_ask);
    body()->addWidget(m_command);
    body()->addWidget(m_copy, 0, Qt::AlignLeft);
    body()->addSpacing(6);
    body()->addWidget(m_backTitle);
    body()->addWidget(m_cost);
    body()->addWidget(m_steps, 0, Qt::AlignLeft);
    connect(m_copy, &QPushButton::clicked, this,
            [] { QGuiApplication::clipboard()->setText(QLatin1String(shutDown)); });
    connect(m_steps, &QPushButton::clicked, this, &OldPrimaryPanel::stepsAsked);
}

QString OldPrimaryPanel::sentenceFor(const Report& report) const {
    if (report.cutover.ending != Ending::Migrated) {
        return tr("It is the primary as before.");
    }
    const QString source = report.before.primary.toString();
    switch (report.plan.policy.oldPrimary) {
    case OldPrimary::Park:
        return tr("%1 is parked: it refuses every write, no Sentinel chooses it, and its data are "
                  "as they were at the freeze.")
            .arg(source);
    case OldPrimary::Shutdown:
        return tr("%1 was shut down; its data are saved as they were at the freeze.").arg(source);
    case OldPrimary::Leave:
        return tr("%1 is a read-only replica of nobody; its data are as they were at the freeze.")
            .arg(source);
    }
    return {};
}

void OldPrimaryPanel::setReport(const Report& report) {
    const bool migrated = report.cutover.ending == Ending::Migrated;
    const bool attention = report.cutover.ending == Ending::Attention;
    m_sentence->setText(attention ? tr("Which server is the primary, the Sentinels must say: see "
                                       "the timeline, and what is still to be put back.")
                                  : sentenceFor(report));
    const bool runs = migrated && report.plan.policy.oldPrimary != OldPrimary::Shutdown;
    for (QWidget* each : std::initializer_list<QWidget*>{m_ask, m_command, m_copy}) {
        each->setVisible(runs);
    }
    const bool steps = !backStepsOf(report).isEmpty();
    m_backTitle->setVisible(migrated || steps);
    m_cost->setVisible(migrated || steps);
    m_cost->setText(
        migrated ? tr("Redis cannot follow Dragonfly: going back loses every write since the "
                      "switch, unless it is copied by other means.")
                 : tr("Some settings may still be changed; the report has the commands that "
                      "put them back."));
    m_steps->setVisible(steps);
}

} // namespace ferryman
