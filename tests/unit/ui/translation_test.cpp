// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/source_tree.h"

#include <QFile>
#include <QMap>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QTranslator>
#include <QXmlStreamReader>

using namespace ferryman::test;

namespace {

struct Text {
    QString context;
    QString source;
    QStringList translations; ///< One, or one for each plural form.
    bool finished = false;

    [[nodiscard]] QString name() const { return context + ": " + source; }
};

Text readMessage(QXmlStreamReader& xml, const QString& context) {
    Text text{.context = context, .source = {}, .translations = {}};
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
            if (text.translations.isEmpty()) {
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

QString catalogue(const QString& language) {
    return QString("translations/ferryman_%1.ts").arg(language);
}

/// All catalogues as lupdate would leave them; empty where that fails.
QMap<QString, QByteArray> updatedCatalogues() {
    const QTemporaryDir folder;
    QStringList arguments{sourcePath("app"), sourcePath("ui"), "-no-obsolete",
                          "-locations",      "none",           "-ts"};
    for (const QString& language : languages) {
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
    for (const QString& language : languages) {
        QFile file(folder.filePath(QString("ferryman_%1.ts").arg(language)));
        if (file.open(QIODevice::ReadOnly)) {
            updated.insert(language, file.readAll());
        }
    }
    return updated;
}

} // namespace

class TranslationTest : public QObject {
    Q_OBJECT

private slots:
    void everyTextOfTheSourcesIsTranslated();
    void placeholdersSurviveTranslation_data();
    void placeholdersSurviveTranslation();
    void theCatalogueIsInTheProgram_data();
    void theCatalogueIsInTheProgram();
};

void TranslationTest::everyTextOfTheSourcesIsTranslated() {
    const QMap<QString, QByteArray> updated = updatedCatalogues();
    QCOMPARE(updated.size(), languages.size());
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

void TranslationTest::placeholdersSurviveTranslation_data() {
    QTest::addColumn<QString>("language");
    for (const QString& language : languages) {
        QTest::addRow("%s", qPrintable(language)) << language;
    }
}

void TranslationTest::placeholdersSurviveTranslation() {
    QFETCH(const QString, language);
    QStringList wrong;
    for (const Text& text : readTexts(sourceFile(catalogue(language)))) {
        for (const QString& translation : text.translations) {
            // A singular may do without its number: "one key" for "%n key(s)".
            QStringList wanted = placeholders(text.source);
            QStringList found = placeholders(translation);
            if (text.translations.size() > 1) {
                wanted.removeAll("n");
                found.removeAll("n");
            }
            if (!translation.isEmpty() && wanted != found) {
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

QTEST_GUILESS_MAIN(TranslationTest)
#include "translation_test.moc"
