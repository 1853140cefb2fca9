// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/verify_figures.h"

#include "base/format.h"
#include "models/verify_words.h"
#include "state_icon.h"
#include "widgets/panel.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace ferryman {

namespace {

constexpr int iconSize = 16;
constexpr int barHeight = 10;

QString number(qint64 count) {
    return formatCount(count, QLocale());
}

} // namespace

VerifyFigures::VerifyFigures(QWidget* parent)
    : QFrame(parent)
    , m_bar(new QProgressBar(this)) {
    setProperty("panel", true);
    setObjectName(QStringLiteral("verifyFigures"));
    m_cells = {
        addCell(tr("Keys compared"), "keysCompared"), addCell(tr("Keys a second"), "keyRate"),
        addCell(tr("Differences"), "differenceCount"), addCell(tr("Undecided"), "undecidedCount")};
    m_bar->setObjectName(QStringLiteral("verifyProgress"));
    m_bar->setAccessibleName(tr("Keys compared"));
    m_bar->setRange(0, 1000);
    m_bar->setTextVisible(false);
    m_bar->setFixedHeight(barHeight);
    auto* row = new QHBoxLayout;
    row->setSpacing(16);
    for (const Cell& cell : std::as_const(m_cells)) {
        if (row->count() > 0) {
            auto* line = new QFrame(this);
            line->setFixedWidth(1);
            line->setAutoFillBackground(true);
            line->setBackgroundRole(QPalette::Mid);
            row->addWidget(line);
        }
        auto* texts = new QVBoxLayout;
        texts->setSpacing(0);
        texts->addWidget(makeLabel(cell.title, "muted", this));
        auto* line = new QHBoxLayout;
        line->setSpacing(6);
        line->addWidget(cell.icon);
        line->addWidget(cell.value, 1);
        texts->addLayout(line);
        texts->addWidget(cell.note);
        texts->addStretch(1);
        row->addLayout(texts, 1);
    }
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(12, 6, 12, 8);
    all->setSpacing(4);
    all->addLayout(row);
    all->addWidget(m_bar);
}

VerifyFigures::Cell VerifyFigures::addCell(const QString& title, const char* name) {
    Cell cell{title, new QLabel(this), makeLabel({}, "figure", this), makeLabel({}, "muted", this)};
    cell.value->setObjectName(QLatin1String(name));
    cell.value->setWordWrap(false);
    cell.icon->setFixedSize(iconSize, iconSize);
    cell.icon->hide();
    return cell;
}

void VerifyFigures::fill(Cell& cell, const QString& value, const QString& note, Tone tone) {
    cell.value->setText(value);
    cell.value->setAccessibleName(QStringLiteral("%1: %2").arg(cell.title, value));
    cell.note->setText(note);
    cell.icon->setVisible(tone != Tone::Neutral);
    if (tone != cell.tone) {
        cell.tone = tone;
        drawIcon(cell);
    }
}

void VerifyFigures::drawIcon(const Cell& cell) {
    cell.icon->setPixmap(statePixmap(shapeOf(cell.tone), coloursOf(palette()).of(cell.tone),
                                     iconSize, devicePixelRatioF()));
}

void VerifyFigures::take(const VerifyState& verify) {
    const VerifyCounts counts = shownCounts(verify);
    showProgress(verify, counts);
    showFound(verify, counts);
}

void VerifyFigures::showProgress(const VerifyState& verify, const VerifyCounts& counts) {
    const VerifyProgress& progress = verify.progress;
    const bool brokenOff = verify.running || verify.canResume;
    const QLocale locale;
    const double share =
        brokenOff && progress.keysExpected > 0
            ? std::min(1.0, double(counts.keysCompared) / double(progress.keysExpected))
            : 0;
    m_bar->setVisible(brokenOff);
    m_bar->setValue(int(share * 1000));
    fill(m_cells[0], number(counts.keysCompared),
         brokenOff && progress.keysExpected > 0
             ? tr("of %1, %2 %")
                   .arg(number(progress.keysExpected),
                        locale.toString(std::floor(share * 100), 'f', 0))
             : tr("read: %1").arg(formatBytes(counts.bytesRead, locale)));
    const double rate = verify.running         ? progress.keysPerSecond
                        : verify.verdict       ? verify.verdict->keysPerSecond
                        : progress.seconds > 0 ? double(counts.keysCompared) / progress.seconds
                                               : 0;
    QString left = tr("on average");
    if (verify.running) {
        left = progress.etaMs ? tr("about %1 left").arg(formatDuration(*progress.etaMs, locale))
                              : tr("time left not known");
    }
    fill(m_cells[1], number(std::llround(rate)), rate > 0 || verify.running ? left : QString());
}

void VerifyFigures::showFound(const VerifyState& verify, const VerifyCounts& counts) {
    const bool any = counts.keysCompared > 0 || verify.running;
    fill(m_cells[2], number(counts.differences),
         counts.notComparable > 0 ? tr("cannot be compared: %1").arg(number(counts.notComparable))
                                  : tr("read again before it counts"),
         counts.differences > 0 ? Tone::Bad
         : any                  ? Tone::Good
                                : Tone::Neutral);
    fill(m_cells[3], number(counts.undecided), tr("keys that keep changing"),
         counts.undecided > 0 ? Tone::Warning : Tone::Neutral);
}

void VerifyFigures::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) {
        for (const Cell& cell : std::as_const(m_cells)) {
            drawIcon(cell);
        }
    }
    QFrame::changeEvent(event);
}

} // namespace ferryman
