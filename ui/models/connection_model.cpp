// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/connection_model.h"

#include "state_icon.h"

#include <QGuiApplication>
#include <QLocale>
#include <QPalette>

namespace ferryman {

namespace {

Tone toneOf(const EndpointStatus& endpoint) {
    if (endpoint.error) {
        return Tone::Bad;
    }
    return endpoint.tested ? Tone::Good : Tone::Muted;
}

} // namespace

void ConnectionModel::setEndpoints(const QList<EndpointStatus>& endpoints) {
    const bool sameRows = endpoints.size() == m_endpoints.size();
    if (!sameRows) {
        beginResetModel();
    }
    m_endpoints = endpoints;
    if (!sameRows) {
        endResetModel();
    } else if (!m_endpoints.isEmpty()) {
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    }
}

int ConnectionModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_endpoints.size());
}

int ConnectionModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QString ConnectionModel::textOf(const EndpointStatus& endpoint, int column) const {
    switch (column) {
    case Role:
        switch (endpoint.role) {
        case EndpointStatus::Role::Sentinel:
            return tr("Sentinel");
        case EndpointStatus::Role::Source:
            return tr("Source");
        case EndpointStatus::Role::Replica:
            return tr("Replica");
        case EndpointStatus::Role::Dragonfly:
            return tr("Dragonfly");
        }
        return {};
    case Address:
        return endpoint.address.toString();
    case Result:
        if (endpoint.error) {
            return endpoint.error->message.translated();
        }
        if (endpoint.tested && !endpoint.testing) {
            return tr("usable: %1, %2, %3 ms")
                .arg(endpoint.identity.describe(),
                     endpoint.security.isEmpty() ? tr("no TLS")
                                                 : endpoint.security.section(u',', 0, 0),
                     QLocale().toString(endpoint.roundTripMs, 'f', 1));
        }
        return endpoint.testing ? tr("testing…") : tr("not tested");
    default:
        return {};
    }
}

QVariant ConnectionModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= m_endpoints.size()) {
        return {};
    }
    const EndpointStatus& endpoint = m_endpoints[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        return textOf(endpoint, index.column());
    case Qt::ToolTipRole: // the cipher, or the server's own words
        if (index.column() != Result) {
            return {};
        }
        return (endpoint.error ? endpoint.error->translated() : endpoint.security).toHtmlEscaped();
    case Qt::DecorationRole:
        if (index.column() == Result) {
            const Tone tone = toneOf(endpoint);
            return stateIcon(shapeOf(tone), coloursOf(QGuiApplication::palette()).of(tone));
        }
        return {};
    case Qt::ForegroundRole:
        return index.column() == Result ? coloursOf(QGuiApplication::palette()).of(toneOf(endpoint))
                                        : QVariant();
    default:
        return {};
    }
}

QVariant ConnectionModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Role:
        return tr("Role");
    case Address:
        return tr("Connection");
    case Result:
        return tr("Result");
    default:
        return {};
    }
}

} // namespace ferryman
