// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/report_maker.h"

#include "report/chart_samples.h"
#include "report/journal_reading.h"
#include "session/records.h"

#include <algorithm>

namespace ferryman {

namespace {

constexpr int chartBuckets = 400; // a series then takes about 30 kB of the 64 kB of a row

QJsonObject recordOf(const ReportLoad& load) {
    return {{QStringLiteral("acknowledgedWrites"), load.acknowledgedWrites},
            {QStringLiteral("lostWrites"), load.lostWrites},
            {QStringLiteral("outageMs"), load.outageMs},
            {QStringLiteral("achievedRate"), load.achievedRate}};
}

JournalRow rowOf(RowKind kind, const QString& subject, const QJsonObject& data) {
    return {0, {}, kind, subject, data};
}

/// Two rows of the same kind on the same thing: the later one counts.
bool isOnTheSame(const JournalRow& one, const JournalRow& other) {
    return one.kind == other.kind && one.subject == other.subject &&
           one.data.value(QLatin1String("subject")) == other.data.value(QLatin1String("subject")) &&
           one.data.value(QLatin1String("when")) == other.data.value(QLatin1String("when"));
}

/// What was told already is not told again, however often the report is made.
void appendNews(Journal& journal, const QList<JournalRow>& told, const QList<JournalRow>& rows) {
    for (const JournalRow& row : rows) {
        const auto last = std::find_if(told.crbegin(), told.crend(), [&](const JournalRow& each) {
            return isOnTheSame(each, row);
        });
        if (last == told.crend() || last->data != row.data) {
            journal.append(row.kind, row.subject, row.data);
        }
    }
}

QList<JournalRow> newsOf(const Snapshot& snapshot, const ReportSources& sources) {
    QList<JournalRow> rows;
    for (const Finding& finding : snapshot.assess.findings) { // assessed again since it was opened
        rows.append(rowOf(RowKind::Finding, finding.id, recordOf(finding)));
    }
    const LinkState& link = snapshot.replicate.link;
    QJsonObject replication = recordOf(link);
    if (snapshot.verify.sourceKeys) {
        replication.insert(QStringLiteral("keys"), *snapshot.verify.sourceKeys);
    }
    rows.append(rowOf(RowKind::Replication, {}, replication));
    QJsonObject after = recordOf(sources.after);
    after.insert(QStringLiteral("when"), QStringLiteral("after"));
    rows.append(rowOf(RowKind::Topology, {}, after));
    if (sources.load) {
        rows.append(rowOf(RowKind::Load, {}, recordOf(*sources.load)));
    }
    if (snapshot.replicate.history) {
        rows += rowsOf(reduced(*snapshot.replicate.history, chartBuckets));
    }
    return rows;
}

} // namespace

Result<Report> makeReportOf(const Snapshot& snapshot, const ReportSources& sources) {
    Journal& journal = *sources.journal;
    const auto told = journal.rows();
    if (!told) {
        return tl::make_unexpected(told.error());
    }
    appendNews(journal, *told, newsOf(snapshot, sources));
    const auto rows = journal.rows();
    const auto chain = rows.and_then([&](const auto&) { return journal.check(); });
    if (!chain) {
        return tl::make_unexpected(chain.error());
    }
    Report report = reportOf(*rows);
    report.seal.fault = chain->fault ? chain->fault->message : Message();
    return report;
}

Result<Report> reportOfEarlier(const QString& folder, const QString& planId) {
    const auto rows = Journal::earlier(folder, planId);
    if (!rows) {
        return tl::make_unexpected(rows.error());
    }
    if (rows->isEmpty()) {
        return failure(ErrorKind::Refused,
                       {QT_TRANSLATE_NOOP("core", "There is nothing to report: this migration has "
                                                  "no journal yet. It begins with the "
                                                  "replication.")});
    }
    return Journal::check(folder, planId).map([&](const ChainCheck& chain) {
        Report report = reportOf(*rows);
        report.seal.fault = chain.fault ? chain.fault->message : Message();
        return report;
    });
}

void journalHistory(Journal& journal, const History& history) {
    for (const JournalRow& row : rowsOf(reduced(history, chartBuckets))) {
        journal.append(row.kind, row.subject, row.data);
    }
}

} // namespace ferryman
