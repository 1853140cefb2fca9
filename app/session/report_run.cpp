// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/report_run.h"

#include "base/format.h"
#include "base/version.h"
#include "report/journal_reading.h"
#include "report/report_check.h"
#include "session/logbook.h"

#include <QJsonArray>

namespace ferryman {

namespace {

ReportRunEnd blocked(const Message& sentence, const ChainCheck& chain = {}) {
    return {JourneyEnd::Blocked, sentence, {}, {}, chain};
}

ReportRunEnd verified(const ReportRunOptions& options, const ChainCheck& chain,
                      const Result<QList<JournalRow>>& rows) {
    if (options.reportFolder.isEmpty()) {
        return {JourneyEnd::Clean,
                {Plural{QT_TRANSLATE_N_NOOP("core", "The journal is unaltered: %1 rows. Hash: %2"),
                        "The journal is unaltered: %1 row. Hash: %2", chain.rows},
                 {formatCount(chain.rows), QString::fromLatin1(chain.lastHash)}},
                {},
                {},
                chain};
    }
    const auto check = rows.and_then([&](const QList<JournalRow>& all) {
        return checkReport(options.reportFolder, all, chain);
    });
    if (!check) {
        return blocked(check.error().sentence(), chain);
    }
    return {check->good ? JourneyEnd::Clean : JourneyEnd::Blocked, check->sentence, {}, {}, chain};
}

ReportRunEnd exported(const ReportRunOptions& options, const ChainCheck& chain,
                      const QList<JournalRow>& rows) {
    Report report = reportOf(rows);
    report.seal.fault = chain.fault ? chain.fault->message : Message();
    ReportRunEnd end;
    end.chain = chain;
    if (options.reportFolder.isEmpty()) {
        end.text = toMarkdown(report);
    } else if (const auto files = writeReport(report, options.reportFolder)) {
        end.files = *files;
    } else {
        return blocked(files.error().sentence(), chain);
    }
    end.end = chain.isWhole() ? JourneyEnd::Clean : JourneyEnd::Blocked;
    end.sentence = chain.isWhole()
                       ? Message{QT_TRANSLATE_NOOP(
                                     "core", "The report was made of the journal's rows 1 to %1."),
                                 {formatCount(report.seal.row)}}
                       : chain.fault->message;
    return end;
}

} // namespace

ReportRunEnd runReport(const ReportRunOptions& options) {
    const QString folder =
        options.journalFolder.isEmpty() ? journalsFolder() : options.journalFolder;
    const auto chain = Journal::check(folder, options.plan.id);
    if (!chain) {
        return blocked(chain.error().sentence());
    }
    const auto rows = Journal::earlier(folder, options.plan.id);
    if (options.verify && !chain->isWhole()) { // a row that was altered may not be readable
        return blocked(chain->fault->message, *chain);
    }
    if (options.verify) {
        return verified(options, *chain, rows);
    }
    return rows ? exported(options, *chain, *rows) : blocked(rows.error().sentence(), *chain);
}

QList<QJsonObject> eventsOf(const ReportRunEnd& end, const Clock& clock) {
    const bool clean = end.end == JourneyEnd::Clean;
    QJsonObject result{
        {QStringLiteral("event"), QStringLiteral("result")},
        {QStringLiteral("status"), clean ? QStringLiteral("clean") : QStringLiteral("blocked")},
        {QStringLiteral("message"), end.sentence.english()},
        {QStringLiteral("exitCode"), static_cast<int>(end.end)},
        {QStringLiteral("report"), QJsonArray::fromStringList(end.files)},
        {QStringLiteral("rows"), end.chain.rows},
        {QStringLiteral("hash"), QString::fromLatin1(end.chain.lastHash)},
    };
    if (end.chain.fault) {
        result.insert(QStringLiteral("alteredRow"), end.chain.fault->row);
    }
    QList<QJsonObject> events{{{QStringLiteral("event"), QStringLiteral("hello")},
                               {QStringLiteral("command"), QStringLiteral("report")},
                               {QStringLiteral("version"), version()}},
                              result};
    for (qsizetype i = 0; i < events.size(); ++i) {
        events[i].insert(QStringLiteral("seq"), i + 1);
        events[i].insert(QStringLiteral("at"), clock.utc().toString(Qt::ISODateWithMs));
    }
    return events;
}

} // namespace ferryman
