// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/window_audit.h"
#include "preferences.h"
#include "settings_dialog.h"
#include "support/fake_session.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>

using namespace ferryman;
using namespace ferryman::test;

/// The dialog that is made from the table of preferences, and what a change there leads to.
class SettingsDialogTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void everyRowHasAnEditorWithItsValue();
    void whatIsChangedIsKeptAndTakesEffect();
    void aFolderThatIsNoneIsRefusedInASentence();
    void allDefaultsComeBack();
    void itSpeaksTheLanguageThatIsChosenInIt();
    void largeTextFitsInIt();
    void isUsedByKeyboardAndRead();

private:
    template <typename Editor>
    [[nodiscard]] Editor* editor(const char* key) const {
        return m_dialog->findChild<Editor*>(QString("setting_%1").arg(key));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Settings> m_settings;
    std::unique_ptr<FakeSession> m_session;
    MessageLog m_log;
    std::unique_ptr<Preferences> m_preferences;
    std::unique_ptr<SettingsDialog> m_dialog;
};

void SettingsDialogTest::init() {
    applyTheme(*qApp, ThemeMode::Light);
    m_folder = std::make_unique<QTemporaryDir>();
    m_settings = std::make_unique<Settings>(m_folder->filePath("settings.ini"));
    m_session = std::make_unique<FakeSession>();
    m_preferences = std::make_unique<Preferences>(*m_settings, *m_session, m_log);
    m_dialog = std::make_unique<SettingsDialog>(*m_settings);
    m_dialog->show();
    QVERIFY(QTest::qWaitForWindowActive(m_dialog.get()));
}

void SettingsDialogTest::cleanup() {
    m_dialog.reset();
    m_settings->reset(Preference::Language);
    m_settings->reset(Preference::TextSizePercent);
    m_preferences.reset();
    m_settings.reset();
    m_session.reset();
}

void SettingsDialogTest::everyRowHasAnEditorWithItsValue() {
    for (const PreferenceInfo& info : changeablePreferences()) {
        const QByteArray name = info.key.toLatin1();
        const char* key = name.constData();
        switch (info.kind) {
        case PreferenceKind::Number:
            QVERIFY2(editor<QSpinBox>(key) != nullptr, key);
            QCOMPARE(editor<QSpinBox>(key)->value(), info.usual.toInt());
            QCOMPARE(editor<QSpinBox>(key)->minimum(), info.least);
            QCOMPARE(editor<QSpinBox>(key)->maximum(), info.most);
            break;
        case PreferenceKind::Choice:
            QVERIFY2(editor<QComboBox>(key) != nullptr, key);
            QCOMPARE(editor<QComboBox>(key)->currentData(), info.usual);
            QCOMPARE(editor<QComboBox>(key)->count(), info.choices.size());
            break;
        case PreferenceKind::Folder:
            QVERIFY2(editor<QLineEdit>(key) != nullptr, key);
            QCOMPARE(editor<QLineEdit>(key)->text(), info.usual.toString());
            break;
        case PreferenceKind::Kept:
            QFAIL("not for a person");
        }
    }
}

