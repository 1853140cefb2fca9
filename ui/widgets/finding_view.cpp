// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/finding_view.h"

#include "base/format.h"
#include "models/finding_model.h"
#include "state_icon.h"
#include "widgets/command_block.h"
#include "widgets/confirm_box.h"

#include <QEvent>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

namespace ferryman {

namespace {

constexpr int iconSize = 18;

QString linesOf(const QList<redis::Command>& commands) {
    QStringList lines;
    for (const redis::Command& command : commands) {
        lines.append(command.text());
    }
    return lines.join(u'\n');
}

bool areAlike(const QList<MendStep>& steps, QList<redis::Command> MendStep::*part) {
    return std::ranges::all_of(
        steps, [&](const MendStep& step) { return step.*part == steps.first().*part; });
}

/// The commands server by server, as a runbook; one server needs no heading, nor do several that
/// get the same.
QString linesOf(const QList<MendStep>& steps, QList<redis::Command> MendStep::*part) {
    if (!steps.isEmpty() && areAlike(steps, part)) {
        return linesOf(steps.first().*part);
    }
    QStringList lines;
    for (const MendStep& step : steps) {
        if ((step.*part).isEmpty()) {
            continue;
        }
        lines.append(QStringLiteral("# %1").arg(step.where.toString()));
        lines.append(linesOf(step.*part));
    }
    return lines.join(u'\n');
}

QString serversOf(const QList<MendStep>& steps) {
    QStringList names;
    for (const MendStep& step : steps) {
        names.append(step.where.toString());
    }
    return names.join(QStringLiteral(", "));
}

/// As many as are shown.
qsizetype countOf(const QList<MendStep>& steps) {
    qsizetype count = 0;
    for (const MendStep& step : steps) {
        count += step.commands.size();
    }
    return steps.isEmpty() || !areAlike(steps, &MendStep::commands) ? count
                                                                    : steps.first().commands.size();
}

QString outcomeText(const MendedServer& server) {
    if (server.undone) {
        return FindingView::tr("undone");
    }
    if (server.outcome == QLatin1String("done")) {
        return FindingView::tr("done");
    }
    if (server.outcome == QLatin1String("refused")) {
        return FindingView::tr("refused: %1").arg(server.reply);
    }
    return server.outcome.isEmpty() ? FindingView::tr("not sent")
                                    : FindingView::tr("the reply was lost");
}

QString linesOf(const Mend& mend) {
    QStringList lines;
    for (const MendedServer& server : mend.servers) {
        QString commands = server.commands;
        lines.append(QStringLiteral("# %1: %2").arg(server.where, outcomeText(server)));
        lines.append(commands.replace(QStringLiteral("; "), QStringLiteral("\n")));
    }
    return lines.join(u'\n');
}

} // namespace

FindingView::FindingView(QWidget* parent)
    : Panel({}, parent)
    , m_icon(new QLabel(this))
    , m_name(makeLabel({}, "heading", this))
    , m_again(new QPushButton(tr("Check a&gain"), this))
    , m_scroll(new QScrollArea(this))
    , m_form(new QFormLayout)
    , m_mend(new CommandBlock(tr("Mend"), "findingMend", this))
    , m_undo(new CommandBlock(tr("Undo"), "findingUndo", this))
    , m_mended(new CommandBlock(tr("Mended"), "findingMended", this))
    , m_noCommand(makeLabel({}, "muted", this))
    , m_ask(new ConfirmBox(this))
    , m_mendButton(new QPushButton(this))
    , m_undoButton(new QPushButton(tr("&Undo the mend…"), this))
    , m_acceptButton(new QPushButton(tr("&Accept…"), this))
    , m_actionNote(makeLabel({}, "muted", this)) {
    build();
    buildActions();
    clear();
}

void FindingView::build() {
    m_icon->setFixedSize(iconSize, iconSize);
    titleRow()->insertWidget(0, m_icon);
    m_again->setObjectName(QStringLiteral("checkAgainButton"));
    titleRow()->addWidget(m_again);
    connect(m_again, &QPushButton::clicked, this,
            [this] { emit checkAgainAsked(m_finding ? m_finding->id : QString()); });

    auto* inside = new QWidget(m_scroll);
    auto* all = new QVBoxLayout(inside);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(8);
    m_name->setObjectName(QStringLiteral("findingTitle"));
    m_name->setTextInteractionFlags(Qt::TextSelectableByMouse);
    all->addWidget(m_name);
    const auto add = [&](const QString& label, const char* objectName) {
        QLabel* value = makeLabel({}, "", inside);
        value->setObjectName(QLatin1String(objectName));
        value->setTextInteractionFlags(Qt::TextSelectableByMouse);
        QLabel* name = makeLabel(label, "muted", inside);
        name->setAlignment(Qt::AlignLeft | Qt::AlignTop); // a value may have many lines
        m_form->addRow(name, value);
        return value;
    };
    m_found = add(tr("Found"), "findingFound");
    m_wanted = add(tr("Wanted"), "findingWanted");
    m_readWith = add(tr("Read with"), "findingReadWith");
    m_age = add(tr("Read"), "findingAge");
    m_why = add(tr("Why it matters"), "findingWhy");
    m_accepted = add(tr("Accepted"), "findingAccepted");
    all->addLayout(m_form);
    all->addWidget(m_mend);
    all->addWidget(m_undo);
    all->addWidget(m_mended);
    all->addWidget(m_noCommand);
    all->addStretch(1);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setWidget(inside);
    inside->setAutoFillBackground(false); // the panel's own colour shows through
    m_scroll->viewport()->setAutoFillBackground(false);
    body()->addWidget(m_scroll, 1);
}

void FindingView::buildActions() {
    m_mendButton->setObjectName(QStringLiteral("mendButton"));
    m_mendButton->setProperty("accent", true);
    m_undoButton->setObjectName(QStringLiteral("undoMendButton"));
    m_acceptButton->setObjectName(QStringLiteral("acceptButton"));
    m_actionNote->setObjectName(QStringLiteral("findingActionNote"));
    connect(m_mendButton, &QPushButton::clicked, this, &FindingView::askToMend);
    connect(m_undoButton, &QPushButton::clicked, this, &FindingView::askToUndo);
    connect(m_acceptButton, &QPushButton::clicked, this, &FindingView::askToAccept);
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_mendButton);
    row->addWidget(m_undoButton);
    row->addWidget(m_acceptButton);
    row->addStretch(1);
    body()->addWidget(m_ask);
    body()->addWidget(m_actionNote);
    body()->addLayout(row);
}

