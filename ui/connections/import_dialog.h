// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connections/import_run.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QPushButton;
class QTreeWidget;

namespace ferryman {

class Banner;

/// What an import found, before anything of it is kept: a person chooses which connections, where
/// their passwords go, and whether certificates become files.
class ImportDialog final : public QDialog {
    Q_OBJECT
public:
    ImportDialog(Connections& connections, QList<ImportedConnection> found,
                 QWidget* parent = nullptr);

signals:
    void imported(const QStringList& names);

private:
    void buildTable();
    [[nodiscard]] QWidget* buildChoices();
    [[nodiscard]] QString certificateFolder() const;
    [[nodiscard]] QList<ImportedConnection> chosen() const;
    void showChoice();
    void run();
    void take(const Result<ImportOutcome>& outcome);

    Connections& m_connections;
    QList<ImportedConnection> m_found;
    Banner* m_banner;
    QTreeWidget* m_table;
    QComboBox* m_passwords = nullptr;    ///< Null: none came along.
    QCheckBox* m_certificates = nullptr; ///< Null: none came along.
    QPushButton* m_import = nullptr;
};

} // namespace ferryman