void SettingsDialogTest::whatIsChangedIsKeptAndTakesEffect() {
    using namespace std::chrono_literals;
    QCOMPARE(m_session->watchOptions, WatchOptions());
    editor<QSpinBox>("samplingIntervalMs")->setValue(500);
    editor<QSpinBox>("historyHours")->setValue(2);
    editor<QSpinBox>("verifyKeysPerSecond")->setValue(5'000);
    editor<QSpinBox>("verifyMegabytesPerSecond")->setValue(20);
    QCOMPARE(m_session->watchOptions.sampling, 500ms);
    QCOMPARE(m_session->watchOptions.history, milliseconds(2h));
    QCOMPARE(m_session->watchOptions.verifyLimits, (VerifyLimits{5'000, 20'000'000}));

    const auto choose = [this](const char* key, const char* value) {
        auto* box = editor<QComboBox>(key);
        box->setCurrentIndex(box->findData(QString(value)));
    };
    choose("theme", "contrast");
    QCOMPARE(appliedTheme(), ThemeMode::HighContrast);
    QCOMPARE(m_dialog->palette().color(QPalette::Window), highContrastColours().window);
    choose("logLevel", "error");
    m_log.add(LogLevel::Warning, "t", "dropped");
    QVERIFY(m_log.after(0).isEmpty());
    choose("notifications", "off");

    const Settings kept(m_folder->filePath("settings.ini"));
    QCOMPARE(kept.number(Preference::SamplingIntervalMs), 500);
    QCOMPARE(kept.text(Preference::Theme), "contrast");
    QCOMPARE(kept.text(Preference::LogLevel), "error");
    QCOMPARE(kept.text(Preference::Notifications), "off");
}

void SettingsDialogTest::aFolderThatIsNoneIsRefusedInASentence() {
    auto* field = editor<QLineEdit>("planFolder");
    const QString before = m_settings->text(Preference::PlanFolder);
    field->setText("plans");
    emit field->editingFinished();
    const auto* refused = m_dialog->findChild<QLabel*>("settingRefused");
    QVERIFY(refused->isVisible());
    QVERIFY2(refused->text().contains("plans"), qPrintable(refused->text()));
    QCOMPARE(m_settings->text(Preference::PlanFolder), before);
    field->setText(m_folder->path());
    emit field->editingFinished();
    QVERIFY(!refused->isVisible());
    QCOMPARE(m_settings->text(Preference::PlanFolder), m_folder->path());
}

void SettingsDialogTest::allDefaultsComeBack() {
    editor<QSpinBox>("samplingIntervalMs")->setValue(1'000);
    m_settings->set(Preference::Theme, "dark");
    QCOMPARE(editor<QComboBox>("theme")->currentData().toString(), "dark"); // chosen elsewhere
    QTest::mouseClick(m_dialog->findChild<QPushButton*>("settingsRestore"), Qt::LeftButton);
    everyRowHasAnEditorWithItsValue();
    QCOMPARE(m_session->watchOptions, WatchOptions());
    QCOMPARE(appliedTheme(), ThemeMode::System);
}

void SettingsDialogTest::itSpeaksTheLanguageThatIsChosenInIt() {
    const QPointer<QComboBox> box = editor<QComboBox>("language");
    box->setFocus();
    box->setCurrentIndex(box->findData("de"));
    QTRY_VERIFY(box.isNull()); // built anew
    QVERIFY(editor<QComboBox>("language") != nullptr);
    QCOMPARE(editor<QComboBox>("language")->currentData().toString(), "de");
    QCOMPARE(m_dialog->focusWidget(), editor<QComboBox>("language"));
}

void SettingsDialogTest::largeTextFitsInIt() {
    m_dialog->resize(900, 640);
    QCoreApplication::processEvents();
    QStringList cut = cutTexts(*m_dialog);
    QVERIFY2(cut.isEmpty(), qPrintable(cut.join('\n')));
    const QPointer<QWidget> before = editor<QSpinBox>("textSizePercent");
    editor<QSpinBox>("textSizePercent")->setValue(150);
    QTRY_VERIFY(before.isNull());
    QVERIFY(m_dialog->fontInfo().pixelSize() >= 18);
    m_dialog->resize(1024, 700);
    QCoreApplication::processEvents();
    cut = cutTexts(*m_dialog);
    QVERIFY2(cut.isEmpty(), qPrintable(cut.join('\n')));
}

void SettingsDialogTest::isUsedByKeyboardAndRead() {
    QStringList faults = controlsWithoutName(*m_dialog) + tabOrderFaults(*m_dialog);
    QVERIFY2(faults.isEmpty(), qPrintable(faults.join('\n')));
    for (const ThemeMode mode : {ThemeMode::Light, ThemeMode::HighContrast}) {
        applyTheme(*qApp, mode);
        faults = controlsWithoutVisibleFocus(*m_dialog);
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join('\n')));
    }
    QTest::keyClick(m_dialog.get(), Qt::Key_Escape);
    QVERIFY(!m_dialog->isVisible());
}

QTEST_MAIN(SettingsDialogTest)
#include "settings_dialog_test.moc"
