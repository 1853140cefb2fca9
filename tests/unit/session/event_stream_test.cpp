// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/event_stream.h"
#include "support/test_clock.h"
#include "trip.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace ferryman;
using namespace ferryman::test;

namespace {

/// A stream as whoever reads it sees it: lines, read again as JSON.
struct Reader {
    Reader()
        : stream(session, clock, [this](const QJsonObject& event) {
            lines.append(QJsonDocument(event).toJson(QJsonDocument::Compact));
        }) {}

    void show() { session.show(now); }

    [[nodiscard]] QList<QJsonObject> events(const QString& kind = {}) const {
        QList<QJsonObject> all;
        for (const QByteArray& line : lines) {
            const QJsonObject event = QJsonDocument::fromJson(line).object();
            if (kind.isEmpty() || event["event"] == kind) {
                all.append(event);
            }
        }
        return all;
    }

    FakeSession session;
    TestClock clock;
    Snapshot now;
    QByteArrayList lines;
    EventStream stream;
};

JournalRow rowOf(RowKind kind, const QJsonObject& data) {
    JournalRow row;
    row.number = 7;
    row.at = QDateTime::fromMSecsSinceEpoch(1'767'322'000'123, Qt::UTC);
    row.kind = kind;
    row.subject = QStringLiteral("10.0.0.1:6379");
    row.data = data;
    return row;
}

/// Everything that a session can tell, one after the other.
void tellAll(Reader& reader) {
    reader.stream.hello(QStringLiteral("migrate"));
    reader.now.assess.findings = {findingOf(QStringLiteral("target.empty"), Severity::Blocker)};
    reader.now.error = Error{ErrorKind::Server, {"%1", {"line\nof \x1b two"}}, {}, {}};
    reader.now.failOver.gates = {gateOf("replication.steady", true)};
    reader.now.replicate.link.phase = LinkPhase::FullSync;
    reader.now.replicate.link.latest.atMs = 1'767'322'000'000;
    reader.now.replicate.link.latest.lagSeconds = qQNaN();
    reader.now.replicate.link.sync.elapsedMs = 1000;
    reader.show();
    for (const RowKind kind : {RowKind::Phase, RowKind::Command, RowKind::Reply,
                               RowKind::SentinelEvent, RowKind::Note}) {
        emit reader.session.journalled(rowOf(kind, {{"command", "GET x"}, {"seq", 99}}));
    }
    reader.stream.result(JourneyEnd::Clean, {"Done."});
}

} // namespace

class EventStreamTest : public QObject {
    Q_OBJECT

private slots:
    void everyLineIsOneEvent();
    void seqHasNoHoles();
    void kindsAreThePromisedOnes();
    void helloComesWithTheVersion();
    void everyFindingIsToldOnce();
    void findingsOfOneCheckAreToldEach();
    void aFindingReadAgainIsToldAgain();
    void aCheckThatFindsTheSameAgainIsNotTold();
    void everySampleIsToldOnce();
    void progressIsToldWhileAFullSyncRuns();
    void gatesAreToldWhenTheyChange();
    void anErrorIsToldOnceUntilItIsGone();
    void whatTheJournalTellsComesWithItsMoment();
    void theResultTellsTheSwitch();
    void theResultTellsWhatWasNotMeasuredAsNull();
    void statusIsAWord_data();
    void statusIsAWord();
    void aRehearsalTellsItsLoad();
};

void EventStreamTest::everyLineIsOneEvent() {
    Reader reader;
    tellAll(reader);
    QVERIFY(reader.lines.size() >= 9);
    for (const QByteArray& line : reader.lines) {
        QJsonParseError error;
        const QJsonDocument document = QJsonDocument::fromJson(line, &error);
        QVERIFY2(error.error == QJsonParseError::NoError, line.constData());
        QVERIFY(!line.contains('\n'));
        const QJsonObject event = document.object();
        QVERIFY2(!event["event"].toString().isEmpty(), line.constData());
        const QString at = event["at"].toString();
        QVERIFY2(at.endsWith(u'Z') && at.contains(u'.'), line.constData());
        QVERIFY2(QDateTime::fromString(at, Qt::ISODateWithMs).isValid(), line.constData());
    }
}

