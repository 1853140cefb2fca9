// SPDX-License-Identifier: GPL-3.0-or-later
#include "fault_bench.h"

#include <QDate>
#include <QRandomGenerator>

#include <algorithm>

using namespace ferryman;
using namespace ferryman::test;

Q_DECLARE_METATYPE(ferryman::test::Fault)

/// Whatever dies, stands still or is cut off, at whatever moment of a migration: no acknowledged
/// write is lost, no two servers accept writes, nothing hangs, and what the console says at its end
/// is true. One function a point of the switch, one row a fault.
class FaultMatrixTest : public QObject {
    Q_OBJECT

private slots:
    void today_data();
    void today();
    void gate_data() { addFaults(); }
    void gate() { runCell("gate"); }
    void pin_data() { addFaults(); }
    void pin() { runCell("pin"); }
    void pinned_data() { addFaults(); }
    void pinned() { runCell("pinned"); }
    void arm_data() { addFaults(); }
    void arm() { runCell("arm"); }
    void recheck_data() { addFaults(); }
    void recheck() { runCell("recheck"); }
    void align_data() { addFaults(); }
    void align() { runCell("align"); }
    void freeze_data() { addFaults(); }
    void freeze() { runCell("freeze"); }
    void frozen_data() { addFaults(); }
    void frozen() { runCell("frozen"); }
    void drain_data() { addFaults(); }
    void drain() { runCell("drain"); }
    void trigger_data() { addFaults(); }
    void trigger() { runCell("trigger"); }
    void triggered_data() { addFaults(); }
    void triggered() { runCell("triggered"); }
    void promote_data() { addFaults(); }
    void promote() { runCell("promote"); }
    void demote_data() { addFaults(); }
    void demote() { runCell("demote"); }
    void confirm_data() { addFaults(); }
    void confirm() { runCell("confirm"); }
    void settle_data() { addFaults(); }
    void settle() { runCell("settle"); }
    void forget_data() { addFaults(); }
    void forget() { runCell("forget"); }
    void park_data() { addFaults(); }
    void park() { runCell("park"); }
    void parked_data() { addFaults(); }
    void parked() { runCell("parked"); }
    void retreat_data() { addFaults(); }
    void retreat() { runCell("retreat"); }
    void retreated_data() { addFaults(); }
    void retreated() { runCell("retreated"); }
    void recover_data() { addFaults(); }
    void recover() { runCell("recover"); }
    void recovering_data() { addFaults(); }
    void recovering() { runCell("recovering"); }
    void withoutFerryman_data();
    void withoutFerryman();
    void cleanupTestCase();

private:
    static void addFaults();
    void runCell(const QByteArray& point);

    QStringList m_table;
};

namespace {

constexpr int cellsADay = 2;

qint64 twoPrimariesMs(const FaultOutcome& outcome) {
    qint64 sum = 0;
    for (const BothWritable& time : outcome.bothWritable) {
        sum += time.untilMs - time.fromMs;
    }
    return sum;
}

QString rowOf(const QString& where, const QString& fault, const FaultOutcome& outcome) {
    QStringList open;
    for (const OpenIntent& intent : outcome.open) {
        open.append(intent.id + (intent.certain ? QString() : QStringLiteral("?")));
    }
    const QString end =
        QStringLiteral("%1%2 %3")
            .arg(outcome.recovered ? QStringLiteral("recover: ") : QString(), outcome.status)
            .arg(outcome.exitCode);
    const auto joined = [](const QStringList& words) {
        return words.isEmpty() ? QStringLiteral("-") : words.join(u'+');
    };
    return QStringLiteral("%1 | %2 | %3 | %4 | %5 | %6 | %7 | %8 | %9 | %10 | %11 | %12 | %13")
        .arg(where, -9)
        .arg(fault, -21)
        .arg(outcome.acknowledged, 7)
        .arg((outcome.lost ? QString::number(*outcome.lost) : QStringLiteral("?")) +
                 (outcome.lostAfterHandwork ? QStringLiteral("*") : QString()),
             5)
        .arg(outcome.astray, 6)
        .arg(outcome.outageMs, 6)
        .arg(outcome.roles.join(QStringLiteral(", ")), -30)
        .arg(joined(outcome.named), -30)
        .arg(joined(outcome.accepting), -10)
        .arg(end, -19)
        .arg(joined(open), -22)
        .arg(twoPrimariesMs(outcome), 6)
        .arg(static_cast<double>(outcome.tookMs) / 1000.0, 5, 'f', 1);
}

QString heading() {
    return QStringLiteral("%1 | %2 | %3 | %4 | %5 | %6 | %7 | %8 | %9 | %10 | %11 | %12 | %13")
        .arg("point", -9)
        .arg("fault", -21)
        .arg("acked", 7)
        .arg("lost", 5)
        .arg("astray", 6)
        .arg("outage", 6)
        .arg("roles", -30)
        .arg("named by the Sentinels", -30)
        .arg("accepts", -10)
        .arg("result, exit", -19)
        .arg("open in the journal", -22)
        .arg("two ms", 6)
        .arg("took", 5);
}

/// What is wrong with a cell; nothing where all holds.
QStringList wrongWith(const FaultCell& cell, const FaultOutcome& outcome) {
    QStringList wrong;
    const auto demand = [&wrong](bool holds, const QString& what) {
        if (!holds) {
            wrong.append(what);
        }
    };
    demand(outcome.struck, "the fault never happened");
    demand(outcome.consoleEnded, "the console hangs");
    const bool mayLose = test::mayLose(cell);
    demand(mayLose || outcome.lost == 0, "acknowledged writes are lost");
    demand(mayLose || outcome.astray == 0, "writes went to a server that is not the primary");
    demand(mayWakeAsPrimary(cell) || outcome.bothWritable.isEmpty(), "two servers accepted writes");
    if (outcome.status == QLatin1String("migrated")) {
        demand(outcome.exitCode == 0, "migrated with another exit code than 0");
        const bool died = cell.fault == Fault::TargetKilled; // after it was the primary
        demand(outcome.accepting == (died ? QStringList() : QStringList{"dragonfly"}),
               "not Dragonfly alone accepts writes");
        demand(!outcome.named.contains("source"), "a Sentinel names the old primary");
        demand(died || outcome.open.isEmpty(), "the journal has open intents after the migration");
        demand(!died || outcome.timeline.contains("has not answered since"),
               "it is not told that Dragonfly is gone");
        demand(outcome.roles.contains("source gone") ||
                   (outcome.roles.contains("source master") && outcome.fence == "999"),
               "the old primary is not parked");
    } else if (outcome.status == QLatin1String("aborted")) {
        demand(outcome.exitCode == 2, "aborted with another exit code than 2");
        demand(outcome.open.isEmpty(), "the journal has open intents after an abort");
        demand(!outcome.named.contains("dragonfly"), "a Sentinel names Dragonfly after an abort");
        if (cell.fault != Fault::SourceKilled) {
            demand(outcome.accepting == QStringList{"source"},
                   "not the source alone accepts writes");
            demand(outcome.fence == QLatin1String("0"), "the fence was left");
            demand(outcome.detached.isEmpty(), "a replica was not put back: " + outcome.detached);
        }
        demand(outcome.armed == QLatin1String("0") || outcome.armed == QLatin1String("?"),
               "Dragonfly was left armed");
    } else if (outcome.status == QLatin1String("attention")) {
        demand(outcome.exitCode == 4, "attention with another exit code than 4");
        demand(outcome.accepting.size() <= 1, "two servers accept writes");
        demand(!outcome.recovered || !endsByItself(cell.fault),
               "it cannot be taken up though the fault is over");
    } else if (outcome.recovered && outcome.status == QLatin1String("clean")) {
        demand(outcome.open.isEmpty(), "the journal has open intents after a recovery");
    } else {
        wrong.append("the console ended with the status \"" + outcome.status + "\"");
    }
    return wrong;
}

int seed() {
    bool given = false;
    const int value = qEnvironmentVariableIntValue("FAULT_MATRIX_SEED", &given);
    return given ? value : QDate::currentDate().dayOfYear();
}

} // namespace

