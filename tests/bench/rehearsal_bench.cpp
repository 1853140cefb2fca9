// SPDX-License-Identifier: GPL-3.0-or-later
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <fstream>

/// A whole rehearsal in the console, on live servers, with a heartbeat on the window's thread.
class RehearsalBench : public QObject {
    Q_OBJECT

private slots:
    void theWindowIsNeverHeldUp();
};

namespace {

constexpr double budgetMs = 50;
constexpr int rehearsalWithinMs = 420'000;

double load() {
    double one = 0;
    std::ifstream("/proc/loadavg") >> one;
    return one;
}

} // namespace

void RehearsalBench::theWindowIsNeverHeldUp() {
    const QTemporaryDir folder;
    QProcess program;
    program.setProcessChannelMode(QProcess::MergedChannels);
    program.start(QStringLiteral(FERRYMAN),
                  {QStringLiteral("--practice"), QStringLiteral("--unattended"),
                   QStringLiteral("--output"), folder.path()});
    QVERIFY(QTest::qWaitFor([&] { return program.state() == QProcess::NotRunning; },
                            rehearsalWithinMs));
    const QString said = QString::fromUtf8(program.readAll());
    QVERIFY2(program.exitCode() == 0, qPrintable(said));
    static const QRegularExpression figure(
        QStringLiteral("window held up for at most ([0-9.]+) ms.*"));
    const QRegularExpressionMatch match = figure.match(said);
    QVERIFY2(match.hasMatch(), qPrintable(said));
    qInfo("%s; load of the machine %.1f", qPrintable(match.captured(0)), load());
    QVERIFY2(match.captured(1).toDouble() < budgetMs, "The window was held up for too long.");
}

QTEST_GUILESS_MAIN(RehearsalBench)
#include "rehearsal_bench.moc"
