// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/format.h"
#include "base/message.h"
#include "support/source_tree.h"
#include "translation.h"

#include <QFile>
#include <QMap>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QTranslator>
#include <QXmlStreamReader>

using namespace ferryman;
using namespace ferryman::test;

namespace {

struct Text {
    QString context;
    QString source;
    QStringList translations; ///< One, or one for each plural form.
    bool isCounted = false;
    bool finished = false;

    [[nodiscard]] QString name() const { return context + ": " + source; }
};

Text readMessage(QXmlStreamReader& xml, const QString& context) {
    Text text{.context = context, .source = {}, .translations = {}};
    text.isCounted = xml.attributes().value("numerus") == u"yes";
    while (xml.readNextStartElement()) {
        if (xml.name() == u"source") {
            text.source = xml.readElementText();
        } else if (xml.name() == u"translation") {
            text.finished = !xml.attributes().hasAttribute("type");
            QString single;
            while (xml.readNext() != QXmlStreamReader::EndElement && !xml.hasError()) {
                if (xml.isStartElement()) {
                    text.translations << xml.readElementText();
                } else {
                    single += xml.text();
                }
            }
            if (!text.isCounted) {
                text.translations << single;
            }
        } else {
            xml.skipCurrentElement();
        }
    }
    return text;
}

QList<Text> readTexts(const QByteArray& ts) {
    QList<Text> texts;
    QXmlStreamReader xml(ts);
    QString context;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement) {
            continue;
        }
        if (xml.name() == u"name") {
            context = xml.readElementText();
        } else if (xml.name() == u"message") {
            texts << readMessage(xml, context);
        }
    }
    if (xml.hasError()) {
        QTest::qFail(qPrintable(xml.errorString()), __FILE__, __LINE__);
    }
    return texts;
}

QStringList placeholders(const QString& text) {
    static const QRegularExpression pattern("%L?(\\d+|n)");
    QStringList found;
    for (auto it = pattern.globalMatch(text); it.hasNext();) {
        found << it.next().captured(1);
    }
    found.removeDuplicates();
    found.sort();
    return found;
}

const QStringList languages = {"de", "es", "fr", "ja", "zh"};

/// With English, which has a catalogue of what ui counts; core brings its own English.
const QStringList catalogues = QStringList(languages) << "en";

/// As Qt counts: none and one are of one form in French, Japanese and Chinese have but one.
const QMap<QString, int> pluralForms = {{"de", 2}, {"en", 2}, {"es", 2},
                                        {"fr", 2}, {"ja", 1}, {"zh", 1}};

QString catalogue(const QString& language) {
    return QString("translations/ferryman_%1.ts").arg(language);
}

/// These catalogues as lupdate would leave them with these sources and options; empty where that
/// fails.
QMap<QString, QByteArray> updatedCatalogues(const QStringList& languagesOf, QStringList arguments) {
    const QTemporaryDir folder;
    arguments << QStringList{"-no-obsolete", "-locations", "none", "-ts"};
    for (const QString& language : languagesOf) {
        const QString copy = folder.filePath(QString("ferryman_%1.ts").arg(language));
        QFile::copy(sourcePath(catalogue(language)), copy);
        QFile::setPermissions(copy, QFile::ReadOwner | QFile::WriteOwner);
        arguments << copy;
    }
    QProcess lupdate;
    lupdate.setProcessChannelMode(QProcess::MergedChannels);
    lupdate.start(FERRYMAN_LUPDATE, arguments);
    lupdate.waitForFinished();
    const QByteArray said = lupdate.readAll();
    // Such a class has its texts filed under the wrong name and would never find their translation.
    if (lupdate.exitCode() != 0 || said.contains("lacks Q_OBJECT")) {
        QTest::qFail(said.constData(), __FILE__, __LINE__);
        return {};
    }
    QMap<QString, QByteArray> updated;
    for (const QString& language : languagesOf) {
        QFile file(folder.filePath(QString("ferryman_%1.ts").arg(language)));
        if (file.open(QIODevice::ReadOnly)) {
            updated.insert(language, file.readAll());
        }
    }
    return updated;
}

