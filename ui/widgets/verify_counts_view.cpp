// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/verify_counts_view.h"

#include "models/count_model.h"
#include "models/difference_model.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QTableView>

namespace ferryman {

VerifyCountsView::VerifyCountsView(QWidget* parent)
    : QWidget(parent)
    , m_types(new CountModel({tr("Type"), tr("Compared"), tr("Differ")}, this))
    , m_classes(new CountModel({tr("Kind of difference"), tr("Keys")}, this)) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(addTable(m_types, "countsByType", tr("Keys by type")), 3);
    row->addWidget(addTable(m_classes, "countsByClass", tr("Differences by their kind")), 2);
    setCounts({});
}

QTableView* VerifyCountsView::addTable(CountModel* model, const char* name,
                                       const QString& accessibleName) {
    auto* table = new QTableView(this);
    table->setObjectName(QLatin1String(name));
    table->setAccessibleName(accessibleName);
    table->setModel(model);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(table->fontMetrics().height() + 8);
    table->horizontalHeader()->setHighlightSections(false);
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setTabKeyNavigation(false);
    table->setWordWrap(false);
    table->setShowGrid(false);
    table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    return table;
}

void VerifyCountsView::setCounts(const VerifyCounts& counts) {
    QMap<QString, std::pair<qint64, qint64>> types;
    for (const char* usual : {"string", "hash", "list", "set", "zset", "stream"}) {
        types[QLatin1String(usual)] = {};
    }
    for (auto it = counts.byType.begin(); it != counts.byType.end(); ++it) {
        types[it.key()].first = it.value();
    }
    for (auto it = counts.differencesByType.begin(); it != counts.differencesByType.end(); ++it) {
        types[it.key()].second = it.value();
    }
    QList<CountModel::Row> rows;
    for (auto it = types.begin(); it != types.end(); ++it) {
        rows.append(
            {it.key().isEmpty() ? tr("unknown") : it.key(), {it.value().first, it.value().second}});
    }
    m_types->setRows(rows);
    rows.clear();
    for (int i = 0; i < differenceClassCount; ++i) {
        const auto which = static_cast<DifferenceClass>(i);
        rows.append({nameOf(which), {counts.byClass.value(QLatin1String(toString(which)))}});
    }
    m_classes->setRows(rows);
}

} // namespace ferryman
