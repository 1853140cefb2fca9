// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample_report.h"

#include <QRegularExpression>
#include <QTest>

using namespace ferryman;
using namespace ferryman::test;

namespace {

QString markdownOf(const Report& report) {
    return QString::fromUtf8(toMarkdown(report));
}

qsizetype cellsOf(const QString& line) {
    static const QRegularExpression border(QStringLiteral("(?<!\\\\)\\|"));
    return line.count(border) - 1;
}

} // namespace

class ReportMarkdownTest : public QObject {
    Q_OBJECT

private slots:
    void tellsWhatTheOthersTell_data();
    void tellsWhatTheOthersTell();
    void everyRowHasTheCellsOfItsTable();
    void whatAServerSaidIsText();
    void aLineEndIsNoNewRow();
    void saysSoOfAStandIn();
    void noSecretIsInIt();
};

void ReportMarkdownTest::tellsWhatTheOthersTell_data() {
    QTest::addColumn<QString>("words");
    for (const char* words :
         {"# Migration of orders cache to Dragonfly", "**Result**: moved", "48,998,411,552",
          "02:46:40.123", "318 ms", "Dragonfly has everything.", "22.8 kB",
          "ada@console: no scripts here", "## What was mended", "refused: NOPERM",
          "source.functions", "min-replicas-to-write 999", "REPLICAOF NO ONE"}) {
        QTest::newRow(words) << QString::fromLatin1(words);
    }
}

void ReportMarkdownTest::tellsWhatTheOthersTell() {
    QFETCH(QString, words);
    const QString markdown = markdownOf(sampleReport());
    QVERIFY2(markdown.contains(words), qPrintable(markdown));
}

void ReportMarkdownTest::everyRowHasTheCellsOfItsTable() {
    for (const Report& report : {sampleReport(), evilReport()}) {
        qsizetype wanted = 0;
        int rows = 0;
        for (const QString& line : markdownOf(report).split(u'\n')) {
            if (!line.startsWith(u'|')) {
                wanted = 0;
                continue;
            }
            wanted = wanted == 0 ? cellsOf(line) : wanted;
            QVERIFY2(cellsOf(line) == wanted, qPrintable(line));
            ++rows;
        }
        QVERIFY(rows > 15);
    }
}

void ReportMarkdownTest::whatAServerSaidIsText() {
    const QString markdown = markdownOf(evilReport());
    QVERIFY(!markdown.contains(QLatin1String("<script>")));
    for (const QChar special : QStringLiteral("<>`")) { // each only behind a backslash
        const QRegularExpression bare(QStringLiteral("(?<!\\\\)") +
                                      QRegularExpression::escape(special));
        QVERIFY2(!markdown.contains(bare), qPrintable(QString(special)));
    }
    QVERIFY(markdown.contains(QLatin1String("%1%2%3"))); // and no template
}

void ReportMarkdownTest::aLineEndIsNoNewRow() {
    Report report = sampleReport();
    report.plan.name = QStringLiteral("a\n# b\r# c");
    report.findings[0].found = {"%1", {QStringLiteral("x\r| y |\n| z |")}};
    const QString markdown = markdownOf(report);
    QVERIFY(!markdown.contains(u'\r'));
    QVERIFY(!markdown.contains(QLatin1String("\n# b")));
    QVERIFY(!markdown.contains(QLatin1String("\n| z")));
}

void ReportMarkdownTest::saysSoOfAStandIn() {
    Report report = sampleReport();
    QVERIFY(!markdownOf(report).contains(QLatin1String("stand-in")));
    report.standIn = true;
    QVERIFY(markdownOf(report).contains(QLatin1String("not against a real Dragonfly")));
}

void ReportMarkdownTest::noSecretIsInIt() {
    const QString markdown = markdownOf(sampleReport());
    QVERIFY(markdown.contains(QLatin1String("masterauth (hidden)")));
    QVERIFY(!markdown.contains(QLatin1String("open sesame")));
}

QTEST_GUILESS_MAIN(ReportMarkdownTest)
#include "report_markdown_test.moc"
