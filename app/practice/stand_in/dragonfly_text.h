// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayList>
#include <QHash>
#include <QSet>

namespace ferryman::stand_in {

/// What a real Dragonfly (df-v1.40.1) says, from recordings of one, with the values of the moment
/// filled in.

/// Its commands: which it knows, which it allows during a full sync, and its replies to COMMAND.
class CommandTable {
public:
    CommandTable();

    [[nodiscard]] bool knows(const QByteArray& upperName) const;
    [[nodiscard]] bool isAllowedWhileLoading(const QByteArray& upperName) const;
    [[nodiscard]] QByteArray
    reply(const QByteArrayList& words) const; ///< To COMMAND, COUNT, INFO, ...

private:
    QByteArray m_all; ///< The reply to COMMAND.
    QHash<QByteArray, QByteArray> m_entries;
    QSet<QByteArray> m_loading;
};

/// Its settings by their recorded names; "-" and "_" are the same in a name.
class ConfigTable {
public:
    ConfigTable();

    [[nodiscard]] QByteArray value(const QByteArray& name) const;
    void put(const QByteArray& name, const QByteArray& value);
    [[nodiscard]] QByteArray getReply(const QByteArray& pattern) const;
    [[nodiscard]] QByteArray setReply(const QByteArray& name, const QByteArray& value);

private:
    QByteArrayList m_order;
    QHash<QByteArray, QByteArray> m_values;
};

/// What stands in INFO instead of the recorded values.
struct LiveInfo {
    QHash<QByteArray, QByteArray> values;       ///< Of single lines.
    QHash<QByteArray, QByteArrayList> sections; ///< Whole sections, such as "Keyspace".
    QHash<QByteArray, QByteArrayList> added;    ///< Further lines of a section.
    QSet<QByteArray> absent; ///< Recorded lines that do not belong to the present role.
};

/// The text of INFO: of one section, of the default ones (empty) or of "all". An unknown section is
/// empty.
[[nodiscard]] QByteArray infoText(const QByteArray& section, const LiveInfo& live);

/// "72.05MiB" as Dragonfly writes sizes.
[[nodiscard]] QByteArray humanSize(qint64 bytes);

struct ClientFacts {
    qint64 id = 0;
    QByteArray address;
    QByteArray localAddress;
    QByteArray name;
    qint64 ageSeconds = 0;
    qint64 idleSeconds = 0;
    qint64 commands = 0;
    qint64 bytesIn = 0;
    int database = 0;
};
[[nodiscard]] QByteArray clientListLine(const ClientFacts& client);
[[nodiscard]] QByteArray clientInfoLine(const ClientFacts& client);

[[nodiscard]] QByteArray helloReply(int protocol, qint64 clientId, bool primary);
[[nodiscard]] QByteArray unknownCommand(const QByteArray& upperName);
[[nodiscard]] QByteArray unknownSubcommand(const QByteArray& upperWord,
                                           const QByteArray& upperName);
[[nodiscard]] QByteArray loadingError();

} // namespace ferryman::stand_in
