// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/version.h"
#include "diagnostics.h"
#include "gui/sample_snapshots.h"
#include "gui/window_audit.h"
#include "models/log_model.h"
#include "theme.h"
#include "widgets/log_view.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSysInfo>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace ferryman;
using namespace ferryman::test;

/// The view of the program's log, and the diagnostics that are copied for whoever helps.
class LogViewTest : public QObject {
    Q_OBJECT

private slots:
    void init();

    void growsWithTheLog();
    void isFilteredByLevelAndWords();
    void theModelForgetsWhatTheLogForgot();
    void copiesWhatIsSelectedOrAll();
    void savesWhatIsShown();
    void aFileThatCannotBeWrittenIsTold();
    void whatAServerSaidIsNoMarkup();
    void isUsedByKeyboardAndRead();
    void diagnosticsSayWhatRunsWhere();
    void noPasswordIsInTheDiagnostics();

private:
    [[nodiscard]] QTableView* table() const { return m_view->findChild<QTableView*>("logTable"); }
    [[nodiscard]] int rows() const { return table()->model()->rowCount(); }

    QTemporaryDir m_folder;
    std::unique_ptr<MessageLog> m_log;
    std::unique_ptr<LogView> m_view;
};

void LogViewTest::init() {
    applyTheme(*qApp, ThemeMode::Light);
    m_view.reset();
    m_log = std::make_unique<MessageLog>();
    m_log->setLeast(LogLevel::Debug);
    m_log->add(LogLevel::Debug, "ferryman.session", "a detail");
    m_log->add(LogLevel::Info, "ferryman.journal", "17 command 10.0.0.1:6379");
    m_log->add(LogLevel::Warning, "ferryman.session", "connect: refused");
    m_view = std::make_unique<LogView>(*m_log, m_folder.path());
    m_view->resize(900, 400);
    m_view->show();
    QVERIFY(QTest::qWaitForWindowActive(m_view.get()));
}

void LogViewTest::growsWithTheLog() {
    const QAbstractItemModelTester tester(table()->model());
    QCOMPARE(rows(), 3);
    m_log->add(LogLevel::Error, "ferryman.session", "the journal failed");
    QTRY_COMPARE(rows(), 4);
    QCOMPARE(table()->model()->index(3, LogModel::Text).data().toString(), "the journal failed");
    QCOMPARE(table()->model()->index(3, LogModel::Level).data().toString(), "Error");
}

void LogViewTest::isFilteredByLevelAndWords() {
    auto* level = m_view->findChild<QComboBox*>("logLevel");
    auto* filter = m_view->findChild<QLineEdit*>("logFilter");
    level->setCurrentIndex(level->findData(int(LogLevel::Info)));
    QCOMPARE(rows(), 2);
    filter->setText("JOURNAL"); // of the category too
    QCOMPARE(rows(), 1);
    m_log->add(LogLevel::Info, "ferryman.sentinel", "+switch-master");
    m_log->add(LogLevel::Info, "ferryman.journal", "18 reply");
    QTRY_COMPARE(rows(), 2);
    filter->setText("nowhere");
    QCOMPARE(rows(), 0);
    QCOMPARE(m_view->findChild<QLabel*>("logState")->text(), "No line is of that kind.");
    filter->clear();
    level->setCurrentIndex(0);
    QCOMPARE(rows(), 5);
}

void LogViewTest::theModelForgetsWhatTheLogForgot() {
    MessageLog log;
    LogModel model(log);
    const QAbstractItemModelTester tester(&model);
    constexpr int all = MessageLog::usualCapacity + 50;
    for (int i = 1; i <= all; ++i) {
        log.add(i % 2 == 0 ? LogLevel::Info : LogLevel::Warning, "t", QString::number(i));
        if (i % 1'000 == 0) {
            model.look();
        }
    }
    model.setLeast(LogLevel::Warning);
    model.look();
    model.look(); // which takes away what is too much
    QCOMPARE(model.rowCount(), MessageLog::usualCapacity / 2);
    QCOMPARE(model.index(0, LogModel::Text).data().toString(), "51");
}

