// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/opened_states.h"

#include "gui/sample_snapshots.h"

#include <QAbstractButton>
#include <QAction>
#include <QClipboard>
#include <QDialog>
#include <QGuiApplication>
#include <QTest>
#include <QTreeView>

#include <algorithm>

namespace ferryman::test {

namespace {

void click(const QWidget& in, const char* button) {
    if (auto* found = in.findChild<QAbstractButton*>(QLatin1String(button))) {
        found->click();
    }
}

QWidget* shownDialog(Stage& stage, const char* name) {
    auto* dialog = stage.window.findChild<QDialog*>(QLatin1String(name));
    return dialog != nullptr && QTest::qWaitForWindowExposed(dialog) ? dialog : nullptr;
}

/// The gates are read anew in the time that a dry run allows for it.
QWidget* dryRun(Stage& stage) {
    constexpr qint64 longEnoughMs = 2500;
    click(stage.window, "dryRunButton");
    Snapshot later = *stage.session.snapshot();
    later.atMs += longEnoughMs;
    stage.session.show(later);
    return &stage.window;
}

QWidget* chooseGate(Stage& stage, int group, int row) {
    auto* gates = stage.window.findChild<QTreeView*>(QStringLiteral("gateList"));
    gates->setCurrentIndex(gates->model()->index(row, 0, gates->model()->index(group, 0)));
    return &stage.window;
}

QWidget* zoomedCharts(Stage& stage) {
    auto* chart = stage.window.findChild<QWidget*>(QStringLiteral("chartView"));
    for (const auto key : {Qt::Key_Plus, Qt::Key_Plus, Qt::Key_Left, Qt::Key_Left, Qt::Key_Left}) {
        QTest::keyClick(chart, key);
    }
    return &stage.window;
}

QWidget* openedNode(Stage& stage) {
    click(stage.window, "topologySentinel2");
    return &stage.window;
}

QWidget* stopQuestion(Stage& stage) {
    click(stage.window, "stopReplicationButton");
    return &stage.window;
}

QWidget* topologyWindow(Stage& stage) {
    QTest::keyClick(&stage.window, Qt::Key_T, Qt::ControlModifier);
    return shownDialog(stage, "topologyWindow");
}

QWidget* settingsDialog(Stage& stage) {
    QTest::keyClick(&stage.window, Qt::Key_Comma, Qt::ControlModifier);
    return shownDialog(stage, "settingsDialog");
}

QWidget* logWindow(Stage& stage) {
    stage.log.setLeast(LogLevel::Debug);
    stage.log.add(LogLevel::Debug, "ferryman.journal", "16 samples lag {\"points\":240}");
    stage.log.add(
        LogLevel::Info, "ferryman.journal",
        "17 command 10.0.0.1:6379 {\"command\":\"CONFIG SET min-replicas-to-write 999\"}");
    stage.log.add(LogLevel::Warning, "ferryman.session", "10.0.0.5:26379: Nothing listens there.");
    stage.log.add(LogLevel::Error, "ferryman.session", "session: The journal cannot be written.");
    QTest::keyClick(&stage.window, Qt::Key_L, Qt::ControlModifier);
    return shownDialog(stage, "logWindow");
}

QWidget* emptyLog(Stage& stage) {
    QTest::keyClick(&stage.window, Qt::Key_L, Qt::ControlModifier);
    return shownDialog(stage, "logWindow");
}

QWidget* emptyConnections(Stage& stage) {
    click(stage.window, "connectionsButton");
    return shownDialog(stage, "connectionsDialog");
}

QWidget* connections(Stage& stage) {
    ConnectionProfile dragonfly;
    dragonfly.name = QStringLiteral("orders dragonfly");
    dragonfly.endpoint = {{"10.0.0.2", 6380}, "migrator", 0, true};
    dragonfly.tls = {"/etc/ferryman/ca.pem", {}, {}, "cache.example"};
    dragonfly.secret = {SecretSource::Kind::Keychain, "orders-dragonfly"};
    stage.kept.store->entries.insert(dragonfly.secret.name, "of the keychain");
    ConnectionProfile sentinel;
    sentinel.name = QStringLiteral("Sentinel eu");
    sentinel.endpoint = {{"10.0.0.3", 26379}, {}, 0, false};
    sentinel.group = QStringLiteral("mymaster");
    for (const ConnectionProfile& profile : {dragonfly, sentinel}) {
        if (!stage.kept.connections->put({}, profile)) {
            return nullptr;
        }
    }
    return emptyConnections(stage);
}

ConnectionReport reportUntil(ConnectionReport::Stage stage, ConnectionReport::State state) {
    ConnectionReport report;
    for (size_t i = 0; i < static_cast<size_t>(stage); ++i) {
        report.steps[i] = {ConnectionReport::State::Passed, 0.4 + double(i)};
    }
    report.at(stage).state = state;
    report.running = state == ConnectionReport::State::Running;
    report.addresses = QStringList{"10.0.0.2"};
    return report;
}

QWidget* connectionTested(Stage& stage, const ConnectionReport& report) {
    QWidget* dialog = connections(stage);
    if (dialog != nullptr) {
        click(*dialog, "testConnectionButton");
        QCoreApplication::processEvents();
        emit stage.kept.tester->changed(report);
        QCoreApplication::processEvents(); // the outcome asks for its room
    }
    return dialog;
}

QWidget* connectionUnderTest(Stage& stage) {
    return connectionTested(
        stage, reportUntil(ConnectionReport::Stage::Tls, ConnectionReport::State::Running));
}

QWidget* connectionFailed(Stage& stage) {
    ConnectionReport report =
        reportUntil(ConnectionReport::Stage::Login, ConnectionReport::State::Failed);
    report.security = QStringLiteral("TLSv1.3, TLS_AES_256_GCM_SHA384");
    report.error = Error{ErrorKind::Auth,
                         {"%1 refuses the password: check it.", {"10.0.0.2:6380"}},
                         "10.0.0.2:6380",
                         "WRONGPASS invalid username-password pair or user is disabled."};
    return connectionTested(stage, report);
}

QWidget* importedConnections(Stage& stage) {
    QWidget* dialog = connections(stage);
    QGuiApplication::clipboard()->setText(
        QStringLiteral("redis://:hunter2@10.0.0.1\nrediss://10.0.0.2"));
    QCoreApplication::processEvents();
    click(*dialog, "importClipboardButton");
    return shownDialog(stage, "importConnections");
}

QWidget* help(Stage& stage) {
    QTest::keyClick(&stage.window, Qt::Key_F1);
    return shownDialog(stage, "helpBox");
}

QWidget* closing(Stage& stage) {
    stage.window.close();
    return shownDialog(stage, "closeBox");
}

} // namespace

Stage::Stage(const WindowState& state)
    : settings(folder.filePath(QStringLiteral("settings.ini")))
    , kept(folder.path())
    , window(session, settings, *kept.connections, &log) {
    session.show(state.snapshot);
    window.showStep(state.step);
    if (state.home) {
        window.showHome();
    }
}

QList<OpenedState> openedStates() {
    return {
        {"dry-run", "failover-ready", &dryRun},
        {"dry-run-closed", "failover-waiting", &dryRun},
        {"gate-opened", "failover-ready", [](Stage& stage) { return chooseGate(stage, 0, 1); }},
        {"gate-closed", "failover-waiting", [](Stage& stage) { return chooseGate(stage, 0, 2); }},
        {"charts-zoomed", "replicate-steady", &zoomedCharts},
        {"charts-table", "replicate-steady",
         [](Stage& stage) -> QWidget* {
             click(stage.window, "chartTableButton");
             return &stage.window;
         }},
        {"stop-question", "replicate-steady", &stopQuestion},
        {"server", "connect-done", &openedNode},
        {"topology", "failover-ready", &topologyWindow},
        {"topology-switching", "failover-promote", &topologyWindow},
        {"settings", "home-interrupted", &settingsDialog},
        {"log", "failover-ready", &logWindow},
        {"log-empty", "home-empty", &emptyLog},
        {"connections-empty", "home-empty", &emptyConnections},
        {"connections", "home-interrupted", &connections},
        {"connection-testing", "home-interrupted", &connectionUnderTest},
        {"connection-failed", "home-interrupted", &connectionFailed},
        {"connections-import", "home-interrupted", &importedConnections},
        {"help", "failover-ready", &help},
        {"closing", "failover-arm", &closing},
    };
}

OpenedState openedStateNamed(const QString& name) {
    const QList<OpenedState> all = openedStates();
    return *std::ranges::find_if(
        all, [&](const OpenedState& one) { return name == QLatin1String(one.name); });
}

WindowState windowStateNamed(const QString& name) {
    const QList<WindowState> all = windowStates();
    return *std::ranges::find_if(
        all, [&](const WindowState& one) { return name == QLatin1String(one.name); });
}

} // namespace ferryman::test
