// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings/settings.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace ferryman;

class SettingsTest : public QObject {
    Q_OBJECT

private slots:
    void everyPreferenceHasADefault();
    void isKeptForTheNextStart();
    void refusesWhatDoesNotFit();
    void aFileSpoiltByHandCountsAsAbsent();
    void tellsOfEveryChangeOnce();
};

void SettingsTest::everyPreferenceHasADefault() {
    const QTemporaryDir folder;
    const Settings settings(folder.filePath(QStringLiteral("s.ini")));
    QCOMPARE(settings.text(Preference::Theme), QStringLiteral("system"));
    QCOMPARE(settings.text(Preference::Language), QString());
    QCOMPARE(settings.number(Preference::SamplingIntervalMs), 250);
    QCOMPARE(settings.bytes(Preference::WindowGeometry), QByteArray());
    QVERIFY(settings.text(Preference::JournalFolder).endsWith(QLatin1String("/journals")));
}

void SettingsTest::isKeptForTheNextStart() {
    const QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("s.ini"));
    const QByteArray geometry("\x01\xd9\xd0\xcb\0\x03", 6);
    {
        Settings settings(file);
        QVERIFY(settings.set(Preference::Theme, QStringLiteral("dark")));
        QVERIFY(settings.set(Preference::Language, QStringLiteral("de")));
        QVERIFY(settings.set(Preference::SamplingIntervalMs, 1000));
        QVERIFY(settings.set(Preference::WindowGeometry, geometry));
        QVERIFY(settings.set(Preference::JournalFolder, QStringLiteral("/var/journals")));
        QVERIFY(settings.set(Preference::RecentPlans, QStringList{QStringLiteral("/a, b.json")}));
    }
    const Settings again(file);
    QCOMPARE(again.text(Preference::Theme), QStringLiteral("dark"));
    QCOMPARE(again.text(Preference::Language), QStringLiteral("de"));
    QCOMPARE(again.number(Preference::SamplingIntervalMs), 1000);
    QCOMPARE(again.bytes(Preference::WindowGeometry), geometry);
    QCOMPARE(again.text(Preference::JournalFolder), QStringLiteral("/var/journals"));
    QCOMPARE(again.texts(Preference::RecentPlans), QStringList{QStringLiteral("/a, b.json")});
}

void SettingsTest::refusesWhatDoesNotFit() {
    const QTemporaryDir folder;
    Settings settings(folder.filePath(QStringLiteral("s.ini")));
    QSignalSpy changed(&settings, &Settings::changed);
    QVERIFY(!settings.set(Preference::Theme, QStringLiteral("pink")));
    QVERIFY(!settings.set(Preference::SamplingIntervalMs, 99));
    QVERIFY(!settings.set(Preference::SamplingIntervalMs, 10'001));
    QVERIFY(!settings.set(Preference::SamplingIntervalMs, QStringLiteral("often")));
    QVERIFY(!settings.set(Preference::WindowGeometry, 7));
    QVERIFY(!settings.set(Preference::JournalFolder, QStringLiteral("journals")));
    QVERIFY(!settings.set(Preference::RecentPlans, QStringList{QStringLiteral("plan.json")}));
    for (const char* url : {"redis://ann:hunter2@h", "redis://:hunter2@h", "https://h", "h:6379"}) {
        QVERIFY2(!settings.set(Preference::RecentServers, QStringList{QLatin1String(url)}), url);
    }
    QVERIFY(!settings.set(Preference::RecentServers,
                          QStringList(21, QStringLiteral("redis://h:6379"))));
    QCOMPARE(changed.count(), 0);
    QCOMPARE(settings.number(Preference::SamplingIntervalMs), 250);
}

void SettingsTest::aFileSpoiltByHandCountsAsAbsent() {
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("s.ini"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("[General]\ntheme=neon\nsamplingIntervalMs=often\njournalFolder=here\n");
    file.close();
    const Settings settings(path);
    QCOMPARE(settings.text(Preference::Theme), QStringLiteral("system"));
    QCOMPARE(settings.number(Preference::SamplingIntervalMs), 250);
    QVERIFY(settings.text(Preference::JournalFolder).endsWith(QLatin1String("/journals")));
}

void SettingsTest::tellsOfEveryChangeOnce() {
    const QTemporaryDir folder;
    Settings settings(folder.filePath(QStringLiteral("s.ini")));
    QSignalSpy changed(&settings, &Settings::changed);
    settings.set(Preference::Theme, QStringLiteral("dark"));
    settings.set(Preference::Theme, QStringLiteral("dark"));
    QCOMPARE(changed.count(), 1);
    QCOMPARE(changed.first().first().value<Preference>(), Preference::Theme);
    settings.reset(Preference::Theme);
    settings.reset(Preference::Theme);
    QCOMPARE(changed.count(), 2);
    QCOMPARE(settings.text(Preference::Theme), QStringLiteral("system"));
}

QTEST_GUILESS_MAIN(SettingsTest)
#include "settings_test.moc"
