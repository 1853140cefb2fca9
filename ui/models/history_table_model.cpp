// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/history_table_model.h"

#include <QDateTime>
#include <QLocale>
#include <QSet>

#include <algorithm>
#include <numeric>

namespace ferryman {

namespace {

template <typename Number>
QString numberText(const std::optional<Number>& number) {
    return number ? QLocale().toString(static_cast<qint64>(*number)) : QString();
}

QString secondsText(const std::optional<double>& seconds) {
    return seconds ? QLocale().toString(*seconds, 'f', 2) : QString();
}

QString timeText(qint64 atMs, bool withDate) {
    const QDateTime at = QDateTime::fromMSecsSinceEpoch(atMs);
    return at.toString(withDate ? QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz")
                                : QStringLiteral("HH:mm:ss.zzz"));
}

QDate dayOf(const Sample& sample) {
    return QDateTime::fromMSecsSinceEpoch(sample.atMs).date();
}

QString cellText(const Sample& sample, int column) {
    switch (column) {
    case HistoryTableModel::SourceOffset:
        return numberText(sample.sourceOffset);
    case HistoryTableModel::ReplicaOffset:
        return numberText(sample.replicaOffset);
    case HistoryTableModel::LagBytes:
        return numberText(sample.lagBytes);
    case HistoryTableModel::LagSeconds:
        return secondsText(sample.lagSeconds);
    case HistoryTableModel::WriteRate:
        return numberText(sample.writeBytesPerSecond);
    case HistoryTableModel::ApplyRate:
        return numberText(sample.applyBytesPerSecond);
    case HistoryTableModel::SourceKeys:
        return numberText(sample.sourceKeys);
    case HistoryTableModel::TargetKeys:
        return numberText(sample.targetKeys);
    case HistoryTableModel::SourceMemory:
        return numberText(sample.sourceMemoryBytes);
    case HistoryTableModel::TargetMemory:
        return numberText(sample.targetMemoryBytes);
    default:
        return {};
    }
}

QSet<qint64> momentsOf(const QList<Sample>& samples) {
    QSet<qint64> moments;
    for (const Sample& sample : samples) {
        moments << sample.atMs;
    }
    return moments;
}

} // namespace

void HistoryTableModel::setSamples(const QList<Sample>& newestFirst) {
    const QSet<qint64> wanted = momentsOf(newestFirst);
    for (auto row = static_cast<int>(m_samples.size()) - 1; row >= 0; --row) {
        if (!wanted.contains(m_samples[row].atMs)) {
            beginRemoveRows({}, row, row);
            m_samples.removeAt(row);
            endRemoveRows();
        }
    }
    for (int row = 0; row < static_cast<int>(newestFirst.size()); ++row) {
        if (row >= m_samples.size() || m_samples[row].atMs != newestFirst[row].atMs) {
            beginInsertRows({}, row, row);
            m_samples.insert(row, newestFirst[row]);
            endInsertRows();
        }
    }
}

QString HistoryTableModel::asText(const QModelIndexList& rows) const {
    QList<int> numbers;
    for (const QModelIndex& index : rows) {
        numbers << index.row();
    }
    if (rows.isEmpty()) {
        numbers.resize(m_samples.size());
        std::iota(numbers.begin(), numbers.end(), 0);
    }
    std::ranges::sort(numbers);

    QStringList cells;
    for (int column = 0; column < columns; ++column) {
        cells << headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    }
    QStringList lines{cells.join(QLatin1Char('\t'))};
    for (const int row : std::as_const(numbers)) {
        cells.clear();
        for (int column = 0; column < columns; ++column) {
            cells << (column == Time ? timeText(m_samples[row].atMs, true)
                                     : cellText(m_samples[row], column));
        }
        lines << cells.join(QLatin1Char('\t'));
    }
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

int HistoryTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_samples.size());
}

int HistoryTableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : columns;
}

QVariant HistoryTableModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    if (role == Qt::DisplayRole) {
        const Sample& sample = m_samples[index.row()];
        return index.column() == Time
                   ? timeText(sample.atMs, dayOf(sample) != dayOf(m_samples.constFirst()))
                   : cellText(sample, index.column());
    }
    if (role == Qt::TextAlignmentRole && index.column() != Time) {
        return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
    }
    return {};
}

QVariant HistoryTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Time:
        return tr("Time");
    case SourceOffset:
        return tr("Source offset");
    case ReplicaOffset:
        return tr("Dragonfly offset");
    case LagBytes:
        return tr("Lag, bytes");
    case LagSeconds:
        return tr("Lag, seconds");
    case WriteRate:
        return tr("Written, bytes/s");
    case ApplyRate:
        return tr("Applied, bytes/s");
    case SourceKeys:
        return tr("Source keys");
    case TargetKeys:
        return tr("Dragonfly keys");
    case SourceMemory:
        return tr("Source memory, bytes");
    case TargetMemory:
        return tr("Dragonfly memory, bytes");
    default:
        return {};
    }
}

} // namespace ferryman
