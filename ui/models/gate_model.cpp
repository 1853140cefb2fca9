// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/gate_model.h"

#include "base/format.h"
#include "state_icon.h"

#include <QFont>
#include <QLocale>

#include <algorithm>

namespace ferryman {

namespace {

constexpr quintptr noGroup = 0; ///< Internal id of a group's row; a gate has its group's row + 1.

constexpr qint64 longMs = 100'000; ///< From here on tenths of a second say nothing.

QString ageText(qint64 ageMs) {
    const qint64 age = std::max<qint64>(0, ageMs);
    return age >= longMs ? formatDuration(age, QLocale())
                         : GateModel::tr("%1 s").arg(
                               QLocale().toString(static_cast<double>(age) / 1000, 'f', 1));
}

QString nameOf(GateGroup group) {
    switch (group) {
    case GateGroup::Replication:
        return GateModel::tr("Replication");
    case GateGroup::Data:
        return GateModel::tr("Data");
    case GateGroup::Sentinels:
        return GateModel::tr("Sentinels");
    case GateGroup::Plan:
        return GateModel::tr("Plan");
    }
    return {};
}

} // namespace

int GateModel::Group::openCount() const {
    return static_cast<int>(std::ranges::count_if(gates, &Gate::open));
}

QList<GateModel::Group> GateModel::groupsOf(const QList<Gate>& gates) {
    QList<Group> groups;
    for (const Gate& gate : gates) {
        auto group = std::ranges::find(groups, gate.group, &Group::group);
        if (group == groups.end()) {
            groups << Group{gate.group, {}};
            group = groups.end() - 1;
        }
        group->gates << gate;
    }
    return groups;
}

bool GateModel::sameRows(const QList<Group>& groups) const {
    return std::ranges::equal(m_groups, groups, [](const Group& a, const Group& b) {
        return a.group == b.group && std::ranges::equal(a.gates, b.gates, {}, &Gate::id, &Gate::id);
    });
}

void GateModel::setGates(const QList<Gate>& gates) {
    QList<Group> groups = groupsOf(gates);
    if (!sameRows(groups)) {
        beginResetModel();
        m_groups = std::move(groups);
        endResetModel();
        return;
    }
    m_groups = std::move(groups);
    tellChanged(Title, Age);
}

void GateModel::setNow(qint64 nowMs) {
    m_nowMs = nowMs;
    tellChanged(Age, Age);
}

void GateModel::setColours(const Colours& colours) {
    m_colours = colours;
    tellChanged(Title, Age);
}

void GateModel::tellChanged(int firstColumn, int lastColumn) {
    for (int row = 0; row < rowCount(); ++row) {
        const QModelIndex group = index(row, 0);
        const int last = rowCount(group) - 1;
        emit dataChanged(index(0, firstColumn, group), index(last, lastColumn, group));
    }
    if (firstColumn == Title && rowCount() > 0) {
        emit dataChanged(index(0, Title), index(rowCount() - 1, Age));
    }
}

int GateModel::openCount() const {
    int open = 0;
    for (const Group& group : m_groups) {
        open += group.openCount();
    }
    return open;
}

int GateModel::gateCount() const {
    qsizetype count = 0;
    for (const Group& group : m_groups) {
        count += group.gates.size();
    }
    return static_cast<int>(count);
}

const Gate* GateModel::gate(const QModelIndex& index) const {
    if (!index.isValid() || index.internalId() == noGroup) {
        return nullptr;
    }
    return &m_groups[static_cast<qsizetype>(index.internalId()) - 1].gates[index.row()];
}

QModelIndex GateModel::index(int row, int column, const QModelIndex& parent) const {
    if (!hasIndex(row, column, parent)) {
        return {};
    }
    return createIndex(row, column,
                       parent.isValid() ? static_cast<quintptr>(parent.row()) + 1 : noGroup);
}

QModelIndex GateModel::parent(const QModelIndex& index) const {
    if (!index.isValid() || index.internalId() == noGroup) {
        return {};
    }
    return createIndex(static_cast<int>(index.internalId()) - 1, 0, noGroup);
}

int GateModel::rowCount(const QModelIndex& parent) const {
    if (!parent.isValid()) {
        return static_cast<int>(m_groups.size());
    }
    const bool ofGroup = parent.internalId() == noGroup && parent.column() == 0;
    return ofGroup ? static_cast<int>(m_groups[parent.row()].gates.size()) : 0;
}

int GateModel::columnCount(const QModelIndex&) const {
    return columns;
}

QVariant GateModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    if (index.internalId() == noGroup) {
        return groupData(m_groups[index.row()], index.column(), role);
    }
    const Group& group = m_groups[static_cast<qsizetype>(index.internalId()) - 1];
    return gateData(group.gates[index.row()], index.column(), role);
}

QVariant GateModel::groupData(const Group& group, int column, int role) const {
    const bool all = group.openCount() == group.gates.size();
    switch (role) {
    case Qt::DisplayRole:
        if (column == Title) {
            return nameOf(group.group);
        }
        if (column == Value) {
            return tr("%1 of %2 open", nullptr, formOf(group.openCount()))
                .arg(group.openCount())
                .arg(group.gates.size());
        }
        return {};
    case Qt::FontRole: {
        QFont font;
        font.setBold(true);
        return column == Title ? QVariant(font) : QVariant();
    }
    case Qt::ForegroundRole:
        return column == Value ? QVariant(all ? m_colours.good : m_colours.warning) : QVariant();
    case Qt::BackgroundRole:
        return m_colours.sunken;
    default:
        return {};
    }
}

QString GateModel::text(const Gate& gate, int column) const {
    switch (column) {
    case Title:
        return gate.title.translated();
    case Value:
        return gate.value.translated();
    case Wanted:
        return gate.wanted.translated();
    case Age:
        return gate.readAtMs == 0 ? tr("never read") : ageText(m_nowMs - gate.readAtMs);
    default:
        return {};
    }
}

QVariant GateModel::gateData(const Gate& gate, int column, int role) const {
    const Tone tone = gate.open ? Tone::Good : Tone::Warning;
    switch (role) {
    case Qt::DisplayRole:
        return text(gate, column);
    case Qt::DecorationRole:
        return column == Title ? QVariant(stateIcon(shapeOf(tone), m_colours.of(tone)))
                               : QVariant();
    case Qt::AccessibleTextRole:
        return column == Title ? QStringLiteral("%1, %2").arg(text(gate, column),
                                                              gate.open ? tr("open") : tr("closed"))
                               : text(gate, column);
    case Qt::ToolTipRole:
        return QString::fromUtf8(gate.id);
    case Qt::FontRole: {
        QFont font;
        font.setBold(true);
        return column == Value && !gate.open ? QVariant(font) : QVariant();
    }
    case Qt::ForegroundRole:
        if (column == Value) {
            return gate.open ? m_colours.text : m_colours.warning;
        }
        return column == Title ? m_colours.text : m_colours.muted;
    case Qt::TextAlignmentRole:
        return column == Age ? QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter))
                             : QVariant();
    default:
        return {};
    }
}

QVariant GateModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue(
            Qt::Alignment((section == Age ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Title:
        return tr("Gate");
    case Value:
        return tr("Value now");
    case Wanted:
        return tr("Wanted");
    case Age:
        return tr("Age");
    default:
        return {};
    }
}

} // namespace ferryman
