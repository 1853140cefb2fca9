// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/dry_run_view.h"

#include "base/format.h"
#include "state_icon.h"
#include "widgets/command_preview.h"

#include <QClipboard>
#include <QDateTime>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QPlainTextEdit>
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

QString textOf(const Snapshot& snapshot) {
    const FailOverState& state = snapshot.failOver;
    QStringList lines{DryRunView::tr("Gates, read for this dry run:")};
    for (const Gate& gate : state.gates) {
        lines << gateLine(gate);
    }
    for (const Gate& gate : state.gates) {
        if (!gate.price.isEmpty()) {
            lines << QString() << gate.price.translated();
        }
    }
    lines << QString() << DryRunView::tr("What would have been sent, and was not:")
          << previewText(state.preview);
    return lines.join(QLatin1Char('\n'));
}

QString sizeOf(const QList<PlannedCommand>& commands) {
    QSet<QString> servers;
    qsizetype count = 0;
    for (const PlannedCommand& command : commands) {
        if (!command.text.isEmpty()) {
            ++count;
            servers << command.where;
        }
    }
    return DryRunView::tr(
               "Commands of the switch and its ways back: %1, on %2 servers. Nothing was "
               "sent that changes a setting.",
               nullptr, formOf(servers.size()))
        .arg(count)
        .arg(servers.size());
}

} // namespace

DryRunView::DryRunView(QWidget* parent)
    : QWidget(parent)
    , m_verdict(new Banner(this))
    , m_text(new QPlainTextEdit(this)) {
    m_verdict->setObjectName(QStringLiteral("dryRunVerdict"));
    m_text->setObjectName(QStringLiteral("dryRunText"));
    m_text->setAccessibleName(tr("Result of the dry run"));
    m_text->setReadOnly(true);
    m_text->setTabChangesFocus(true);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    auto* copy = new QPushButton(actionIcon(ActionShape::Copy), tr("&Copy"), this);
    copy->setObjectName(QStringLiteral("copyDryRunButton"));
    copy->setAccessibleName(tr("Copy the result of the dry run"));
    connect(copy, &QPushButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(m_verdict->text() + QStringLiteral("\n\n") +
                                              m_text->toPlainText() + QLatin1Char('\n'));
    });
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_verdict);
    layout->addWidget(m_text, 1);
    layout->addWidget(copy, 0, Qt::AlignLeft);
}

void DryRunView::setResult(const Snapshot& snapshot) {
    const QList<Gate>& gates = snapshot.failOver.gates;
    const QString at =
        QDateTime::fromMSecsSinceEpoch(snapshot.atMs).toString(QStringLiteral("HH:mm:ss"));
    const auto closed = std::ranges::count(gates, false, &Gate::open);
    if (closed == 0) {
        m_verdict->tell(Tone::Good,
                        tr("Dry run at %1: the switch would have begun, all %2 gates are open.",
                           nullptr, formOf(gates.size()))
                            .arg(at)
                            .arg(gates.size()),
                        sizeOf(snapshot.failOver.preview));
    } else {
        m_verdict->tell(Tone::Warning,
                        tr("Dry run at %1: the switch would not have begun, %2 of %3 gates are "
                           "closed.",
                           nullptr, formOf(closed))
                            .arg(at)
                            .arg(closed)
                            .arg(gates.size()),
                        sizeOf(snapshot.failOver.preview));
    }
    m_text->setPlainText(textOf(snapshot));
}

} // namespace ferryman
