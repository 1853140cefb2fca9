// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/chart_board.h"
#include "gui/sample_snapshots.h"
#include "support/drawn_history.h"
#include "support/fake_session.h"
#include "theme.h"
#include "wizard/fail_over_page.h"
#include "wizard/replicate_page.h"

#include <QAbstractButton>
#include <QApplication>
#include <QDir>
#include <QLineEdit>
#include <QTest>

using namespace ferryman;
using namespace ferryman::test;

/// Pictures of charts and pages in each of their states, for the eye: in the folder `gallery` below
/// the working directory. QT_SCALE_FACTOR=2 draws them twice as large.
class PageGallery : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(QDir().mkpath("gallery")); }
    void board_data();
    void board();
    void page_data();
    void page();
};

namespace {

constexpr QSize smallPage(824, 580); ///< What a window of 1024 by 700 leaves to a page.
constexpr QSize largePage(1080, 680);

void grab(QWidget& widget, const QString& name) {
    widget.show();
    QCoreApplication::processEvents();
    QCoreApplication::processEvents();
    QVERIFY(widget.grab().save(QString("gallery/%1.png").arg(name)));
}

QMap<QString, Snapshot> states() {
    QMap<QString, Snapshot> all;
    all["replicate-start"] = connectedSnapshot();
    all["replicate-start-keys"] = connectedSnapshot(12'345);
    const QList<std::pair<const char*, LinkPhase>> phases{
        {"attaching", LinkPhase::Attaching},     {"full-sync", LinkPhase::FullSync},
        {"not-steady", LinkPhase::CatchingUp},   {"steady", LinkPhase::Steady},
        {"interrupted", LinkPhase::Interrupted}, {"looping", LinkPhase::Looping},
        {"stopped", LinkPhase::Stopped}};
    for (const auto& [name, phase] : phases) {
        all[QString("replicate-%1").arg(name)] = replicatingSnapshot(phase);
    }
    all["failover-ready"] = readySnapshot();
    all["failover-waiting"] = readySnapshot({"replication.lag-bytes", "replication.steady"});
    all["failover-no-gates"] = connectedSnapshot();
    all["failover-arm"] = switchingSnapshot(Phase::Arm);
    all["failover-promote"] = switchingSnapshot(Phase::Promote);
    all["failover-done"] = endedSnapshot(Ending::Migrated);
    all["failover-aborted"] = endedSnapshot(Ending::Aborted);
    all["failover-attention"] = endedSnapshot(Ending::Attention);
    return all;
}

} // namespace

void PageGallery::board_data() {
    QTest::addColumn<QString>("range");
    QTest::addColumn<QSize>("size");
    for (const char* range : {"rangeMinute", "rangeFiveMinutes", "rangeHour", "rangeAll"}) {
        for (const QSize size : {QSize(776, 330), QSize(1032, 470), QSize(1600, 900)}) {
            QTest::addRow("%s-%d", range, size.width()) << QString::fromLatin1(range) << size;
        }
    }
}

void PageGallery::board() {
    QFETCH(QString, range);
    QFETCH(QSize, size);
    for (const ThemeMode mode : {ThemeMode::Light, ThemeMode::Dark}) {
        applyTheme(*qApp, mode);
        ChartBoard board;
        board.setHistory(drawnHistory({.endMs = sampleNowMs,
                                       .lengthMs = 280'000,
                                       .syncMs = 62'000,
                                       .catchUpMs = 48'000,
                                       .growsForMs = 14'000}));
        board.setLimits(65'536, 2);
        board.resize(size);
        board.show();
        board.findChild<QAbstractButton*>(range)->click();
        QCoreApplication::processEvents();
        emit board.charts().first()->pointedAt(sampleNowMs - 20'000);
        grab(board, QString("board-%1-%2")
                        .arg(QTest::currentDataTag(), mode == ThemeMode::Light ? "light" : "dark"));
    }
}

void PageGallery::page_data() {
    QTest::addColumn<QSize>("size");
    for (const QString& name : states().keys()) {
        QTest::addRow("%s-small", qPrintable(name)) << smallPage;
        QTest::addRow("%s-large", qPrintable(name)) << largePage;
    }
}

void PageGallery::page() {
    QFETCH(QSize, size);
    const QString tag = QTest::currentDataTag();
    const Snapshot snapshot = states().value(tag.section('-', 0, -2));
    for (const ThemeMode mode : {ThemeMode::Light, ThemeMode::Dark}) {
        applyTheme(*qApp, mode);
        FakeSession session;
        session.show(snapshot);
        std::unique_ptr<WizardPage> page;
        if (tag.startsWith("replicate")) {
            page = std::make_unique<ReplicatePage>(session);
        } else {
            page = std::make_unique<FailOverPage>(session);
        }
        page->take(snapshot);
        if (auto* typed = page->findChild<QLineEdit*>("confirmGroup")) {
            typed->setText("mymaster");
        }
        page->resize(size);
        grab(*page, QString("page-%1-%2").arg(tag, mode == ThemeMode::Light ? "light" : "dark"));
    }
}

QTEST_MAIN(PageGallery)
#include "page_gallery.moc"
