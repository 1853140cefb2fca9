// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/chart_board.h"
#include "gui/sample_snapshots.h"
#include "main_window.h"
#include "settings/settings.h"
#include "support/drawn_history.h"
#include "support/fake_connections.h"
#include "support/fake_session.h"
#include "theme.h"

#include <QAbstractButton>
#include <QApplication>
#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <string>

using namespace ferryman;
using namespace ferryman::test;

namespace {

constexpr qint64 day = qint64{24} * 3600 * 1000;
constexpr double budgetMb = 150;

double residentMb() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmRSS:")) {
            return std::stod(line.substr(6)) / 1024;
        }
    }
    return 0;
}

} // namespace

/// What the console holds in memory once it has watched a replication for a day.
class MemoryBench : public QObject {
    Q_OBJECT

private slots:
    void aDayOfSamplesFitsIntoTheBudget();
};

void MemoryBench::aDayOfSamplesFitsIntoTheBudget() {
    applyTheme(*qApp, ThemeMode::Light);
    Settings settings;
    FakeSession session;
    Snapshot snapshot = replicatingSnapshot(LinkPhase::Steady);
    session.show(snapshot);
    const QTemporaryDir folder;
    const FakeConnections kept(folder.path());
    MainWindow window(session, settings, *kept.connections);
    window.resize(1600, 900);
    window.showStep(Step::Replicate);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    const double before = residentMb();

    const auto history = drawnHistory(
        {.endMs = snapshot.atMs, .lengthMs = day, .syncMs = 600'000, .catchUpMs = 60'000});
    QVERIFY(history->size() > 345'000);
    snapshot.replicate.history = history;
    ++snapshot.number;
    session.show(snapshot);
    auto* board = window.findChild<ChartBoard*>("replicationCharts");
    for (const char* button : {"rangeMinute", "rangeHour", "rangeAll", "chartTableButton",
                               "chartTableButton", "rangeFiveMinutes"}) {
        board->findChild<QAbstractButton*>(button)->click();
        (void)window.grab();
    }
    const double after = residentMb();
    qInfo("the console takes %.0f MB after 24 h at 4 Hz (%lld samples); %.0f MB before", after,
          static_cast<long long>(history->size()), before);
    QVERIFY2(after < budgetMb, "It takes more memory than it may.");
    QVERIFY(after > before); // else the samples were never held
}

QTEST_MAIN(MemoryBench)
#include "memory_bench.moc"
