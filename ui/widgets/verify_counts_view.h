// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "verify/verdict.h"

#include <QWidget>

class QTableView;

namespace ferryman {

class CountModel;

/// What was compared and what differs, by type and by class.
class VerifyCountsView final : public QWidget {
    Q_OBJECT
public:
    explicit VerifyCountsView(QWidget* parent = nullptr);

    void setCounts(const VerifyCounts& counts);

private:
    [[nodiscard]] QTableView* addTable(CountModel* model, const char* name,
                                       const QString& accessibleName);

    CountModel* m_types;
    CountModel* m_classes;
};

} // namespace ferryman
