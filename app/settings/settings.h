// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QVariant>

#include <memory>

class QSettings;

namespace ferryman {

/// What a person prefers on this machine; what belongs to one migration is in its plan.
enum class Preference {
    Theme,              ///< "system", "light" or "dark".
    Language,           ///< "de"; empty: the system's.
    SamplingIntervalMs, ///< 100 to 10,000.
    WindowGeometry,     ///< As QWidget::saveGeometry() gives it.
    JournalFolder,      ///< Absolute.
    RecentPlans,        ///< Absolute paths of plans opened or saved, the latest first; 50 at most.
    RecentSentinels,    ///< URLs without a password, the latest first; 20 at most.
    RecentServers,      ///< The same of servers.
};

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
