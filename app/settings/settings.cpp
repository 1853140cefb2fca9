// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings/settings.h"

#include <QDir>
#include <QSettings>
#include <QStandardPaths>
#include <QUrl>

#include <algorithm>
#include <iterator>

namespace ferryman {

namespace {

struct Row {
    Preference preference;
    const char* key;
    QVariant (*usual)();
    bool (*fits)(const QVariant& value);
};

bool isText(const QVariant& value) {
    return value.typeId() == QMetaType::QString;
}

bool isTheme(const QVariant& value) {
    static const QStringList themes{QStringLiteral("system"), QStringLiteral("light"),
                                    QStringLiteral("dark")};
    return isText(value) && themes.contains(value.toString());
}

bool isInterval(const QVariant& value) {
    bool ok = false;
    const int interval = value.toInt(&ok); // an INI file gives it as a text
    return ok && interval >= 100 && interval <= 10'000;
}

bool isBytes(const QVariant& value) {
    return value.typeId() == QMetaType::QByteArray;
}

bool isFolder(const QVariant& value) {
    return isText(value) && QDir::isAbsolutePath(value.toString());
}

/// An INI file gives a list of one as a text.
bool arePaths(const QVariant& value) {
    constexpr qsizetype most = 50;
    if (!isText(value) && value.typeId() != QMetaType::QStringList) {
        return false;
    }
    const QStringList paths = value.toStringList();
    return paths.size() <= most && std::ranges::all_of(paths, [](const QString& path) {
               return QDir::isAbsolutePath(path);
           });
}

bool areUrls(const QVariant& value) {
    constexpr qsizetype most = 20;
    if (!isText(value) && value.typeId() != QMetaType::QStringList) {
        return false;
    }
    const QStringList urls = value.toStringList();
    return urls.size() <= most && std::ranges::all_of(urls, [](const QString& text) {
               const QUrl url(text, QUrl::StrictMode);
               return url.isValid() && url.scheme().startsWith(QLatin1String("redis")) &&
                      !url.userInfo().contains(u':');
           });
}

QVariant usualJournalFolder() {
    return QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) +
           QStringLiteral("/journals");
}

constexpr Row table[] = {
    {Preference::Theme, "theme", [] { return QVariant(QStringLiteral("system")); }, isTheme},
    {Preference::Language, "language", [] { return QVariant(QString()); }, isText},
    {Preference::SamplingIntervalMs, "samplingIntervalMs", [] { return QVariant(250); },
     isInterval},
    {Preference::WindowGeometry, "windowGeometry", [] { return QVariant(QByteArray()); }, isBytes},
    {Preference::JournalFolder, "journalFolder", usualJournalFolder, isFolder},
    {Preference::RecentPlans, "recentPlans", [] { return QVariant(QStringList()); }, arePaths},
    {Preference::RecentSentinels, "recentSentinels", [] { return QVariant(QStringList()); },
     areUrls},
    {Preference::RecentServers, "recentServers", [] { return QVariant(QStringList()); }, areUrls},
};

const Row& rowOf(Preference preference) {
    return *std::ranges::find(table, preference, &Row::preference);
}

QString keyOf(const Row& row) {
    return QString::fromLatin1(row.key);
}

} // namespace

Settings::Settings(const QString& file, QObject* parent)
    : QObject(parent)
    // By name: an application without an organization would share "Unknown Organization".
    , m_store(file.isEmpty() ? std::make_unique<QSettings>(QStringLiteral("ferryman"),
                                                           QStringLiteral("ferryman"))
                             : std::make_unique<QSettings>(file, QSettings::IniFormat)) {}

Settings::~Settings() = default;

QVariant Settings::value(Preference preference) const {
    const Row& row = rowOf(preference);
    const QVariant stored = m_store->value(keyOf(row));
    return stored.isValid() && row.fits(stored) ? stored : row.usual();
}

QString Settings::text(Preference preference) const {
    return value(preference).toString();
}

int Settings::number(Preference preference) const {
    return value(preference).toInt();
}

QByteArray Settings::bytes(Preference preference) const {
    return value(preference).toByteArray();
}

QStringList Settings::texts(Preference preference) const {
    return value(preference).toStringList();
}

bool Settings::set(Preference preference, const QVariant& wanted) {
    const Row& row = rowOf(preference);
    if (!row.fits(wanted)) {
        return false;
    }
    if (value(preference) != wanted) {
        m_store->setValue(keyOf(row), wanted);
        m_store->sync();
        emit changed(preference);
    }
    return true;
}

void Settings::reset(Preference preference) {
    const Row& row = rowOf(preference);
    const QVariant before = value(preference);
    m_store->remove(keyOf(row));
    m_store->sync();
    if (before != row.usual()) {
        emit changed(preference);
    }
}

} // namespace ferryman
