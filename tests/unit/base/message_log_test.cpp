// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/message_log.h"

#include <QLoggingCategory>
#include <QTest>
#include <QThread>

#include <memory>
#include <vector>

using namespace ferryman;

namespace {

QStringList textsOf(const QList<LogLine>& lines) {
    QStringList texts;
    for (const LogLine& line : lines) {
        texts << line.text;
    }
    return texts;
}

/// What went on to where messages went before.
QStringList& passedOn() {
    static QStringList texts;
    return texts;
}

} // namespace

class MessageLogTest : public QObject {
    Q_OBJECT

private slots:
    void keepsTheLatestAndNumbersThem();
    void dropsWhatIsLessThanItsLevel();
    void everyLevelHasItsName_data();
    void everyLevelHasItsName();
    void blotsOutASecretHoweverItIsWritten_data();
    void blotsOutASecretHoweverItIsWritten();
    void aSecretThatBecomesKnownLaterIsBlottedOutToo();
    void noBeginningOfASecretIsLeftByACut();
    void whatAServerSaysCannotForgeALine();
    void manyThreadsWriteAtOnce();
    void takesTheMessagesOfTheProgram();
};

void MessageLogTest::keepsTheLatestAndNumbersThem() {
    MessageLog log(3);
    for (const char* text : {"a", "b", "c", "d", "e"}) {
        log.add(LogLevel::Info, "t", text);
    }
    QCOMPARE(textsOf(log.after(0)), QStringList({"c", "d", "e"}));
    QCOMPARE(log.after(0).first().number, quint64(3));
    QCOMPARE(textsOf(log.after(4)), QStringList{"e"});
    QVERIFY(log.after(5).isEmpty());
}

void MessageLogTest::dropsWhatIsLessThanItsLevel() {
    MessageLog log;
    log.add(LogLevel::Debug, "t", "usually not");
    log.setLeast(LogLevel::Debug);
    log.add(LogLevel::Debug, "t", "now");
    log.setLeast(LogLevel::Error);
    log.add(LogLevel::Warning, "t", "no more");
    log.add(LogLevel::Error, "t", "always");
    QCOMPARE(textsOf(log.after(0)), QStringList({"now", "always"}));
}

void MessageLogTest::everyLevelHasItsName_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<LogLevel>("level");
    QTest::newRow("debug") << "debug" << LogLevel::Debug;
    QTest::newRow("info") << "info" << LogLevel::Info;
    QTest::newRow("warning") << "warning" << LogLevel::Warning;
    QTest::newRow("error") << "error" << LogLevel::Error;
    QTest::newRow("none") << "loud" << LogLevel::Info;
}

void MessageLogTest::everyLevelHasItsName() {
    QFETCH(QString, name);
    QFETCH(LogLevel, level);
    QCOMPARE(logLevelFromString(name), level);
    if (name != "loud") {
        QCOMPARE(QString(toString(level)), name);
    }
}

void MessageLogTest::blotsOutASecretHoweverItIsWritten_data() {
    QTest::addColumn<QString>("said");
    QTest::addColumn<QString>("kept");
    QTest::newRow("as it is") << "AUTH p@ss w/ord\x01 now"
                              << "AUTH (secret) now";
    QTest::newRow("in a URL") << "redis://u:p%40ss%20w%2Ford%01@h:1"
                              << "redis://u:(secret)@h:1";
    QTest::newRow("escaped") << "AUTH p@ss w/ord\\x01 now"
                             << "AUTH (secret) now";
    QTest::newRow("of another, in a URL") << "redis://u:other@h:1 failed"
                                          << "redis://u:(secret)@h:1 failed";
    QTest::newRow("a URL without one") << "rediss://u@h:1 failed"
                                       << "rediss://u@h:1 failed";
}

void MessageLogTest::blotsOutASecretHoweverItIsWritten() {
    QFETCH(QString, said);
    QFETCH(QString, kept);
    MessageLog log;
    log.keepOut(Secret("p@ss w/ord\x01"));
    log.keepOut(Secret());
    log.add(LogLevel::Info, "t", said);
    QCOMPARE(log.after(0).first().text, kept);
    QCOMPARE(log.blotted(said), kept);
}

void MessageLogTest::aSecretThatBecomesKnownLaterIsBlottedOutToo() {
    MessageLog log;
    log.add(LogLevel::Info, "t", "typed hunter2, then more");
    log.keepOut(Secret("hunter"));
    log.keepOut(Secret("hunter2")); // the longer one first, or its end would stay
    log.add(LogLevel::Info, "t", "again hunter2");
    QCOMPARE(textsOf(log.after(0)), QStringList({"typed (secret)2, then more", "again (secret)"}));
}

void MessageLogTest::noBeginningOfASecretIsLeftByACut() {
    MessageLog log;
    log.keepOut(Secret("correct horse"));
    log.add(LogLevel::Info, "t", QString(MessageLog::longestText - 4, 'x') + "correct horse");
    QVERIFY(!log.after(0).first().text.contains("corr"));
    QVERIFY(log.after(0).first().text.size() <= MessageLog::longestText + 1);
}

void MessageLogTest::whatAServerSaysCannotForgeALine() {
    MessageLog log;
    log.add(LogLevel::Info, "t", "ERR\r\n2026-01-01T00:00:00.000Z error t: forged\x1b[31m");
    const QString line = log.after(0).first().toString();
    QVERIFY(!line.contains('\n') && !line.contains('\r') && !line.contains('\x1b'));
    QVERIFY2(line.contains("info t: ERR\\x0d\\x0a"), qPrintable(line));
}

void MessageLogTest::manyThreadsWriteAtOnce() {
    constexpr int threads = 4;
    constexpr int each = 500;
    MessageLog log(threads * each);
    std::vector<std::unique_ptr<QThread>> writers;
    for (int i = 0; i < threads; ++i) {
        writers.emplace_back(QThread::create([&log, i] {
            for (int n = 0; n < each; ++n) {
                log.add(LogLevel::Info, QString::number(i), QString::number(n));
                if (n % 100 == 0) {
                    log.keepOut(Secret("password" + QByteArray::number(i)));
                }
            }
        }));
        writers.back()->start();
    }
    for (const auto& writer : writers) {
        QVERIFY(writer->wait());
    }
    const QList<LogLine> lines = log.after(0);
    QCOMPARE(lines.size(), threads * each);
    QHash<QString, int> next;
    quint64 number = 0;
    for (const LogLine& line : lines) {
        QCOMPARE(line.number, ++number);
        QCOMPARE(line.text, QString::number(next[line.category]++)); // each thread's in its order
    }
}

void MessageLogTest::takesTheMessagesOfTheProgram() {
    static const QLoggingCategory category("ferryman.test");
    MessageLog log;
    log.keepOut(Secret("hunter2"));
    const QtMessageHandler before = qInstallMessageHandler(
        [](QtMsgType, const QMessageLogContext&, const QString& text) { passedOn() << text; });
    {
        const LogHandler handler(log);
        qCInfo(category, "all is well");
        qCWarning(category, "AUTH hunter2 failed");
    }
    qWarning("not of the log any more");
    qInstallMessageHandler(before);
    QCOMPARE(textsOf(log.after(0)), QStringList({"all is well", "AUTH (secret) failed"}));
    QCOMPARE(log.after(0).last().level, LogLevel::Warning);
    QCOMPARE(log.after(0).last().category, "ferryman.test");
    QCOMPARE(passedOn(), QStringList({"AUTH (secret) failed", "not of the log any more"}));
}

QTEST_GUILESS_MAIN(MessageLogTest)
#include "message_log_test.moc"
