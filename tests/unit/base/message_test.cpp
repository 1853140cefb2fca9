// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"
#include "base/format.h"
#include "base/message.h"

#include <QCoreApplication>
#include <QTest>
#include <QTranslator>

#include <limits>

using namespace ferryman;

namespace {

/// Knows one sentence of the context "core".
class OneSentence final : public QTranslator {
public:
    QString translate(const char* context, const char* text, const char*, int) const override {
        const bool known = qstrcmp(context, "core") == 0 && qstrcmp(text, "%1 is at %2.") == 0;
        return known ? QStringLiteral("Auf %2 ist %1.") : QString();
    }
    [[nodiscard]] bool isEmpty() const override { return false; }
};

Message keysOf(qint64 count) {
    return {Plural{"%1 keys of %2", "%1 key of %2", count}, {formatCount(count), "db 0"}};
}

/// Has one form for none and one, as French has, and tells which count it was given.
class FrenchKeys final : public QTranslator {
public:
    QString translate(const char* context, const char* text, const char*, int n) const override {
        const bool known = qstrcmp(context, "core") == 0 && qstrcmp(text, "%1 keys of %2") == 0;
        return !known  ? QString()
               : n < 2 ? QStringLiteral("%1 clé de %2")
                       : QStringLiteral("%1 clés de %2");
    }
    [[nodiscard]] bool isEmpty() const override { return false; }
};

} // namespace

class MessageTest : public QObject {
    Q_OBJECT

private slots:
    void argumentsFillTheirPlaces();
    void anArgumentIsNeverATemplate();
    void aPlaceWithoutAnArgumentStays();
    void translationMayTurnTheOrder();
    void aSentenceWithinASentenceIsTranslatedWithIt();
    void aFigureIsWrittenAsTheReaderWritesIt();
    void aCountChoosesTheForm_data();
    void aCountChoosesTheForm();
    void aCountedSentenceWithinAnotherHasItsForm();
    void theCountIsPartOfTheMessage();
    void english_data();
    void english();
};

void MessageTest::argumentsFillTheirPlaces() {
    const Message message{"%2 before %1, and %1 again", {"one", "two"}};
    QCOMPARE(message.english(), QStringLiteral("two before one, and one again"));
}

void MessageTest::anArgumentIsNeverATemplate() {
    const Message message{"%1 and %2", {"%2", "%1"}};
    QCOMPARE(message.english(), QStringLiteral("%2 and %1"));
}

void MessageTest::aPlaceWithoutAnArgumentStays() {
    QCOMPARE((Message{"%1 %2 %0 100% %", {"x"}}).english(), QStringLiteral("x %2 %0 100% %"));
}

void MessageTest::translationMayTurnTheOrder() {
    OneSentence german;
    QCoreApplication::installTranslator(&german);
    const Message message{"%1 is at %2.", {"redis", "host"}};
    QCOMPARE(message.translated(), QStringLiteral("Auf host ist redis."));
    QCOMPARE(message.english(), QStringLiteral("redis is at host."));
    QCOMPARE((Message{"Unknown to it."}).translated(), QStringLiteral("Unknown to it."));
    QCoreApplication::removeTranslator(&german);
}

void MessageTest::aSentenceWithinASentenceIsTranslatedWithIt() {
    OneSentence german;
    QCoreApplication::installTranslator(&german);
    const Message inner{"%1 is at %2.", {"%2", "host"}};
    const Message outer{"Given up: %1 (%2)", {inner, "ERR x"}};
    QCOMPARE(outer.translated(), QStringLiteral("Given up: Auf host ist %2. (ERR x)"));
    QCOMPARE(outer.english(), QStringLiteral("Given up: %2 is at host. (ERR x)"));
    QCOMPARE((Error{ErrorKind::Server, inner, "h:1", "ERR x"}).translated(),
             QStringLiteral("h:1: Auf host ist %2. (ERR x)"));
    QCoreApplication::removeTranslator(&german);
}

