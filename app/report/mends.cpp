// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/mends.h"

#include "cutover/switch_record.h"

#include <QJsonArray>

#include <algorithm>

namespace ferryman {

namespace {

Mend& mendOf(QList<Mend>& mends, const JournalRow& row) {
    const QString id = row.data.value(record::mend).toString();
    const auto known = std::ranges::find(mends, id, &Mend::id);
    if (known != mends.end()) {
        return *known;
    }
    mends.append({id,
                  row.data.value(record::check).toString(),
                  row.data.value(record::subject).toString(),
                  row.data.value(record::title).toString(),
                  row.data.value(record::by).toString(),
                  row.at,
                  {}});
    return mends.last();
}

void takeReply(Mend& mend, const JournalRow& row) {
    const auto server = std::ranges::find(mend.servers, row.subject, &MendedServer::where);
    if (server == mend.servers.end()) {
        return;
    }
    const QString outcome = row.data.value(record::outcome).toString();
    if (row.data.value(record::restores).toArray().contains(mend.id)) {
        server->undone = outcome == record::done;
        return;
    }
    if (row.data.value(record::undo).toBool()) {
        return; // one of several that undo it
    }
    server->outcome = outcome;
    server->reply = row.data.value(record::reply).toString();
}

} // namespace

bool Mend::isUndone() const {
    const auto changed = [](const MendedServer& server) {
        return server.outcome == record::done || server.outcome == record::lost;
    };
    return std::ranges::any_of(servers, changed) &&
           std::ranges::all_of(servers, [&](const MendedServer& server) {
               return server.undone || !changed(server);
           });
}

QList<Mend> mendsOf(const QList<JournalRow>& rows) {
    QList<Mend> mends;
    for (const JournalRow& row : rows) {
        if (!row.data.contains(record::mend)) {
            continue;
        }
        if (row.kind == RowKind::Intent) {
            mendOf(mends, row)
                .servers.append({row.subject,
                                 row.data.value(record::command).toString(),
                                 row.data.value(record::undo).toString(),
                                 {},
                                 {},
                                 false});
        } else if (row.kind == RowKind::Reply) {
            takeReply(mendOf(mends, row), row);
        }
    }
    return mends;
}

} // namespace ferryman
