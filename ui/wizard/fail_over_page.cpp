// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/fail_over_page.h"

#include "base/format.h"
#include "models/gate_evidence.h"
#include "theme.h"
#include "widgets/command_preview.h"
#include "widgets/dry_run_view.h"
#include "widgets/gate_list.h"
#include "widgets/page_stack.h"
#include "widgets/switch_view.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace ferryman {

namespace {

constexpr int runningTickMs = 100;
constexpr int agesTickMs = 500;
/// A gate of which the evidence is older closes: one that is open after it was read in that time.
constexpr qint64 readAnewMs = 2000;

/// A button's text knows "&" as its shortcut's mark, which a group's name may well hold.
QString withoutMnemonic(QString text) {
    return text.replace(QLatin1Char('&'), QStringLiteral("&&"));
}

} // namespace

/// Outage and price as the gates foresee them, and how long the drain may take.
QString FailOverPage::whatItCosts(const Snapshot& snapshot) {
    QStringList sentences;
    for (const Gate& gate : snapshot.failOver.gates) {
        if (gate.id == "replication.outage") {
            sentences << tr("Expected write outage: %1.").arg(gate.value.translated())
                      << gate.why.translated();
        }
        if (!gate.price.isEmpty()) {
            sentences << gate.price.translated();
        }
    }
    const qint64 drainMs = snapshot.plan.policy.freezeBudgetMs / 2;
    sentences << tr("If Dragonfly has not received the last write within %1, half of the freeze "
                    "budget, everything is put back.")
                     .arg(formatDuration(drainMs, QLocale()));
    sentences.removeAll(QString());
    return sentences.join(QLatin1Char(' '));
}

FailOverPage::FailOverPage(Session& session, QWidget* parent)
    : WizardPage(session, Step::FailOver, nameOf(Step::FailOver), parent)
    , m_back(addAction(tr("Back to the &gates"), "backToGatesButton"))
    , m_stack(new PageStack(this))
    , m_switch(new SwitchView(this))
    , m_dryRun(new DryRunView(this)) {
    m_switch->setObjectName(QStringLiteral("switchView"));
    m_stack->setScrolled(hasLargeText(*this));
    m_stack->addWidget(buildReady());
    m_stack->addWidget(m_switch);
    m_stack->addWidget(m_dryRun);
    body()->addWidget(m_stack, 1);
    connect(m_switch, &SwitchView::abortAsked, this, [this] { this->session().abortSwitch(); });
    connect(m_back, &QPushButton::clicked, this, [this] {
        m_wantsGates = true;
        m_showsDryRun = false;
        take(*this->session().snapshot());
    });
    m_ticker.setInterval(agesTickMs);
    connect(&m_ticker, &QTimer::timeout, this, &FailOverPage::tick);
}

QWidget* FailOverPage::buildReady() {
    auto* ready = new QWidget(this);
    auto* columns = new QBoxLayout(
        hasLargeText(*this) ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight, ready);
    columns->setContentsMargins(0, 0, 0, 0);
    columns->setSpacing(16);
    m_gates = new GateList(ready);
    m_gates->setObjectName(QStringLiteral("gatesPanel"));
    m_preview = new CommandPreview(ready);
    m_preview->setObjectName(QStringLiteral("previewPanel"));
    connect(m_gates, &GateList::choiceChanged, this, &FailOverPage::showEvidence);
    auto* right = new QVBoxLayout;
    right->setSpacing(12);
    right->addWidget(m_preview, 1);
    right->addWidget(buildConfirmation());
    columns->addWidget(m_gates, 5);
    columns->addLayout(right, 3);
    return ready;
}

QWidget* FailOverPage::buildConfirmation() {
    auto* panel = new QFrame(this);
    panel->setProperty("panel", true);
    m_typed = new QLineEdit(panel);
    m_typed->setObjectName(QStringLiteral("confirmGroup"));
    m_typed->setFont(fixedFont());
    m_failOver = new QPushButton(panel);
    m_failOver->setObjectName(QStringLiteral("failoverButton"));
    m_failOver->setProperty("accent", true);
    auto* ask = makeLabel(tr("&Type the group's name to confirm"), "", panel);
    ask->setBuddy(m_typed);
    m_typed->setAccessibleName(tr("The group's name, as confirmation"));
    m_hint = makeLabel({}, "muted", panel);
    m_hint->setObjectName(QStringLiteral("confirmHint"));

    m_tryDry = new QPushButton(tr("&Dry run"), panel);
    m_tryDry->setObjectName(QStringLiteral("dryRunButton"));
    m_tryDry->setToolTip(tr("Reads every gate anew and says what the switch would do. It sends "
                            "nothing that changes a setting."));
    connect(m_tryDry, &QPushButton::clicked, this, &FailOverPage::beginDryRun);
    auto* doing = new QHBoxLayout;
    doing->addWidget(m_tryDry);
    doing->addStretch(1);
    doing->addWidget(m_failOver);
    auto* all = new QVBoxLayout(panel);
    all->setContentsMargins(12, 10, 12, 10);
    all->setSpacing(8);
    all->addWidget(ask);
    all->addWidget(m_typed);
    all->addWidget(m_hint);
    all->addLayout(doing);
    connect(m_typed, &QLineEdit::textChanged, this, &FailOverPage::showConfirmation);
    connect(m_failOver, &QPushButton::clicked, this, &FailOverPage::confirm);
    return panel;
}