void FindingView::clear() {
    m_finding.reset();
    m_ask->close();
    setTitle(tr("No finding is chosen"));
    setNote({});
    m_icon->hide();
    m_again->setEnabled(false);
    m_again->hide();
    m_scroll->hide();
    for (QWidget* one :
         {static_cast<QWidget*>(m_mendButton), static_cast<QWidget*>(m_undoButton),
          static_cast<QWidget*>(m_acceptButton), static_cast<QWidget*>(m_actionNote)}) {
        one->hide();
    }
}

void FindingView::setFinding(const Finding& finding, const FindingSurroundings& around) {
    const bool same = m_finding && m_finding->id == finding.id &&
                      m_finding->subject == finding.subject && m_around.steps == around.steps &&
                      m_finding->severity == finding.severity && !around.locked;
    if (!same) {
        m_ask->close(); // what was asked is not what would be done any more
    }
    m_finding = finding;
    m_around = around;
    m_icon->show();
    m_scroll->show();
    setTitle(nameOf(finding.severity));
    setNote(finding.subject.isEmpty() ? finding.id
                                      : QStringLiteral("%1 · %2").arg(finding.id, finding.subject));
    drawIcon();
    showEvidence();
    showCommands();
    showActions();
}

void FindingView::showEvidence() {
    m_name->setText(m_finding->title.translated());
    m_found->setText(m_finding->found.translated());
    m_wanted->setText(m_finding->wanted.translated());
    m_readWith->setText(m_finding->readWith);
    const QDateTime at = m_finding->at.toLocalTime();
    m_age->setText(m_around.busy ? tr("is being read again…")
                                 : QStringLiteral("%1, %2").arg(
                                       QLocale().toString(at.time(), QLocale::ShortFormat),
                                       agoText(m_finding->at.toMSecsSinceEpoch(), m_around.nowMs)));
    m_why->setText(m_finding->why.translated());
    m_accepted->setText(
        m_finding->acceptedBy.isEmpty()
            ? m_finding->acceptedBecause
            : tr("by %1: %2").arg(m_finding->acceptedBy, m_finding->acceptedBecause));
    m_form->setRowVisible(m_wanted, !m_finding->wanted.isEmpty());
    m_form->setRowVisible(m_readWith, !m_finding->readWith.isEmpty());
    m_form->setRowVisible(m_age, m_finding->at.isValid());
    m_form->setRowVisible(m_why, !m_finding->why.isEmpty());
    m_form->setRowVisible(m_accepted, m_finding->accepted);
}

