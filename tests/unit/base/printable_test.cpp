// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/printable.h"

#include <QTest>

using namespace ferryman;

class PrintableTest : public QObject {
    Q_OBJECT

private slots:
    void showsWhatIsPrintableAndEscapesTheRest_data();
    void showsWhatIsPrintableAndEscapesTheRest();
    void cutsAtTheLimitAndSaysSo();
    void aCutSplitsNoCharacter();
    void isBoundedForEveryInput();
};

void PrintableTest::showsWhatIsPrintableAndEscapesTheRest_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("shown");
    QTest::newRow("plain") << QByteArray("ERR syntax error") << "ERR syntax error";
    QTest::newRow("umlaut") << QByteArray("gr\xc3\xbc\xc3\x9f")
                            << QString::fromUtf8("gr\xc3\xbc\xc3\x9f");
    QTest::newRow("emoji") << QByteArray("\xf0\x9f\x9a\x80 go")
                           << QString::fromUtf8("\xf0\x9f\x9a\x80 go");
    QTest::newRow("forged log line") << QByteArray("a\r\nb") << "a\\x0d\\x0ab";
    QTest::newRow("terminal escape") << QByteArray("\x1b[31mred") << "\\x1b[31mred";
    QTest::newRow("nul") << QByteArray("a\0b", 3) << "a\\x00b";
    QTest::newRow("delete") << QByteArray("a\x7f") << "a\\x7f";
    QTest::newRow("C1 control") << QByteArray("a\xc2\x9b") << "a\\xc2\\x9b";
    QTest::newRow("right-to-left override") << QByteArray("a\xe2\x80\xae"
                                                          "b")
                                            << "a\\xe2\\x80\\xaeb";
    QTest::newRow("line separator") << QByteArray("a\xe2\x80\xa8"
                                                  "b")
                                    << "a\\xe2\\x80\\xa8b";
    QTest::newRow("stray byte") << QByteArray("caf\xe9!") << "caf\\xe9!";
    QTest::newRow("stray byte beside UTF-8")
        << QByteArray("\xff\xc3\xbc") << QString("\\xff" + QString(QChar(0xfc)));
    QTest::newRow("cut-off sequence") << QByteArray("a\xe2\x82") << "a\\xe2\\x82";
    QTest::newRow("overlong") << QByteArray("\xc0\xaf") << "\\xc0\\xaf";
    QTest::newRow("surrogate in UTF-8") << QByteArray("\xed\xa0\x80") << "\\xed\\xa0\\x80";
    QTest::newRow("replacement character itself")
        << QByteArray("\xef\xbf\xbd") << QString(QChar(0xfffd));
    QTest::newRow("empty") << QByteArray() << "";
}

void PrintableTest::showsWhatIsPrintableAndEscapesTheRest() {
    QFETCH(const QByteArray, bytes);
    QFETCH(const QString, shown);
    QCOMPARE(printable(bytes), shown);
}

void PrintableTest::cutsAtTheLimitAndSaysSo() {
    QCOMPARE(printable("12345", 5), QStringLiteral("12345"));
    QCOMPARE(printable("123456", 5), QStringLiteral("12345") + QChar(0x2026));
    QCOMPARE(printable(QByteArray(1000, 'x')).size(), 201);
}

void PrintableTest::aCutSplitsNoCharacter() {
    const QByteArray rocket("\xf0\x9f\x9a\x80");
    QCOMPARE(printable("ab" + rocket + "cd", 3), QStringLiteral("ab") + QChar(0x2026));
    QCOMPARE(printable("ab" + rocket + "cd", 4),
             QStringLiteral("ab") + QString::fromUtf8(rocket) + QChar(0x2026));
    QCOMPARE(printable("ab\x01"
                       "cd",
                       4),
             QStringLiteral("ab") + QChar(0x2026)); // nor an escape
}

void PrintableTest::isBoundedForEveryInput() {
    for (int byte = 0; byte < 256; ++byte) {
        QVERIFY(printable(QByteArray(10'000, static_cast<char>(byte)), 50).size() <= 51);
    }
}

QTEST_GUILESS_MAIN(PrintableTest)
#include "printable_test.moc"