void MessageTest::aFigureIsWrittenAsTheReaderWritesIt() {
    const QLocale before;
    QLocale::setDefault(QLocale(QLocale::German));
    const Message message{"%1 of %2, %3 at %4, %5, %6",
                          {formatCount(1'204), formatBytes(22'800), formatDuration(353),
                           formatRate(1'900'000), formatMs(3.44), formatDecimal(0.25, 2)}};
    const Message outer{"It says: %1", {message}};
    QCOMPARE(outer.english(),
             QStringLiteral("It says: 1,204 of 22.8 kB, 0.35 s at 1.9 MB/s, 3.4 ms, 0.25"));
    QCOMPARE(outer.translated(),
             QStringLiteral("It says: 1.204 of 22,8 kB, 0,35 s at 1,9 MB/s, 3,4 ms, 0,25"));
    QCOMPARE(outer.translated(QLocale(QLocale::English)), outer.english());
    QLocale::setDefault(before);
    QCOMPARE((Message{"%1", {formatCount(1'204)}}), (Message{"%1", {"1,204"}}));
    QVERIFY((Message{"%1", {formatCount(1'204)}}) != (Message{"%1", {"1204"}}));
}

void MessageTest::aCountChoosesTheForm_data() {
    constexpr qint64 beyondInt = qint64(std::numeric_limits<int>::max()) + 2;
    QTest::addColumn<qint64>("count");
    QTest::addColumn<QString>("english");
    QTest::addColumn<QString>("french");
    QTest::newRow("none") << qint64(0) << "0 keys of db 0"
                          << "0 clé de db 0";
    QTest::newRow("one") << qint64(1) << "1 key of db 0"
                         << "1 clé de db 0";
    QTest::newRow("two") << qint64(2) << "2 keys of db 0"
                         << "2 clés de db 0";
    QTest::newRow("beyond int") << beyondInt << "2,147,483,649 keys of db 0"
                                << "2,147,483,649 clés de db 0";
    QTest::newRow("wraps to one") << (qint64(1) << 32) + 1 << "4,294,967,297 keys of db 0"
                                  << "4,294,967,297 clés de db 0";
    QTest::newRow("below none") << qint64(-1) << "-1 key of db 0"
                                << "-1 clé de db 0";
}

void MessageTest::aCountChoosesTheForm() {
    QFETCH(const qint64, count);
    QTEST(keysOf(count).english(), "english");
    QTEST(keysOf(count).translated(), "english"); // no catalogue knows it
    FrenchKeys french;
    QCoreApplication::installTranslator(&french);
    QTEST(keysOf(count).english(), "english");
    QTEST(keysOf(count).translated(), "french");
    QCoreApplication::removeTranslator(&french);
}

void MessageTest::aCountedSentenceWithinAnotherHasItsForm() {
    FrenchKeys french;
    QCoreApplication::installTranslator(&french);
    const Message outer{"%1 + %2", {keysOf(1), keysOf(2)}};
    QCOMPARE(outer.english(), QStringLiteral("1 key of db 0 + 2 keys of db 0"));
    QCOMPARE(outer.translated(), QStringLiteral("1 clé de db 0 + 2 clés de db 0"));
    QCoreApplication::removeTranslator(&french);
}

void MessageTest::theCountIsPartOfTheMessage() {
    const MessageArguments same{"few"};
    QVERIFY((Message{Plural{"%1 keys", "%1 key", 1}, same}) !=
            (Message{Plural{"%1 keys", "%1 key", 2}, same}));
    QCOMPARE(keysOf(2), keysOf(2));
}

void MessageTest::english_data() {
    QTest::addColumn<Error>("error");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("sentence alone")
        << Error{ErrorKind::Timeout, {"It ended."}, {}, {}} << "It ended.";
    QTest::newRow("subject first")
        << Error{ErrorKind::Timeout, {"It ended."}, "h:1", {}} << "h:1: It ended.";
    QTest::newRow("detail last") << Error{ErrorKind::Timeout, {"It ended."}, "h:1", "ERR x"}
                                 << "h:1: It ended. (ERR x)";
    QTest::newRow("nothing twice")
        << Error{ErrorKind::Server, {"%1 says %2", {"h:1", "ERR x"}}, "h:1", "ERR x"}
        << "h:1 says ERR x";
}

void MessageTest::english() {
    QFETCH(const Error, error);
    QFETCH(const QString, sentence);
    QCOMPARE(error.english(), sentence);
}

QTEST_GUILESS_MAIN(MessageTest)
#include "message_test.moc"