void EventStreamTest::seqHasNoHoles() {
    Reader reader;
    tellAll(reader);
    tellAll(reader);
    qint64 seq = 0;
    for (const QJsonObject& event : reader.events()) {
        QCOMPARE(event["seq"].toInteger(), ++seq);
    }
}

void EventStreamTest::kindsAreThePromisedOnes() {
    Reader reader;
    tellAll(reader);
    QStringList kinds;
    for (const QJsonObject& event : reader.events()) {
        kinds.append(event["event"].toString());
    }
    QCOMPARE(kinds.first(), QStringLiteral("hello"));
    QCOMPARE(kinds.last(), QStringLiteral("result"));
    QCOMPARE(kinds.count(QStringLiteral("command")), 2); // sent, and answered
    const QSet<QString> promised{"hello", "phase",    "sample",     "command", "gate", "sentinel",
                                 "check", "progress", "difference", "result",  "error"};
    for (const QString& kind : kinds) {
        QVERIFY2(promised.contains(kind), qPrintable(kind));
    }
    const QSet<QString> told(kinds.begin(), kinds.end());
    QCOMPARE((promised - told), QSet<QString>{"difference"}); // nothing compares data yet
}

void EventStreamTest::helloComesWithTheVersion() {
    Reader reader;
    reader.stream.hello(QStringLiteral("check"));
    const QJsonObject hello = reader.events().first();
    QCOMPARE(hello["command"].toString(), QStringLiteral("check"));
    QVERIFY(!hello["version"].toString().isEmpty());
    QCOMPARE(hello["at"].toString(), QStringLiteral("2026-01-02T03:04:05.000Z"));
}

void EventStreamTest::everyFindingIsToldOnce() {
    Reader reader;
    reader.now.assess.findings = {findingOf(QStringLiteral("a"), Severity::Passed),
                                  findingOf(QStringLiteral("b"), Severity::Blocker)};
    reader.show();
    reader.show();
    const auto checks = reader.events(QStringLiteral("check"));
    QCOMPARE(checks.size(), 2);
    QCOMPARE(checks[1]["severity"].toString(), QStringLiteral("blocker"));
    QCOMPARE(checks[1]["subject"].toString(), QString());
}

void EventStreamTest::findingsOfOneCheckAreToldEach() {
    Reader reader;
    Finding one = findingOf(QStringLiteral("sentinel.agreement"), Severity::Blocker);
    one.found = {"different quorums"};
    Finding other = one;
    other.found = {"different epochs"};
    reader.now.assess.findings = {one, other};
    reader.show();
    QCOMPARE(reader.events(QStringLiteral("check")).size(), 2);
}

void EventStreamTest::aFindingReadAgainIsToldAgain() {
    Reader reader;
    Finding finding = findingOf(QStringLiteral("a"), Severity::Blocker);
    finding.at = reader.clock.utc();
    reader.now.assess.findings = {finding};
    reader.show();
    reader.now.assess.findings[0].at = finding.at.addSecs(1);
    reader.now.assess.findings[0].severity = Severity::Passed;
    reader.show();
    const auto checks = reader.events(QStringLiteral("check"));
    QCOMPARE(checks.size(), 2);
    QCOMPARE(checks[1]["severity"].toString(), QStringLiteral("passed"));
}

void EventStreamTest::aCheckThatFindsTheSameAgainIsNotTold() {
    Reader reader;
    const Finding before = findingOf(QStringLiteral("a"), Severity::Passed);
    Finding worse = findingOf(QStringLiteral("a"), Severity::Blocker);
    for (const Finding& finding : {before, before, worse, before}) {
        reader.now.assess.findings = {finding};
        reader.now.assess.findings[0].at = reader.clock.utc();
        reader.clock.advance(milliseconds(3000));
        reader.show();
    }
    QCOMPARE(reader.events(QStringLiteral("check")).size(), 3); // passed, blocker, passed
}

