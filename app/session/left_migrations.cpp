// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/left_migrations.h"

#include "cutover/open_intents.h"
#include "cutover/resumption.h"
#include "journal/journal.h"

#include <QDir>
#include <QJsonDocument>

#include <algorithm>

namespace ferryman {

namespace {

bool isOpen(const OpenIntent& intent) {
    return !intent.leftOnPurpose;
}

std::optional<LeftMigration> leftIn(const QString& path, const QList<JournalRow>& rows) {
    LeftMigration left;
    left.switchOpen = resumption(rows).has_value();
    if (rows.isEmpty() || (!left.switchOpen && std::ranges::none_of(openIntents(rows), isOpen))) {
        return std::nullopt;
    }
    left.journal = path;
    left.lastAt = rows.last().at;
    for (const JournalRow& row : rows) {
        if (row.kind == RowKind::Opened) {
            left.name = row.data.value(QLatin1String("name")).toString();
            const QJsonDocument plan(row.data.value(QLatin1String("plan")).toObject());
            const auto read = planFromJson(plan.toJson(), {});
            left.plan = read ? std::optional(*read) : std::nullopt;
        }
    }
    return left;
}

} // namespace

QList<LeftMigration> leftMigrations(const QString& folder) {
    QList<LeftMigration> all;
    const QDir journals(folder);
    for (const QFileInfo& file :
         journals.entryInfoList({QStringLiteral("*.ferryman")}, QDir::Files, QDir::Time)) {
        const QString planId = file.completeBaseName();
        const auto rows = Journal::earlier(folder, planId);
        if (!rows || Journal::isHeld(folder, planId)) {
            continue;
        }
        if (auto left = leftIn(file.filePath(), *rows)) {
            all.append(std::move(*left));
        }
    }
    return all;
}

} // namespace ferryman
