// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/timeline_model.h"

#include "base/format.h"
#include "models/phase_name.h"
#include "state_icon.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>

namespace ferryman {

namespace {

constexpr std::array forward{Phase::Pin,    Phase::Arm,     Phase::Recheck, Phase::Align,
                             Phase::Freeze, Phase::Drain,   Phase::Trigger, Phase::Promote,
                             Phase::Demote, Phase::Confirm, Phase::Settle};

bool isBeyondTheLine(const TimelineRow& row) {
    return row.phase == Phase::Promote || row.phase == Phase::Demote ||
           row.phase == Phase::Confirm || row.phase == Phase::Settle ||
           row.phase == Phase::Finished;
}

QString whenText(const TimelineRow& row) {
    if (row.sinceFreezeMs) {
        return QStringLiteral("+%1 ms").arg(QLocale().toString(std::llround(*row.sinceFreezeMs)));
    }
    return row.atMs == 0
               ? QString()
               : QDateTime::fromMSecsSinceEpoch(row.atMs).toString(QStringLiteral("HH:mm:ss.zzz"));
}

} // namespace

bool TimelineModel::Row::isSameAs(const Row& other) const {
    return kind == other.kind && row.atMs == other.row.atMs && row.phase == other.row.phase &&
           row.text == other.row.text && row.where == other.row.where &&
           row.sinceFreezeMs == other.row.sinceFreezeMs && row.tookMs == other.row.tookMs;
}

QList<TimelineModel::Row> TimelineModel::rowsOf(const SwitchState& state) {
    QList<Row> rows;
    bool divided = !state.irrevocable;
    for (const TimelineRow& row : state.timeline) {
        if (!divided && !row.sentinelEvent && isBeyondTheLine(row)) {
            rows << Row{Kind::Divider, {}};
            divided = true;
        }
        rows << Row{row.sentinelEvent ? Kind::SentinelEvent : Kind::Happened, row};
    }
    if (!divided) {
        rows << Row{Kind::Divider, {}};
    }
    if (state.running) {
        appendOutlook(state, rows);
    }
    return rows;
}

void TimelineModel::appendOutlook(const SwitchState& state, QList<Row>& rows) {
    TimelineRow current;
    current.phase = state.phase;
    current.text = state.waitingFor;
    rows << Row{Kind::Current, current};
    const auto* now = std::ranges::find(forward, state.phase);
    for (const auto* next = now; next != forward.end(); ++next) {
        if (next != now) {
            TimelineRow row;
            row.phase = *next;
            rows << Row{Kind::ToCome, row};
        }
    }
}

void TimelineModel::setState(const SwitchState& state) {
    const QList<Row> rows = rowsOf(state);
    // Most snapshots only add to the end, which must not throw away what somebody has selected.
    int same = 0;
    while (same < std::min(rows.size(), m_rows.size()) && rows[same].isSameAs(m_rows[same])) {
        ++same;
    }
    if (same < m_rows.size()) {
        beginRemoveRows({}, same, static_cast<int>(m_rows.size()) - 1);
        m_rows.resize(same);
        endRemoveRows();
    }
    if (same < rows.size()) {
        beginInsertRows({}, same, static_cast<int>(rows.size()) - 1);
        m_rows = rows;
        endInsertRows();
    }
}

void TimelineModel::setColours(const Colours& colours) {
    m_colours = colours;
    if (!m_rows.isEmpty()) {
        emit dataChanged(index(0, 0), index(rowCount() - 1, columns - 1));
    }
}

bool TimelineModel::isDivider(int row) const {
    return m_rows.at(row).kind == Kind::Divider;
}

QString TimelineModel::asText() const {
    QString all;
    for (const Row& row : m_rows) {
        QStringList cells;
        for (int column = 0; column < columns; ++column) {
            cells << text(row, column);
        }
        all += cells.join(QLatin1Char('\t')).trimmed() + QLatin1Char('\n');
    }
    return all;
}

int TimelineModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int TimelineModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : columns;
}

QString TimelineModel::text(const Row& row, int column) const {
    if (row.kind == Kind::Divider) {
        return column == When ? tr("From here there is no way back: the failover was sent to "
                                   "Sentinel, and the switch only goes forward.")
                              : QString();
    }
    switch (column) {
    case When:
        return whenText(row.row);
    case InPhase:
        return row.kind == Kind::SentinelEvent ? QString() : nameOf(row.row.phase);
    case What:
        return row.row.text.translated();
    case Where:
        return row.row.where;
    case Took:
        return row.row.tookMs ? formatMs(*row.row.tookMs, QLocale()) : QString();
    default:
        return {};
    }
}

QVariant TimelineModel::decoration(const Row& row) const {
    switch (row.kind) {
    case Kind::Happened:
        return stateIcon(StateShape::Tick, m_colours.good);
    case Kind::Current:
        return stateIcon(StateShape::Dot, m_colours.text);
    case Kind::ToCome:
        return stateIcon(StateShape::Ring, m_colours.muted);
    case Kind::Divider:
        return stateIcon(StateShape::Lock, m_colours.text);
    case Kind::SentinelEvent:
        break;
    }
    return {};
}

QVariant TimelineModel::font(const Row& row, int column) const {
    const bool literal =
        column == When || column == Where || (row.kind == Kind::SentinelEvent && column == What);
    if (row.kind != Kind::Divider && literal) {
        return fixedFont();
    }
    if (row.kind == Kind::Divider || column == InPhase) {
        QFont bold;
        bold.setBold(true);
        return bold;
    }
    return {};
}

QColor TimelineModel::foreground(const Row& row, int column) const {
    const bool muted = row.kind == Kind::SentinelEvent || row.kind == Kind::ToCome ||
                       (row.kind != Kind::Divider && (column == Where || column == Took));
    return muted ? m_colours.muted : m_colours.text;
}

QVariant TimelineModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const Row& row = m_rows[index.row()];
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return text(row, column);
    case Qt::DecorationRole:
        return column == (row.kind == Kind::Divider ? When : InPhase) ? decoration(row)
                                                                      : QVariant();
    case Qt::FontRole:
        return font(row, column);
    case Qt::ForegroundRole:
        return foreground(row, column);
    case Qt::BackgroundRole:
        if (row.kind == Kind::Divider) {
            return m_colours.sunken;
        }
        return row.kind == Kind::Current ? QVariant(m_colours.selection) : QVariant();
    case Qt::TextAlignmentRole:
        return (column == When && row.kind != Kind::Divider) || column == Took
                   ? QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter))
                   : QVariant();
    case DividerRole:
        return row.kind == Kind::Divider;
    default:
        return {};
    }
}

QVariant TimelineModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        const bool right = section == When || section == Took;
        return QVariant::fromValue(
            Qt::Alignment((right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case When:
        return tr("Since freeze");
    case InPhase:
        return tr("Phase");
    case What:
        return tr("What happened");
    case Where:
        return tr("Where");
    case Took:
        return tr("Took");
    default:
        return {};
    }
}

} // namespace ferryman