void EventStreamTest::everySampleIsToldOnce() {
    Reader reader;
    reader.show();
    QVERIFY(reader.events(QStringLiteral("sample")).isEmpty()); // there is none yet
    for (const qint64 atMs : {1000, 1000, 1250}) {
        reader.now.replicate.link.phase = LinkPhase::Steady;
        reader.now.replicate.link.latest.atMs = atMs;
        reader.now.replicate.link.latest.lagBytes = atMs;
        reader.show();
    }
    const auto samples = reader.events(QStringLiteral("sample"));
    QCOMPARE(samples.size(), 2);
    QCOMPARE(samples[1]["lagBytes"].toInteger(), 1250);
    QCOMPARE(samples[1]["phase"].toString(), QStringLiteral("steady"));
    QVERIFY(!samples[1].contains("sourceOffset")); // what was not said is not there
}

void EventStreamTest::progressIsToldWhileAFullSyncRuns() {
    Reader reader;
    LinkState& link = reader.now.replicate.link;
    link.phase = LinkPhase::FullSync;
    for (const qint64 elapsed : {250, 250, 500}) {
        link.sync.elapsedMs = elapsed;
        link.sync.keysLoaded = elapsed * 10;
        reader.show();
    }
    link.phase = LinkPhase::CatchingUp;
    link.sync.elapsedMs = 750;
    reader.show();
    const auto progress = reader.events(QStringLiteral("progress"));
    QCOMPARE(progress.size(), 2);
    QCOMPARE(progress[1]["keysLoaded"].toInteger(), 5000);
    QVERIFY(!progress[1].contains("etaMs"));
}

void EventStreamTest::gatesAreToldWhenTheyChange() {
    Reader reader;
    for (const bool open : {false, false, true, true, false}) {
        reader.now.failOver.gates = {gateOf("a", open), gateOf("b", true)};
        reader.show();
    }
    const auto gates = reader.events(QStringLiteral("gate"));
    QCOMPARE(gates.size(), 4); // a: closed, open, closed; b: open
    QCOMPARE(gates.last()["id"].toString(), QStringLiteral("a"));
    QCOMPARE(gates.last()["open"].toBool(true), false);
}

void EventStreamTest::anErrorIsToldOnceUntilItIsGone() {
    Reader reader;
    const Error broken{ErrorKind::Timeout, {"no answer"}, QStringLiteral("10.0.0.1:6379"), {}};
    for (const bool there : {true, true, false, true}) {
        reader.now.connect.error = there ? std::optional(broken) : std::nullopt;
        reader.show();
    }
    const auto errors = reader.events(QStringLiteral("error"));
    QCOMPARE(errors.size(), 2);
    QCOMPARE(errors[0]["kind"].toString(), QStringLiteral("timeout"));
    QCOMPARE(errors[0]["subject"].toString(), QStringLiteral("10.0.0.1:6379"));
}

void EventStreamTest::whatTheJournalTellsComesWithItsMoment() {
    Reader reader;
    emit reader.session.journalled(rowOf(RowKind::Command, {{"command", "CLIENT PAUSE 3000"}}));
    emit reader.session.journalled(rowOf(RowKind::Intent, {{"command", "FLUSHALL"}}));
    const auto events = reader.events();
    QCOMPARE(events.size(), 1);
    QCOMPARE(events[0]["event"].toString(), QStringLiteral("command"));
    QCOMPARE(events[0]["command"].toString(), QStringLiteral("CLIENT PAUSE 3000"));
    QCOMPARE(events[0]["subject"].toString(), QStringLiteral("10.0.0.1:6379"));
    QCOMPARE(events[0]["row"].toInt(), 7);
    QCOMPARE(events[0]["at"].toString(), QStringLiteral("2026-01-02T02:46:40.123Z"));
}

