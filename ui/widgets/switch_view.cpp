// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/switch_view.h"

#include "base/format.h"
#include "widgets/figure_card.h"
#include "widgets/kept_together.h"
#include "widgets/switch_timeline.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace ferryman {

namespace {

QString figure(const std::optional<double>& ms) {
    return ms ? formatMs(*ms, QLocale()) : QStringLiteral("–");
}

} // namespace

SwitchView::SwitchView(QWidget* parent)
    : QWidget(parent) {
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->setSpacing(10);
    all->addWidget(buildCards());
    all->addWidget(buildProgress());
    m_timeline = new SwitchTimeline(this);
    all->addWidget(m_timeline, 1);
}

QWidget* SwitchView::buildCards() {
    m_cards = new QWidget(this);
    auto* row = new QHBoxLayout(m_cards);
    row->setContentsMargins(0, 0, 0, 0);
    m_freeze = new FigureCard(tr("Write freeze"), "figureWriteFreeze", m_cards);
    m_promoted = new FigureCard(tr("Promoted after"), "figurePromotedAfter", m_cards);
    m_sentinels = new FigureCard(tr("Sentinels"), "figureSentinels", m_cards);
    m_offset = new FigureCard(tr("Data"), "figureOffset", m_cards);
    for (FigureCard* card : {m_freeze, m_promoted, m_sentinels, m_offset}) {
        row->addWidget(card, 1);
    }
    return m_cards;
}

QWidget* SwitchView::buildProgress() {
    m_progress = new Panel(tr("Now"), this);
    m_abort = new QPushButton(tr("&Abort"), m_progress);
    m_abort->setObjectName(QStringLiteral("abortButton"));
    connect(m_abort, &QPushButton::clicked, this, [this] {
        m_abort->setEnabled(false);
        emit abortAsked();
    });
    m_progress->titleRow()->addWidget(m_abort);
    m_waiting = makeLabel({}, "strong", m_progress);
    m_waiting->setObjectName(QStringLiteral("waitingFor"));
    m_budget = new QProgressBar(m_progress);
    m_budget->setObjectName(QStringLiteral("freezeBudget"));
    m_budget->setAccessibleName(tr("Freeze budget used"));
    m_progress->body()->addWidget(m_waiting);
    m_progress->body()->addWidget(m_budget);
    return m_progress;
}

void SwitchView::setState(const SwitchState& state, int freezeBudgetMs) {
    m_state = state;
    m_budgetMs = std::max(1, freezeBudgetMs);
    m_cards->setVisible(state.ending != Ending::None && state.figures.frozenOffset.has_value());
    showCards();
    showAbort();
    m_timeline->setState(state);
}

void SwitchView::showCards() const {
    const SwitchFigures& figures = m_state.figures;
    const std::optional<double>& freeze = figures.writeFreezeMs;
    m_freeze->tell(figure(freeze),
                   tr("from the freeze to the first write that Dragonfly could take; "
                      "allowed were %1")
                       .arg(formatMs(m_budgetMs, QLocale())),
                   !freeze                ? Tone::Neutral
                   : *freeze > m_budgetMs ? Tone::Warning
                                          : Tone::Good);
    m_promoted->tell(figure(figures.promotedAfterMs), tr("after SENTINEL FAILOVER was sent"),
                     figures.promotedAfterMs ? Tone::Good : Tone::Neutral);
    m_sentinels->tell(
        figures.sentinelsAsked > 0
            ? tr("%1 of %2 agree", nullptr, formOf(figures.sentinelsAgreeing))
                  .arg(figures.sentinelsAgreeing)
                  .arg(figures.sentinelsAsked)
            : QStringLiteral("–"),
        figures.sentinelsAgreeAfterMs
            ? tr("all of them after %1").arg(formatMs(*figures.sentinelsAgreeAfterMs, QLocale()))
            : QString(),
        figures.sentinelsAsked == 0                           ? Tone::Neutral
        : figures.sentinelsAgreeing == figures.sentinelsAsked ? Tone::Good
                                                              : Tone::Warning);
    showOffset();
    // What was not come to says nothing.
    m_freeze->setVisible(freeze.has_value());
    m_promoted->setVisible(figures.promotedAfterMs.has_value());
    m_sentinels->setVisible(figures.sentinelsAsked > 0);
}

