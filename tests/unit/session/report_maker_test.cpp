// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/switch_record.h"
#include "report/journal_reading.h"
#include "session/logbook.h"
#include "session/report_maker.h"
#include "session/report_run.h"
#include "support/await.h"
#include "support/drawn_history.h"
#include "support/sentinel_group.h"
#include "support/test_clock.h"
#include "trip.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

using namespace ferryman;
using namespace ferryman::test;

namespace {

constexpr qint64 atMs = 1'772'590'061'000;

Topology before() {
    return merge(QStringLiteral("orders"), healthyViews());
}

Topology after() {
    Topology topology = before();
    topology.primary = dragonflyAddress();
    return topology;
}

EndpointStatus endpoint(EndpointStatus::Role role, const redis::Address& address,
                        redis::Product product, const char* version) {
    EndpointStatus status;
    status.role = role;
    status.address = address;
    status.identity = {product, QString::fromLatin1(version)};
    status.security = QStringLiteral("TLSv1.3");
    return status;
}

Snapshot migrating() {
    Snapshot snapshot;
    snapshot.plan.id = QStringLiteral("6e0c3d6e-0000-4000-8000-000000000002");
    snapshot.plan.name = QStringLiteral("orders cache");
    snapshot.plan.group = QStringLiteral("orders");
    snapshot.plan.sentinels = {{sentinelAddress(1), {}, 0, true}};
    snapshot.plan.dragonfly = {dragonflyAddress(), QStringLiteral("migrator"), 0, true};
    snapshot.plan.dragonflySecret = {SecretSource::Kind::Environment, QStringLiteral("DF_PW")};
    snapshot.plan.policy.freezeBudgetMs = 2500;
    snapshot.connect.topology = before();
    snapshot.connect.endpoints = {
        endpoint(EndpointStatus::Role::Source, primaryAddress(), redis::Product::Redis, "7.0.15"),
        endpoint(EndpointStatus::Role::Dragonfly, dragonflyAddress(), redis::Product::Dragonfly,
                 "1.40.1")};
    Finding finding = findingOf(QStringLiteral("source.version"), Severity::Warning);
    finding.title = {"Scripts may write past the fence"};
    finding.found = {"Redis %1", {"6.2.4"}};
    finding.accepted = true;
    finding.acceptedBecause = QStringLiteral("no scripts here");
    finding.at = QDateTime::fromMSecsSinceEpoch(atMs, Qt::UTC);
    snapshot.assess.findings = {finding};
    snapshot.replicate.history =
        drawnHistory({.endMs = atMs, .lengthMs = 240'000, .syncMs = 60'000, .catchUpMs = 40'000});
    snapshot.replicate.link.phase = LinkPhase::Steady;
    snapshot.replicate.link.syncDurationMs = 192'000;
    snapshot.verify.sourceKeys = 12'418'302;
    return snapshot;
}

const Message gateTitle{"Lag in bytes"};

/// What the switch itself writes, as the runner does it.
void journalSwitch(Journal& journal, Ending ending) {
    SwitchRecord record(journal);
    SwitchFigures figures;
    record.judged({{"replication.lag-bytes",
                    GateGroup::Replication,
                    gateTitle,
                    {"22.8 kB"},
                    {"at most 65.5 kB"},
                    true,
                    atMs - 200}});
    figures.frozenOffset = 48'998'411'552;
    figures.aligned = true;
    record.entered(Phase::Freeze, {}, figures);
    record.told({atMs,
                 0.0,
                 Phase::Freeze,
                 {"Writes are frozen."},
                 primaryAddress().toString(),
                 3.25,
                 false});
    record.judged({{"replication.lag-bytes",
                    GateGroup::Replication,
                    gateTitle,
                    {"too late"},
                    {},
                    false,
                    atMs}});
    if (ending == Ending::None) {
        return;
    }
    figures.drainedOffset = 48'998'411'560;
    figures.writeFreezeMs = 317.25;
    figures.sentinelsAgreeing = 3;
    figures.sentinelsAsked = 3;
    record.told({atMs + 52,
                 52.125,
                 Phase::Promote,
                 {"%1 %2", {"+try-failover", "master"}},
                 sentinelAddress(1).toString(),
                 std::nullopt,
                 true});
    record.ended(ending, {"Dragonfly %1 is the primary.", {dragonflyAddress().toString()}},
                 figures);
}

QByteArray textOf(const Report& report) {
    return QJsonDocument(toJson(report)).toJson();
}

} // namespace

/// A report is made of the journal, by a session that lives and by whoever asks later, and says the
/// same.
class ReportMakerTest : public QObject {
    Q_OBJECT

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void theLiveReportIsThatOfTheJournal();
    void itTellsWhatTheSessionKnew();
    void whatWasMendedAndWhoAcceptedStandInTheJournal();
    void madeAgainItIsTheSame();
    void anEarlierSessionsReportComesFromTheJournalAlone();
    void aSwitchThatIsTakenUpGoesOnInTheSameReport();
    void aSecondTryHasItsOwnTimeline();
    void aRunThatDidNothingHidesNoEarlierOne();
    void whereFromThePasswordsComeIsNotTold();
    void theCommandWritesTheSameFiles();
    void anUnalteredReportIsProven();
    void whatWasAlteredIsNamed_data();
    void whatWasAlteredIsNamed();
    void withoutAJournalThereIsNoReport();

private:
    [[nodiscard]] std::unique_ptr<Logbook> opened(const Snapshot& snapshot) {
        auto logbook = std::make_unique<Logbook>(m_clock, m_folder->path());
        return logbook->open(snapshot) ? std::move(logbook) : nullptr;
    }
    [[nodiscard]] Report made(Logbook& logbook, const Snapshot& snapshot) {
        const auto report = makeReportOf(
            snapshot, {after(), ReportLoad{120'000, 0, 317, 4999.5}, logbook.journal()});
        if (!report) {
            QTest::qFail(qPrintable(report.error().english()), __FILE__, __LINE__);
            return {};
        }
        return *report;
    }
    [[nodiscard]] Report migrated() {
        const auto logbook = opened(migrating());
        journalSwitch(*logbook->journal(), Ending::Migrated);
        return made(*logbook, migrating());
    }
    [[nodiscard]] QList<JournalRow> rows() const {
        return Journal::earlier(m_folder->path(), migrating().plan.id)
            .value_or(QList<JournalRow>());
    }
    [[nodiscard]] ReportRunEnd run(const QString& folder, bool verify) const {
        return runReport({migrating().plan, m_folder->path(), folder, verify});
    }
    [[nodiscard]] QString out() const { return m_folder->filePath("out"); }

    TestClock m_clock;
    std::unique_ptr<QTemporaryDir> m_folder;
};

void ReportMakerTest::theLiveReportIsThatOfTheJournal() {
    const Report live = migrated();
    const Report later = reportOf(rows());
    QCOMPARE(textOf(later), textOf(live));
    QCOMPARE(toHtml(later), toHtml(live));
    QCOMPARE(toMarkdown(later), toMarkdown(live));
    QCOMPARE(later.seal.row, rows().size());
    QCOMPARE(later.seal.hash.toLatin1(), rows().last().hash);
}

void ReportMakerTest::itTellsWhatTheSessionKnew() {
    const Report report = migrated();
    const Snapshot snapshot = migrating();
    Plan plan = snapshot.plan;
    plan.dragonflySecret = {};
    QCOMPARE(report.plan, plan);
    QCOMPARE(report.cutover.ending, Ending::Migrated);
    QCOMPARE(report.cutover.outcome.english(), QString("Dragonfly 10.0.0.2:6380 is the primary."));
    QCOMPARE(report.cutover.figures.frozenOffset, 48'998'411'552);
    QCOMPARE(report.cutover.figures.drainedOffset, 48'998'411'560);
    QCOMPARE(report.cutover.figures.writeFreezeMs, 317.25);
    QVERIFY(report.cutover.figures.aligned);
    QCOMPARE(report.cutover.figures.sentinelsAsked, 3);
    QCOMPARE(report.cutover.timeline.size(), 2);
    QCOMPARE(report.cutover.timeline[0].tookMs, 3.25);
    QCOMPARE(report.cutover.timeline[0].where, primaryAddress().toString());
    QCOMPARE(report.cutover.timeline[1].sinceFreezeMs, 52.125);
    QVERIFY(report.cutover.timeline[1].sentinelEvent);
    QCOMPARE(report.gates.size(), 1);
    QCOMPARE(report.gates[0].value.english(),
             QString("22.8 kB")); // before the freeze, not after it
    QCOMPARE(report.gates[0].title, Message("Lag in bytes"));
    QCOMPARE(report.findings.size(), 1);
    QCOMPARE(report.findings[0].found.english(), QString("Redis 6.2.4"));
    QCOMPARE(report.findings[0].acceptedBecause, QString("no scripts here"));
    QCOMPARE(report.findings[0].severity, Severity::Warning);
    QCOMPARE(report.keys, 12'418'302);
    QCOMPARE(report.syncDurationMs, 192'000);
    QCOMPARE(report.load->achievedRate, 4999.5);
    QCOMPARE(report.endpoints.size(), 2);
    QCOMPARE(report.endpoints[1].url, QString("rediss://10.0.0.2:6380"));
    QCOMPARE(report.endpoints[1].identity, QString("Dragonfly 1.40.1"));
    QCOMPARE(report.before.primary, primaryAddress());
    QCOMPARE(report.before.sentinels.size(), before().sentinels.size());
    QCOMPARE(report.before.sentinels[0].downAfterMs(), before().sentinels[0].downAfterMs());
    QCOMPARE(report.after.primary, dragonflyAddress());
    QVERIFY(!report.environment.qt.isEmpty());
    QVERIFY(!report.environment.person.isEmpty());
    const QList<ReportChart> charts = chartsOf(*snapshot.replicate.history);
    QCOMPARE(report.charts.size(), charts.size());
    for (qsizetype i = 0; i < charts.size(); ++i) {
        QCOMPARE(report.charts[i].series.size(), charts[i].series.size());
        QCOMPARE(report.charts[i].markers.size(), charts[i].markers.size());
        for (qsizetype k = 0; k < charts[i].series.size(); ++k) {
            // As text: a gap is NaN, which equals nothing.
            QCOMPARE(QDebug::toString(report.charts[i].series[k].second),
                     QDebug::toString(charts[i].series[k].second));
        }
    }
}

void ReportMakerTest::whatWasMendedAndWhoAcceptedStandInTheJournal() {
    Snapshot snapshot = migrating();
    Finding timers = findingOf(QStringLiteral("sentinel.timers"), Severity::Blocker);
    timers.subject = sentinelAddress(1).toString();
    snapshot.assess.findings.append(timers);
    const auto logbook = opened(snapshot);
    Journal& journal = *logbook->journal();
    const QString server = sentinelAddress(1).toString();
    const QString id = QStringLiteral("mend-1");
    journal.append(RowKind::Intent, server,
                   {{record::mend, id},
                    {record::id, id},
                    {record::check, timers.id},
                    {record::by, QStringLiteral("ada@console")},
                    {record::command, QStringLiteral("SENTINEL SET orders x 9")},
                    {record::undo, QStringLiteral("SENTINEL SET orders x 1")}});
    journal.append(RowKind::Reply, server,
                   {{record::mend, id},
                    {record::command, QStringLiteral("SENTINEL SET orders x 9")},
                    {record::outcome, record::done},
                    {record::reply, QStringLiteral("OK")},
                    {record::intents, QJsonArray{id}}});
    journal.append(RowKind::Result, {}, {{record::mend, id}, {record::left, QJsonArray{id}}});
    snapshot.assess.findings.first().acceptedBy = QStringLiteral("ada@console");
    snapshot.assess.findings.last().subject.clear();
    snapshot.assess.findings.last().severity = Severity::Passed;
    logbook->found(snapshot.assess.findings);

    const Report report = made(*logbook, snapshot);
    QCOMPARE(report.findings.size(), 2); // the mended one is found no more
    QCOMPARE(report.findings.last().severity, Severity::Passed);
    QCOMPARE(report.findings.first().acceptedBy, QStringLiteral("ada@console"));
    QCOMPARE(report.mends.size(), 1);
    QCOMPARE(report.mends.first().by, QStringLiteral("ada@console"));
    QCOMPARE(report.mends.first().servers.first().outcome, QString(record::done));
    QCOMPARE(report.cutover.phase, SwitchState().phase); // a mend's end is not a switch's

    const auto told = journal.count();
    snapshot.assess.findings.first().at = snapshot.assess.findings.first().at.addSecs(3);
    logbook->found(snapshot.assess.findings); // read again, and found the same
    QCOMPARE(journal.count(), told);
}

void ReportMakerTest::madeAgainItIsTheSame() {
    const auto logbook = opened(migrating());
    journalSwitch(*logbook->journal(), Ending::Migrated);
    const Report first = made(*logbook, migrating());
    const Report again = made(*logbook, migrating());
    QCOMPARE(textOf(again), textOf(first)); // and the journal has not grown
}

void ReportMakerTest::anEarlierSessionsReportComesFromTheJournalAlone() {
    const auto none = reportOfEarlier(m_folder->path(), migrating().plan.id);
    QVERIFY(!none);
    QVERIFY(none.error().kind == ErrorKind::Refused);
    const Report live = migrated();
    const auto before = rows().size();
    const auto later = reportOfEarlier(m_folder->path(), migrating().plan.id);
    QVERIFY(later);
    QCOMPARE(toHtml(*later), toHtml(live));
    QCOMPARE(rows().size(), before); // nothing was written for it
}

void ReportMakerTest::aSwitchThatIsTakenUpGoesOnInTheSameReport() {
    {
        const auto logbook = opened(migrating());
        SwitchScope scope;
        scope.group = QStringLiteral("orders");
        scope.source = primaryAddress();
        scope.target = dragonflyAddress();
        SwitchRecord record(*logbook->journal());
        record.judged({{"replication.lag-bytes",
                        GateGroup::Replication,
                        gateTitle,
                        {"22.8 kB"},
                        {},
                        true,
                        atMs}});
        QVERIFY(await(record.intend(cutoverIntents(scope), scope)));
        record.entered(Phase::Freeze, {}, {});
        record.told({atMs, 0.0, Phase::Freeze, {"Writes are frozen."}, {}, std::nullopt, false});
        journalHistory(*logbook->journal(), *migrating().replicate.history);
    } // and here its console died
    Snapshot recovering = migrating();
    recovering.assess.findings.clear();
    recovering.replicate = {};
    recovering.connect.topology = after();
    const auto logbook = opened(recovering);
    SwitchRecord record(*logbook->journal());
    record.entered(Phase::Recover, {}, {});
    record.told(
        {atMs + 9000, std::nullopt, Phase::Recover, {"Taken up."}, {}, std::nullopt, false});
    record.ended(Ending::Migrated, {"Finished."}, {});
    const Report report = made(*logbook, recovering);
    QCOMPARE(report.cutover.timeline.size(), 2);
    QCOMPARE(report.cutover.ending, Ending::Migrated);
    QCOMPARE(report.gates.size(), 1);
    QCOMPARE(report.findings.size(), 1);
    QCOMPARE(report.charts.size(), 6);
    QCOMPARE(report.before.primary, primaryAddress()); // not what the second run found
    QCOMPARE(report.rows.first().number, 1);
}

void ReportMakerTest::aSecondTryHasItsOwnTimeline() {
    const auto logbook = opened(migrating());
    journalSwitch(*logbook->journal(), Ending::Aborted);
    journalSwitch(*logbook->journal(), Ending::Migrated);
    const Report report = made(*logbook, migrating());
    QCOMPARE(report.cutover.ending, Ending::Migrated);
    QCOMPARE(report.cutover.timeline.size(), 2);
    QCOMPARE(report.gates.size(), 1);
}

void ReportMakerTest::aRunThatDidNothingHidesNoEarlierOne() {
    const QByteArray text = textOf(migrated());
    QVERIFY(opened(migrating())); // a recovery that found nothing to do
    QCOMPARE(textOf(reportOf(rows())), text);

    const auto logbook = opened(migrating());
    journalSwitch(*logbook->journal(), Ending::None);
    QVERIFY(await(logbook->journal()->flushed()));
    QCOMPARE(reportOf(rows()).cutover.ending, Ending::None); // one that did something counts
}

void ReportMakerTest::whereFromThePasswordsComeIsNotTold() {
    QVERIFY(!textOf(migrated()).contains("DF_PW"));
}

void ReportMakerTest::theCommandWritesTheSameFiles() {
    const Report live = migrated();
    const ReportRunEnd end = run(out(), false);
    QVERIFY2(end.end == JourneyEnd::Clean, qPrintable(end.sentence.english()));
    QCOMPARE(end.files.size(), 3);
    for (const auto& [name, bytes] : formsOf(live)) {
        QFile file(out() + u'/' + name);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), bytes);
    }
    QCOMPARE(run({}, false).text, toMarkdown(live));
}

void ReportMakerTest::anUnalteredReportIsProven() {
    (void)migrated();
    QVERIFY(run(out(), false).end == JourneyEnd::Clean);
    const ReportRunEnd journalAlone = run({}, true);
    QVERIFY2(journalAlone.end == JourneyEnd::Clean, qPrintable(journalAlone.sentence.english()));
    QVERIFY(journalAlone.sentence.english().contains(QString::fromLatin1(rows().last().hash)));
    QFile translated(out() + "/report.de.html"); // for whoever reads: no form of the record
    QVERIFY(translated.open(QIODevice::WriteOnly) && translated.write("<html lang=\"de\">") > 0);
    translated.close();
    const ReportRunEnd both = run(out(), true);
    QVERIFY2(both.end == JourneyEnd::Clean, qPrintable(both.sentence.english()));

    { // the journal goes on: the report stays proven by the rows that it was made of
        const auto logbook = opened(migrating());
        QVERIFY(await(logbook->journal()->flushed()));
    }
    const ReportRunEnd later = run(out(), true);
    QVERIFY2(later.end == JourneyEnd::Clean, qPrintable(later.sentence.english()));
    const QList<QJsonObject> events = eventsOf(later, m_clock);
    QCOMPARE(events.size(), 2);
    QCOMPARE(events[1]["event"].toString(), QString("result"));
    QCOMPARE(events[1]["exitCode"].toInt(-1), 0);
    QCOMPARE(events[1]["seq"].toInt(), 2);
}

void ReportMakerTest::whatWasAlteredIsNamed_data() {
    QTest::addColumn<QString>("statement"); // on the journal
    QTest::addColumn<QString>("file");      // of the report, in which a word is exchanged
    QTest::addColumn<QString>("says");
    QTest::newRow("a reply") << "UPDATE journal SET data = replace(data, 'frozen', 'thawed') WHERE "
                                "number = (SELECT min(number) FROM journal WHERE kind = 'timeline')"
                             << ""
                             << "Row ROW of the journal was altered";
    QTest::newRow("no JSON any more")
        << "UPDATE journal SET data = '' WHERE "
           "number = (SELECT min(number) FROM journal WHERE kind = 'timeline')"
        << ""
        << "Row ROW of the journal was altered";
    QTest::newRow("the end cut off")
        << "DELETE FROM journal WHERE number = (SELECT max(number) FROM journal)"
        << ""
        << "its end was cut off";
    QTest::newRow("the page") << ""
                              << "report.html"
                              << "report.html was altered";
    QTest::newRow("the data") << ""
                              << "report.json"
                              << "report.json was altered";
    QTest::newRow("the text") << ""
                              << "report.md"
                              << "report.md was altered";
}

void ReportMakerTest::whatWasAlteredIsNamed() {
    QFETCH(QString, statement);
    QFETCH(QString, file);
    QFETCH(QString, says);
    (void)migrated();
    QVERIFY(run(out(), false).end == JourneyEnd::Clean);
    qint64 row = 0;
    for (const JournalRow& each : rows()) {
        row = row == 0 && each.kind == RowKind::Timeline ? each.number : row;
    }
    if (!statement.isEmpty()) {
        {
            QSqlDatabase database = QSqlDatabase::addDatabase("QSQLITE", "intruder");
            database.setDatabaseName(
                m_folder->filePath(migrating().plan.id + QStringLiteral(".ferryman")));
            QVERIFY(database.open());
            QSqlQuery query(database);
            QVERIFY(query.exec("DROP TRIGGER journal_never_changed"));
            QVERIFY(query.exec("DROP TRIGGER journal_never_deleted"));
            QVERIFY(query.exec(statement));
        }
        QSqlDatabase::removeDatabase("intruder");
    }
    if (!file.isEmpty()) {
        QFile form(out() + u'/' + file);
        QVERIFY(form.open(QIODevice::ReadWrite));
        QByteArray bytes = form.readAll();
        QVERIFY(bytes.contains("orders cache"));
        bytes.replace("orders cache", "orders cachE");
        QVERIFY(form.seek(0) && form.write(bytes) == bytes.size());
    }
    const ReportRunEnd end = run(out(), true);
    QVERIFY(end.end == JourneyEnd::Blocked);
    QVERIFY2(end.sentence.english().contains(says.replace("ROW", QString::number(row))),
             qPrintable(end.sentence.english()));
}

void ReportMakerTest::withoutAJournalThereIsNoReport() {
    const ReportRunEnd end = run(out(), false);
    QVERIFY(end.end == JourneyEnd::Blocked);
    QVERIFY2(end.sentence.english().contains("no journal"), qPrintable(end.sentence.english()));
    QVERIFY(!QFile::exists(out()));
}

QTEST_GUILESS_MAIN(ReportMakerTest)
#include "report_maker_test.moc"
