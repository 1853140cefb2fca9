// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/replicate_page.h"

#include "base/format.h"
#include "charts/chart_board.h"
#include "models/sync_stages.h"
#include "replication/outlook.h"
#include "theme.h"
#include "widgets/page_stack.h"
#include "widgets/stage_row.h"
#include "widgets/state_line.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace ferryman {

namespace {

constexpr int mostCommandLines = 9;
constexpr int commandFrame = 26; ///< Frame, padding and the document's margin, both sides.

/// Neither attached nor about to be: something has to be started.
bool isIdle(LinkPhase phase) {
    return phase == LinkPhase::Detached || phase == LinkPhase::Stopped ||
           phase == LinkPhase::Looping;
}

Tone toneOf(const LinkState& link) {
    switch (link.phase) {
    case LinkPhase::Detached:
    case LinkPhase::Stopped:
        return Tone::Muted;
    case LinkPhase::Attaching:
    case LinkPhase::FullSync:
        return Tone::Info;
    case LinkPhase::CatchingUp:
        return link.steadiness.unbrokenMs > 0 ? Tone::Info : Tone::Warning;
    case LinkPhase::Steady:
        return Tone::Good;
    case LinkPhase::Interrupted:
    case LinkPhase::Looping:
        return Tone::Bad;
    }
    return Tone::Muted;
}

/// How many keys attaching would delete: as the link saw them last, or as Connect did.
qint64 keysInTheWay(const Snapshot& snapshot) {
    if (snapshot.replicate.link.latest.targetKeys) {
        return *snapshot.replicate.link.latest.targetKeys;
    }
    for (const EndpointStatus& endpoint : snapshot.connect.endpoints) {
        if (endpoint.role == EndpointStatus::Role::Dragonfly) {
            return endpoint.keys.value_or(0);
        }
    }
    return 0;
}

QString errorsOf(const LinkState& link) {
    QStringList texts;
    for (const std::optional<Error>& error : {link.sourceError, link.targetError}) {
        if (error) {
            texts << QStringLiteral("%1: %2").arg(error->subject, error->message.translated());
        }
    }
    return texts.join(QLatin1Char(' '));
}

} // namespace

ReplicatePage::ReplicatePage(Session& session, QWidget* parent)
    : WizardPage(session, Step::Replicate, nameOf(Step::Replicate), parent)
    , m_stop(addAction(tr("S&top replication…"), "stopReplicationButton"))
    , m_again(addAction(tr("Start a&gain…"), "startAgainButton"))
    , m_state(new StateLine(this))
    , m_stages(new StageRow(this))
    , m_stack(new PageStack(this)) {
    m_state->setObjectName(QStringLiteral("replicationState"));
    m_stages->setObjectName(QStringLiteral("stages"));
    QWidget* question = buildQuestion(); // first: Tab goes in the order in which controls are made
    m_stack->addWidget(buildStart());
    m_stack->addWidget(buildWatch());
    body()->addWidget(m_state);
    body()->addWidget(question);
    body()->addWidget(m_stages);
    body()->addWidget(m_stack, 1);

    connect(m_stop, &QPushButton::clicked, this, [this] {
        m_question->show();
        m_question->findChild<QPushButton*>(QStringLiteral("keepReplicatingButton"))->setFocus();
    });
    connect(m_again, &QPushButton::clicked, this, [this] {
        m_wantsAgain = true;
        take(*this->session().snapshot());
    });
}

QWidget* ReplicatePage::buildQuestion() {
    auto* question = new Panel(tr("Stop the replication?"), this);
    m_question = question;
    question->setObjectName(QStringLiteral("stopQuestion"));
    question->body()->addWidget(makeLabel(
        tr("Dragonfly is sent REPLICAOF NO ONE, and every Sentinel SENTINEL RESET, so that none "
           "attaches it again. It keeps what it has loaded, but starting again begins with a new "
           "full sync. Clients are not affected."),
        "", question));
    auto* row = new QHBoxLayout;
    auto* yes = new QPushButton(tr("Sto&p replication"), question);
    yes->setObjectName(QStringLiteral("confirmStopButton"));
    auto* no = new QPushButton(tr("&Keep replicating"), question);
    no->setObjectName(QStringLiteral("keepReplicatingButton"));
    row->addWidget(yes);
    row->addWidget(no);
    row->addStretch(1);
    question->body()->addLayout(row);
    connect(yes, &QPushButton::clicked, this, [this] {
        m_question->hide();
        session().stopReplication();
    });
    connect(no, &QPushButton::clicked, m_question, &QWidget::hide);
    question->hide();
    return question;
}

