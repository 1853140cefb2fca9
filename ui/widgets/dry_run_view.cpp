// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dry_run_view.h"

#include "base/format.h"
#include "state_icon.h"
#include "widgets/banner.h"
#include "widgets/command_text.h"
#include "widgets/figure_card.h"
#include "widgets/gate_list.h"

#include <QClipboard>
#include <QDateTime>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPushButton>
#include <QSet>
#include <QVBoxLayout>

#include <algorithm>

namespace ferryman {

namespace {

QString gateLine(const Gate& gate) {
    const QString value = gate.value.translated();
    return gate.open ? QStringLiteral("  [x] %1: %2").arg(gate.title.translated(), value)
                     : QStringLiteral("  [ ] %1: %2 (%3)")
                           .arg(gate.title.translated(), value,
                                DryRunView::tr("wanted: %1").arg(gate.wanted.translated()));
}

QStringList pricesOf(const QList<Gate>& gates) {
    QStringList prices;
    for (const Gate& gate : gates) {
        if (!gate.price.isEmpty()) {
            prices << gate.price.translated();
        }
    }
    return prices;
}

QString textOf(const FailOverState& state) {
    QStringList lines{DryRunView::tr("Gates, read for this dry run:")};
    for (const Gate& gate : state.gates) {
        lines << gateLine(gate);
    }
    for (const QString& price : pricesOf(state.gates)) {
        lines << QString() << price;
    }
    lines << QString() << DryRunView::tr("What would have been sent, and was not:")
          << previewText(state.preview);
    return lines.join(QLatin1Char('\n'));
}

/// What stands in the way first, in the order of the gates.
QList<Gate> closedFirst(QList<Gate> gates) {
    std::ranges::stable_sort(gates, {}, &Gate::open);
    return gates;
}

const Gate* gateOf(const QList<Gate>& gates, const char* id) {
    const auto gate = std::ranges::find(gates, QByteArray(id), &Gate::id);
    return gate == gates.end() ? nullptr : &*gate;
}

} // namespace

DryRunView::DryRunView(QWidget* parent)
    : QWidget(parent)
    , m_verdict(new Banner(this)) {
    m_verdict->setObjectName(QStringLiteral("dryRunVerdict"));
    auto* copy = new QPushButton(actionIcon(ActionShape::Copy), tr("&Copy"), this);
    copy->setObjectName(QStringLiteral("copyDryRunButton"));
    copy->setAccessibleName(tr("Copy the result of the dry run"));
    connect(copy, &QPushButton::clicked, this, &DryRunView::copy);
    m_verdict->setAction(copy);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(10);
    layout->addWidget(m_verdict);
    layout->addWidget(buildCards());
    layout->addWidget(buildFindings(), 1);
}

QWidget* DryRunView::buildCards() {
    auto* cards = new QWidget(this);
    auto* row = new QHBoxLayout(cards);
    row->setContentsMargins(0, 0, 0, 0);
    m_commands = new FigureCard(tr("Commands"), "dryRunCommands", cards);
    m_lag = new FigureCard(tr("Lag"), "dryRunLag", cards);
    m_outage = new FigureCard(tr("Write outage"), "dryRunOutage", cards);
    m_budget = new FigureCard(tr("Freeze budget"), "dryRunBudget", cards);
    for (FigureCard* card : {m_commands, m_lag, m_outage, m_budget}) {
        row->addWidget(card, 1);
    }
    return cards;
}

QWidget* DryRunView::buildFindings() {
    auto* findings = new QWidget(this);
    auto* columns = new QBoxLayout(
        hasLargeText(*this) ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight, findings);
    columns->setContentsMargins(0, 0, 0, 0);
    columns->setSpacing(16);
    m_gates = new GateList(findings, "dryRunGate");
    m_gates->setObjectName(QStringLiteral("dryRunGatesPanel"));
    connect(m_gates, &GateList::choiceChanged, this, [this] {
        const Gate* gate = m_gates->chosen();
        m_gates->showEvidence(gate != nullptr ? m_evidence.value(gate->id) : QList<EvidenceRow>());
    });
    auto* sent = new Panel(tr("What would have been sent"), findings);
    m_text = new CommandText("dryRunText", sent);
    m_text->setAccessibleName(tr("Commands that the switch would have sent"));
    sent->body()->addWidget(m_text, 1);
    columns->addWidget(m_gates, 5);
    columns->addWidget(sent, 3);
    return findings;
}

void DryRunView::setResult(const Snapshot& snapshot) {
    const FailOverState& state = snapshot.failOver;
    m_evidence.clear();
    for (const Gate& gate : state.gates) {
        m_evidence.insert(gate.id, evidenceOf(gate, snapshot));
    }
    tellVerdict(snapshot);
    tellSizes(snapshot);
    m_gates->setGates(closedFirst(state.gates));
    m_gates->setNow(snapshot.atMs);
    m_text->setCommands(state.preview);
    m_asText = textOf(state);
}

void DryRunView::tellVerdict(const Snapshot& snapshot) {
    const QList<Gate>& gates = snapshot.failOver.gates;
    const QString at =
        QDateTime::fromMSecsSinceEpoch(snapshot.atMs).toString(QStringLiteral("HH:mm:ss"));
    const auto closed = std::ranges::count(gates, false, &Gate::open);
    QStringList more{tr("Nothing was sent that changes a setting.")};
    more << pricesOf(gates);
    if (closed == 0) {
        m_verdict->tell(Tone::Good,
                        tr("Dry run at %1: the switch would have begun, all %2 gates are open.",
                           nullptr, formOf(gates.size()))
                            .arg(at)
                            .arg(gates.size()),
                        more.join(QLatin1Char(' ')));
    } else {
        m_verdict->tell(Tone::Warning,
                        tr("Dry run at %1: the switch would not have begun, %2 of %3 gates are "
                           "closed.",
                           nullptr, formOf(closed))
                            .arg(at)
                            .arg(closed)
                            .arg(gates.size()),
                        more.join(QLatin1Char(' ')));
    }
}

void DryRunView::tellSizes(const Snapshot& snapshot) {
    const QLocale locale;
    const QList<Gate>& gates = snapshot.failOver.gates;
    QSet<QString> servers;
    qsizetype count = 0;
    for (const PlannedCommand& command : snapshot.failOver.preview) {
        if (!command.text.isEmpty()) {
            ++count;
            servers << command.where;
        }
    }
    m_commands->tell(locale.toString(count),
                     tr("on %1 servers, with the ways back", nullptr, formOf(servers.size()))
                         .arg(servers.size()),
                     Tone::Neutral);
    const Gate* lag = gateOf(gates, "replication.lag-bytes");
    m_lag->setVisible(lag != nullptr);
    if (lag != nullptr) {
        m_lag->tell(lag->value.translated(), tr("Dragonfly would receive it while writes wait"),
                    Tone::Neutral);
    }
    const Gate* outage = gateOf(gates, "replication.outage");
    m_outage->setVisible(outage != nullptr);
    if (outage != nullptr) {
        m_outage->tell(outage->value.translated(), outage->why.translated(), Tone::Neutral);
    }
    const int budgetMs = snapshot.plan.policy.freezeBudgetMs;
    m_budget->tell(formatMs(budgetMs, locale),
                   tr("without the last write after half of it, everything is put back"),
                   Tone::Neutral);
}

void DryRunView::copy() const {
    QGuiApplication::clipboard()->setText(m_verdict->text() + QStringLiteral("\n\n") + m_asText +
                                          QLatin1Char('\n'));
}

} // namespace ferryman
