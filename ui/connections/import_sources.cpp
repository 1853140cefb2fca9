// SPDX-License-Identifier: GPL-3.0-or-later
#include "connections/import_sources.h"

#include "connections/import_dialog.h"
#include "connections/pasted_urls.h"
#include "connections/redis_insight_file.h"

#include <QClipboard>
#include <QFileDialog>
#include <QGuiApplication>
#include <QStandardPaths>

namespace ferryman {

ImportSources::ImportSources(Connections& connections, QWidget* page)
    : QObject(page)
    , m_connections(connections)
    , m_page(page) {}

void ImportSources::fromClipboard() {
    preview(connectionsFromUrls(QGuiApplication::clipboard()->text()), tr("Clipboard"));
}

/// RedisInsight saves its export as a browser does.
void ImportSources::fromRedisInsight() {
    auto* dialog =
        new QFileDialog(m_page, tr("Import RedisInsight's export"),
                        QStandardPaths::writableLocation(QStandardPaths::DownloadLocation),
                        tr("RedisInsight's exports (*.json)"));
    dialog->setObjectName(QStringLiteral("redisInsightDialog"));
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, this,
            [this](const QString& path) { preview(readRedisInsightFile(path), path); });
    dialog->open();
}

void ImportSources::preview(const Result<QList<ImportedConnection>>& found,
                            const QString& subject) {
    if (!found) {
        Error error = found.error();
        error.subject = subject;
        emit refused(error.translated());
        return;
    }
    auto* dialog = new ImportDialog(m_connections, *found, m_page);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ImportDialog::imported, this, [this](const QStringList& names) {
        if (!names.isEmpty()) {
            emit imported(names.first());
        }
    });
    dialog->open();
}

} // namespace ferryman
