// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample_report.h"

#include <QRegularExpression>
#include <QTest>

using namespace ferryman;
using namespace ferryman::test;

namespace {

QString htmlOf(const Report& report) {
    return QString::fromUtf8(toHtml(report));
}

/// What is left open or closed twice; empty where every element is closed in its order.
QString imbalanceOf(const QString& html) {
    static const QRegularExpression tag(
        QStringLiteral("<(/?)([a-zA-Z][a-zA-Z0-9]*)([^<>]*?)(/?)>"));
    const QStringList empty{QStringLiteral("meta"), QStringLiteral("br")};
    QStringList open;
    for (auto it = tag.globalMatch(html); it.hasNext();) {
        const auto match = it.next();
        const QString name = match.captured(2);
        if (empty.contains(name) || !match.captured(4).isEmpty()) {
            continue;
        }
        if (match.captured(1).isEmpty()) {
            open.append(name);
        } else if (open.isEmpty() || open.takeLast() != name) {
            return QStringLiteral("</%1> at %2").arg(name).arg(match.capturedStart());
        }
    }
    return open.join(u' ');
}

/// Without the elements, their texts as a reader sees them.
QString textOf(QString html) {
    static const QRegularExpression markup(QStringLiteral("<style>.*</style>|<[^>]*>"),
                                           QRegularExpression::DotMatchesEverythingOption);
    html.replace(markup, QStringLiteral(" "));
    return html.replace(QLatin1String("&lt;"), QLatin1String("<"))
        .replace(QLatin1String("&gt;"), QLatin1String(">"))
        .replace(QLatin1String("&quot;"), QLatin1String("\""))
        .replace(QLatin1String("&amp;"), QLatin1String("&"));
}

} // namespace

class ReportHtmlTest : public QObject {
    Q_OBJECT

private slots:
    void isOneFileOfItsOwn_data();
    void isOneFileOfItsOwn();
    void everyElementIsClosed();
    void whatAServerSaidIsText();
    void tellsTheStoryToTheMillisecond();
    void everySectionIsThere_data();
    void everySectionIsThere();
    void saysSoOfAStandIn();
    void bothSeriesAreDrawn();
    void anEmptyReportIsOneToo();
    void noSecretIsInIt();
    void whatPassedIsFoldedOnAScreen();
    void anEmptyColumnIsLeftOut();
};

void ReportHtmlTest::isOneFileOfItsOwn_data() {
    QTest::addColumn<QString>("reference");
    for (const char* reference : {"src=", "href=", "url(", "@import", "<link", "<script", "<iframe",
                                  "<object", "<img", "http:", "https:", "javascript:", " on"}) {
        QTest::newRow(reference) << QString::fromLatin1(reference);
    }
}

void ReportHtmlTest::isOneFileOfItsOwn() {
    QFETCH(QString, reference);
    static const QRegularExpression texts(QStringLiteral(">[^<]*<"));
    static const QRegularExpression withinThePage(QStringLiteral("href=\"#[a-z-]+\""));
    QString markup = htmlOf(sampleReport()).remove(withinThePage);
    const qsizetype styleEnd = markup.indexOf(QLatin1String("</style>"));
    QVERIFY(styleEnd > 0);
    const QString head = markup.left(styleEnd);
    markup = markup.mid(styleEnd).replace(texts, QStringLiteral("><")); // attributes alone
    QVERIFY(!markup.contains(reference, Qt::CaseInsensitive));
    if (reference != QLatin1String(" on")) {
        QVERIFY(!head.contains(reference, Qt::CaseInsensitive));
    }
}

void ReportHtmlTest::everyElementIsClosed() {
    QCOMPARE(imbalanceOf(QStringLiteral("<p><b>x</p></b>")), QStringLiteral("</p> at 7"));
    for (const Report& report : {sampleReport(), evilReport(), Report{}}) {
        QCOMPARE(imbalanceOf(htmlOf(report)), QString());
    }
}

void ReportHtmlTest::whatAServerSaidIsText() {
    const QString html = htmlOf(evilReport());

    QVERIFY(!html.contains(QLatin1String("<script")));
    QVERIFY(!html.contains(QLatin1String("alert('1 & 2'"))); // & is escaped as well
    // Nobody's words were taken for a template: each of them is there whole.
    const QString text = textOf(html);
    QVERIFY(text.count(evil) > 40);
    QCOMPARE(text.count(QLatin1String("<script>")), text.count(evil));
}

void ReportHtmlTest::tellsTheStoryToTheMillisecond() {
    const Report report = sampleReport();
    const QString html = htmlOf(report);
    const qsizetype timeline = html.indexOf(QLatin1String("<h2>Timeline</h2>"));
    QVERIFY(timeline > 0);

    qsizetype at = timeline;
    for (const TimelineRow& row : report.cutover.timeline) { // in the order in which it happened
        at = html.indexOf(row.text.english().toHtmlEscaped(), at);
        QVERIFY2(at > 0, qPrintable(row.text.english()));
    }
    const QString story = html.mid(timeline, at - timeline);
    QVERIFY(story.contains(QLatin1String("02:46:40.123"))); // Freeze
    QVERIFY(story.contains(QLatin1String("02:46:38.007"))); // Arm
    QVERIFY(story.contains(QLatin1String("02:46:40.441"))); // Promote
    QVERIFY(story.contains(QLatin1String("+318 ms")));
}

