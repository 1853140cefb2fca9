// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings/settings.h"

#include <QDir>
#include <QFile>
#include <QSet>
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
    void everyRowKeepsItsRange_data();
    void everyRowKeepsItsRange();
    void everyRowSaysWhatItMeans();
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
    QVERIFY(!settings.set(Preference::SamplingIntervalMs, 1'001));
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
    file.write("[General]\ntheme=neon\nsamplingIntervalMs=often\njournalFolder=here\n"
               "language=xx\ntextSizePercent=900\nhistoryHours=0\nverifyKeysPerSecond=-1\n"
               "notifications=perhaps\nlogLevel=loud\nplanFolder=../plans\n"
               "verifyMegabytesPerSecond=1e3\n");
    file.close();
    const Settings settings(path);
    QCOMPARE(settings.text(Preference::Theme), QStringLiteral("system"));
    QCOMPARE(settings.text(Preference::Language), QString());
    QCOMPARE(settings.number(Preference::TextSizePercent), 100);
    QCOMPARE(settings.number(Preference::HistoryHours), 24);
    QCOMPARE(settings.number(Preference::VerifyKeysPerSecond), 0);
    QCOMPARE(settings.number(Preference::VerifyMegabytesPerSecond), 0);
    QCOMPARE(settings.text(Preference::Notifications), QStringLiteral("on"));
    QCOMPARE(settings.text(Preference::LogLevel), QStringLiteral("info"));
    QVERIFY(QDir::isAbsolutePath(settings.text(Preference::PlanFolder)));
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

void SettingsTest::everyRowKeepsItsRange_data() {
    QTest::addColumn<int>("row");
    const QList<PreferenceInfo> rows = changeablePreferences();
    for (qsizetype i = 0; i < rows.size(); ++i) {
        QTest::addRow("%s", qPrintable(rows[i].key)) << int(i);
    }
}

void SettingsTest::everyRowKeepsItsRange() {
    QFETCH(int, row);
    const PreferenceInfo info = changeablePreferences().at(row);
    const QTemporaryDir folder;
    const QString file = folder.filePath(QStringLiteral("s.ini"));
    Settings settings(file);
    const auto takes = [&](const QVariant& value) { return settings.set(info.preference, value); };
    QVERIFY(takes(info.usual));
    switch (info.kind) {
    case PreferenceKind::Number:
        QVERIFY(info.least < info.most);
        QVERIFY(takes(info.least));
        QVERIFY(takes(info.most));
        QVERIFY(!takes(info.least - 1));
        QVERIFY(!takes(info.most + 1));
        QVERIFY(!takes(QStringLiteral("many")));
        QCOMPARE(Settings(file).number(info.preference), info.most);
        break;
    case PreferenceKind::Choice:
        QVERIFY(info.choices.size() > 1);
        for (const PreferenceChoice& choice : info.choices) {
            QVERIFY(takes(choice.value));
            QCOMPARE(Settings(file).text(info.preference), choice.value);
        }
        QVERIFY(!takes(QStringLiteral("none of them")));
        QVERIFY(!takes(7));
        break;
    case PreferenceKind::Folder:
        QVERIFY(takes(QStringLiteral("/srv/ferryman")));
        QCOMPARE(Settings(file).text(info.preference), QStringLiteral("/srv/ferryman"));
        QVERIFY(!takes(QStringLiteral("srv/ferryman")));
        QVERIFY(!takes(QString()));
        break;
    case PreferenceKind::Kept:
        QFAIL("not for a person");
    }
}

void SettingsTest::everyRowSaysWhatItMeans() {
    QSet<QString> keys;
    QSet<QString> names;
    for (const PreferenceInfo& info : changeablePreferences()) {
        keys << info.key;
        names << info.name.english();
        QVERIFY2(!info.meaning.isEmpty(), qPrintable(info.key));
        const bool inRange = info.kind != PreferenceKind::Number ||
                             (info.usual.toInt() >= info.least && info.usual.toInt() <= info.most);
        QVERIFY2(inRange, qPrintable(info.key));
    }
    QCOMPARE(keys.size(), changeablePreferences().size());
    QCOMPARE(names.size(), keys.size());
}

QTEST_GUILESS_MAIN(SettingsTest)
#include "settings_test.moc"
