// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/message.h"

#include <QObject>
#include <QVariant>

#include <memory>

class QSettings;

namespace ferryman {

/// What a person prefers on this machine; what belongs to one migration is in its plan. Names,
/// types, defaults, ranges and meanings stand in one table, in settings.cpp.
enum class Preference {
    Theme,
    TextSizePercent,
    Language,           ///< "de"; empty: the system's.
    SamplingIntervalMs, ///< At most half of what the gates want their evidence to be younger than.
    HistoryHours,
    VerifyKeysPerSecond,      ///< 0: no limit.
    VerifyMegabytesPerSecond, ///< 0: no limit.
    Notifications,            ///< "on" or "off".
    FirstSteps,               ///< "on" or "off": the introduction on an empty start page.
    LogLevel,
    WindowGeometry, ///< As QWidget::saveGeometry() gives it.
    JournalFolder,  ///< Absolute.
    PlanFolder,
    ReportFolder,
    RecentPlans,     ///< Absolute paths of plans opened or saved, the latest first; 50 at most.
    RecentSentinels, ///< URLs without a password, the latest first; 20 at most.
    RecentServers,   ///< The same of servers.
};

enum class PreferenceKind { Number, Choice, Folder, Kept }; ///< Kept: by the console, for itself.

struct PreferenceChoice {
    QString value;
    Message name;
};

/// One row of the table, for whoever shows it.
struct PreferenceInfo {
    Preference preference = Preference::Theme;
    PreferenceKind kind = PreferenceKind::Kept;
    QString key; ///< In the file.
    Message name;
    Message meaning; ///< With the moment at which a change takes effect.
    QVariant usual;
    int least = 0; ///< Of a number.
    int most = 0;
    int step = 1;
    Message unit;
    Message leastMeans; ///< What the least number stands for; empty: itself.
    QList<PreferenceChoice> choices;
};

/// The rows that a person may change, in the order in which they are shown.
[[nodiscard]] QList<PreferenceInfo> changeablePreferences();

/// The preferences in the user's own settings. A value that does not fit its preference, such as
/// one of a file edited by hand, counts as absent.
class Settings : public QObject {
    Q_OBJECT
public:
    /// `file`: an INI file, for tests; empty: where the system keeps the settings of programs.
    explicit Settings(const QString& file = {}, QObject* parent = nullptr);
    ~Settings() override;

    [[nodiscard]] QString text(Preference preference) const;
    [[nodiscard]] int number(Preference preference) const;
    [[nodiscard]] QByteArray bytes(Preference preference) const;
    [[nodiscard]] QStringList texts(Preference preference) const;

    /// Kept at once; refused, and false, where the value does not fit.
    bool set(Preference preference, const QVariant& value);
    void reset(Preference preference); ///< To its default.

signals:
    void changed(ferryman::Preference preference);

private:
    [[nodiscard]] QVariant value(Preference preference) const;

    std::unique_ptr<QSettings> m_store;
};

} // namespace ferryman