void ReportHtmlTest::everySectionIsThere_data() {
    QTest::addColumn<QString>("words");
    for (const char* words : {"Migration of orders cache to Dragonfly",
                              "2026-01-02 02:36:40 to 02:47:40 UTC",
                              "ada@console",
                              "Redis 7.0.15",
                              "Dragonfly 1.40.1",
                              "TLS 1.3",
                              "no TLS",
                              "10.0.0.11:26379",
                              "10.0.0.2:6380 (priority 1, live)",
                              "48,998,411,552",
                              "317 ms",
                              "12,418,302 keys",
                              "3 of 3",
                              "Writes lost none",
                              "Lag in bytes",
                              "22.8 kB",
                              "What was mended",
                              "SENTINEL SET orders down-after-milliseconds 9000 done "
                              "SENTINEL SET orders down-after-milliseconds 1500",
                              "refused: NOPERM",
                              "source.functions",
                              "passed: 1",
                              "not readable: 1",
                              "min-replicas-to-write 999",
                              "the data were not compared",
                              "How to go back",
                              "accepted by ada@console: no scripts here",
                              "Carried out by ada@console",
                              "SENTINEL MONITOR orders 10.0.0.1 6379 2",
                              "CONFIG SET min-replicas-to-write 0",
                              "Debian GNU/Linux 12",
                              "f00d",
                              "REPLICAOF NO ONE"}) {
        QTest::newRow(words) << QString::fromLatin1(words);
    }
}

void ReportHtmlTest::everySectionIsThere() {
    QFETCH(QString, words);
    const QString text = textOf(htmlOf(sampleReport())).simplified();
    QVERIFY2(text.contains(words), qPrintable(text));
}

void ReportHtmlTest::saysSoOfAStandIn() {
    Report report = sampleReport();
    QVERIFY(!htmlOf(report).contains(QLatin1String("stand-in")));
    report.standIn = true;
    QVERIFY(htmlOf(report).contains(QLatin1String("not against a real Dragonfly")));
}

void ReportHtmlTest::bothSeriesAreDrawn() {
    const QString html = htmlOf(sampleReport());
    QCOMPARE(html.count(QLatin1String("<svg")), 6);
    // Offsets, rates, memory and keys of both sides, the lag of Dragonfly alone; each with its key.
    QCOMPARE(html.count(QLatin1String("class=\"series s0")), 4);
    QCOMPARE(html.count(QLatin1String("class=\"series s1")), 6);
    QCOMPARE(html.count(QLatin1String("class=\"key ")), 10);
}

void ReportHtmlTest::anEmptyReportIsOneToo() {
    const QString text = textOf(htmlOf(Report{}));
    for (const char* words :
         {"not switched", "Replication was not watched", "There was no switch",
          "No assessment was made", "Nothing that changes a server was sent", "Endpoint"}) {
        QVERIFY2(text.contains(QLatin1String(words)), words);
    }
}

void ReportHtmlTest::noSecretIsInIt() {
    const QByteArray html = toHtml(sampleReport());
    QVERIFY(html.contains("masterauth (hidden)"));
    QVERIFY(!html.contains("open sesame"));
}

void ReportHtmlTest::whatPassedIsFoldedOnAScreen() {
    Report report = sampleReport();
    report.findings[0].subject = "redis://10.0.0.1:6379";
    const QString html = htmlOf(report);
    const qsizetype folded = html.indexOf("<details><summary><h3>Checks passed: 1</h3>");
    QVERIFY(folded > 0);
    const qsizetype table = html.indexOf("</details><div class=\"panel\">", folded);
    QVERIFY(table > 0); // directly behind it, as the style sheet wants it
    const QString rows = html.mid(table, html.indexOf("</div>", table) - table);
    QVERIFY2(rows.contains(">redis://10.0.0.1:6379<"), qPrintable(rows)); // which server
    QVERIFY(html.contains("@media screen{details:not([open])+.panel{display:none}}"));
}

void ReportHtmlTest::anEmptyColumnIsLeftOut() {
    const auto headsOf = [](const Report& report) {
        const QString html = htmlOf(report);
        const qsizetype from = html.indexOf("<section id=\"findings\">");
        return textOf(html.mid(from, html.indexOf("</thead>", from) - from)).simplified();
    };
    Report report = sampleReport(); // no finding of it names a server
    QVERIFY2(headsOf(report).endsWith("Severity Check Finding Found Wanted Accepted"),
             qPrintable(headsOf(report)));
    report.findings[1].subject = "redis://10.0.0.1:6379";
    report.findings[1].accepted = false;
    QVERIFY2(headsOf(report).endsWith("Severity Check Where Finding Found Wanted"),
             qPrintable(headsOf(report)));
}

QTEST_GUILESS_MAIN(ReportHtmlTest)
#include "report_html_test.moc"
