// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/on_page.h"
#include "gui/sample_snapshots.h"
#include "print/chart_image.h"
#include "print/page_breaks.h"
#include "print/reader_forms.h"
#include "support/await.h"
#include "translation.h"
#include "unit/report/sample_report.h"
#include "wizard/report_page.h"

#include <QDateTime>
#include <QFileDialog>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>
#include <QTextBrowser>
#include <QTextDocument>
#include <QUrl>

#include <algorithm>

using namespace ferryman;
using namespace ferryman::test;

namespace {

struct Page : OnPage<ReportPage> {
    explicit Page(const Snapshot& snapshot)
        : OnPage({1040, 620}, snapshot) {}

    [[nodiscard]] QString report() const { return find<QTextBrowser>("reportText")->toPlainText(); }
};

Snapshot withReport(const Report& report) {
    Snapshot snapshot = endedSnapshot(report.cutover.ending);
    snapshot.journalRows = report.seal.row;
    snapshot.report.report = std::make_shared<const Report>(report);
    return snapshot;
}

QByteArray contentsOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Objects of a page; the tree of pages says "/Type /Pages".
qsizetype pagesOf(const QByteArray& pdf) {
    return pdf.count("/Type /Page\n");
}

Report withManyCommands(int commands) {
    Report report = sampleReport();
    for (int i = 0; i < commands; ++i) {
        report.rows.append({i + 1,
                            report.made,
                            RowKind::Command,
                            "10.0.0.1:6379",
                            {{"command", QString("CONFIG SET maxmemory %1").arg(i)}}});
    }
    return report;
}

} // namespace

/// The last step: the proof at a glance, and files to hand on.
class ReportPageTest : public QObject {
    Q_OBJECT

private slots:
    void aPdfHasItsPages();
    void nothingStandsAloneAtTheFootOfAPage();
    void aLongPdfHoldsNobodyUp();
    void aPdfThatCannotBeWrittenSaysWhy();
    void everyChartIsAPicture();
    void nothingIsShownBeforeThereIsAReport();
    void theProofStandsAtTheTop();
    void whatWasVerifiedStandsBesideIt_data();
    void whatWasVerifiedStandsBesideIt();
    void theContentsLeadThroughTheReport();
    void theStepsBackAreOneClickAway();
    void everyFormIsExported();
    void theReaderHasAPageInTheirLanguage();
    void aFailedExportIsSaid();
    void anAlteredJournalIsSaid();
    void anAbortedSwitchHasNoOldPrimary();
};

void ReportPageTest::aPdfHasItsPages() {
    const QTemporaryDir folder;
    auto report = std::make_shared<Report>(sampleReport());
    Verdict verdict = sampleVerdict();
    verdict.counts.differences = 2;
    report->verification = verificationFrom(verificationRows(verdict));
    const auto written = await(writeReaderForms(report, folder.path()));
    VERIFY_VALUE(written);
    const QString path = folder.filePath("report.pdf");
    QCOMPARE(*written, QStringList{path}); // the page in English is the record, and core's
    const QByteArray pdf = contentsOf(path);
    QVERIFY(pdf.startsWith("%PDF-1."));
    QVERIFY(pdf.trimmed().endsWith("%%EOF"));
    QVERIFY2(pagesOf(pdf) > 1, qPrintable(QString::number(pagesOf(pdf))));
    QVERIFY(QFile::copy(path, "report-sample.pdf") || QFile::exists("report-sample.pdf"));
}

void ReportPageTest::nothingStandsAloneAtTheFootOfAPage() {
    int tornBefore = 0;
    for (int lines = 0; lines < 60; ++lines) {
        QTextDocument document;
        document.setPageSize({600, 800});
        QImage picture(500, 140, QImage::Format_RGB32);
        picture.fill(Qt::gray);
        document.addResource(QTextDocument::ImageResource, QUrl("chart"), picture);
        QString html = QString("<p>line</p>").repeated(lines);
        for (int i = 0; i < 5; ++i) {
            html += "<h2>Section</h2><h3>Part</h3><table><tr><td>cell</td></tr><tr><td>cell</td>"
                    "</tr></table><h2>Charts</h2><div><b>Lag in bytes</b><br><img src=\"chart\">"
                    "</div><div><b>Lag in seconds</b><br><img src=\"chart\"></div>";
        }
        document.setHtml(html);
        tornBefore += tornApart(document);
        const int pages = document.pageCount();
        keepTogether(document);
        QCOMPARE(tornApart(document), 0);
        QVERIFY(document.pageCount() <= pages * 2);
    }
    QVERIFY(tornBefore > 0); // else this would show nothing
}

