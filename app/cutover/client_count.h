// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/census.h"
#include "cutover/line.h"

namespace ferryman {

/// Who of the clients was on the old primary before the switch, and who came to Dragonfly.
class ClientCount : public QObject {
    Q_OBJECT
public:
    /// `consoles`: how the client names of every console of this migration begin.
    ClientCount(Line& source, Line& target, SwitchRecord& record, QString consoles,
                QObject* parent = nullptr);

    /// As an earlier console counted them.
    void resume(const std::optional<QList<ClientGroup>>& before) { m_before = before; }

    /// Who may not list the clients may switch all the same: then there is no census. Errors:
    /// Refused where another console has the same migration open.
    [[nodiscard]] Future<Done> countBefore();
    /// Once every client that asks Sentinel has come; the sentence tells of them.
    [[nodiscard]] Future<Message> countAgain();
    [[nodiscard]] const std::optional<Census>& census() const { return m_census; }

private:
    [[nodiscard]] Result<Done> refuseOtherConsole(const QList<redis::ClientLine>& clients) const;

    Line& m_source;
    Line& m_target;
    SwitchRecord& m_record;
    QString m_consoles;
    std::optional<QList<ClientGroup>> m_before;
    std::optional<Census> m_census;
};

} // namespace ferryman
