// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/stage_row.h"

#include "state_icon.h"
#include "widgets/kept_together.h"
#include "widgets/panel.h"

#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>

namespace ferryman {

namespace {

constexpr int iconSize = 16;

std::pair<StateShape, Tone> lookOf(StageStatus status) {
    switch (status) {
    case StageStatus::Waiting:
        return {StateShape::Ring, Tone::Muted};
    case StageStatus::Running:
        return {StateShape::Dot, Tone::Neutral};
    case StageStatus::Done:
        return {StateShape::Tick, Tone::Good};
    case StageStatus::Trouble:
        return {StateShape::Triangle, Tone::Warning};
    }
    return {StateShape::Ring, Tone::Muted};
}

QString nameOf(StageStatus status) {
    switch (status) {
    case StageStatus::Waiting:
        return StageRow::tr("to come");
    case StageStatus::Running:
        return StageRow::tr("under way");
    case StageStatus::Done:
        return StageRow::tr("done");
    case StageStatus::Trouble:
        return StageRow::tr("in trouble");
    }
    return {};
}

} // namespace

StageRow::StageRow(QWidget* parent)
    : QFrame(parent) {
    setProperty("panel", true);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 5, 12, 5);
    row->setSpacing(10);
}

void StageRow::addCell() {
    if (!m_cells.isEmpty()) {
        auto* line = new QFrame(this);
        line->setFixedWidth(1);
        line->setAutoFillBackground(true);
        line->setBackgroundRole(QPalette::Mid);
        layout()->addWidget(line);
    }
    auto* place = new QWidget(this);
    auto* grid = new QGridLayout(place);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(0);
    Cell cell{new QLabel(place), makeLabel({}, "strong", place), makeLabel({}, "muted", place)};
    cell.icon->setFixedSize(iconSize, iconSize);
    grid->addWidget(cell.icon, 0, 0, Qt::AlignTop);
    grid->addWidget(cell.name, 0, 1);
    grid->addWidget(cell.note, 1, 1);
    grid->setColumnStretch(1, 1);
    grid->setRowStretch(2, 1);
    static_cast<QHBoxLayout*>(layout())->addWidget(place, 1);
    m_cells << cell;
}

void StageRow::setStages(const QList<SyncStage>& stages) {
    while (m_cells.size() < stages.size()) {
        addCell();
    }
    for (qsizetype i = 0; i < stages.size(); ++i) {
        Cell& cell = m_cells[i];
        cell.name->setText(stages[i].name);
        cell.note->setText(keptTogether(stages[i].note));
        if (cell.status != stages[i].status || cell.icon->pixmap().isNull()) {
            cell.status = stages[i].status;
            drawIcon(cell);
        }
        cell.icon->setAccessibleName(
            QStringLiteral("%1: %2").arg(stages[i].name, nameOf(stages[i].status)));
    }
}

void StageRow::drawIcon(const Cell& cell) const {
    const auto [shape, tone] = lookOf(cell.status);
    cell.icon->setPixmap(
        statePixmap(shape, coloursOf(palette()).of(tone), iconSize, devicePixelRatioF()));
}

void StageRow::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) {
        for (const Cell& cell : std::as_const(m_cells)) {
            drawIcon(cell);
        }
    }
    QFrame::changeEvent(event);
}

} // namespace ferryman