void ReportPageTest::aLongPdfHoldsNobodyUp() {
    const QTemporaryDir folder;
    const auto report = std::make_shared<const Report>(withManyCommands(3000));
    QTimer heart;
    int beats = 0;
    heart.callOnTimeout([&beats] { ++beats; });
    heart.start(5);
    const Future<QStringList> future = writeReaderForms(report, folder.path());
    QVERIFY(!future.isFinished()); // it returned before the work was done
    VERIFY_VALUE(await(future, std::chrono::minutes{3}));
    QVERIFY2(beats > 20, qPrintable(QString::number(beats))); // and this thread lived meanwhile
    QVERIFY(pagesOf(contentsOf(folder.filePath("report.pdf"))) > 30);
}

void ReportPageTest::aPdfThatCannotBeWrittenSaysWhy() {
    const auto written =
        await(writeReaderForms(std::make_shared<const Report>(sampleReport()), "/no/such/folder"));
    VERIFY_ERROR(written, ErrorKind::Storage);
}

void ReportPageTest::everyChartIsAPicture() {
    for (const ReportChart& chart : sampleReport().charts) {
        const QImage image = chartImage(chart, englishWording(), lightColours(), 860);
        QCOMPARE(image.width(), 860);
        const QRgb line = lightColours().dragonfly.rgb();
        int drawn = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                drawn += image.pixel(x, y) == line ? 1 : 0;
            }
        }
        QVERIFY2(drawn > 100, qPrintable(chart.title.english())); // in Dragonfly's colour
    }
    QVERIFY(chartImage(ReportChart{}, englishWording(), lightColours(), 860).isNull());
}

void ReportPageTest::nothingIsShownBeforeThereIsAReport() {
    const Page on(Snapshot{});
    QVERIFY(!on.find<QPushButton>("exportButton")->isEnabled());
    QVERIFY(!on.shows("reportContents"));
    QVERIFY(!on.shows("oldPrimaryPanel"));
    QCOMPARE(on.text("reportResult"), QString("–"));
}

void ReportPageTest::theProofStandsAtTheTop() {
    const Page on(withReport(sampleReport()));
    QCOMPARE(on.text("reportResult"), QString("moved"));
    QCOMPARE(on.text("reportOutage"), QString("0.32 s"));
    QCOMPARE(on.text("reportLost"), QString("none"));
    QCOMPARE(on.text("newPrimary"), QString("10.0.0.2:6380"));
    QStringList all;
    for (const QLabel* label : on.page.findChildren<QLabel*>()) {
        all << label->text();
    }
    QVERIFY(
        all.contains("Frozen at offset 48,998,411,552; Dragonfly had 48,998,411,552 when it was "
                     "promoted."));
    QVERIFY(all.contains("Sentinels that agree: 3 of 3"));
    QVERIFY(on.text("oldPrimaryState").contains("10.0.0.1:6379 is parked"));
    QVERIFY(on.text("backCost").contains("loses every write"));
}

void ReportPageTest::whatWasVerifiedStandsBesideIt_data() {
    QTest::addColumn<std::optional<Verdict>>("verdict");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("note");
    Verdict verdict = sampleVerdict();
    verdict.counts.undecided = 0;
    QTest::newRow("every key") << std::optional(verdict) << "every key"
                               << "12,418,302 compared, none differs";
    QTest::newRow("when") << std::optional(verdict) << "every key"
                          << "ended " + QLocale().toString(
                                            QDateTime::fromMSecsSinceEpoch(verdict.finishedAtMs),
                                            QLocale::ShortFormat);
    verdict.counts.differences = 2;
    QTest::newRow("differences") << std::optional(verdict) << "differences: 2"
                                 << "12,418,302 keys compared";
    QTest::newRow("by offset") << std::optional<Verdict>() << "by offset"
                               << "the data themselves were not compared";
}

void ReportPageTest::whatWasVerifiedStandsBesideIt() {
    QFETCH(std::optional<Verdict>, verdict);
    QFETCH(QString, note);
    Report report = sampleReport();
    report.verification = {};
    report.verification.verdict = verdict;
    const Page on(withReport(report));
    QTEST(on.text("reportVerified"), "value");
    const QWidget* card = on.find<QLabel>("reportVerified")->parentWidget();
    QStringList texts;
    for (const QLabel* label : card->findChildren<QLabel*>()) {
        texts << label->text();
    }
    QVERIFY2(texts.join('\n').contains(note), qPrintable(texts.join('\n')));
}

void ReportPageTest::theContentsLeadThroughTheReport() {
    const Page on(withReport(withManyCommands(400)));
    auto* contents = on.find<QListWidget>("reportContents");
    QCOMPARE(contents->count(), 11);
    QVERIFY(on.report().contains("no acknowledged write was lost"));
    const auto open = [&](const char* title) {
        const auto items = contents->findItems(title, Qt::MatchStartsWith);
        QCOMPARE(items.size(), 1);
        contents->setCurrentItem(items.first());
    };
    open("Findings");
    QVERIFY(on.report().contains("no scripts here"));
    open("Timeline");
    QVERIFY(on.report().contains("Every Sentinel agrees."));
    open("Commands");
    QVERIFY(on.report().contains("CONFIG SET maxmemory 399"));
    QVERIFY(!on.report().contains("CONFIG SET maxmemory 1\n")); // too many for a screen
    QVERIFY(on.report().contains("All of them stand in the exported report"));
    open("Environment");
    QVERIFY(on.report().contains("f00d"));
}