QMap<QString, QByteArray> updatedCatalogues() {
    QMap<QString, QByteArray> all =
        updatedCatalogues(languages, {sourcePath("app"), sourcePath("ui")});
    all.insert(updatedCatalogues({"en"}, {sourcePath("ui"), "-pluralonly"}));
    return all;
}

/// What is wrong with the forms of a counted text; empty where they are whole.
QString faultOf(const Text& text, int forms) {
    if (text.translations.size() != forms) {
        return QString("%1 forms instead of %2").arg(text.translations.size()).arg(forms);
    }
    return text.translations.contains(QString()) ? QString("an empty form") : QString();
}

} // namespace

class TranslationTest : public QObject {
    Q_OBJECT

private slots:
    void everyTextOfTheSourcesIsTranslated();
    void everyPluralHasItsForms_data();
    void everyPluralHasItsForms();
    void aFaultOfFormsIsFound();
    void countsAreNeverShownBare();
    void placeholdersSurviveTranslation_data();
    void placeholdersSurviveTranslation();
    void theCatalogueIsInTheProgram_data();
    void theCatalogueIsInTheProgram();
    void countsReadRight_data();
    void countsReadRight();
};

void TranslationTest::everyTextOfTheSourcesIsTranslated() {
    const QMap<QString, QByteArray> updated = updatedCatalogues();
    QCOMPARE(updated.size(), catalogues.size());
    QStringList missing;
    for (auto it = updated.begin(); it != updated.end(); ++it) {
        const QList<Text> texts = readTexts(it.value());
        QVERIFY(!texts.isEmpty());
        for (const Text& text : texts) {
            if (!text.finished || text.translations.contains(QString())) {
                missing << it.key() + ": " + text.name();
            }
        }
    }
    QVERIFY2(missing.isEmpty(),
             qPrintable("Without a translation; run the target update_translations:\n" +
                        missing.join('\n')));
}

void TranslationTest::everyPluralHasItsForms_data() {
    QTest::addColumn<QString>("language");
    for (const QString& language : catalogues) {
        QTest::addRow("%s", qPrintable(language)) << language;
    }
}

void TranslationTest::everyPluralHasItsForms() {
    QFETCH(const QString, language);
    QStringList wrong;
    int plurals = 0;
    for (const Text& text : readTexts(sourceFile(catalogue(language)))) {
        plurals += text.isCounted ? 1 : 0;
        const QString fault =
            text.isCounted ? faultOf(text, pluralForms.value(language)) : QString();
        if (!fault.isEmpty()) {
            wrong << text.name() + ": " + fault;
        }
    }
    QVERIFY(plurals > 0);
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
}

void TranslationTest::aFaultOfFormsIsFound() {
    const auto read = [](const QByteArray& forms) {
        return readTexts("<TS><context><name>c</name><message numerus=\"yes\"><source>%1 keys"
                         "</source><translation>" +
                         forms + "</translation></message></context></TS>")
            .constFirst();
    };
    const QByteArray one = "<numerusform>%1 Schlüssel</numerusform>";
    QVERIFY(faultOf(read(one + one), 2).isEmpty());
    QVERIFY(!faultOf(read(one + "<numerusform></numerusform>"), 2).isEmpty());
    QVERIFY(!faultOf(read(one), 2).isEmpty());
    QVERIFY(!faultOf(read("%1 Schlüssel"), 2).isEmpty());
}

/// A bare %n would not be grouped: "1234567 keys" (see base/format.h).
void TranslationTest::countsAreNeverShownBare() {
    for (const QString& language : catalogues) {
        for (const Text& text : readTexts(sourceFile(catalogue(language)))) {
            QVERIFY2(!placeholders(text.source).contains("n"), qPrintable(text.name()));
        }
    }
}

