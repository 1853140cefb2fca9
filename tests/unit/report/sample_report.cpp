// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample_report.h"

#include "cutover/switch_record.h"
#include "preflight/judgement.h"
#include "support/await.h"
#include "support/drawn_history.h"
#include "support/sentinel_group.h"
#include "support/test_clock.h"
#include "verify/verify_events.h"

#include <QJsonArray>
#include <QTemporaryDir>

namespace ferryman::test {

namespace {

TimelineRow row(double sinceFreezeMs, Phase phase, const char* text, const redis::Address& where) {
    return {frozenAtMs + static_cast<qint64>(sinceFreezeMs),
            sinceFreezeMs,
            phase,
            {text},
            where.toString(),
            3.4,
            false};
}

SwitchState migrated() {
    SwitchState state;
    state.phase = Phase::Finished;
    state.ending = Ending::Migrated;
    state.outcome = {"Dragonfly is the primary."};
    state.figures.frozenOffset = 48'998'411'552;
    state.figures.drainedOffset = 48'998'411'552;
    state.figures.drainMs = 36.5;
    state.figures.writeFreezeMs = 317.25;
    state.figures.promotedAfterMs = 272.5;
    state.figures.sentinelsAgreeAfterMs = 352;
    state.figures.sentinelsAgreeing = 3;
    state.figures.sentinelsAsked = 3;
    TimelineRow armed = row(-2116, Phase::Arm, "Dragonfly may be promoted.", dragonflyAddress());
    armed.sinceFreezeMs.reset();
    TimelineRow heard = row(52, Phase::Promote, "+try-failover master", sentinelAddress(1));
    heard.sentinelEvent = true;
    heard.tookMs.reset();
    state.timeline = {armed,
                      row(0, Phase::Freeze, "Writes are frozen.", primaryAddress()),
                      row(41, Phase::Drain, "Dragonfly has everything.", dragonflyAddress()),
                      row(46, Phase::Trigger, "The failover began.", sentinelAddress(1)),
                      heard,
                      row(318, Phase::Promote, "Dragonfly is the primary.", dragonflyAddress()),
                      row(327, Phase::Demote, "The old primary is read-only.", primaryAddress()),
                      row(398, Phase::Confirm, "Every Sentinel agrees.", {})};
    return state;
}

QList<Finding> sampleFindings() {
    Finding passedOne = passed({"The source is a primary"}, {"10.0.0.1:6379"});
    passedOne.id = QStringLiteral("source.role");
    Finding warning = judged(Severity::Warning, {"Scripts may write past the fence"},
                             {"Redis 6.2.4"}, {"6.2.7"}, {"why"});
    warning.id = QStringLiteral("source.version");
    warning.accepted = true;
    warning.acceptedBecause = QStringLiteral("no scripts here");
    warning.acceptedBy = QStringLiteral("ada@console");
    Finding unread = unknown({"Function libraries"}, {ErrorKind::Permission, {"NOPERM"}, {}, {}});
    unread.id = QStringLiteral("source.functions");
    return {passedOne, warning, unread};
}

} // namespace

namespace {

Report makeSample() {
    Report report;
    report.plan.id = QStringLiteral("6e0c3d6e-0000-4000-8000-000000000001");
    report.plan.name = QStringLiteral("orders cache");
    report.plan.sourceSecret = {SecretSource::Kind::Environment, QStringLiteral("SOURCE_PW")};
    report.begun = QDateTime::fromMSecsSinceEpoch(frozenAtMs - 600'000, Qt::UTC);
    report.made = QDateTime::fromMSecsSinceEpoch(frozenAtMs + 60'000, Qt::UTC);
    report.madeBy = QStringLiteral("ada@console, Ferryman 0.1.0");
    report.environment = {"ada@console",         "0.1.0",     "6.4.2",
                          "Debian GNU/Linux 12", "linux 6.1", "x86_64"};
    report.seal = {214, "f00d", {}};
    report.plan.dragonfly.address = dragonflyAddress();
    report.endpoints = {{"source", "redis://10.0.0.1:6379", "Redis 7.0.15", {}},
                        {"dragonfly", "rediss://10.0.0.2:6380", "Dragonfly 1.40.1", "TLS 1.3"},
                        {"sentinel", "redis://10.0.0.11:26379", "Sentinel 7.0.15", {}}};
    report.before = merge(QStringLiteral("orders"), healthyViews());
    report.after = report.before;
    report.after.primary = dragonflyAddress();
    report.findings = sampleFindings();
    report.mends = {
        {"mend-1",
         "sentinel.timers",
         {},
         "The freeze could outlast a Sentinel's patience",
         "ada@console",
         QDateTime::fromMSecsSinceEpoch(frozenAtMs - 500'000, Qt::UTC),
         {{"10.0.0.11:26379", "SENTINEL SET orders down-after-milliseconds 9000",
           "SENTINEL SET orders down-after-milliseconds 1500", "done", "OK", false},
          {"10.0.0.12:26379", "SENTINEL SET orders down-after-milliseconds 9000",
           "SENTINEL SET orders down-after-milliseconds 1500", "refused", "NOPERM", false}}}};
    report.syncDurationMs = 192'000;
    report.keys = 12'418'302;
    report.charts = chartsOf(*drawnHistory(
        {.endMs = frozenAtMs, .lengthMs = 240'000, .syncMs = 60'000, .catchUpMs = 40'000}));
    report.gates = {{"replication.lag-bytes",
                     GateGroup::Replication,
                     {"Lag in bytes"},
                     {"22.8 kB"},
                     {"at most 65.5 kB"},
                     true,
                     frozenAtMs - 200}};
    report.cutover = migrated();
    report.rows = rowsWithSecret("open sesame");
    return report;
}

} // namespace

Report sampleReport() {
    static const Report report = makeSample(); // its journal is a file, its history is long
    return report;
}

Verdict sampleVerdict() {
    Verdict verdict;
    verdict.outcome = Verdict::Outcome::Undecided;
    verdict.counts.keysCompared = 12'418'302;
    verdict.counts.bytesRead = 5'100'000'000;
    verdict.counts.undecided = 14;
    verdict.counts.byType = {{"string", 6'209'151}, {"hash", 6'209'151}};
    verdict.counts.notCompared = {{"hash.fieldExpiry", 2}};
    verdict.seconds = 27.4;
    verdict.allKeys = 12'418'302;
    verdict.startedAtMs = frozenAtMs - 300'000;
    verdict.finishedAtMs = frozenAtMs - 272'000;
    verdict.startOffset = 48'901'220'417;
    verdict.offset = 48'931'231'004;
    return verdict;
}

QList<JournalRow> verificationRows(const Verdict& verdict) {
    QList<JournalRow> rows;
    const auto add = [&rows](QLatin1String event, const QJsonObject& data) {
        JournalRow row;
        row.kind = RowKind::Verification;
        row.subject = event;
        row.data = data;
        rows.append(row);
    };
    add(verifyevent::selfTest, {{"planted", 54},
                                {"found", 54},
                                {"falseAlarms", 0},
                                {"leftOut", QJsonArray{"fieldExpiry"}}});
    add(verifyevent::begun, {{"mode", "full"}, {"readFrom", ""}, {"goesOn", false}});
    const Difference differences[] = {
        {{0, QByteArray("a\x00\xff|b", 5)}, DifferenceClass::Value, "hash", "1", "2", "field f"},
        {{3, "geo:stores"}, DifferenceClass::Missing, "zset", "812 members", {}, {}}};
    for (const Difference& difference : differences) {
        if (verdict.counts.differences > 0) {
            add(verifyevent::difference, toJson(difference));
        }
    }
    add(verifyevent::ended, toJson(verdict));
    add(verifyevent::frozen,
        {{"compared", 312}, {"differences", 0}, {"unread", 0}, {"milliseconds", 11.5}});
    return rows;
}

Report reportSaying(const QString& words) {
    Report report = sampleReport();
    const Message said{"%1", {words}};
    report.plan.name = words;
    report.madeBy = words;
    for (ReportEndpoint& endpoint : report.endpoints) {
        endpoint.url = words;
        endpoint.identity = words;
        endpoint.security = words;
    }
    for (Topology* topology : {&report.before, &report.after}) {
        topology->group = words;
        topology->primary.host = words;
        topology->disagreements = {said};
        topology->sentinels[0].address.host = words;
        topology->sentinels[1].group.address.host = words;
        topology->sentinels[2].error = Error{ErrorKind::Server, said, words, words};
        topology->replicas[0].address.host = words;
    }
    for (Finding& finding : report.findings) {
        finding.subject = words;
        finding.title = said;
        finding.found = said;
        finding.wanted = said;
        finding.acceptedBecause = words;
        finding.acceptedBy = words;
    }
    for (Mend& mend : report.mends) {
        mend.check = mend.subject = mend.title = mend.by = words;
        for (MendedServer& server : mend.servers) {
            server.where = server.commands = server.undo = server.reply = words;
        }
    }
    for (ReportChart& chart : report.charts) {
        chart.title = said;
        chart.series[0].first = said;
        chart.markers.append({frozenAtMs - 1000, words.toUtf8()});
    }
    Verdict verdict = sampleVerdict();
    verdict.counts.differences = 2;
    verdict.counts.byType = {{words, 2}};
    verdict.counts.notCompared = {{words, 2}};
    report.verification = verificationFrom(verificationRows(verdict));
    report.verification.readFrom = report.verification.brokenOffBecause = words;
    report.verification.brokenOff = verdict;
    for (Difference& difference : report.verification.differences) {
        difference.name.key = words.toUtf8();
        difference.type = difference.source = difference.target = difference.where = words;
    }
    report.gates[0].title = report.gates[0].value = said;
    report.gates[0].wanted = report.gates[0].why = said;
    report.cutover.outcome = said;
    for (TimelineRow& line : report.cutover.timeline) {
        line.text = said;
        line.where = words;
    }
    for (JournalRow& line : report.rows) {
        line.subject = words;
        line.data[QStringLiteral("command")] = words;
        line.data[QStringLiteral("reply")] = words;
    }
    return report;
}

Report evilReport() {
    return reportSaying(evil);
}

QList<JournalRow> rowsWithSecret(const QByteArray& password) {
    const QTemporaryDir folder;
    TestClock clock;
    const auto journal = Journal::open(folder.path(), QStringLiteral("sample"), clock);
    if (!journal) {
        QTest::qFail(qPrintable(journal.error().english()), __FILE__, __LINE__);
        return {};
    }
    SwitchRecord record(**journal);
    SwitchScope scope;
    scope.group = QStringLiteral("orders");
    scope.source = primaryAddress();
    scope.target = dragonflyAddress();
    const auto announced = await(record.intend(armIntents(scope) + cutoverIntents(scope), scope));
    if (!announced) {
        QTest::qFail(qPrintable(announced.error().english()), __FILE__, __LINE__);
    }
    Deed all; // carried out in one, as far as the journal cares
    for (const Intent& intent : armIntents(scope) + cutoverIntents(scope)) {
        all.intents.append(intent.id);
    }
    record.sent(primaryAddress(), all);
    Deed deed;
    deed.phase = Phase::Freeze;
    deed.commands = {redis::Command{"CONFIG", "SET", "masterauth", password}.changes().blotting(3),
                     redis::Command{"CONFIG", "SET", "min-replicas-to-write", "999"}.changes()};
    record.sent(primaryAddress(), deed);
    const QByteArray repeated =
        deed.commands[0].censored("ERR argument '" + password + "' is not allowed");
    record.answered(primaryAddress(), deed,
                    QList{redis::Value::error(repeated), redis::Value::status("OK")}, 1.5);
    record.ended(Ending::Migrated, {"Dragonfly is the primary."}, {});
    return (*journal)->rows().value_or(QList<JournalRow>{});
}

} // namespace ferryman::test
