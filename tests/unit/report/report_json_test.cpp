// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample_report.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>
#include <QTest>

using namespace ferryman;
using namespace ferryman::test;

namespace {

/// The names of all numbers in it, each once.
QSet<QString> numbersIn(const QJsonValue& value, const QString& name = {}) {
    QSet<QString> names;
    if (value.isDouble()) {
        names.insert(name);
    }
    const QJsonObject object = value.toObject();
    for (auto field = object.begin(); field != object.end(); ++field) {
        names += numbersIn(field.value(), field.key());
    }
    for (const QJsonValue& item : value.toArray()) {
        names += numbersIn(item, name);
    }
    return names;
}

QDateTime momentOf(const QJsonValue& value) {
    return QDateTime::fromString(value.toString(), Qt::ISODateWithMs);
}

} // namespace

class ReportJsonTest : public QObject {
    Q_OBJECT

private slots:
    void tellsTheFigures();
    void everyNumberTellsItsUnit();
    void momentsAreUtcWithMilliseconds();
    void whatWasNotMeasuredIsNull();
    void pointsAreWholeAndGapsAreNull();
    void whatAServerSaidStaysAsItWas();
    void saysSoOfAStandIn();
    void aRehearsalTellsItsLoad();
    void noSecretIsInIt();
    void isWrittenBesideTheOtherForms();
    void isNotWrittenWhereItCannotBe();
};