QWidget* ReplicatePage::buildStart() {
    auto* place = new QWidget(this); // the panel is no higher than what stands in it
    auto* start = new Panel(tr("What will be sent to Dragonfly, literally"), place);
    auto* all = new QVBoxLayout(place);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(start);
    all->addStretch(1);
    m_commands = new QPlainTextEdit(start);
    m_commands->setObjectName(QStringLiteral("replicationCommands"));
    m_commands->setAccessibleName(tr("Commands that start the replication"));
    m_commands->setReadOnly(true);
    m_commands->setTabChangesFocus(true);
    m_commands->setFont(fixedFont());
    m_commands->setPlaceholderText(
        tr("The commands stand here once every connection of step 1 works."));
    start->body()->addWidget(m_commands);
    start->body()->addWidget(makeLabel(
        tr("Nothing is changed on the source. It makes one snapshot for Dragonfly, for which it "
           "forks and needs memory for what is written meanwhile; its clients are not affected."),
        "muted", start));
    m_keysWarning = new Banner(start);
    m_keysWarning->setObjectName(QStringLiteral("keysWarning"));
    start->body()->addWidget(m_keysWarning);
    m_replace = new QCheckBox(start);
    m_replace->setObjectName(QStringLiteral("replaceKeys"));
    start->body()->addWidget(m_replace, 0, Qt::AlignLeft);
    m_start = new QPushButton(tr("&Start replication"), start);
    m_start->setObjectName(QStringLiteral("startReplicationButton"));
    m_start->setProperty("accent", true);
    auto* row = new QHBoxLayout;
    row->addStretch(1);
    row->addWidget(m_start);
    start->body()->addLayout(row);
    connect(m_replace, &QCheckBox::toggled, this, [this] { showStart(*session().snapshot()); });
    connect(m_start, &QPushButton::clicked, this, [this] {
        m_wantsAgain = false;
        m_start->setEnabled(false);
        session().startReplication(!m_replace->isHidden() && m_replace->isChecked());
    });
    return place;
}

QWidget* ReplicatePage::buildWatch() {
    auto* watch = new QWidget(this);
    auto* all = new QVBoxLayout(watch);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(8);
    m_charts = new ChartBoard(watch);
    m_charts->setObjectName(QStringLiteral("replicationCharts"));
    all->addWidget(buildLoad());
    all->addWidget(m_charts, 1);
    return watch;
}

QWidget* ReplicatePage::buildLoad() {
    auto* load = new QFrame(this);
    load->setProperty("panel", true);
    auto* all = new QVBoxLayout(load);
    all->setContentsMargins(12, 6, 12, 8);
    all->setSpacing(4);
    m_loadText = makeLabel({}, "", load);
    m_loadText->setObjectName(QStringLiteral("loadText"));
    m_progress = new QProgressBar(load);
    m_progress->setObjectName(QStringLiteral("syncProgress"));
    m_progress->setAccessibleName(tr("Keys loaded"));
    m_progress->setRange(0, 100);
    all->addWidget(m_loadText);
    all->addWidget(m_progress);
    m_load = load;
    return load;
}

void ReplicatePage::take(const Snapshot& snapshot) {
    const LinkPhase phase = snapshot.replicate.link.phase;
    if (phase != m_phase) {
        m_phase = phase;
        m_wantsAgain = false;
        m_question->hide();
    }
    tellErrors(snapshot, snapshot.replicate.error);
    showHeadline(snapshot);
    showButtons(snapshot);
    const bool start = phase == LinkPhase::Detached || m_wantsAgain;
    m_stack->setCurrentIndex(start && !snapshot.replicate.starting ? 0 : 1);
    showStart(snapshot);
    showWatch(snapshot);
}

void ReplicatePage::showHeadline(const Snapshot& snapshot) {
    const ReplicateState& replicate = snapshot.replicate;
    const LinkState& link = replicate.link;
    const QString dragonfly = snapshot.plan.dragonfly.address.toString();
    const QString source = snapshot.connect.topology.primary.toString();
    if (snapshot.failOver.cutover.ending == Ending::Migrated) {
        setSubtitle(tr("Dragonfly %1 is the primary now.").arg(dragonfly));
        m_state->tell(Tone::Good, tr("The replication has done its work: the switch is over."), {});
        return;
    }
    setSubtitle(
        isIdle(link.phase)
            ? tr("Dragonfly becomes a replica of the source, while clients go on as before.")
            : tr("Dragonfly %1 follows %2. Clients are not affected, and Sentinel cannot "
                 "choose Dragonfly yet.")
                  .arg(dragonfly, source));
    if (replicate.starting) {
        m_state->tell(Tone::Info, tr("Starting: the commands are being sent."), {});
        return;
    }
    const Outlook outlook = outlookOf(
        link, replicate.history ? recentLag(*replicate.history) : Points(), snapshot.plan.policy);
    QString more = errorsOf(link);
    if (more.isEmpty()) {
        more = outlook.forecast.translated();
    }
    if (link.phase == LinkPhase::Steady) {
        more = tr("%1 Largest lag in that time %2. %3 samples taken, %4 missed.", nullptr,
                  formOf(link.samples))
                   .arg(more, formatBytes(link.steadiness.largestLagBytes, QLocale()),
                        formatCount(link.samples, QLocale()), formatCount(link.missed, QLocale()))
                   .trimmed();
    }
    if (link.phase == LinkPhase::Looping) {
        m_state->tell(Tone::Bad, tr("Replication would not end: full sync after full sync."),
                      link.steadiness.sentence.translated());
        return;
    }
    m_state->tell(toneOf(link), outlook.sentence.translated(), more);
}