void FaultMatrixTest::addFaults() {
    QTest::addColumn<Fault>("fault");
    for (const Fault fault : allFaults()) {
        QTest::newRow(toString(fault)) << fault;
    }
}

void FaultMatrixTest::runCell(const QByteArray& point) {
    QFETCH(Fault, fault);
    const FaultCell cell{faultPoint(point), fault};
    FaultBench bench(cell.point.extraReplicas);
    QVERIFY(bench.start());
    const FaultOutcome outcome = bench.run(cell);
    m_table.append(rowOf(point, QString::fromLatin1(toString(fault)), outcome));
    qInfo().noquote() << "\n" + heading() + "\n" + m_table.last();
    const QStringList wrong = wrongWith(cell, outcome);
    if (!wrong.isEmpty() || qEnvironmentVariableIsSet("FAULT_MATRIX_TIMELINES")) {
        qInfo().noquote() << "\n" + outcome.timeline + "\n" + outcome.message;
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join(QStringLiteral("; "))));
}

void FaultMatrixTest::today_data() {
    QTest::addColumn<QByteArray>("point");
    QTest::addColumn<Fault>("fault");
    const int begin = seed();
    qInfo("cells of seed %d; FAULT_MATRIX_SEED chooses others", begin);
    QRandomGenerator random(static_cast<quint32>(begin));
    QSet<QByteArray> taken;
    while (taken.size() < cellsADay) {
        const FaultPoint& point = faultPoints().at(random.bounded(faultPoints().size()));
        const Fault fault = allFaults().at(random.bounded(allFaults().size()));
        const QByteArray name = QByteArray(point.name) + ", " + toString(fault);
        if (!taken.contains(name)) {
            taken.insert(name);
            QTest::newRow(name.constData()) << QByteArray(point.name) << fault;
        }
    }
}

void FaultMatrixTest::today() {
    QFETCH(QByteArray, point);
    runCell(point);
}

void FaultMatrixTest::withoutFerryman_data() {
    QTest::addColumn<Fault>("fault");
    QTest::newRow("source killed") << Fault::SourceKilled;
    QTest::newRow("source frozen") << Fault::SourceFrozen;
}

/// What Ferryman cannot be blamed for: beside it stands what these faults do before the freeze.
void FaultMatrixTest::withoutFerryman() {
    QFETCH(Fault, fault);
    FaultBench bench;
    QVERIFY(bench.start());
    const FaultOutcome outcome = bench.runWithoutConsole(fault);
    QVERIFY(outcome.struck);
    m_table.append(rowOf(QStringLiteral("(none)"), QString::fromLatin1(toString(fault)), outcome));
    QVERIFY(outcome.lost.has_value());
}

void FaultMatrixTest::cleanupTestCase() {
    if (!m_table.isEmpty()) {
        qInfo().noquote() << "\n" + heading() + "\n" + m_table.join(u'\n');
    }
}

QTEST_GUILESS_MAIN(FaultMatrixTest)
#include "fault_matrix_test.moc"
