// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/connection_test_view.h"

#include "state_icon.h"
#include "widgets/state_line.h"

#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

namespace ferryman {

namespace {

using Stage = ConnectionReport::Stage;
using State = ConnectionReport::State;

constexpr int iconSize = 16;

QString nameOf(Stage stage) {
    switch (stage) {
    case Stage::Lookup:
        return ConnectionTestView::tr("Name lookup");
    case Stage::Connect:
        return ConnectionTestView::tr("Connect");
    case Stage::Tls:
        return ConnectionTestView::tr("TLS");
    case Stage::Login:
        return ConnectionTestView::tr("Login");
    case Stage::Permission:
        return ConnectionTestView::tr("Permission");
    }
    return {};
}

std::pair<StateShape, Tone> lookOf(State state) {
    switch (state) {
    case State::Waiting:
    case State::NotNeeded:
        return {StateShape::Ring, Tone::Muted};
    case State::Running:
        return {StateShape::Dot, Tone::Neutral};
    case State::Passed:
        return {StateShape::Tick, Tone::Good};
    case State::Failed:
        return {StateShape::Cross, Tone::Bad};
    }
    return {StateShape::Ring, Tone::Muted};
}

/// What a stage found, where it found something.
QString foundAt(Stage stage, const ConnectionReport& report) {
    switch (stage) {
    case Stage::Lookup:
        return report.addresses.join(QStringLiteral(", "));
    case Stage::Tls:
        return report.certificate
                   ? ConnectionTestView::tr("%1, certificate of %2 by %3, valid until %4")
                         .arg(report.security.section(u',', 0, 0), report.certificate->name,
                              report.certificate->issuer,
                              QLocale().toString(report.certificate->expires.date(),
                                                 QLocale::ShortFormat))
                   : report.security;
    case Stage::Permission:
        return report.role.role == redis::Role::Sentinel
                   ? ConnectionTestView::tr("INFO, ROLE and SENTINEL MASTERS are answered")
                   : ConnectionTestView::tr("INFO, ROLE and CONFIG GET are answered");
    case Stage::Connect:
    case Stage::Login:
        break;
    }
    return {};
}

QString noteOn(Stage stage, const ConnectionReport& report) {
    const ConnectionReport::Step& step = report.at(stage);
    switch (step.state) {
    case State::Waiting:
        return report.running ? ConnectionTestView::tr("to come")
                              : ConnectionTestView::tr("not reached");
    case State::Running:
        return ConnectionTestView::tr("under way");
    case State::NotNeeded:
        return stage == Stage::Tls ? ConnectionTestView::tr("not wanted: the URL says redis://")
                                   : ConnectionTestView::tr("not needed: an IP address is given");
    case State::Failed:
        return ConnectionTestView::tr("failed");
    case State::Passed:
        break;
    }
    const QString took = ConnectionTestView::tr("%1 ms").arg(QLocale().toString(step.ms, 'f', 1));
    const QString found = foundAt(stage, report);
    return found.isEmpty() ? took : took + QStringLiteral(" · ") + found;
}

QString roleOf(const ConnectionReport& report) {
    switch (report.role.role) {
    case redis::Role::Primary:
        return ConnectionTestView::tr("primary, replicas: %1").arg(report.role.replicas.size());
    case redis::Role::Replica:
        return ConnectionTestView::tr("replica of %1, link: %2")
            .arg(report.role.primary.toString(), report.role.linkState);
    case redis::Role::Sentinel:
        return report.groups.isEmpty() ? ConnectionTestView::tr("watches no group")
                                       : ConnectionTestView::tr("watches %1")
                                             .arg(report.groups.join(QStringLiteral(", ")));
    case redis::Role::Unknown:
        break;
    }
    return ConnectionTestView::tr("role unknown");
}

} // namespace

ConnectionTestView::ConnectionTestView(QWidget* parent)
    : Panel(tr("Test"), parent)
    , m_outcome(new StateLine(this))
    , m_test(new QPushButton(tr("&Test"), this))
    , m_cancel(new QPushButton(tr("C&ancel test"), this)) {
    setObjectName(QStringLiteral("connectionTest"));
    setNote(tr("each stage has 5 seconds; nothing changes on the server"));
    m_outcome->setObjectName(QStringLiteral("testOutcome"));
    m_outcome->setMinimumHeight(fontMetrics().lineSpacing() * 5 / 2); // its larger line and one
    m_test->setObjectName(QStringLiteral("testConnectionButton"));
    m_cancel->setObjectName(QStringLiteral("cancelTestButton"));
    m_test->setAutoDefault(false);
    m_cancel->setAutoDefault(false);
    connect(m_test, &QPushButton::clicked, this, &ConnectionTestView::testAsked);
    connect(m_cancel, &QPushButton::clicked, this, &ConnectionTestView::cancelAsked);
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(10);
    grid->setVerticalSpacing(3);
    grid->setColumnStretch(2, 1);
    for (size_t i = 0; i < m_rows.size(); ++i) {
        const int line = static_cast<int>(i);
        Row& row = m_rows[i];
        row = {new QLabel(this), makeLabel(nameOf(static_cast<Stage>(i)), "", this),
               makeLabel({}, "muted", this)};
        row.icon->setFixedSize(iconSize, iconSize);
        row.name->setWordWrap(false);
        row.note->setObjectName(QStringLiteral("testStage%1").arg(line + 1));
        grid->addWidget(row.icon, line, 0, Qt::AlignTop);
        grid->addWidget(row.name, line, 1, Qt::AlignTop);
        grid->addWidget(row.note, line, 2);
    }
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_test);
    buttons->addWidget(m_cancel);
    buttons->addStretch(1);
    body()->addLayout(grid);
    body()->addWidget(m_outcome);
    body()->addLayout(buttons);
    clear();
}