void ReportJsonTest::tellsTheFigures() {
    const QJsonObject json = toJson(sampleReport());
    const QJsonObject cutover = json["cutover"].toObject();

    QCOMPARE(json["version"].toInt(), 1);
    QCOMPARE(json["name"].toString(), QStringLiteral("orders cache"));
    QCOMPARE(json["keys"].toInteger(), 12'418'302);
    QCOMPARE(json["syncDurationMs"].toInteger(), 192'000);
    QCOMPARE(cutover["ending"].toString(), QStringLiteral("migrated"));
    QCOMPARE(cutover["frozenOffset"].toInteger(), 48'998'411'552);
    QCOMPARE(cutover["drainedOffset"].toInteger(), 48'998'411'552);
    QCOMPARE(cutover["writeFreezeMs"].toDouble(), 317.25);
    QCOMPARE(cutover["promotedAfterMs"].toDouble(), 272.5);
    QCOMPARE(cutover["sentinelsAgreeAfterMs"].toDouble(), 352.0);
    QCOMPARE(json["findings"].toArray().size(), 3);
    QCOMPARE(json["findings"][2]["severity"].toString(), QStringLiteral("unknown"));
    QCOMPARE(json["before"]["sentinels"].toArray().size(), 3);
    QCOMPARE(json["after"]["primary"].toString(), QStringLiteral("10.0.0.2:6380"));
    QCOMPARE(json["gates"][0]["id"].toString(), QStringLiteral("replication.lag-bytes"));
    QVERIFY(json["journal"].toArray().size() >= 2);
    QCOMPARE(json["findings"][1]["acceptedBy"].toString(), QStringLiteral("ada@console"));
    QCOMPARE(json["findings"][1]["acceptedBecause"].toString(), QStringLiteral("no scripts here"));
    QCOMPARE(json["mends"][0]["check"].toString(), QStringLiteral("sentinel.timers"));
    QCOMPARE(json["mends"][0]["by"].toString(), QStringLiteral("ada@console"));
    QCOMPARE(json["mends"][0]["servers"][1]["outcome"].toString(), QStringLiteral("refused"));
    QCOMPARE(json["mends"][0]["undone"].toBool(true), false);
}

void ReportJsonTest::everyNumberTellsItsUnit() {
    Report report = sampleReport();
    report.load = ReportLoad{1000, 0, 317, 999.5};
    QJsonObject json = toJson(report);
    json.remove("journal"); // its rows are the journal's own
    // Counts and ordinals have none; an offset is bytes by what it is; a chart names its unit.
    const QSet<QString> bare{"version",
                             "keys",
                             "quorum",
                             "configEpoch",
                             "priority",
                             "row", // of the seal
                             "sentinelsAgreeing",
                             "sentinelsAsked",
                             "frozenOffset",
                             "drainedOffset",
                             "points",
                             "acknowledgedWrites",
                             "lostWrites"};
    for (const QString& name : numbersIn(json) - bare) {
        QVERIFY2(name.endsWith(QLatin1String("Ms")) || name.endsWith(QLatin1String("PerSecond")),
                 qPrintable(name));
    }
    for (const QJsonValue& chart : json["charts"].toArray()) {
        QVERIFY(!chart["unit"].toString().isEmpty());
    }
}

void ReportJsonTest::momentsAreUtcWithMilliseconds() {
    const QJsonObject json = toJson(sampleReport());
    QCOMPARE(json["begun"].toString(), QStringLiteral("2026-01-02T02:36:40.123Z"));

    const QJsonArray timeline = json["cutover"]["timeline"].toArray();
    QCOMPARE(timeline.size(), 8);
    QCOMPARE(timeline[1]["at"].toString(), QStringLiteral("2026-01-02T02:46:40.123Z"));
    QDateTime before;
    for (const QJsonValue& row : timeline) {
        const QDateTime at = momentOf(row["at"]);
        QVERIFY(at.isValid());
        QVERIFY(!before.isValid() || before <= at);
        before = at;
    }
}

void ReportJsonTest::whatWasNotMeasuredIsNull() {
    const QJsonObject json = toJson(Report{});
    for (const char* name : {"frozenOffset", "drainedOffset", "writeFreezeMs", "promotedAfterMs",
                             "sentinelsAgreeAfterMs", "drainMs"}) {
        QVERIFY2(json["cutover"][QLatin1String(name)].isNull(), name); // not 0
    }
    QVERIFY(json["keys"].isNull());
    QVERIFY(json["syncDurationMs"].isNull());
    QVERIFY(json["load"].isNull());
    QCOMPARE(json["begun"].toString(), QString());
}

void ReportJsonTest::pointsAreWholeAndGapsAreNull() {
    const QJsonArray charts = toJson(sampleReport())["charts"].toArray();
    QCOMPARE(charts.size(), 6);
    QCOMPARE(charts[0]["series"].toArray().size(), 2);
    QCOMPARE(charts[0]["series"][0]["name"].toString(), QStringLiteral("source"));
    QCOMPARE(charts[0]["series"][1]["name"].toString(), QStringLiteral("Dragonfly"));

    Report report;
    report.charts = {
        {{"Lag"},
         QStringLiteral("bytes"),
         {{{"Dragonfly"}, {{double(frozenAtMs), 5}, {double(frozenAtMs + 1), qQNaN()}}}},
         {}}};
    const QJsonValue points = toJson(report)["charts"][0]["series"][0]["points"];
    QCOMPARE(points[0][0].toInteger(), frozenAtMs);
    QCOMPARE(points[0][1].toInt(), 5);
    QVERIFY(points[1][1].isNull());
}

void ReportJsonTest::whatAServerSaidStaysAsItWas() {
    const QByteArray bytes = QJsonDocument(toJson(evilReport())).toJson();
    const QJsonObject json = QJsonDocument::fromJson(bytes).object();
    QCOMPARE(json["name"].toString(), evil);
    QCOMPARE(json["endpoints"][0]["identity"].toString(), evil);
    QCOMPARE(json["findings"][0]["found"].toString(), evil);
    QCOMPARE(json["cutover"]["timeline"][0]["text"].toString(), evil);
}

void ReportJsonTest::saysSoOfAStandIn() {
    Report report = sampleReport();
    QCOMPARE(toJson(report)["standIn"], QJsonValue(false));
    report.standIn = true;
    QCOMPARE(toJson(report)["standIn"], QJsonValue(true));
}

void ReportJsonTest::aRehearsalTellsItsLoad() {
    Report report = sampleReport();
    report.load = ReportLoad{120'000, 2, 412, 999.5};
    const QJsonValue load = toJson(report)["load"];
    QCOMPARE(load["acknowledgedWrites"].toInteger(), 120'000);
    QCOMPARE(load["lostWrites"].toInteger(), 2);
    QCOMPARE(load["outageMs"].toInteger(), 412);
    QCOMPARE(load["achievedWritesPerSecond"].toDouble(), 999.5);
}

void ReportJsonTest::noSecretIsInIt() {
    const QByteArray bytes = QJsonDocument(toJson(sampleReport())).toJson();
    QVERIFY(bytes.contains("masterauth (hidden)"));
    QVERIFY(!bytes.contains("open sesame"));
}

void ReportJsonTest::isWrittenBesideTheOtherForms() {
    const QTemporaryDir folder;
    const QString deep = folder.filePath(QStringLiteral("a/b"));
    const auto files = writeReport(sampleReport(), deep);

    QVERIFY2(files.has_value(), files ? "" : qPrintable(files.error().english()));
    QCOMPARE(QDir(deep).entryList(QDir::Files),
             (QStringList{"report.html", "report.json", "report.md"}));
    QCOMPARE(files->size(), 3);
    QFile json(QDir(deep).filePath(QStringLiteral("report.json")));
    QVERIFY(json.open(QIODevice::ReadOnly));
    QJsonParseError error;
    QCOMPARE(QJsonDocument::fromJson(json.readAll(), &error).object(), toJson(sampleReport()));
    QCOMPARE(error.error, QJsonParseError::NoError);

    QVERIFY(writeReport(Report{}, deep).has_value()); // again, over the old ones
}

void ReportJsonTest::isNotWrittenWhereItCannotBe() {
    const QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("taken")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    for (const QString& path : {file.fileName(), file.fileName() + "/below"}) {
        const auto files = writeReport(sampleReport(), path);
        QVERIFY(!files);
        QVERIFY(files.error().kind == ErrorKind::Storage);
        QVERIFY(files.error().english().contains(path));
    }
    QCOMPARE(file.size(), 0);
}

QTEST_GUILESS_MAIN(ReportJsonTest)
#include "report_json_test.moc"