void FindingView::showCommands() {
    const bool runs = !m_around.steps.isEmpty();
    m_mend->setText(runs ? linesOf(m_around.steps, &MendStep::commands) : linesOf(m_finding->mend));
    m_mend->setNote(runs ? tr("Ferryman can run this on %1").arg(serversOf(m_around.steps))
                         : tr("to be run by hand"));
    m_mend->setVisible(!m_finding->mend.isEmpty());
    const QString undo = runs ? linesOf(m_around.steps, &MendStep::undo) : linesOf(m_finding->undo);
    m_undo->setText(undo);
    m_undo->setNote(tr("puts it back as it was"));
    m_undo->setVisible(!undo.isEmpty() && !m_finding->mend.isEmpty());
    const std::optional<Mend>& mend = m_around.mend;
    m_mended->setVisible(mend.has_value());
    if (mend) {
        m_mended->setText(linesOf(*mend));
        m_mended->setNote(
            tr("by %1, %2")
                .arg(mend->by, QLocale().toString(mend->at.toLocalTime(), QLocale::ShortFormat)));
    }
    const bool passed = m_finding->severity == Severity::Passed;
    m_noCommand->setVisible(m_finding->mend.isEmpty() && !mend);
    m_noCommand->setText(passed ? tr("Nothing needs mending.")
                                : tr("No command mends this by itself; the lines above say what "
                                     "to do."));
}

void FindingView::showActions() {
    const bool idle = !m_around.busy && !m_around.locked;
    const qsizetype count = countOf(m_around.steps);
    const bool mayAccept = m_finding->acceptable && !m_finding->accepted;
    m_again->show();
    m_again->setEnabled(!m_around.busy);
    m_mendButton->setVisible(count > 0 && !m_ask->isOpen());
    m_mendButton->setEnabled(idle);
    m_mendButton->setText(tr("&Run %1 commands…", nullptr, formOf(count)).arg(count));
    m_undoButton->setVisible(m_around.canUndo && !m_ask->isOpen());
    m_undoButton->setEnabled(idle);
    m_acceptButton->setVisible(mayAccept && !m_ask->isOpen());
    m_acceptButton->setEnabled(!m_around.busy);
    QString note;
    if (m_around.busy) {
        note = tr("Ferryman asks the servers again…");
    } else if (m_finding->blocks() && !m_finding->acceptable) {
        note = tr("This blocker cannot be accepted: it must be mended.");
    } else if (m_around.locked && (count > 0 || m_around.canUndo)) {
        note = tr("Nothing can be mended while a switch or another mend is under way.");
    }
    m_actionNote->setText(note);
    m_actionNote->setVisible(!note.isEmpty() && !m_ask->isOpen());
}

void FindingView::askToMend() {
    const QString id = m_finding->id;
    const QString subject = m_finding->subject;
    const int count = formOf(countOf(m_around.steps));
    QString sentence =
        tr("These commands will be sent to %1. The journal is written first.", nullptr, count)
            .arg(serversOf(m_around.steps));
    if (linesOf(m_around.steps, &MendStep::undo).isEmpty()) {
        sentence += QLatin1Char(' ') + tr("Nothing undoes them.", nullptr, count);
    }
    m_ask->askToSend({sentence, linesOf(m_around.steps, &MendStep::commands), tr("&Send them now")},
                     [this, id, subject](const QString&) { emit mendAsked(id, subject); });
    showActions();
}

void FindingView::askToUndo() {
    QStringList lines;
    for (const MendedServer& server : m_around.mend->servers) {
        QString undo = server.undo;
        lines.append(QStringLiteral("# %1").arg(server.where));
        lines.append(undo.replace(QStringLiteral("; "), QStringLiteral("\n")));
    }
    const QString id = m_around.mend->check;
    const QString subject = m_around.mend->subject;
    m_ask->askToSend(
        {tr("These commands put back what was mended."), lines.join(u'\n'), tr("&Send them now")},
        [this, id, subject](const QString&) { emit undoAsked(id, subject); });
    showActions();
}

void FindingView::askToAccept() {
    const QString id = m_finding->id;
    const QString subject = m_finding->subject;
    m_ask->askForReason(tr("The finding stays as it is. Who accepts it, and why, goes into the "
                           "journal and the report."),
                        tr("Accep&t it"), [this, id, subject](const QString& reason) {
                            emit acceptAsked(id, subject, reason);
                        });
    showActions();
}

void FindingView::drawIcon() {
    if (m_finding) {
        m_icon->setPixmap(iconOf(m_finding->severity, coloursOf(palette()))
                              .pixmap(QSize(iconSize, iconSize), devicePixelRatioF()));
    }
}

void FindingView::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) {
        drawIcon();
    }
    Panel::changeEvent(event);
}

} // namespace ferryman