void ConnectionTestView::clear() {
    m_report = {};
    for (Row& row : m_rows) {
        row.note->setText(tr("not tested"));
    }
    drawIcons();
    m_outcome->hide();
    m_cancel->setEnabled(false);
    m_test->setEnabled(true);
}

void ConnectionTestView::setReport(const ConnectionReport& report) {
    const bool cancelHadFocus = m_cancel->hasFocus();
    m_report = report;
    for (size_t i = 0; i < m_rows.size(); ++i) {
        const auto stage = static_cast<Stage>(i);
        m_rows[i].note->setText(noteOn(stage, report));
        m_rows[i].icon->setAccessibleName(
            QStringLiteral("%1: %2").arg(nameOf(stage), m_rows[i].note->text()));
    }
    drawIcons();
    tellOutcome();
    m_test->setEnabled(!report.running);
    m_cancel->setEnabled(report.running);
    if (cancelHadFocus && !report.running) {
        m_test->setFocus(Qt::OtherFocusReason);
    }
}

void ConnectionTestView::tellOutcome() {
    m_outcome->setVisible(!m_report.running);
    if (m_report.running) {
        return;
    }
    if (m_report.cancelled) {
        m_outcome->tell(Tone::Neutral, tr("The test was cancelled."), {});
    } else if (m_report.error) {
        m_outcome->tell(Tone::Bad, m_report.error->message.translated(), m_report.error->detail);
    } else {
        m_outcome->tell(
            Tone::Good,
            QStringLiteral("%1, %2").arg(m_report.identity.describe(), roleOf(m_report)),
            tr("Answers within %1 ms. What a switch needs besides, Assess tests.")
                .arg(QLocale().toString(m_report.roundTripMs, 'f', 1)));
    }
}

QString ConnectionTestView::outcome() const {
    return m_outcome->isHidden() ? QString() : m_outcome->text();
}

void ConnectionTestView::drawIcons() {
    for (size_t i = 0; i < m_rows.size(); ++i) {
        const auto [shape, tone] = lookOf(m_report.at(static_cast<Stage>(i)).state);
        m_rows[i].icon->setPixmap(
            statePixmap(shape, coloursOf(palette()).of(tone), iconSize, devicePixelRatioF()));
    }
}

void ConnectionTestView::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange && m_rows.back().icon != nullptr) {
        drawIcons();
    }
    Panel::changeEvent(event);
}

} // namespace ferryman
