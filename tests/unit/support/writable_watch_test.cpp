// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/writable_watch.h"

#include <QTest>

using namespace ferryman::test;

/// How the fault matrix tells that two servers accepted writes at once.
class WritableWatchTest : public QObject {
    Q_OBJECT

private slots:
    void judges_data();
    void judges();
};

void WritableWatchTest::judges_data() {
    QTest::addColumn<QString>("seen"); // a letter a server, 100 ms each; a dot is nobody
    QTest::addColumn<QString>("both");
    QTest::addColumn<int>("astray"); // where b is the primary in the end
    QTest::newRow("nobody") << "...."
                            << "" << 0;
    QTest::newRow("one") << "aaaa"
                         << "" << 0;
    QTest::newRow("handed over") << "aaaa..bbbb"
                                 << "" << 0;
    QTest::newRow("handed over at once") << "aaaabbbb"
                                         << "" << 0;
    QTest::newRow("and back after a while") << "aaaabbbbbbbaaaa"
                                            << "" << 4;
    QTest::newRow("one write too late") << "aabab"
                                        << "100-400" << 1;
    QTest::newRow("both for long") << "aaababababbb"
                                   << "200-900" << 3;
    QTest::newRow("twice") << "aba.......aba"
                           << "0-200 1000-1200" << 3;
}

void WritableWatchTest::judges() {
    QFETCH(QString, seen);
    QFETCH(QString, both);
    QFETCH(int, astray);
    QList<WriteSeen> writes;
    for (qsizetype i = 0; i < seen.size(); ++i) {
        if (seen.at(i) != u'.') {
            writes.append({i * 100, seen.at(i).unicode() - u'a'});
        }
    }
    QStringList found;
    for (const BothWritable& time : bothWritable(writes, 500)) {
        found.append(QStringLiteral("%1-%2").arg(time.fromMs).arg(time.untilMs));
    }
    QCOMPARE(found.join(u' '), both);
    QCOMPARE(writesAstray(writes, 1), astray);
}

QTEST_GUILESS_MAIN(WritableWatchTest)
#include "writable_watch_test.moc"
