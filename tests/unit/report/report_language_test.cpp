// SPDX-License-Identifier: GPL-3.0-or-later
#include "sample_report.h"
#include "support/source_tree.h"

#include <QCoreApplication>
#include <QDirIterator>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QSet>
#include <QTest>
#include <QTranslator>

using namespace ferryman;
using namespace ferryman::test;

namespace {

/// Leaves of every text its places alone, and keeps what it was asked for.
class Wordless final : public QTranslator {
public:
    QString translate(const char* context, const char* text, const char*, int) const override {
        static const QRegularExpression place("%L?[0-9n]");
        if (qstrcmp(context, "core") != 0) {
            return {};
        }
        asked << QString::fromUtf8(text);
        QString translated = "‹";
        for (auto it = place.globalMatch(QString::fromUtf8(text)); it.hasNext();) {
            translated += it.next().captured() + ' ';
        }
        return translated + "›";
    }
    [[nodiscard]] bool isEmpty() const override { return false; }

    mutable QSet<QString> asked;
};

class Installed {
public:
    explicit Installed(QTranslator& translator)
        : m_translator(translator) {
        QCoreApplication::installTranslator(&m_translator);
    }
    ~Installed() { QCoreApplication::removeTranslator(&m_translator); }
    Installed(const Installed&) = delete;
    Installed& operator=(const Installed&) = delete;

private:
    QTranslator& m_translator;
};

QString translatedPage(const Report& report) {
    const Wording wording{"de", [numbers = QLocale(QLocale::German)](const Message& message) {
                              return message.translated(numbers);
                          }};
    return QString::fromUtf8(toHtml(report, wording));
}

/// Whatever others said is a figure, so that all words in it are the report's own.
Report speechless() {
    const QString figure = "7";
    Report report = reportSaying(figure);
    report.plan.id = report.plan.name = report.plan.group = figure;
    report.environment = {figure, figure, figure, figure, figure, figure};
    report.seal.hash = figure;
    report.verification.selfTest->leftOut = {figure};
    report.verification.verdict->counts.byClass = {{"missing", 1}, {"value", 1}};
    report.verification.verdict->counts.differencesByType = {{figure, 1}};
    for (Finding& finding : report.findings) {
        finding.id = figure;
    }
    return report;
}

/// Words that no template of a text was asked for; commands and keys are as they are sent.
QStringList foreignWords(QString html) {
    static const QRegularExpression style("<style>.*</style>",
                                          QRegularExpression::DotMatchesEverythingOption);
    static const QRegularExpression verbatim("<td class=\"mono[^\"]*\">.*?</td>");
    static const QRegularExpression label("<[^>]*aria-label=\"([^\"]*)\"[^>]*>");
    static const QRegularExpression markup("<[^>]*>|&[a-z]+;");
    static const QRegularExpression unit("\\b([kMGTP]?B(/s)?|ms|s|min|h)\\b");
    static const QRegularExpression word("\\p{L}+");
    html.remove(style).remove(verbatim).replace(label, " \\1 ").replace(markup, " ").remove(unit);
    QStringList words;
    for (auto it = word.globalMatch(html); it.hasNext();) {
        words << it.next().captured();
    }
    return words;
}

/// Every text that app/ marks for translation.
QSet<QString> markedTexts() {
    static const QRegularExpression mark(
        R"re(QT_TRANSLATE_(?:N_)?NOOP\(\s*"core",((?:\s*"(?:[^"\\]|\\.)*")+)\s*\))re");
    static const QRegularExpression literal(R"re("((?:[^"\\]|\\.)*)")re");
    QSet<QString> marked;
    QDirIterator it(sourcePath("app"), {"*.cpp", "*.h"}, QDir::Files, QDirIterator::Subdirectories);
    const QDir root(sourcePath({}));
    while (it.hasNext()) {
        const QString source = QString::fromUtf8(sourceFile(root.relativeFilePath(it.next())));
        for (auto found = mark.globalMatch(source); found.hasNext();) {
            const QString literals = found.next().captured(1);
            QString text;
            for (auto part = literal.globalMatch(literals); part.hasNext();) {
                text += part.next().captured(1);
            }
            marked << text.replace("\\\"", "\"");
        }
    }
    return marked;
}

} // namespace

/// The record is English whatever the console speaks; what is for reading has no word of it left.
class ReportLanguageTest : public QObject {
    Q_OBJECT

private slots:
    void noWordIsLeftUntranslated_data();
    void noWordIsLeftUntranslated();
    void theRecordStaysEnglish();
    void aPageNamesItsLanguage();
    void whatAServerSaidStaysAsItIs();
};

void ReportLanguageTest::noWordIsLeftUntranslated_data() {
    QTest::addColumn<Report>("report");
    for (const Ending ending :
         {Ending::None, Ending::Migrated, Ending::Aborted, Ending::Attention}) {
        Report report = speechless();
        report.cutover.ending = ending;
        QTest::addRow("%s", toString(ending)) << report;
    }
    Report rehearsal = speechless();
    rehearsal.standIn = true;
    rehearsal.load = ReportLoad{120'000, 3, 412, 1000};
    rehearsal.plan.policy.oldPrimary = OldPrimary::Shutdown;
    rehearsal.verification.verdict->mode = VerifyOptions::Mode::Sample;
    rehearsal.verification.verdict->counts.undecided = 3;
    QTest::newRow("rehearsal") << rehearsal;
    Report unproven = speechless();
    unproven.verification = {};
    unproven.verification.isReplaced = true;
    unproven.cutover.figures = {};
    unproven.plan.policy.oldPrimary = OldPrimary::Leave;
    unproven.mends.first().servers.first().undone = true;
    unproven.rows.removeIf([](const JournalRow& row) { return row.kind == RowKind::Reply; });
    unproven.seal = {};
    QTest::newRow("unproven") << unproven;
    QTest::newRow("nothing") << Report{};
}

void ReportLanguageTest::noWordIsLeftUntranslated() {
    QFETCH(Report, report);
    Wordless translator;
    const Installed installed(translator);
    const QStringList foreign = foreignWords(translatedPage(report));
    QVERIFY2(foreign.isEmpty(), qPrintable(foreign.join(' ')));

    // And the translators get to see all of it: an unmarked text is in no catalogue.
    static const QRegularExpression letters("\\p{L}");
    static const QRegularExpression place("%[0-9n]");
    static const QSet<QString> marked = markedTexts();
    QSet<QString> unmarked = translator.asked - marked - QSet<QString>{"Ferryman", "Qt"};
    unmarked.removeIf(
        [](const QString& text) { return !QString(text).remove(place).contains(letters); });
    QVERIFY2(unmarked.isEmpty(), qPrintable(unmarked.values().join('\n')));
    QVERIFY(translator.asked.size() > 40);
}

void ReportLanguageTest::theRecordStaysEnglish() {
    const Report report = reportSaying("words");
    const QList<std::pair<QString, QByteArray>> before = formsOf(report);
    Wordless translator;
    const Installed installed(translator);
    QVERIFY(Message{"Result"}.translated() == "‹›"); // it works on what asks for it
    const QList<std::pair<QString, QByteArray>> after = formsOf(report);
    QCOMPARE(after.size(), 3);
    for (qsizetype i = 0; i < after.size(); ++i) {
        QVERIFY2(after[i] == before[i], qPrintable(after[i].first));
    }
}

void ReportLanguageTest::aPageNamesItsLanguage() {
    const QString record = QString::fromUtf8(toHtml(sampleReport()));
    QVERIFY(record.startsWith("<!DOCTYPE html><html lang=\"en\">"));
    QVERIFY(!record.contains("translation"));
    const QString page = translatedPage(sampleReport());
    QVERIFY(page.startsWith("<!DOCTYPE html><html lang=\"de\">"));
    QVERIFY(page.contains("This page is a translation")); // of which it is told where the record is
}

void ReportLanguageTest::whatAServerSaidStaysAsItIs() {
    Wordless translator;
    const Installed installed(translator);
    const QString page = translatedPage(evilReport());
    QVERIFY(!page.contains("<script"));
    QVERIFY(page.count(evil.toHtmlEscaped()) > 40); // none of it was taken for a template
}

QTEST_GUILESS_MAIN(ReportLanguageTest)
#include "report_language_test.moc"
