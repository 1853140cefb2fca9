// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/difference_model.h"

#include "theme.h"

#include <algorithm>
#include <array>

namespace ferryman {

namespace {

constexpr qsizetype bytesInCell = 200; ///< A key may be half a gigabyte.

} // namespace

QString nameOf(DifferenceClass which) {
    switch (which) {
    case DifferenceClass::Database:
        return DifferenceModel::tr("Database");
    case DifferenceClass::Missing:
        return DifferenceModel::tr("Missing");
    case DifferenceClass::Extra:
        return DifferenceModel::tr("Extra");
    case DifferenceClass::Type:
        return DifferenceModel::tr("Type");
    case DifferenceClass::Value:
        return DifferenceModel::tr("Value");
    case DifferenceClass::Expiry:
        return DifferenceModel::tr("Expiry");
    case DifferenceClass::FieldExpiry:
        return DifferenceModel::tr("Field expiry");
    case DifferenceClass::Stream:
        return DifferenceModel::tr("Stream");
    }
    return {};
}

QString meaningOf(DifferenceClass which) {
    switch (which) {
    case DifferenceClass::Database:
        return DifferenceModel::tr("Dragonfly has no database of that index.");
    case DifferenceClass::Missing:
        return DifferenceModel::tr("The key is on the source alone.");
    case DifferenceClass::Extra:
        return DifferenceModel::tr("The key is on Dragonfly alone.");
    case DifferenceClass::Type:
        return DifferenceModel::tr("Both have the key, with different types.");
    case DifferenceClass::Value:
        return DifferenceModel::tr("The same type, but another content.");
    case DifferenceClass::Expiry:
        return DifferenceModel::tr("The same content, but it expires at another time or on one "
                                   "side alone.");
    case DifferenceClass::FieldExpiry:
        return DifferenceModel::tr("The same content, but one of its fields expires at another "
                                   "time.");
    case DifferenceClass::Stream:
        return DifferenceModel::tr("The same entries, but last id, counters, groups, consumers or "
                                   "pending entries differ.");
    }
    return {};
}

QString placeOf(const QString& where) {
    const std::array<std::pair<QLatin1String, QString>, 7> places{
        {{QLatin1String("byte "), DifferenceModel::tr("byte %1")},
         {QLatin1String("index "), DifferenceModel::tr("index %1")},
         {QLatin1String("rank "), DifferenceModel::tr("rank %1")},
         {QLatin1String("field "), DifferenceModel::tr("field %1")},
         {QLatin1String("member "), DifferenceModel::tr("member %1")},
         {QLatin1String("group "), DifferenceModel::tr("group %1")},
         {QLatin1String("entry "), DifferenceModel::tr("entry %1")}}};
    for (const auto& [prefix, text] : places) {
        if (where.startsWith(prefix)) {
            return text.arg(where.sliced(prefix.size()));
        }
    }
    return where;
}

QString shownKey(const Difference& difference, qsizetype bytes) {
    if (difference.kind == DifferenceClass::Database) {
        return DifferenceModel::tr("all keys");
    }
    const QByteArray& key = difference.name.key;
    return key.size() <= bytes ? keyText(difference) : escapedKey(key.first(bytes)) + u'…';
}

void DifferenceModel::setDifferences(const QList<Difference>& differences) {
    const qsizetype had = m_all.size();
    const bool grows =
        had <= differences.size() && std::equal(m_all.begin(), m_all.end(), differences.begin());
    if (!grows) {
        beginResetModel();
        m_all = differences;
        endResetModel();
    } else if (had < differences.size()) {
        beginInsertRows({}, int(had), int(differences.size()) - 1);
        m_all = differences;
        endInsertRows();
    }
}

const Difference* DifferenceModel::difference(const QModelIndex& index) const {
    return index.isValid() && index.row() < m_all.size() ? &m_all[index.row()] : nullptr;
}

int DifferenceModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_all.size());
}

int DifferenceModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : columns;
}

QVariant DifferenceModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const Difference& difference = m_all[index.row()];
    if (role == Qt::DisplayRole) {
        switch (index.column()) {
        case Key:
            return shownKey(difference, bytesInCell);
        case Database:
            return QString::number(difference.name.database);
        case Type:
            return difference.type;
        case Class:
            return nameOf(difference.kind);
        default:
            return {};
        }
    }
    if (role == Qt::ToolTipRole) {
        return index.column() == Class ? QStringLiteral("%1: %2").arg(nameOf(difference.kind),
                                                                      meaningOf(difference.kind))
                                       : data(index, Qt::DisplayRole);
    }
    if (role == Qt::FontRole && index.column() == Key) {
        return fixedFont();
    }
    return {};
}

QVariant DifferenceModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue(Qt::Alignment(Qt::AlignLeft | Qt::AlignVCenter));
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Key:
        return tr("Key");
    case Database:
        return tr("DB");
    case Type:
        return tr("Type");
    case Class:
        return tr("Difference");
    default:
        return {};
    }
}

} // namespace ferryman
