// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "connections/imported_connection.h"

#include <QObject>

class QWidget;

namespace ferryman {

class Connections;

/// Where connections are imported from; what was found is shown before anything of it is kept.
class ImportSources final : public QObject {
    Q_OBJECT
public:
    ImportSources(Connections& connections, QWidget* page); ///< Above which its dialogs stand.

    void fromClipboard();
    void fromRedisInsight(); ///< A person chooses the file.

signals:
    void refused(const QString& why);
    void imported(const QString& first); ///< The name of the first that was kept.

private:
    void preview(const Result<QList<ImportedConnection>>& found, const QString& subject);

    Connections& m_connections;
    QWidget* m_page;
};

} // namespace ferryman
