// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/source_tree.h"

#include <QFile>
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

const QString catalogue = "translations/ferryman_de.ts";

} // namespace

class TranslationTest : public QObject {
    Q_OBJECT

private slots:
    void everyTextOfTheSourcesIsTranslated();
    void placeholdersSurviveTranslation();
    void theCatalogueIsInTheProgram();
};

void TranslationTest::everyTextOfTheSourcesIsTranslated() {
    QTemporaryDir folder;
    const QString copy = folder.filePath("ferryman_de.ts");
    QVERIFY(QFile::copy(sourcePath(catalogue), copy));
    QVERIFY(QFile::setPermissions(copy, QFile::ReadOwner | QFile::WriteOwner));

    QProcess lupdate;
    lupdate.setProcessChannelMode(QProcess::MergedChannels);
    lupdate.start(FERRYMAN_LUPDATE, {sourcePath("app"), sourcePath("ui"), "-no-obsolete",
                                     "-locations", "none", "-ts", copy});
    QVERIFY2(lupdate.waitForFinished(), qPrintable(lupdate.errorString()));
    const QByteArray said = lupdate.readAll();
    QVERIFY2(lupdate.exitCode() == 0, said.constData());
    // Such a class has its texts filed under the wrong name and would never find their translation.
    QVERIFY2(!said.contains("lacks Q_OBJECT"), said.constData());

    QFile updated(copy);
    QVERIFY(updated.open(QIODevice::ReadOnly));
    const QList<Text> texts = readTexts(updated.readAll());
    QVERIFY(!texts.isEmpty());
    QStringList missing;
    for (const Text& text : texts) {
        if (!text.finished || text.translations.contains(QString())) {
            missing << text.name();
        }
    }
    QVERIFY2(missing.isEmpty(),
             qPrintable("Without a German text; run the target update_translations:\n" +
                        missing.join('\n')));
}

void TranslationTest::placeholdersSurviveTranslation() {
    QStringList wrong;
    for (const Text& text : readTexts(sourceFile(catalogue))) {
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

void TranslationTest::theCatalogueIsInTheProgram() {
    QTranslator translator;
    QVERIFY(translator.load(QLocale("de_AT"), "ferryman", "_", ":/i18n"));
    QCOMPARE(translator.translate("main", "Moves a Redis primary under Sentinel to Dragonfly."),
             QString("Bringt einen Redis-Primärserver unter Sentinel nach Dragonfly."));
}

QTEST_GUILESS_MAIN(TranslationTest)
#include "translation_test.moc"