void SwitchView::showOffset() const {
    const SwitchFigures& figures = m_state.figures;
    if (!figures.frozenOffset) {
        return;
    }
    const QString frozen = formatCount(*figures.frozenOffset, QLocale());
    if (!figures.drainedOffset) {
        m_offset->tell(tr("not drained"), tr("frozen at %1").arg(frozen), Tone::Warning);
        return;
    }
    const bool all = *figures.drainedOffset >= *figures.frozenOffset;
    m_offset->tell(all ? tr("all of it") : tr("not all of it"),
                   tr("frozen at %1, Dragonfly had %2")
                       .arg(frozen, formatCount(*figures.drainedOffset, QLocale())),
                   all ? Tone::Good : Tone::Bad);
}

void SwitchView::showAbort() {
    m_abort->setVisible(m_state.running);
    m_abort->setEnabled(m_state.running && !m_state.irrevocable && m_state.phase != Phase::Retreat);
    m_abort->setToolTip(m_state.irrevocable
                            ? tr("The failover was sent to Sentinel: from there it only goes "
                                 "forward.")
                            : tr("Puts everything back that the switch has changed."));
}

void SwitchView::setNow(qint64 nowMs) {
    showWaiting(nowMs);
    showBudget(nowMs);
    m_progress->setVisible(m_state.running);
}

void SwitchView::showWaiting(qint64 nowMs) {
    m_waiting->setVisible(m_state.running);
    QString text = m_state.waitingFor.translated();
    if (m_state.phaseDeadlineMs) {
        const qint64 left = std::max<qint64>(0, *m_state.phaseDeadlineMs - nowMs);
        text = tr("%1 Until %2 at the latest: %3 left.")
                   .arg(text,
                        QDateTime::fromMSecsSinceEpoch(*m_state.phaseDeadlineMs)
                            .toString(QStringLiteral("HH:mm:ss")),
                        formatDuration(left, QLocale()));
    }
    if (m_state.bestMomentMs) {
        const qint64 left = std::max<qint64>(0, *m_state.bestMomentMs - nowMs);
        text = tr("Waiting for the best moment: %1 s. %2")
                   .arg(QLocale().toString(static_cast<double>(left) / 1000, 'f', 1), text);
    }
    m_waiting->setText(keptTogether(text));
}

std::optional<qint64> SwitchView::frozenAtMs() const {
    for (const TimelineRow& row : m_state.timeline) {
        if (row.sinceFreezeMs) {
            return row.atMs - static_cast<qint64>(*row.sinceFreezeMs);
        }
    }
    return {};
}

void SwitchView::showBudget(qint64 nowMs) {
    const std::optional<double>& measured = m_state.figures.writeFreezeMs;
    const std::optional<qint64> since = frozenAtMs();
    const bool known = measured || (since && m_state.phase != Phase::Retreat);
    m_budget->setVisible(known);
    if (!known) {
        return;
    }
    const qint64 used =
        measured ? static_cast<qint64>(*measured) : std::max<qint64>(0, nowMs - *since);
    const QLocale locale;
    m_budget->setRange(0, m_budgetMs);
    m_budget->setValue(static_cast<int>(std::min<qint64>(used, m_budgetMs)));
    const QString budget = formatMs(m_budgetMs, locale);
    const QString gone = formatMs(static_cast<double>(used), locale);
    if (measured) {
        m_budget->setFormat(tr("Writes waited for %1 of at most %2").arg(gone, budget));
    } else if (used <= m_budgetMs) {
        m_budget->setFormat(
            tr("Writes wait: %1 gone, %2 left")
                .arg(gone, formatMs(static_cast<double>(m_budgetMs - used), locale)));
    } else {
        m_budget->setFormat(tr("Writes wait: %1 gone, the budget was %2").arg(gone, budget));
    }
}

} // namespace ferryman