void ReportPageTest::theStepsBackAreOneClickAway() {
    const Page on(withReport(sampleReport()));
    on.click("showBackStepsButton");
    QVERIFY(on.report().contains("SENTINEL REMOVE orders"));
}

void ReportPageTest::everyFormIsExported() {
    const QTemporaryDir folder;
    Snapshot snapshot = withReport(sampleReport());
    Page on(snapshot);
    QCOMPARE(on.text("reportFiles"), QString("Not exported yet."));
    on.click("exportButton");
    auto* dialog = on.find<QFileDialog>("exportDialog");
    QVERIFY(dialog);
    emit dialog->fileSelected(folder.path());
    dialog->close();
    QCOMPARE(on.session.commands(), QStringList{"exportReport " + folder.path()});
    snapshot.report.files =
        QStringList{folder.filePath("report.html"), folder.filePath("report.md"),
                    folder.filePath("report.json")};
    on.session.show(snapshot);
    QTRY_COMPARE_WITH_TIMEOUT(on.text("reportFiles"),
                              QString("report.html\nreport.md\nreport.json\nreport.pdf"), 20'000);
    QVERIFY(contentsOf(folder.filePath("report.pdf")).startsWith("%PDF"));
    QVERIFY(on.shows("openReportFolderButton"));
    QVERIFY2(on.banner().contains("The report was written."), qPrintable(on.banner()));
}

void ReportPageTest::theReaderHasAPageInTheirLanguage() {
    installTranslations(QLocale("de_AT"));
    const auto english = qScopeGuard([] { installTranslations(QLocale("en")); });
    QCOMPARE(installedLanguage(), QString("de"));
    const QTemporaryDir folder;
    Snapshot snapshot = withReport(sampleReport());
    Page on(snapshot);
    QVERIFY(on.text("subtitle").contains("report.de.html"));
    QVERIFY(!on.report().contains("Writes lost"));
    on.click("exportButton");
    auto* dialog = on.find<QFileDialog>("exportDialog");
    QVERIFY(dialog);
    emit dialog->fileSelected(folder.path());
    dialog->close();
    snapshot.report.files = QStringList{folder.filePath("report.html")};
    on.session.show(snapshot);
    QTRY_COMPARE_WITH_TIMEOUT(on.text("reportFiles"),
                              QString("report.html\nreport.de.html\nreport.pdf"), 20'000);
    const QByteArray page = contentsOf(folder.filePath("report.de.html"));
    QVERIFY(page.startsWith("<!DOCTYPE html><html lang=\"de\">"));
    const Message known{"Writes lost"};
    QVERIFY(known.translated() != known.english());
    QVERIFY(page.contains(known.translated().toUtf8()));
    QVERIFY(!page.contains(">Writes lost<"));
    QVERIFY(contentsOf(folder.filePath("report.pdf")).startsWith("%PDF"));
    QVERIFY(!QFile::exists(folder.filePath("report.html"))); // the record is core's to write

    installTranslations(QLocale("en"));
    QCOMPARE(installedLanguage(), QString("en"));
    QVERIFY(translatedPageName().isEmpty());
}

void ReportPageTest::aFailedExportIsSaid() {
    Snapshot snapshot = withReport(sampleReport());
    Page on(snapshot);
    on.click("exportButton");
    auto* dialog = on.find<QFileDialog>("exportDialog");
    emit dialog->fileSelected("/no/such/folder");
    dialog->close();
    QTRY_VERIFY_WITH_TIMEOUT(on.banner().contains("/no/such/folder/report.pdf"), 20'000);
}

void ReportPageTest::anAlteredJournalIsSaid() {
    Report report = sampleReport();
    report.seal.fault = {"Row 3 of the journal was altered."};
    const Page on(withReport(report));
    QVERIFY2(on.banner().contains("proves nothing"), qPrintable(on.banner()));
    QVERIFY(on.report().contains("Row 3 of the journal was altered."));
}

void ReportPageTest::anAbortedSwitchHasNoOldPrimary() {
    Report report = sampleReport();
    report.cutover.ending = Ending::Aborted;
    const Page on(withReport(report));
    QCOMPARE(on.text("reportResult"), QString("aborted"));
    QCOMPARE(on.text("oldPrimaryState"), QString("It is the primary as before."));
    QVERIFY(!on.shows("copyShutdownButton"));
}

QTEST_MAIN(ReportPageTest)
#include "report_page_test.moc"
