// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/switch_record.h"
#include "redis/connection.h"

namespace ferryman {

/// The switch's own connection to one server, open before it is needed. What changes anything is
/// journalled before it is sent and again with its reply.
class Line : public QObject {
    Q_OBJECT
public:
    Line(const redis::Login& login, SwitchRecord& record, const Clock& clock,
         QObject* parent = nullptr);

    [[nodiscard]] Future<Done> open() { return m_connection.open(); }
    [[nodiscard]] bool isOpen() const { return m_connection.isOpen(); }
    [[nodiscard]] quint64 openings() const {
        return m_openings;
    } ///< How often it was opened: tells connections apart.
    /// As it is journalled and told of: the address under which the group lists it, where that is
    /// another than the one it is reached by.
    void setListed(const redis::Address& address) { m_listed = address; }
    [[nodiscard]] redis::Address address() const {
        return m_listed.isNull() ? m_connection.address() : m_listed;
    }
    [[nodiscard]] const redis::Login& login() const { return m_connection.login(); }

    /// Reads in one write; error replies come as values.
    [[nodiscard]] Future<QList<redis::Value>> ask(const QList<redis::Command>& commands,
                                                  milliseconds deadline) {
        return m_connection.pipeline(commands, deadline);
    }
    /// Every reply, or the first error among them: see outcomeOf().
    [[nodiscard]] Future<QList<redis::Value>> perform(const Deed& deed);

private:
    redis::Connection m_connection;
    redis::Address m_listed;
    SwitchRecord& m_record;
    const Clock& m_clock;
    quint64 m_openings = 0;
};

} // namespace ferryman
