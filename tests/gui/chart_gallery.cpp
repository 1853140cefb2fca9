// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/chart_board.h"
#include "support/drawn_history.h"

#include <QAbstractButton>
#include <QDir>
#include <QTest>

using namespace ferryman;

/// Pictures of the charts for the eye; they are in the folder `gallery` below the working
/// directory.
class ChartGallery : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(QDir().mkpath("gallery")); }
    void board_data();
    void board();
};

void ChartGallery::board_data() {
    QTest::addColumn<QString>("range");
    QTest::addColumn<bool>("dark");
    QTest::addColumn<QSize>("size");
    for (const bool dark : {false, true}) {
        for (const char* range : {"rangeMinute", "rangeFiveMinutes", "rangeHour", "rangeAll"}) {
            for (const QSize size : {QSize(776, 400), QSize(1032, 470), QSize(1600, 900)}) {
                QTest::addRow("%s-%s-%d", range, dark ? "dark" : "light", size.width())
                    << QString::fromLatin1(range) << dark << size;
            }
        }
    }
}

void ChartGallery::board() {
    QFETCH(QString, range);
    QFETCH(bool, dark);
    QFETCH(QSize, size);
    ChartBoard board;
    if (dark) {
        QPalette palette(QColor(0x2c, 0x30, 0x36), QColor(0x1a, 0x1c, 0x20));
        palette.setColor(QPalette::Base, QColor(0x23, 0x26, 0x2b));
        board.setPalette(palette);
    }
    const qint64 end = QDateTime(QDate(2026, 3, 4), QTime(2, 4, 41)).toMSecsSinceEpoch();
    board.setHistory(test::drawnHistory({.endMs = end,
                                         .lengthMs = 280'000,
                                         .syncMs = 62'000,
                                         .catchUpMs = 48'000,
                                         .growsForMs = 14'000}));
    board.setLimits(65'536, 2);
    board.resize(size);
    board.show();
    board.findChild<QAbstractButton*>(range)->click();
    QCoreApplication::processEvents();
    emit board.charts().first()->pointedAt(end - 20'000);
    QCoreApplication::processEvents();
    QVERIFY(board.grab().save(QString("gallery/board-%1.png").arg(QTest::currentDataTag())));
}

QTEST_MAIN(ChartGallery)
#include "chart_gallery.moc"
