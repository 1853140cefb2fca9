// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/plan.h"

namespace ferryman {

/// A connection under a name, to be chosen again: everything of a login but the password.
struct ConnectionProfile {
    QString name; ///< Unique among all, 1 to 100 characters.
    redis::Endpoint endpoint;
    redis::TlsSettings tls; ///< Absolute paths.
    SecretSource secret;    ///< None: there is no password, or it is typed for one session.
    QString group;          ///< Of a Sentinel: the group that is meant; may be empty.

    friend bool operator==(const ConnectionProfile&, const ConnectionProfile&) = default;
};

constexpr qsizetype longestProfileName = 100;
constexpr qsizetype mostProfiles = 500;

/// Strict, as a plan is: an unknown key, a wrong type or a name that is there twice is an error
/// with its JSON path ("connections[2].url"). Relative paths are taken from `folder`.
[[nodiscard]] Result<QList<ConnectionProfile>> profilesFromJson(const QByteArray& json,
                                                                const QString& folder);
[[nodiscard]] QByteArray profilesToJson(const QList<ConnectionProfile>& profiles);

/// `wanted`, or with a number behind it where that name is taken; cut to its greatest length.
[[nodiscard]] QString freeProfileName(const QString& wanted, const QStringList& taken);

} // namespace ferryman
