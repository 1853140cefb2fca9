// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/format.h"

#include <QTest>

#include <limits>

using namespace ferryman;

class FormatTest : public QObject {
    Q_OBJECT

private slots:
    void writesBytesInPowersOfAThousand_data();
    void writesBytesInPowersOfAThousand();
    void writesRates();
    void writesCountsWithThousands();
    void writesDurationsAsPeopleSayThem_data();
    void writesDurationsAsPeopleSayThem();
    void writesMillisecondsOfATimeline();
    void aCountHasItsNoun();
    void aFormFitsAnInt();
    void followsTheLocale();
    void unitsFollowTheLanguage();
};

void FormatTest::writesBytesInPowersOfAThousand_data() {
    QTest::addColumn<qint64>("bytes");
    QTest::addColumn<QString>("text");
    const auto row = [](qint64 bytes, const char* text) {
        QTest::newRow(text) << bytes << QString::fromLatin1(text);
    };
    row(0, "0 B");
    row(812, "812 B");
    row(999, "999 B");
    row(1'000, "1.0 kB");
    row(22'800, "22.8 kB");
    row(65'536, "65.5 kB");
    row(99'949, "99.9 kB");
    row(99'950, "100 kB");
    row(999'499, "999 kB");
    row(999'500, "1.0 MB");
    row(1'200'000, "1.2 MB");
    row(48'562'774'905, "48.6 GB");
    row(-1'500, "-1.5 kB");
    row(std::numeric_limits<qint64>::max(), "9,223 PB");
}

void FormatTest::writesBytesInPowersOfAThousand() {
    QFETCH(qint64, bytes);
    QTEST(formatBytes(bytes).english(), "text");
}

void FormatTest::writesRates() {
    QCOMPARE(formatRate(80'000).english(), QStringLiteral("80.0 kB/s"));
    QCOMPARE(formatRate(0.4).english(), QStringLiteral("0 B/s"));
    QCOMPARE(formatRate(2.16e6).english(), QStringLiteral("2.2 MB/s"));
}

void FormatTest::writesCountsWithThousands() {
    QCOMPARE(formatCount(0).english(), QStringLiteral("0"));
    QCOMPARE(formatCount(48'562'774'905).english(), QStringLiteral("48,562,774,905"));
    QCOMPARE(formatCount(-1'000).english(), QStringLiteral("-1,000"));
}

void FormatTest::writesDurationsAsPeopleSayThem_data() {
    QTest::addColumn<qint64>("ms");
    QTest::addColumn<QString>("text");
    const auto row = [](qint64 ms, const char* text) {
        QTest::newRow(text) << ms << QString::fromLatin1(text);
    };
    row(0, "0.00 s");
    row(353, "0.35 s");
    row(994, "0.99 s");
    row(996, "1.0 s");
    row(7'300, "7.3 s");
    row(9'949, "9.9 s");
    row(9'951, "10 s");
    row(59'999, "59 s");
    row(60'000, "1 min 0 s");
    row(192'000, "3 min 12 s");
    row(3'599'999, "59 min 59 s");
    row(7'500'000, "2 h 5 min");
    row(86'400'000, "24 h 0 min");
}

void FormatTest::writesDurationsAsPeopleSayThem() {
    QFETCH(qint64, ms);
    QTEST(formatDuration(ms).english(), "text");
}

void FormatTest::writesMillisecondsOfATimeline() {
    QCOMPARE(formatMs(0).english(), QStringLiteral("0.0 ms"));
    QCOMPARE(formatMs(3.44).english(), QStringLiteral("3.4 ms"));
    QCOMPARE(formatMs(9.96).english(), QStringLiteral("10 ms"));
    QCOMPARE(formatMs(412.4).english(), QStringLiteral("412 ms"));
    QCOMPARE(formatMs(12'345).english(), QStringLiteral("12,345 ms"));
    QCOMPARE(formatMs(-0.04).english(), QStringLiteral("0.0 ms")); // no negative nothing
    QCOMPARE(formatMs(-0.06).english(), QStringLiteral("-0.1 ms"));
    QCOMPARE(formatMs(-333.4).english(), QStringLiteral("-333 ms"));
    QCOMPARE(formatDecimal(-0.04, 1).english(), QStringLiteral("0.0"));
}

void FormatTest::aCountHasItsNoun() {
    QCOMPARE(counted(0, "key", "keys"), QStringLiteral("0 keys"));
    QCOMPARE(counted(1, "key", "keys"), QStringLiteral("1 key"));
    QCOMPARE(counted(48'562, "key", "keys"), QStringLiteral("48,562 keys"));
}

void FormatTest::aFormFitsAnInt() {
    constexpr qint64 large = 48'562'774'905;
    QCOMPARE(formOf(0), 0);
    QCOMPARE(formOf(1), 1);
    QCOMPARE(formOf(-1), 1);
    QCOMPARE(formOf(large), std::numeric_limits<int>::max());
    QCOMPARE(formOf(std::numeric_limits<qint64>::min()), std::numeric_limits<int>::max());
}

void FormatTest::followsTheLocale() {
    const QLocale german(QLocale::German);
    QCOMPARE(formatBytes(22'800, german), QStringLiteral("22,8 kB"));
    QCOMPARE(formatCount(48'562, german), QStringLiteral("48.562"));
    QCOMPARE(formatDuration(353, german), QStringLiteral("0,35 s"));
    QCOMPARE(formatMs(3.44, german), QStringLiteral("3,4 ms"));
}

void FormatTest::unitsFollowTheLanguage() {
    const QLocale french(QLocale::French);
    QCOMPARE(formatBytes(812, french), QStringLiteral("812 o"));
    QCOMPARE(formatBytes(1'200'000, french), QStringLiteral("1,2 Mo"));
    QCOMPARE(formatRate(80'000, french), QStringLiteral("80,0 ko/s"));
    const QLocale japanese(QLocale::Japanese);
    QCOMPARE(formatDuration(353, japanese), QStringLiteral("0.35秒"));
    QCOMPARE(formatDuration(42'000, japanese), QStringLiteral("42秒"));
    QCOMPARE(formatDuration(192'000, japanese), QStringLiteral("3分12秒"));
    QCOMPARE(formatDuration(7'500'000, japanese), QStringLiteral("2時間5分"));
    QCOMPARE(formatDuration(7'500'000, QLocale(QLocale::Chinese)), QStringLiteral("2小时5分"));
    QCOMPARE(formatBytes(22'800, japanese), QStringLiteral("22.8 kB"));
}

QTEST_APPLESS_MAIN(FormatTest)
#include "format_test.moc"