void TranslationTest::placeholdersSurviveTranslation_data() {
    QTest::addColumn<QString>("language");
    for (const QString& language : catalogues) {
        QTest::addRow("%s", qPrintable(language)) << language;
    }
}

void TranslationTest::placeholdersSurviveTranslation() {
    QFETCH(const QString, language);
    QStringList wrong;
    for (const Text& text : readTexts(sourceFile(catalogue(language)))) {
        for (const QString& translation : text.translations) {
            // Every form names its number, which is an argument: without it the next would take
            // its place.
            if (!translation.isEmpty() && placeholders(text.source) != placeholders(translation)) {
                wrong << text.name() + " -> " + translation;
            }
        }
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
}

void TranslationTest::theCatalogueIsInTheProgram_data() {
    QTest::addColumn<QString>("locale");
    QTest::addColumn<QString>("next");
    QTest::newRow("de") << "de_AT"
                        << "&Weiter: %1";
    QTest::newRow("es") << "es_MX"
                        << "Siguie&nte: %1";
    QTest::newRow("fr") << "fr_CA"
                        << "&Suivant : %1";
    QTest::newRow("ja") << "ja_JP"
                        << "次へ: %1(&N)";
    QTest::newRow("zh") << "zh_CN"
                        << "下一步：%1(&N)";
}

void TranslationTest::theCatalogueIsInTheProgram() {
    QFETCH(const QString, locale);
    QTranslator translator;
    QVERIFY(translator.load(QLocale(locale), "ferryman", "_", ":/i18n"));
    QTEST(translator.translate("ferryman::MainWindow", "&Next: %1"), "next");
}

void TranslationTest::countsReadRight_data() {
    QTest::addColumn<QString>("locale");
    QTest::addColumn<int>("count");
    QTest::addColumn<QString>("ofCore");
    QTest::addColumn<QString>("ofUi");
    const auto row = [](const char* locale, int count, const char* ofCore, const char* ofUi) {
        QTest::addRow("%s-%d", locale, count) << locale << count << ofCore << ofUi;
    };
    row("en_GB", 0, "0 keys", "0 keys/s");
    row("en_GB", 1, "1 key", "1 key/s");
    row("en_GB", 2, "2 keys", "2 keys/s");
    row("pl_PL", 1, "1 key", "1 key/s"); // has no catalogue, so English is spoken
    row("pl_PL", 2, "2 keys", "2 keys/s");
    row("de_DE", 0, "0 Schlüssel", "0 Schlüssel/s");
    row("fr_FR", 0, "0 clé", "0 clé/s");
    row("fr_FR", 1, "1 clé", "1 clé/s");
    row("fr_FR", 2, "2 clés", "2 clés/s");
    row("es_ES", 0, "0 claves", "0 claves/s");
    row("es_ES", 1, "1 clave", "1 clave/s");
    row("ja_JP", 0, "キー 0件", "0キー/秒");
    row("ja_JP", 1, "キー 1件", "1キー/秒");
    row("ja_JP", 2, "キー 2件", "2キー/秒");
    row("zh_CN", 1, "1 个键", "1 键/秒");
    row("zh_CN", 2, "2 个键", "2 键/秒");
}

void TranslationTest::countsReadRight() {
    QFETCH(const QString, locale);
    QFETCH(const int, count);
    installTranslations(QLocale(locale));
    const Message keys{Plural{"%1 keys", "%1 key", count}, {QString::number(count)}};
    QTEST(keys.translated(), "ofCore");
    QTEST(QCoreApplication::translate("ferryman::ReplicatePage", "%1 keys/s", nullptr, count)
              .arg(count),
          "ofUi");
    QCOMPARE(keys.english(), counted(count, "key", "keys"));
    installTranslations(QLocale(QLocale::English));
}

QTEST_GUILESS_MAIN(TranslationTest)
#include "translation_test.moc"