void FailOverPage::take(const Snapshot& snapshot) {
    m_takenAtMs = snapshot.atMs;
    m_sinceTaken.start();
    m_sent = false;
    if (snapshot.plan.group != m_group) { // another migration
        m_dryRunAtMs.reset();
        m_showsDryRun = false;
    }
    m_group = snapshot.plan.group;
    m_allOpen = allOpen(snapshot.failOver.gates);

    const SwitchState& cutover = snapshot.failOver.cutover;
    if (cutover.running) {
        m_wantsGates = false;
        m_typed->clear(); // What was typed counts once.
    }
    const bool begun = cutover.running || cutover.ending != Ending::None;
    const bool shown = begun && !m_wantsGates;
    endDryRun(snapshot);
    m_stack->setCurrentIndex(shown ? 1 : m_showsDryRun ? 2 : 0);
    m_back->setVisible(m_showsDryRun || (shown && cutover.ending == Ending::Aborted));
    if (shown) {
        showSwitch(snapshot);
    } else {
        showGates(snapshot);
    }
    if (snapshot.error) {
        tellErrors(snapshot, {});
    }
    showConfirmation();
    m_ticker.setInterval(cutover.running ? runningTickMs : agesTickMs);
    tick();
}

void FailOverPage::showGates(const Snapshot& snapshot) {
    const FailOverState& state = snapshot.failOver;
    const redis::Address& primary = snapshot.connect.topology.primary;
    const redis::Address& dragonfly = snapshot.plan.dragonfly.address;
    setSubtitle(primary.isNull() || dragonfly.isNull()
                    ? tr("Sentinel makes Dragonfly the primary, and clients follow.")
                    : tr("Primary now: %1. After the switch: Dragonfly %2.")
                          .arg(primary.toString(), dragonfly.toString()));
    m_gates->setGates(state.gates);
    showEvidence();
    m_tryDry->setEnabled(!state.gates.isEmpty() && !m_dryRunAtMs);
    m_preview->setRunbook({snapshot.plan, snapshot.connect.topology, state.gates, state.preview,
                           QDateTime::fromMSecsSinceEpoch(snapshot.atMs, Qt::UTC)});

    const auto closed = std::ranges::count(state.gates, false, &Gate::open);
    if (m_showsDryRun) {
        banner()->clear(); // the result has one of its own
    } else if (m_dryRunAtMs) {
        banner()->tell(Tone::Info, tr("Dry run: every gate is being read anew."),
                       tr("Nothing is sent that changes a setting."));
    } else if (state.gates.isEmpty()) {
        banner()->tell(Tone::Info, tr("No gate was read yet: start the replication first."));
    } else if (closed == 0) {
        banner()->tell(Tone::Good,
                       tr("All %1 gates are open.", nullptr, formOf(state.gates.size()))
                           .arg(state.gates.size()),
                       whatItCosts(snapshot));
    } else {
        const Gate& first = *std::ranges::find(state.gates, false, &Gate::open);
        QString value = first.value.translated();
        if (value.endsWith(QLatin1Char('.'))) { // here it is a part of a sentence
            value.chop(1);
        }
        banner()->tell(Tone::Warning,
                       tr("%1 of %2 gates are closed.", nullptr, formOf(closed))
                           .arg(closed)
                           .arg(state.gates.size()),
                       tr("%1: %2; wanted: %3.")
                           .arg(first.title.translated(), value, first.wanted.translated()));
    }
}

void FailOverPage::showEvidence() {
    const Gate* gate = m_gates->chosen();
    m_gates->showEvidence(gate ? evidenceOf(*gate, *session().snapshot()) : QList<EvidenceRow>());
}

void FailOverPage::beginDryRun() {
    m_dryRunAtMs = session().snapshot()->atMs;
    showGates(*session().snapshot());
}

