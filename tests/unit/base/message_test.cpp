// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/error.h"
#include "base/message.h"

#include <QCoreApplication>
#include <QTest>
#include <QTranslator>

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
    QLocale::setDefault(before);
    QCOMPARE((Message{"%1", {formatCount(1'204)}}), (Message{"%1", {"1,204"}}));
    QVERIFY((Message{"%1", {formatCount(1'204)}}) != (Message{"%1", {"1204"}}));
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