void EventStreamTest::theResultTellsTheSwitch() {
    Reader reader;
    SwitchState& cutover = reader.now.failOver.cutover;
    cutover.ending = Ending::Migrated;
    cutover.figures.frozenOffset = 48'998'411'552;
    cutover.figures.drainedOffset = 48'998'411'560;
    cutover.figures.writeFreezeMs = 317.25;
    cutover.figures.promotedAfterMs = 272.5;
    cutover.figures.sentinelsAgreeAfterMs = 352;
    reader.now.report.files = {QStringLiteral("/tmp/report.html")};
    reader.now.standIn = true;
    reader.show();
    reader.stream.result(JourneyEnd::Clean, {"Dragonfly is the primary."});

    const QJsonObject result = reader.events().last();
    QCOMPARE(result["status"].toString(), QStringLiteral("migrated"));
    QCOMPARE(result["message"].toString(), QStringLiteral("Dragonfly is the primary."));
    QCOMPARE(result["frozenOffset"].toInteger(), 48'998'411'552);
    QCOMPARE(result["drainedOffset"].toInteger(), 48'998'411'560);
    QCOMPARE(result["writeFreezeMs"].toDouble(), 317.3);
    QCOMPARE(result["promotedAfterMs"].toDouble(), 272.5);
    QCOMPARE(result["sentinelsAgreeAfterMs"].toDouble(), 352.0);
    QVERIFY(result["verified"].isObject());
    QCOMPARE(result["standIn"], QJsonValue(true));
    QCOMPARE(result["report"].toArray().size(), 1);
    QVERIFY(!result.contains("lostWrites"));
}

void EventStreamTest::theResultTellsWhatWasNotMeasuredAsNull() {
    Reader reader;
    reader.stream.result(JourneyEnd::Blocked, {"No."});
    const QJsonObject result = reader.events().last();
    for (const char* name : {"writeFreezeMs", "promotedAfterMs", "sentinelsAgreeAfterMs",
                             "frozenOffset", "drainedOffset"}) {
        QVERIFY2(result.contains(QLatin1String(name)) && result[QLatin1String(name)].isNull(),
                 name);
    }
}

void EventStreamTest::statusIsAWord_data() {
    QTest::addColumn<int>("end");
    QTest::addColumn<int>("ending");
    QTest::addColumn<QString>("status");
    const auto row = [](const char* status, JourneyEnd end, Ending ending) {
        QTest::newRow(status) << int(end) << int(ending) << QString::fromLatin1(status);
    };
    row("migrated", JourneyEnd::Clean, Ending::Migrated);
    row("clean", JourneyEnd::Clean, Ending::None);
    row("blocked", JourneyEnd::Blocked, Ending::None);
    row("aborted", JourneyEnd::Aborted, Ending::Aborted);
    row("attention", JourneyEnd::Attention, Ending::Migrated);
}

void EventStreamTest::statusIsAWord() {
    QFETCH(int, end);
    QFETCH(int, ending);
    QFETCH(QString, status);
    Reader reader;
    reader.now.failOver.cutover.ending = static_cast<Ending>(ending);
    reader.show();
    reader.stream.result(static_cast<JourneyEnd>(end), {"So it is."});
    QCOMPARE(reader.events().last()["status"].toString(), status);
    QCOMPARE(reader.events().last()["exitCode"].toInt(), end);
}

void EventStreamTest::aRehearsalTellsItsLoad() {
    Reader reader;
    auto report = std::make_shared<Report>();
    report->load = ReportLoad{120'000, 2, 412, 999.5};
    reader.now.report.report = report;
    reader.show();
    reader.stream.result(JourneyEnd::Attention, {"Two writes are lost."});
    const QJsonObject result = reader.events().last();
    QCOMPARE(result["acknowledgedWrites"].toInteger(), 120'000);
    QCOMPARE(result["lostWrites"].toInteger(), 2);
    QCOMPARE(result["outageMs"].toInteger(), 412);
}

QTEST_GUILESS_MAIN(EventStreamTest)
#include "event_stream_test.moc"
