// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/chart_board.h"
#include "gui/opened_states.h"
#include "gui/sample_snapshots.h"
#include "gui/window_audit.h"
#include "gui/window_states.h"
#include "main_window.h"
#include "settings/settings.h"
#include "support/drawn_history.h"
#include "support/fake_connections.h"
#include "support/fake_session.h"
#include "theme.h"
#include "translation.h"

#include <QAbstractButton>
#include <QApplication>
#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace ferryman;
using namespace ferryman::test;

namespace {

constexpr QSize smallest(1024, 700);
constexpr QSize usual(1280, 800);

constexpr std::pair<const char*, ThemeMode> themes[] = {
    {"light", ThemeMode::Light}, {"dark", ThemeMode::Dark}, {"contrast", ThemeMode::HighContrast}};

QString gallery() {
    return qApp->devicePixelRatio() > 1 ? "gallery-2x" : "gallery";
}

void grab(QWidget& widget, const QString& name) {
    widget.show();
    QVERIFY(QTest::qWaitForWindowActive(&widget));
    QCoreApplication::processEvents();
    QVERIFY(widget.grab().save(QString("%1/%2.png").arg(gallery(), name)));
}

} // namespace

/// Pictures of the charts, of the window in each of its states and of what opens in it, for the
/// eye: in the folder `gallery` below the working directory, or `gallery-2x` where
/// QT_SCALE_FACTOR=2 draws them twice as large.
class PageGallery : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(QDir().mkpath(gallery())); }
    void board_data();
    void board();
    void window_data();
    void window();
    void asked_data();
    void asked();
    void large_data();
    void large();
    void opened_data();
    void opened();
};

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
    for (const auto& [theme, mode] : themes) {
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
        grab(board, QString("board-%1-%2").arg(QTest::currentDataTag(), theme));
    }
}

void PageGallery::window_data() {
    QTest::addColumn<QString>("language");
    QTest::addColumn<QSize>("size");
    for (const WindowState& state : windowStates()) {
        QTest::addRow("%s", state.name) << "en" << usual;
        if (qApp->devicePixelRatio() > 1) { // nothing else is laid out there
            continue;
        }
        QTest::addRow("%s-small", state.name) << "en" << smallest;
        for (const char* language : {"de", "es", "fr", "ja", "zh"}) {
            QTest::addRow("%s-small-%s", state.name, language) << language << smallest;
        }
        QTest::addRow("%s-small-long", state.name) << "long" << smallest;
    }
}

void PageGallery::window() {
    QFETCH(QString, language);
    QFETCH(QSize, size);
    const QString tag = QTest::currentDataTag();
    const QList<WindowState> states = windowStates();
    const auto state = std::ranges::find_if(states, [&](const WindowState& one) {
        return tag.section("-small", 0, 0) == QLatin1String(one.name);
    });
    LongLanguage longLanguage;
    const QList<QTranslator*> before = qApp->findChildren<QTranslator*>();
    if (language == "long") {
        QCoreApplication::installTranslator(&longLanguage);
    } else {
        installTranslations(QLocale(language));
    }
    const QTemporaryDir folder;
    for (const auto& [theme, mode] : themes) {
        applyTheme(*qApp, mode);
        Settings settings(folder.filePath("settings.ini"));
        FakeSession session;
        session.show(state->snapshot);
        const FakeConnections kept(folder.path());
        MainWindow window(session, settings, *kept.connections);
        window.showStep(state->step);
        if (state->home) {
            window.showHome();
        }
        window.resize(size);
        grab(window, QString("window-%1-%2").arg(tag, theme));
        const bool hasWords = language != "ja" && language != "zh"; // cutTexts() measures words
        const QStringList cut = hasWords ? cutTexts(window) : QStringList();
        QVERIFY2(cut.isEmpty(), qPrintable(cut.join('\n')));
    }
    for (QTranslator* one : qApp->findChildren<QTranslator*>()) {
        if (!before.contains(one)) {
            delete one;
        }
    }
}