void FailOverPage::endDryRun(const Snapshot& snapshot) {
    if (snapshot.switchRunning()) {
        m_dryRunAtMs.reset();
        m_showsDryRun = false;
    }
    if (!m_dryRunAtMs || snapshot.atMs < *m_dryRunAtMs + readAnewMs) {
        return;
    }
    m_dryRunAtMs.reset();
    m_showsDryRun = true;
    m_dryRun->setResult(snapshot);
    m_back->show();
    m_back->setFocus();
}

void FailOverPage::showSwitch(const Snapshot& snapshot) {
    const SwitchState& cutover = snapshot.failOver.cutover;
    const QString outcome = cutover.outcome.translated();
    const QString dragonfly = snapshot.plan.dragonfly.address.toString();
    m_switch->setState(cutover, snapshot.plan.policy.freezeBudgetMs);
    switch (cutover.running ? Ending::None : cutover.ending) {
    case Ending::None:
        setSubtitle(tr("The primary of %1 is changing to Dragonfly %2.").arg(m_group, dragonfly));
        banner()->tell(Tone::Info, tr("The switch is running."),
                       cutover.irrevocable
                           ? tr("From here there is no way back; it goes on until it is done or "
                                "needs a person.")
                           : tr("Until the failover is sent to Sentinel, everything can be put "
                                "back."));
        return;
    case Ending::Migrated:
        setSubtitle(tr("The primary of %1 is Dragonfly %2.").arg(m_group, dragonfly));
        banner()->tell(Tone::Good, tr("Done."), outcome);
        return;
    case Ending::Aborted:
        setSubtitle(tr("The primary of %1 is as it was before.").arg(m_group));
        banner()->tell(Tone::Warning, tr("Aborted: everything was put back."), outcome);
        return;
    case Ending::Attention:
        setSubtitle(tr("The switch of %1 cannot go on by itself.").arg(m_group));
        banner()->tell(Tone::Bad, tr("A person is needed."), outcome);
        return;
    }
}

bool FailOverPage::mayFailOver() const {
    return m_allOpen && !m_sent && !m_group.isEmpty() && m_typed->text() == m_group;
}

void FailOverPage::showConfirmation() {
    m_failOver->setText(m_group.isEmpty() ? nameOf(Step::FailOver)
                                          : tr("Fail over %1").arg(withoutMnemonic(m_group)));
    m_failOver->setEnabled(mayFailOver());
    m_typed->setEnabled(m_allOpen);
    m_typed->setPlaceholderText(m_allOpen ? m_group : tr("waits for the gates"));
    if (!m_allOpen) {
        m_hint->setText(tr("The button opens when every gate is open and the name is typed."));
    } else if (m_sent) {
        m_hint->setText(tr("Confirmed."));
    } else if (m_typed->text().isEmpty() || mayFailOver()) {
        m_hint->setText(tr("All gates are read once more before anything is sent."));
    } else {
        m_hint->setText(tr("This is not the name of the group."));
    }
}

void FailOverPage::confirm() {
    if (!mayFailOver()) {
        return;
    }
    m_sent = true;
    showConfirmation();
    session().failOver(m_typed->text());
}

void FailOverPage::tick() {
    if (m_takenAtMs == 0) {
        return;
    }
    const qint64 now = m_takenAtMs + m_sinceTaken.elapsed();
    m_gates->setNow(now);
    m_switch->setNow(now);
}

void FailOverPage::showEvent(QShowEvent* event) {
    WizardPage::showEvent(event);
    m_ticker.start();
}

void FailOverPage::hideEvent(QHideEvent* event) {
    WizardPage::hideEvent(event);
    m_ticker.stop();
}

QString FailOverPage::footer(const Snapshot& snapshot) const {
    const SwitchState& cutover = snapshot.failOver.cutover;
    if (cutover.running) {
        return tr("The report opens when the switch has ended.");
    }
    if (cutover.ending != Ending::None) {
        return tr("Every command and reply of the switch stands in the journal.");
    }
    const auto closed = std::ranges::count(snapshot.failOver.gates, false, &Gate::open);
    return closed == 0 && !snapshot.failOver.gates.isEmpty()
               ? tr("The switch has changed nothing yet.")
               : tr("The button opens when every gate is open and the group's name is typed.");
}

QString FailOverPage::help() const {
    return tr(
        "The switch freezes the writes on the source, waits until Dragonfly has the last one, "
        "and then lets Sentinel promote Dragonfly. Each gate is a condition without which that "
        "would not be safe; all are read again just before. Until the failover is sent to "
        "Sentinel everything can be put back, from then on it only goes forward. The commands "
        "on the right are those that will be sent, to the letter. Choose a gate to see what it was "
        "judged by. The dry run reads all of it anew and says what the switch would do.");
}

} // namespace ferryman