void LogViewTest::copiesWhatIsSelectedOrAll() {
    QTest::mouseClick(m_view->findChild<QPushButton*>("logCopy"), Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text().count('\n'), 3);
    table()->selectRow(1);
    table()->setFocus();
    QTest::keySequence(table(), QKeySequence::Copy);
    const QString copied = QGuiApplication::clipboard()->text();
    QVERIFY2(copied.endsWith(" info ferryman.journal: 17 command 10.0.0.1:6379\n"),
             qPrintable(copied));
    QCOMPARE(copied.count('\n'), 1);
}

void LogViewTest::savesWhatIsShown() {
    m_view->findChild<QLineEdit*>("logFilter")->setText("refused");
    const QString path = m_folder.filePath("ferryman.log");
    m_view->save(path);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QString saved = QString::fromUtf8(file.readAll());
    QCOMPARE(saved.count('\n'), 1);
    QVERIFY2(saved.contains("warning ferryman.session: connect: refused"), qPrintable(saved));
}

void LogViewTest::aFileThatCannotBeWrittenIsTold() {
    m_view->save(m_folder.filePath("no such folder/ferryman.log"));
    const QString told = m_view->findChild<QLabel*>("logState")->text();
    QVERIFY2(told.contains("no such folder/ferryman.log cannot be written"), qPrintable(told));
}

void LogViewTest::whatAServerSaidIsNoMarkup() {
    m_log->add(LogLevel::Warning, "ferryman.session", "ERR <img src='file:///etc/passwd'>\r\nnext");
    QTRY_COMPARE(rows(), 4);
    const QModelIndex text = table()->model()->index(3, LogModel::Text);
    QCOMPARE(text.data().toString(), "ERR <img src='file:///etc/passwd'>\\x0d\\x0anext");
    QVERIFY(!text.data(Qt::ToolTipRole).toString().contains('<'));
}

void LogViewTest::isUsedByKeyboardAndRead() {
    const QStringList faults =
        controlsWithoutName(*m_view) + tabOrderFaults(*m_view) + cutTexts(*m_view);
    QVERIFY2(faults.isEmpty(), qPrintable(faults.join('\n')));
    QTest::keySequence(table(), QKeySequence::Find);
    QCOMPARE(m_view->focusWidget()->objectName(), "logFilter");
}

void LogViewTest::diagnosticsSayWhatRunsWhere() {
    const QString said = diagnosticsOf(connectedSnapshot(), *m_log);
    for (const QString& part :
         {QString("Ferryman %1\n").arg(version()), QString("Qt %1").arg(qVersion()),
          QSysInfo::prettyProductName(), QString("Platform: offscreen"), QLocale().name(),
          QString("Screens: "), QString("\"group\": \"mymaster\""),
          QString("warning ferryman.session: connect: refused")}) {
        QVERIFY2(said.contains(part), qPrintable(part + " is not in\n" + said));
    }
}

void LogViewTest::noPasswordIsInTheDiagnostics() {
    m_log->keepOut(Secret("hunter2"));
    m_log->add(LogLevel::Warning, "ferryman.session", "AUTH hunter2 was refused");
    Snapshot snapshot = connectedSnapshot();
    snapshot.plan.name = "a plan that somebody named hunter2";
    snapshot.error = Error{ErrorKind::Refused, {"WRONGPASS hunter2"}, {}, "hunter2"};
    const QString said = diagnosticsOf(snapshot, *m_log);
    QVERIFY(said.contains("AUTH (secret) was refused"));
    QVERIFY(said.contains("WRONGPASS (secret)"));
    QVERIFY(!said.contains("hunter2"));
}

QTEST_MAIN(LogViewTest)
#include "log_view_test.moc"
