// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/endpoint.h"

#include <optional>

namespace ferryman {

/// Where a password comes from; the password itself is never in a plan.
struct SecretSource {
    enum class Kind { None, Environment, Keychain };
    Kind kind = Kind::None;
    QString name; ///< Of the environment variable or of the keychain entry.

    friend bool operator==(const SecretSource&, const SecretSource&) = default;
};

enum class VerifyMode { Full, Sample, Off };
enum class OldPrimary { Park, Shutdown, Leave };
enum class OtherReplicas { Park, Shutdown };

struct Policy {
    int steadySeconds = 10;
    qint64 maxLagBytes = 65'536;
    int maxLagSeconds = 2; ///< slaveN's lag on the source: seconds since the last acknowledgement.
    int freezeBudgetMs =
        3000; ///< CLIENT PAUSE; must stay below every Sentinel's down-after-milliseconds.
    VerifyMode verify = VerifyMode::Full;
    /// The switch wants a comparison that ended no longer ago than that; 0: an older one, or none,
    /// is told and does not close the gate.
    int verifyMaxAgeMinutes = 0;
    /// So long the freeze may last longer for comparing the keys written last; 0: not at all.
    int verifyFrozenMs = 100;
    OldPrimary oldPrimary = OldPrimary::Park;
    OtherReplicas otherReplicas = OtherReplicas::Park; ///< Those that were detached for the switch.
    QStringList acceptFindings; ///< Ids of findings that a person accepted beforehand.
    bool replaceTargetData = false;
    /// Of the one key that a probe writes through Sentinel during the switch, to measure the
    /// clients' outage; it expires by itself. Empty: nothing is written.
    QString probePrefix = {};

    friend bool operator==(const Policy&, const Policy&) = default;
};

/// What every Sentinel's down-after-milliseconds must be at least, ms: the pause ends before one
/// holds the source for down, and should the source stop within the freeze, Dragonfly is disarmed
/// again before one chooses.
[[nodiscard]] int wantedDownAfterMs(const Policy& policy);

/// One migration, as the wizard exports it and the command line reads it.
struct Plan {
    QString id; ///< UUID; made when the plan is saved first, and the journal is named after it.
    QString name;
    QString group;
    QList<redis::Endpoint> sentinels;      ///< Empty: the source has none yet, and is given.
    std::optional<redis::Endpoint> source; ///< Empty: Sentinel knows it.
    redis::Endpoint dragonfly;

    redis::TlsSettings
        tls; ///< For every endpoint that has no override. Paths are absolute once read.
    std::optional<redis::TlsSettings> sentinelsTls;
    std::optional<redis::TlsSettings> sourceTls;
    std::optional<redis::TlsSettings> dragonflyTls;

    SecretSource sentinelsSecret;
    SecretSource sourceSecret;
    SecretSource dragonflySecret;

    Policy policy;

    friend bool operator==(const Plan&, const Plan&) = default;
};

/// Strict: an unknown key, a wrong type or a value out of range is an error with its JSON path
/// ("policy.steadySeconds"). Relative paths of TLS files are taken from `folder`. A plan without an
/// id gets the same one each time, so that its journal is found again.
[[nodiscard]] Result<Plan> planFromJson(const QByteArray& json, const QString& folder);
[[nodiscard]] QByteArray planToJson(const Plan& plan,
                                    const QString& folder = {}); ///< Defaults are left out.

[[nodiscard]] Result<Plan> readPlan(const QString& path);
[[nodiscard]] Result<Done> writePlan(const Plan& plan,
                                     const QString& path); ///< Whole or not at all.

} // namespace ferryman
