// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/live_strip.h"

#include "base/format.h"
#include "elided_label.h"
#include "replication/outlook.h"
#include "state_icon.h"
#include "widgets/panel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPainter>
#include <QVBoxLayout>

#include <cmath>

namespace ferryman {

namespace {

constexpr int betweenCells = 22;
constexpr qsizetype cellsOfFirstRow = 4;
constexpr int swatchWidth = 18;
constexpr int swatchHeight = 14;

} // namespace

LiveStrip::LiveStrip(QWidget* parent)
    : QFrame(parent)
    , m_outlook(new ElidedLabel({}, this)) {
    setObjectName(QStringLiteral("liveStrip"));
    m_outlook->setObjectName(QStringLiteral("liveOutlook"));
    m_cellRow = new QHBoxLayout;
    m_secondRow = new QHBoxLayout;
    for (QHBoxLayout* row : {m_cellRow, m_secondRow}) {
        row->setSpacing(betweenCells);
    }
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(16, 6, 16, 6);
    all->setSpacing(4);
    all->addWidget(m_outlook);
    all->addLayout(m_cellRow);
    all->addLayout(m_secondRow);
    for (const char* name : {"liveLink", "liveSource", "liveDragonfly", "liveLag", "liveRate",
                             "liveSyncs", "liveAge"}) {
        m_cells.append(addCell(name));
    }
    hide();
}

LiveStrip::Cell LiveStrip::addCell(const char* name) {
    Cell cell{new ElidedLabel({}, this), new QLabel(this), makeLabel({}, "strong", this),
              new QVBoxLayout};
    cell.title->setProperty("role", "muted");
    cell.value->setWordWrap(false);
    cell.value->setObjectName(QLatin1String(name));
    auto* line = new QHBoxLayout;
    line->setSpacing(6);
    line->addWidget(cell.icon);
    line->addWidget(cell.value, 1);
    cell.place->setSpacing(1);
    cell.place->addWidget(cell.title);
    cell.place->addLayout(line);
    m_cellRow->addLayout(cell.place);
    return cell;
}

int LiveStrip::Cell::width() const {
    const int sign = icon->isHidden() ? 0 : icon->sizeHint().width() + betweenCells / 3;
    return sign + value->sizeHint().width();
}

void LiveStrip::arrange() {
    int wanted = betweenCells * static_cast<int>(m_cells.size());
    for (const Cell& cell : std::as_const(m_cells)) {
        wanted += cell.width();
    }
    const bool inTwoRows = wanted > contentsRect().width();
    if (inTwoRows == m_inTwoRows) {
        return;
    }
    m_inTwoRows = inTwoRows;
    for (const Cell& cell : m_cells.mid(cellsOfFirstRow)) {
        (inTwoRows ? m_cellRow : m_secondRow)->removeItem(cell.place);
        cell.place->setParent(nullptr);
        (inTwoRows ? m_secondRow : m_cellRow)->addLayout(cell.place);
    }
}

/// A line between each two cells of a row.
void LiveStrip::paintEvent(QPaintEvent* event) {
    QFrame::paintEvent(event);
    QPainter painter(this);
    painter.setPen(coloursOf(palette()).line);
    for (const QHBoxLayout* row : {m_cellRow, m_secondRow}) {
        for (int i = 1; i < row->count(); ++i) {
            const QRect cell = row->itemAt(i)->geometry();
            if (m_cells[row == m_cellRow ? i : i + cellsOfFirstRow].title->text().isEmpty()) {
                continue;
            }
            const int x = cell.left() - betweenCells / 2;
            painter.drawLine(x, cell.top() + 2, x, cell.bottom() - 1);
        }
    }
}

void LiveStrip::resizeEvent(QResizeEvent* event) {
    arrange();
    QFrame::resizeEvent(event);
}

void LiveStrip::write(const Cell& cell, const QString& title, const QString& value) {
    cell.title->setText(title);
    cell.value->setText(value);
    cell.value->setAccessibleName(QStringLiteral("%1: %2").arg(title, value));
}

void LiveStrip::fill(const Cell& cell, const QString& title, const QString& value, Tone tone) {
    write(cell, title, value);
    cell.icon->setVisible(tone != Tone::Neutral);
    if (tone != Tone::Neutral) {
        cell.icon->setPixmap(
            statePixmap(shapeOf(tone), coloursOf(palette()).of(tone), 14, devicePixelRatioF()));
    }
}

void LiveStrip::fillLine(const Cell& cell, const QString& title, const QString& value,
                         const QPen& pen) {
    if (hasLargeText(*this)) { // which leaves no room for it
        fill(cell, title, value);
        return;
    }
    write(cell, title, value);
    QPixmap line(QSize(swatchWidth, swatchHeight) * devicePixelRatioF());
    line.setDevicePixelRatio(devicePixelRatioF());
    line.fill(Qt::transparent);
    QPainter painter(&line);
    painter.setPen(pen);
    painter.drawLine(QPointF(0, swatchHeight / 2.0), QPointF(swatchWidth, swatchHeight / 2.0));
    cell.icon->setPixmap(line);
    cell.icon->show();
}

void LiveStrip::take(const Snapshot& snapshot) {
    const bool switched = snapshot.failOver.cutover.ending == Ending::Migrated;
    const bool watched = snapshot.replicate.link.samples > 0;
    setVisible(switched || watched);
    if (switched) {
        showSwitched(snapshot);
    } else if (watched) {
        showReplication(snapshot);
    }
    arrange();
}

void LiveStrip::showReplication(const Snapshot& snapshot) {
    const QLocale locale;
    const LinkState& link = snapshot.replicate.link;
    const Outlook outlook = outlookOf(
        link, snapshot.replicate.history ? recentLag(*snapshot.replicate.history) : Points(),
        snapshot.plan.policy);
    m_outlook->setText(QStringLiteral("%1 %2")
                           .arg(outlook.sentence.translated(), outlook.forecast.translated())
                           .trimmed());
    m_outlook->setVisible(true);
    const Sample& latest = link.latest;
    const auto count = [&](const std::optional<qint64>& value) {
        return value ? formatCount(*value, locale) : QStringLiteral("–");
    };
    fill(m_cells[0], tr("Link"), latest.linkUp ? tr("up") : tr("down"),
         latest.linkUp ? Tone::Good : Tone::Bad);
    const Colours& colours = coloursOf(palette());
    fillLine(m_cells[1], tr("Offset source"), count(latest.sourceOffset), QPen(colours.source, 2));
    fillLine(m_cells[2], tr("Offset Dragonfly"), count(latest.replicaOffset),
             QPen(colours.dragonfly, 2, Qt::DashLine));
    const QString lag = latest.lagBytes && latest.lagSeconds
                            ? tr("%1, %2 s")
                                  .arg(formatBytes(*latest.lagBytes, locale),
                                       locale.toString(*latest.lagSeconds, 'f', 1))
                            : QStringLiteral("–");
    fill(m_cells[3], tr("Lag"), lag,
         link.steadiness.steady ? Tone::Good
         : latest.lagBytes      ? Tone::Warning
                                : Tone::Muted);
    fill(m_cells[4], tr("Write rate"),
         latest.writeBytesPerSecond ? formatRate(*latest.writeBytesPerSecond, locale)
                                    : QStringLiteral("–"));
    fill(m_cells[5], tr("Full syncs"), formatCount(link.fullSyncsSinceStart, locale));
    fill(
        m_cells[6], tr("Sampled"),
        tr("%1 ago").arg(formatDuration(std::max<qint64>(snapshot.atMs - latest.atMs, 0), locale)));
}

void LiveStrip::showSwitched(const Snapshot& snapshot) {
    m_outlook->setVisible(false);
    const SwitchFigures& figures = snapshot.failOver.cutover.figures;
    const bool agree =
        figures.sentinelsAsked > 0 && figures.sentinelsAgreeing == figures.sentinelsAsked;
    fill(m_cells[0], tr("Primary of %1").arg(snapshot.connect.topology.group), tr("Dragonfly"),
         Tone::Good);
    fill(m_cells[1], tr("Address"), snapshot.plan.dragonfly.address.toString());
    fill(m_cells[2], tr("Sentinels"),
         tr("%1 of %2 agree", nullptr, formOf(figures.sentinelsAgreeing))
             .arg(figures.sentinelsAgreeing)
             .arg(figures.sentinelsAsked),
         agree ? Tone::Good : Tone::Warning);
    fill(m_cells[3], tr("Write freeze"),
         figures.writeFreezeMs ? formatMs(*figures.writeFreezeMs, QLocale()) : QStringLiteral("–"));
    fill(m_cells[4], tr("Old primary"), tr("read-only"));
    fill(m_cells[5], snapshot.load ? tr("Acknowledged writes") : QString(),
         snapshot.load ? formatCount(snapshot.load->acknowledged, QLocale()) : QString());
    fill(m_cells[6], QString(), QString());
}

} // namespace ferryman
