// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/plan.h"
#include "redis/info.h"
#include "topology/topology.h"

#include <QHash>

namespace ferryman {

/// ServerSettings of one server, each with its value or with the reason why it could not be had.
class ServerSettings {
public:
    void put(const QByteArray& name, const Result<QByteArray>& value);

    [[nodiscard]] Result<QByteArray> text(const char* name) const;
    [[nodiscard]] Result<qint64> number(const char* name) const;

private:
    QHash<QByteArray, Result<QByteArray>> m_values;
};

/// The value in a reply to `CONFIG GET name`; `isAbsent` where the server has no such setting.
[[nodiscard]] Result<QByteArray> settingOf(const Result<redis::Value>& reply,
                                           const QByteArray& name, const redis::Address& server);
[[nodiscard]] bool isAbsent(const Error& error);

/// Those that the judgements read.
[[nodiscard]] const QByteArrayList& sourceSettingNames();
[[nodiscard]] const QByteArrayList& targetSettingNames();

/// What both servers said once, for the judgements that need no more: every check of this kind is a
/// pure function.
struct Facts {
    Plan plan;
    Topology topology;
    redis::Address source;
    redis::Address target;
    redis::Login sourceLogin;
    redis::Login targetLogin;
    Result<redis::Info> sourceInfo; ///< `INFO`, its default sections.
    Result<redis::Info> targetInfo;
    ServerSettings sourceSettings;
    ServerSettings targetSettings;
};

/// Whether INFO of the target came, and is that of another server: target.identity tells of it, and
/// what only a Dragonfly has is not judged.
[[nodiscard]] bool isNoDragonfly(const Facts& facts);

/// INFO came, but without what a judgement rests on.
[[nodiscard]] Error infoLacks(const char* field, const redis::Address& server);

/// INFO of a server; whatever else is called so judges nothing, and least of all well.
[[nodiscard]] Result<redis::Info> infoOf(const Result<redis::Value>& reply,
                                         const redis::Address& server);

[[nodiscard]] Error unknownShape(const redis::Value& reply, const redis::Address& server);

} // namespace ferryman