void PageGallery::asked_data() {
    QTest::addColumn<QString>("state");
    QTest::addColumn<QString>("button");
    QTest::newRow("mend") << "assess-blocked"
                          << "mendButton";
    QTest::newRow("undo") << "assess-mended"
                          << "undoMendButton";
    QTest::newRow("accept") << "assess-warned"
                            << "acceptButton";
    QTest::newRow("sync-again") << "verify-mendable"
                                << "syncAgainButton";
}

/// The questions that a page asks before it changes anything.
void PageGallery::asked() {
    QFETCH(QString, state);
    QFETCH(QString, button);
    const QList<WindowState> states = windowStates();
    const auto shown = std::ranges::find_if(
        states, [&](const WindowState& one) { return state == QLatin1String(one.name); });
    installTranslations(QLocale("de"));
    const QTemporaryDir folder;
    for (const auto& [theme, mode] : themes) {
        applyTheme(*qApp, mode);
        Settings settings(folder.filePath("settings.ini"));
        FakeSession session;
        session.show(shown->snapshot);
        const FakeConnections kept(folder.path());
        MainWindow window(session, settings, *kept.connections);
        window.showStep(shown->step);
        window.resize(smallest);
        window.show();
        window.findChild<QAbstractButton*>(button)->click();
        QCoreApplication::processEvents();
        grab(window, QString("asked-%1-%2").arg(QTest::currentDataTag(), theme));
    }
    for (QTranslator* one : qApp->findChildren<QTranslator*>()) {
        delete one;
    }
}

void PageGallery::large_data() {
    QTest::addColumn<QString>("language");
    for (const WindowState& state : windowStates()) {
        for (const char* language : {"en", "de"}) {
            QTest::addRow("%s-%s", state.name, language) << language;
        }
    }
}

/// Text of 150 % in the smallest window: what does not fit beside or below each other is scrolled.
void PageGallery::large() {
    QFETCH(QString, language);
    const QString tag = QTest::currentDataTag();
    const QList<WindowState> states = windowStates();
    const auto state = std::ranges::find_if(
        states, [&](const WindowState& one) { return tag.chopped(3) == QLatin1String(one.name); });
    installTranslations(QLocale(language));
    applyTheme(*qApp, ThemeMode::Light);
    applyTextSize(*qApp, 150);
    QStringList cut;
    {
        const QTemporaryDir folder;
        Settings settings(folder.filePath("settings.ini"));
        FakeSession session;
        session.show(state->snapshot);
        const FakeConnections kept(folder.path());
        MainWindow window(session, settings, *kept.connections);
        window.showStep(state->step);
        if (state->home) {
            window.showHome();
        }
        window.resize(smallest);
        grab(window, QString("large-%1").arg(tag));
        cut = cutTexts(window, true);
    }
    applyTextSize(*qApp, 100);
    installTranslations(QLocale("en"));
    QVERIFY2(cut.isEmpty(), qPrintable(cut.join('\n')));
}

void PageGallery::opened_data() {
    QTest::addColumn<QString>("language");
    QTest::addColumn<QSize>("size");
    for (const OpenedState& state : openedStates()) {
        QTest::addRow("%s", state.name) << "en" << usual;
        for (const char* language : {"de", "ja"}) {
            QTest::addRow("%s-small-%s", state.name, language) << language << smallest;
        }
    }
}

/// What a person opens in a page, and the dialogs.
void PageGallery::opened() {
    QFETCH(QString, language);
    QFETCH(QSize, size);
    const QString tag = QTest::currentDataTag();
    const OpenedState opened = openedStateNamed(tag.section("-small", 0, 0));
    installTranslations(QLocale(language));
    for (const auto& [theme, mode] : themes) {
        applyTheme(*qApp, mode);
        Stage stage(windowStateNamed(opened.state));
        stage.window.resize(size);
        stage.window.show();
        QVERIFY(QTest::qWaitForWindowActive(&stage.window));
        QWidget* shown = opened.open(stage);
        QVERIFY(shown != nullptr);
        grab(*shown, QString("opened-%1-%2").arg(tag, theme));
    }
    installTranslations(QLocale("en"));
}

QTEST_MAIN(PageGallery)
#include "page_gallery.moc"
