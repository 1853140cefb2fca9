// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/svg_chart.h"
#include "sample_report.h"

#include <QRegularExpression>
#include <QTest>
#include <QXmlStreamReader>

using namespace ferryman;
using namespace ferryman::test;

namespace {

struct Element {
    QString name;
    QXmlStreamAttributes attributes;
    QString text;
};

/// All elements of it, in order; the test fails where it is no XML.
QList<Element> elementsOf(const QString& svg) {
    QList<Element> elements;
    QXmlStreamReader xml(svg);
    while (!xml.atEnd()) {
        const auto token = xml.readNext();
        if (token == QXmlStreamReader::StartElement) {
            elements.append({xml.name().toString(), xml.attributes(), {}});
        } else if (token == QXmlStreamReader::Characters && !elements.isEmpty()) {
            elements.last().text += xml.text();
        }
    }
    if (xml.hasError()) {
        QTest::qFail(qPrintable(xml.errorString() + ": " + svg), __FILE__, __LINE__);
    }
    return elements;
}

QStringList classesOf(const QString& svg) {
    QStringList classes;
    for (const Element& element : elementsOf(svg)) {
        classes.append(element.attributes.value(QLatin1String("class")).toString());
    }
    return classes;
}

QStringList pathsOf(const QString& svg) {
    QStringList paths;
    for (const Element& element : elementsOf(svg)) {
        if (element.name == QLatin1String("path")) {
            paths.append(element.attributes.value(QLatin1String("d")).toString());
        }
    }
    return paths;
}

ReportChart chartOf(const QList<Points>& series, const char* unit = "bytes") {
    ReportChart chart{{"Replication offset"}, QString::fromLatin1(unit), {}, {}};
    for (const Points& points : series) {
        chart.series.append({Message{"a series"}, points});
    }
    return chart;
}

Points flat(double value) {
    return {{double(frozenAtMs), value}, {double(frozenAtMs + 60'000), value}};
}

} // namespace

class SvgChartTest : public QObject {
    Q_OBJECT

private slots:
    void drawsBothSeriesApart();
    void aGapStaysAGap();
    void everyPointIsInThePicture_data();
    void everyPointIsInThePicture();
    void aFlatLineHasFewGridLines_data();
    void aFlatLineHasFewGridLines();
    void everyGridLineHasALabelOfItsOwn_data();
    void everyGridLineHasALabelOfItsOwn();
    void markersStandInTheirTimeAlone();
    void twoMarksAtOneMomentAreBothNamed();
    void theEndOfASwitchIsInThePicture();
    void aLimitThatIsNearIsDrawn_data();
    void aLimitThatIsNearIsDrawn();
    void aTitleIsText();
    void saysWhenThereIsNothingToDraw();
};

void SvgChartTest::drawsBothSeriesApart() {
    for (const ReportChart& chart : sampleReport().charts) {
        const QString svg = svgOf(chart);
        const QStringList classes = classesOf(svg);
        const QStringList series = classes.filter(QStringLiteral("series "));
        QCOMPARE(series.size(), chart.series.size());
        QCOMPARE(QSet<QString>(series.begin(), series.end()).size(), series.size()); // told apart
        for (const QString& path : pathsOf(svg)) {
            QVERIFY(path.startsWith(u'M'));
            QVERIFY(path.count(u'L') > 50);
        }
    }
}

void SvgChartTest::aGapStaysAGap() {
    const Points points{{double(frozenAtMs), 1},
                        {double(frozenAtMs + 1000), 2},
                        {double(frozenAtMs + 2000), qQNaN()},
                        {double(frozenAtMs + 3000), 3},
                        {double(frozenAtMs + 4000), 4}};
    const QStringList paths = pathsOf(svgOf(chartOf({points})));
    QCOMPARE(paths.size(), 1);
    QCOMPARE(paths[0].count(u'M'), 2);
    QCOMPARE(paths[0].count(u'L'), 2);
    QVERIFY(!paths[0].contains(QLatin1String("nan")));
}

void SvgChartTest::everyPointIsInThePicture_data() {
    QTest::addColumn<Points>("points");
    QTest::newRow("one point") << Points{{double(frozenAtMs), 7}};
    QTest::newRow("zero") << flat(0);
    QTest::newRow("a large offset that hardly moves")
        << Points{{double(frozenAtMs), 48e9}, {double(frozenAtMs + 1000), 48e9 + 3}};
    QTest::newRow("from nothing to much")
        << Points{{double(frozenAtMs), 0}, {double(frozenAtMs + 1000), 9e18}};
    QTest::newRow("fractions") << Points{{double(frozenAtMs), 0.01},
                                         {double(frozenAtMs + 1000), 0.02}};
}

void SvgChartTest::everyPointIsInThePicture() {
    QFETCH(Points, points);
    for (const char* unit : {"bytes", "seconds", "bytes/s"}) {
        static const QRegularExpression coordinate(
            QStringLiteral("[ML](-?[0-9.]+) (-?[0-9.]+)(?=[ML]|$)"));
        const QString path = pathsOf(svgOf(chartOf({points}, unit))).value(0);
        int seen = 0;
        for (auto it = coordinate.globalMatch(path); it.hasNext(); ++seen) {
            const auto match = it.next();
            const double x = match.captured(1).toDouble();
            const double y = match.captured(2).toDouble();
            QVERIFY2(x >= 0 && x <= 860 && y >= 0 && y <= 240, qPrintable(path));
        }
        QCOMPARE(seen, points.size());
    }
}

void SvgChartTest::aFlatLineHasFewGridLines_data() {
    QTest::addColumn<double>("value");
    for (const double value : {0.0, 1.0, 65'536.0, 48e9, 4e13, 9e15, 9.2e18}) {
        QTest::addRow("%g", value) << value;
    }
}

void SvgChartTest::aFlatLineHasFewGridLines() {
    QFETCH(double, value);
    for (const char* unit : {"bytes", "seconds"}) {
        const QStringList classes = classesOf(svgOf(chartOf({flat(value)}, unit)));
        const qsizetype lines = classes.count(QStringLiteral("grid"));
        QVERIFY2(lines >= 2 && lines <= 12, qPrintable(QString::number(lines)));
    }
}

void SvgChartTest::everyGridLineHasALabelOfItsOwn_data() {
    QTest::addColumn<QString>("unit");
    QTest::addColumn<double>("low");
    QTest::addColumn<double>("high");
    QTest::addColumn<QString>("labels");
    QTest::newRow("quarters of a tenth of a second")
        << "seconds" << 0.0 << 0.09 << "0.000 s, 0.025 s, 0.050 s, 0.075 s, 0.100 s";
    QTest::newRow("halves of five seconds")
        << "seconds" << 0.0 << 9.0 << "0.0 s, 2.5 s, 5.0 s, 7.5 s, 10.0 s";
    QTest::newRow("a large offset that grows by some megabytes")
        << "bytes" << 48'990e6 << 49'008e6
        << "48.990 GB, 48.995 GB, 49.000 GB, 49.005 GB, 49.010 GB";
    QTest::newRow("more than one unit")
        << "bytes/s" << 0.0 << 1.9e6 << "0 B/s, 500 kB/s, 1.0 MB/s, 1.5 MB/s, 2.0 MB/s";
}

void SvgChartTest::everyGridLineHasALabelOfItsOwn() {
    QFETCH(QString, unit);
    QFETCH(double, low);
    QFETCH(double, high);
    const Points points{{double(frozenAtMs), low}, {double(frozenAtMs + 60'000), high}};
    QStringList labels;
    for (const Element& element : elementsOf(svgOf(chartOf({points}, qPrintable(unit))))) {
        if (element.text.endsWith(u's') || element.text.endsWith(u'B')) { // else it is a time
            labels << element.text;
        }
    }
    QTEST(labels.join(", "), "labels");
}

void SvgChartTest::markersStandInTheirTimeAlone() {
    ReportChart chart = chartOf({flat(5)});
    chart.markers = {
        {frozenAtMs - 1, "before"}, {frozenAtMs + 1000, "frozen"}, {frozenAtMs + 60'001, "after"}};
    QStringList marks;
    for (const Element& element : elementsOf(svgOf(chart))) {
        if (element.attributes.value(QLatin1String("class")) == QLatin1String("mark")) {
            marks.append(element.text);
        }
    }
    QCOMPARE(marks, QStringList{"frozen"});
}

void SvgChartTest::twoMarksAtOneMomentAreBothNamed() {
    ReportChart chart = chartOf({flat(5)});
    chart.markers = {{frozenAtMs + 30'000, "frozen"}, {frozenAtMs + 30'300, "promoted"}};
    QStringList names;
    QSet<QString> rows;
    for (const Element& element : elementsOf(svgOf(chart))) {
        if (element.attributes.value(QLatin1String("class")) == QLatin1String("mark")) {
            names << element.text;
            rows << element.attributes.value(QLatin1String("y")).toString();
        }
    }
    QCOMPARE(names, (QStringList{"frozen", "promoted"}));
    QCOMPARE(rows.size(), 2); // neither covers the other
}

void SvgChartTest::theEndOfASwitchIsInThePicture() {
    ReportChart chart = chartOf({flat(5)});
    chart.markers = {{frozenAtMs + 60'500, "promoted"}}; // from then on nothing is measured
    const QString svg = svgOf(chart);
    QVERIFY2(svg.contains("promoted"), qPrintable(svg));
}

void SvgChartTest::aLimitThatIsNearIsDrawn_data() {
    QTest::addColumn<double>("measured");
    QTest::addColumn<QString>("unit");
    QTest::addColumn<double>("limit");
    QTest::addColumn<QString>("name"); // empty: it is not drawn
    QTest::newRow("within") << 100'000.0 << "bytes" << 65'536.0 << "limit 65.5 kB";
    QTest::newRow("a little above") << 40'000.0 << "bytes" << 65'536.0 << "limit 65.5 kB";
    QTest::newRow("seconds") << 3.0 << "seconds" << 2.0 << "limit 2 s";
    QTest::newRow("far above") << 400.0 << "bytes" << 65'536.0 << QString();
    QTest::newRow("none was set") << 400.0 << "bytes" << 0.0 << QString();
}

void SvgChartTest::aLimitThatIsNearIsDrawn() {
    QFETCH(double, measured);
    QFETCH(QString, unit);
    QFETCH(double, limit);
    QFETCH(QString, name);
    ReportChart chart = chartOf({flat(measured)}, qPrintable(unit));
    chart.limit = limit;
    QString named;
    for (const Element& element : elementsOf(svgOf(chart))) {
        const auto kind = element.attributes.value(QLatin1String("class"));
        named = kind == QLatin1String("bound") ? element.text : named;
        if (kind == QLatin1String("limit")) {
            const double y = element.attributes.value(QLatin1String("y1")).toDouble();
            QVERIFY2(y >= 0 && y <= 240, qPrintable(QString::number(y)));
        }
    }
    QCOMPARE(named, name);
}

void SvgChartTest::aTitleIsText() {
    ReportChart chart = chartOf({flat(5)});
    chart.title = {"%1", {evil}};
    chart.markers = {{frozenAtMs + 1000, evil.toUtf8()}};
    const QList<Element> elements = elementsOf(svgOf(chart));
    QCOMPARE(elements.first().attributes.value(QLatin1String("aria-label")).toString(), evil);
    QCOMPARE(elements.last().text, evil);
}

void SvgChartTest::saysWhenThereIsNothingToDraw() {
    QVERIFY(svgOf(chartOf({})).contains(QLatin1String("Nothing was measured")));
    QVERIFY(svgOf(chartOf({{}, {}})).contains(QLatin1String("Nothing was measured")));
    const Points gaps{{double(frozenAtMs), qQNaN()}};
    QVERIFY(svgOf(chartOf({gaps})).contains(QLatin1String("Nothing was measured")));
}

QTEST_GUILESS_MAIN(SvgChartTest)
#include "svg_chart_test.moc"
