// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/left_migrations.h"

#include <QWidget>

class QPushButton;

namespace ferryman {

class Banner;

/// Tells at the start of a migration that an earlier console left unfinished, and opens it; hidden
/// while there is none.
class LeftPanel final : public QWidget {
    Q_OBJECT
public:
    explicit LeftPanel(QWidget* parent = nullptr);

    void setMigrations(const QList<LeftMigration>& left); ///< The first of them is told.

signals:
    void openAsked(const ferryman::Plan& plan);

private:
    Banner* m_banner;
    QPushButton* m_open;
    std::optional<Plan> m_plan;
};

} // namespace ferryman
