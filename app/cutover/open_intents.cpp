// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/open_intents.h"

#include "cutover/switch_record.h"
#include "replication/link_witness.h"

#include <QJsonArray>

#include <algorithm>

namespace ferryman {

namespace {

bool names(const JournalRow& row, QLatin1String field, const OpenIntent& intent) {
    const bool sameServer = row.subject.isEmpty() || row.subject == intent.where;
    return sameServer && row.data.value(field).toArray().contains(intent.id);
}

void takeReply(QList<OpenIntent>& open, const JournalRow& row) {
    const QString outcome = row.data.value(record::outcome).toString();
    const bool done = outcome == record::done;
    open.removeIf([&](const OpenIntent& intent) {
        return (done && names(row, record::restores, intent)) ||
               (outcome == record::refused && names(row, record::intents, intent));
    });
    for (OpenIntent& intent : open) {
        intent.certain = intent.certain || (done && names(row, record::intents, intent));
    }
}

bool isOfTheLink(const OpenIntent& intent) {
    return intent.id == linkchange::link || intent.id == linkchange::user ||
           intent.id == linkchange::password;
}

/// A promotion ends the replication, and Dragonfly forgets its login with it (Settle). An aborted
/// switch leaves Dragonfly a replica that no Sentinel can choose, as it was before it.
void takeStatus(QList<OpenIntent>& open, const QString& status) {
    if (status == QLatin1String(toString(Ending::Migrated))) {
        open.removeIf(isOfTheLink);
    } else if (status == QLatin1String(toString(Ending::Aborted))) {
        for (OpenIntent& intent : open) {
            intent.leftOnPurpose =
                intent.leftOnPurpose || isOfTheLink(intent) || intent.id == linkchange::priority;
        }
    }
}

void takeResult(QList<OpenIntent>& open, const JournalRow& row) {
    takeStatus(open, row.data.value(QLatin1String("status")).toString());
    open.removeIf([&](const OpenIntent& intent) { return names(row, record::unsent, intent); });
    for (OpenIntent& intent : open) {
        intent.leftOnPurpose = intent.leftOnPurpose || names(row, record::left, intent);
    }
}

} // namespace

QList<OpenIntent> openIntents(const QList<JournalRow>& rows) {
    QList<OpenIntent> open;
    for (const JournalRow& row : rows) {
        if (row.kind == RowKind::Intent && !row.data.value(record::undo).toString().isEmpty()) {
            const QString id = row.data.value(record::id).toString();
            // A second switch's old value is what the first one left: the first one's undo is the
            // true one.
            const bool known = std::ranges::any_of(open, [&](const OpenIntent& each) {
                return each.id == id && each.where == row.subject;
            });
            if (!known) {
                open.prepend({id, row.subject, row.data.value(record::command).toString(),
                              row.data.value(record::undo).toString(), false, false, false,
                              row.data.value(record::before).toString()});
            }
        } else if (row.kind == RowKind::Command) {
            for (OpenIntent& intent : open) {
                intent.sent = intent.sent || names(row, record::intents, intent);
            }
        } else if (row.kind == RowKind::Reply) {
            takeReply(open, row);
        } else if (row.kind == RowKind::Result) {
            takeResult(open, row);
        }
    }
    return open;
}

} // namespace ferryman
