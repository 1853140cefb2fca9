// SPDX-License-Identifier: GPL-3.0-or-later
#include "settings/settings.h"

#include <QDir>
#include <QSettings>
#include <QStandardPaths>
#include <QUrl>

#include <algorithm>
#include <iterator>
#include <span>

namespace ferryman {

namespace {

struct Choice {
    const char* value;
    const char* name; ///< English; of a language its own.
};

struct Range {
    int least = 0;
    int most = 0;
    int step = 1;
    const char* unit = "";
    const char* leastMeans = "";
};

/// What a person is shown of a preference.
struct Shown {
    PreferenceKind kind = PreferenceKind::Kept;
    const char* name = "";
    const char* meaning = "";
    Range range = {};
    std::span<const Choice> choices = {};
};

struct Row {
    Preference preference{};
    const char* key = nullptr;
    QVariant (*usual)() = nullptr;
    bool (*fits)(const QVariant& value) = nullptr; ///< Null: by its kind.
    Shown shown = {};
};

bool isText(const QVariant& value) {
    return value.typeId() == QMetaType::QString;
}

bool isNumber(const QVariant& value, const Range& range) {
    bool ok = false;
    const int number = value.toInt(&ok); // an INI file gives it as a text
    return ok && number >= range.least && number <= range.most;
}

bool isOneOf(const QVariant& value, std::span<const Choice> choices) {
    return isText(value) && std::ranges::any_of(choices, [&](const Choice& choice) {
               return value.toString() == QLatin1String(choice.value);
           });
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

QVariant usualJournalFolder() { // one for console and command line, whatever each calls itself
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) +
           QStringLiteral("/ferryman/journals");
}

QVariant usualDocumentFolder() {
    return QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
}

template <int number>
QVariant usualNumber() {
    return number;
}

constexpr Choice themes[] = {{"system", QT_TRANSLATE_NOOP("core", "as the desktop")},
                             {"light", QT_TRANSLATE_NOOP("core", "light")},
                             {"dark", QT_TRANSLATE_NOOP("core", "dark")},
                             {"contrast", QT_TRANSLATE_NOOP("core", "high contrast")}};
// Each by its own name, for whoever cannot read the one that is shown.
constexpr Choice languages[] = {{"", QT_TRANSLATE_NOOP("core", "as the desktop")},
                                {"en", "English"},
                                {"de", "Deutsch"},
                                {"es", "Español"},
                                {"fr", "Français"},
                                {"ja", "日本語"},
                                {"zh", "简体中文"}};
constexpr Choice onOrOff[] = {{"on", QT_TRANSLATE_NOOP("core", "on")},
                              {"off", QT_TRANSLATE_NOOP("core", "off")}};
constexpr Choice logLevels[] = {{"debug", QT_TRANSLATE_NOOP("core", "everything")},
                                {"info", QT_TRANSLATE_NOOP("core", "what happens")},
                                {"warning", QT_TRANSLATE_NOOP("core", "warnings and errors")},
                                {"error", QT_TRANSLATE_NOOP("core", "errors alone")}};

/// Every key that the program keeps, in the order in which a person is shown them.
constexpr Row table[] = {
    {Preference::Theme,
     "theme",
     [] { return QVariant(QStringLiteral("system")); },
     nullptr,
     {PreferenceKind::Choice,
      QT_TRANSLATE_NOOP("core", "Colours"),
      QT_TRANSLATE_NOOP("core", "As the desktop: light, dark or of high contrast, as that is set, "
                                "also while Ferryman runs. At once."),
      {},
      themes}},
    {Preference::TextSizePercent,
     "textSizePercent",
     usualNumber<100>,
     nullptr,
     {PreferenceKind::Number,
      QT_TRANSLATE_NOOP("core", "Text size"),
      QT_TRANSLATE_NOOP("core", "Of the size that the desktop gives. At once."),
      {100, 150, 5, " %"}}},
    {Preference::Language,
     "language",
     [] { return QVariant(QString()); },
     nullptr,
     {PreferenceKind::Choice,
      QT_TRANSLATE_NOOP("core", "Language"),
      QT_TRANSLATE_NOOP("core", "At once."),
      {},
      languages}},
    {Preference::SamplingIntervalMs,
     "samplingIntervalMs",
     usualNumber<250>,
     nullptr,
     {PreferenceKind::Number,
      QT_TRANSLATE_NOOP("core", "Time between two samples"),
      QT_TRANSLATE_NOOP("core", "How often offsets and lag of both servers are read. At once."),
      {100, 1000, 50, " ms"}}},
    {Preference::HistoryHours,
     "historyHours",
     usualNumber<24>,
     nullptr,
     {PreferenceKind::Number,
      QT_TRANSLATE_NOOP("core", "History of the charts"),
      QT_TRANSLATE_NOOP("core", "Older samples are forgotten; the journal keeps all it holds. At "
                                "once."),
      {1, 24, 1, " h"}}},
    {Preference::VerifyKeysPerSecond,
     "verifyKeysPerSecond",
     usualNumber<0>,
     nullptr,
     {PreferenceKind::Number,
      QT_TRANSLATE_NOOP("core", "Most keys a second"),
      QT_TRANSLATE_NOOP("core", "What step 4 begins with when data is compared; each run may have "
                                "its own."),
      {0, 1'000'000, 1'000, QT_TRANSLATE_NOOP("core", " keys/s"),
       QT_TRANSLATE_NOOP("core", "no limit")}}},
    {Preference::VerifyMegabytesPerSecond,
     "verifyMegabytesPerSecond",
     usualNumber<0>,
     nullptr,
     {PreferenceKind::Number,
      QT_TRANSLATE_NOOP("core", "Most data a second"),
      QT_TRANSLATE_NOOP("core", "Replies of both servers together, when data is compared; each run "
                                "may have its own."),
      {0, 10'000, 5, " MB/s", QT_TRANSLATE_NOOP("core", "no limit")}}},
    {Preference::Notifications,
     "notifications",
     [] { return QVariant(QStringLiteral("on")); },
     nullptr,
     {PreferenceKind::Choice,
      QT_TRANSLATE_NOOP("core", "Notifications"),
      QT_TRANSLATE_NOOP("core", "When something needs a person while another window is used."),
      {},
      onOrOff}},
    {Preference::FirstSteps,
     "firstSteps",
     [] { return QVariant(QStringLiteral("on")); },
     nullptr,
     {PreferenceKind::Choice,
      QT_TRANSLATE_NOOP("core", "First steps"),
      QT_TRANSLATE_NOOP("core", "What Ferryman does, on the start page, as long as there is no "
                                "migration. At once."),
      {},
      onOrOff}},
    {Preference::PlanFolder,
     "planFolder",
     usualDocumentFolder,
     isFolder,
     {PreferenceKind::Folder, QT_TRANSLATE_NOOP("core", "Folder of plans"),
      QT_TRANSLATE_NOOP("core", "Where plans are opened from and saved in.")}},
    {Preference::ReportFolder,
     "reportFolder",
     usualDocumentFolder,
     isFolder,
     {PreferenceKind::Folder, QT_TRANSLATE_NOOP("core", "Folder of reports"),
      QT_TRANSLATE_NOOP("core", "Where reports and lists of differences are written.")}},
    {Preference::JournalFolder,
     "journalFolder",
     usualJournalFolder,
     isFolder,
     {PreferenceKind::Folder, QT_TRANSLATE_NOOP("core", "Folder of journals"),
      QT_TRANSLATE_NOOP("core", "From the next start on. Journals stay where they are: move them "
                                "along, or what was left open is not found.")}},
    {Preference::LogLevel,
     "logLevel",
     [] { return QVariant(QStringLiteral("info")); },
     nullptr,
     {PreferenceKind::Choice,
      QT_TRANSLATE_NOOP("core", "Log"),
      QT_TRANSLATE_NOOP("core", "What is kept in memory for the log view. At once."),
      {},
      logLevels}},
    {Preference::WindowGeometry, "windowGeometry", [] { return QVariant(QByteArray()); }, isBytes},
    {Preference::RecentPlans, "recentPlans", [] { return QVariant(QStringList()); }, arePaths},
    {Preference::RecentSentinels, "recentSentinels", [] { return QVariant(QStringList()); },
     areUrls},
    {Preference::RecentServers, "recentServers", [] { return QVariant(QStringList()); }, areUrls},
};

bool fits(const Row& row, const QVariant& value) {
    if (row.fits != nullptr) {
        return row.fits(value);
    }
    return row.shown.kind == PreferenceKind::Number ? isNumber(value, row.shown.range)
                                                    : isOneOf(value, row.shown.choices);
}

const Row& rowOf(Preference preference) {
    return *std::ranges::find(table, preference, &Row::preference);
}

QString keyOf(const Row& row) {
    return QString::fromLatin1(row.key);
}

PreferenceInfo infoOf(const Row& row) {
    const Shown& shown = row.shown;
    PreferenceInfo info{row.preference,
                        shown.kind,
                        keyOf(row),
                        Message(shown.name),
                        Message(shown.meaning),
                        row.usual(),
                        shown.range.least,
                        shown.range.most,
                        shown.range.step,
                        Message(shown.range.unit),
                        Message(shown.range.leastMeans),
                        {}};
    for (const Choice& choice : shown.choices) {
        info.choices.append({QString::fromLatin1(choice.value), Message(choice.name)});
    }
    return info;
}

} // namespace

QList<PreferenceInfo> changeablePreferences() {
    QList<PreferenceInfo> all;
    for (const Row& row : table) {
        if (row.shown.kind != PreferenceKind::Kept) {
            all.append(infoOf(row));
        }
    }
    return all;
}

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
    return stored.isValid() && fits(row, stored) ? stored : row.usual();
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
    if (!fits(row, wanted)) {
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