void ReplicatePage::showButtons(const Snapshot& snapshot) {
    const ReplicateState& replicate = snapshot.replicate;
    const bool over = snapshot.failOver.cutover.ending == Ending::Migrated;
    const bool idle = isIdle(replicate.link.phase);
    const bool stopFailed = idle && !replicate.stopping && replicate.error &&
                            replicate.link.phase != LinkPhase::Detached;
    m_stop->setVisible((!idle || stopFailed) && !over);
    m_stop->setEnabled(!replicate.stopping && !replicate.starting && !snapshot.switchRunning());
    const bool ended = idle && !replicate.stopping && replicate.link.phase != LinkPhase::Detached;
    m_again->setVisible(ended && !m_wantsAgain && !replicate.starting && !over);
}

void ReplicatePage::showStart(const Snapshot& snapshot) {
    QStringList lines;
    for (const redis::Command& command : snapshot.replicate.commands) {
        lines << command.text();
    }
    const QString text = lines.join(QLatin1Char('\n'));
    if (text != m_commands->toPlainText()) {
        m_commands->setPlainText(text);
    }
    const qsizetype shown = std::clamp<qsizetype>(lines.size(), 2, mostCommandLines);
    m_commands->setFixedHeight(m_commands->fontMetrics().lineSpacing() * static_cast<int>(shown) +
                               commandFrame);
    const qint64 keys = keysInTheWay(snapshot);
    const QString count = formatCount(keys, QLocale());
    if (keys > 0) {
        m_keysWarning->tell(
            Tone::Warning,
            tr("Dragonfly holds %1 keys. Starting deletes all of them.", nullptr, formOf(keys))
                .arg(count));
        m_replace->setText(
            tr("&Replace the %1 keys on Dragonfly", nullptr, formOf(keys)).arg(count));
    } else {
        m_keysWarning->clear();
    }
    m_replace->setVisible(keys > 0);
    m_start->setEnabled(snapshot.connect.usable && !snapshot.replicate.starting &&
                        !snapshot.replicate.commands.isEmpty() &&
                        (keys == 0 || m_replace->isChecked()));
}

void ReplicatePage::showWatch(const Snapshot& snapshot) {
    const LinkState& link = snapshot.replicate.link;
    m_stages->setStages(syncStages(link, snapshot.plan.policy));
    showLoad(link.sync, link.phase == LinkPhase::FullSync);
    m_charts->setLimits(snapshot.plan.policy.maxLagBytes, snapshot.plan.policy.maxLagSeconds);
    m_charts->setHistory(snapshot.replicate.history);
    m_charts->touch();
}

void ReplicatePage::showLoad(const SyncProgress& sync, bool syncing) {
    m_load->setVisible(syncing);
    if (!syncing) {
        return;
    }
    const QLocale locale;
    QStringList parts{
        tr("Load: %1 of %2 keys", nullptr, formOf(sync.keysTotal))
            .arg(formatCount(sync.keysLoaded, locale), formatCount(sync.keysTotal, locale))};
    if (sync.keysPerSecond > 0) {
        const auto rate = static_cast<qint64>(sync.keysPerSecond);
        parts << tr("%1 keys/s", nullptr, formOf(rate)).arg(formatCount(rate, locale));
    }
    parts << tr("%1 gone").arg(formatDuration(sync.elapsedMs, locale));
    if (sync.etaMs) {
        parts << tr("about %1 left").arg(formatDuration(*sync.etaMs, locale));
    }
    parts << tr("round %1").arg(sync.round);
    m_loadText->setText(parts.join(QStringLiteral("  ·  ")));
    // More keys than the source has now: some were deleted there since.
    const qint64 percent = sync.keysTotal > 0 ? sync.keysLoaded * 100 / sync.keysTotal : 0;
    m_progress->setValue(static_cast<int>(std::clamp<qint64>(percent, 0, 100)));
}

QString ReplicatePage::footer(const Snapshot& snapshot) const {
    if (snapshot.replicate.link.phase == LinkPhase::Steady) {
        return tr("Replication goes on while you work on the next pages.");
    }
    return tr("The next step opens after %1 s of unbroken steady replication.")
        .arg(snapshot.plan.policy.steadySeconds);
}

QString ReplicatePage::help() const {
    return tr(
        "Dragonfly is made a replica of the source by the address that Sentinel uses. First it "
        "loads a snapshot (full sync), then it receives every write. It is steady when the "
        "link is up and the lag, in bytes and in seconds, has stayed below the plan's limits "
        "for long enough. The charts show both sides. In a chart, Left and Right read the values "
        "at "
        "one moment, Plus and Minus zoom, Shift with Left and Right moves through time, End leads "
        "back to live; the mouse does the same by its wheel, by dragging and by a double-click. "
        "The "
        "button Table shows all values as text, and Export writes them as a file.");
}

} // namespace ferryman
