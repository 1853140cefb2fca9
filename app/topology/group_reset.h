// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/witness.h"
#include "topology/sentinels.h"

#include <QDeadlineTimer>
#include <QTimer>

namespace ferryman {

/// A group's name as a literal pattern: SENTINEL RESET takes a glob (sentinel.c), and a name may
/// hold its characters.
[[nodiscard]] QByteArray escapedGlob(const QString& group);

[[nodiscard]] redis::Command resetCommand(const QString& group);

/// SENTINEL RESET on one Sentinel after the other, each waited for until it knows as many peers as
/// answer, so that the group never is without a majority that knows each other. One that
/// has a failover under way, or names another primary, is waited for: reset then, it would name the
/// old primary for ever (measured). What a Sentinel forgets by it, and finds again by itself:
/// replicas from the primary's INFO within 10 s, Sentinels by their hello within 2 s (sentinel.c,
/// Redis 7.0.15).
class GroupReset : public QObject {
    Q_OBJECT
public:
    /// `primary`: whom a Sentinel has to name before it is reset; null: anyone.
    GroupReset(Sentinels& sentinels, QString group, redis::Witness witness,
               redis::Address primary = {}, QObject* parent = nullptr);

    /// These too, though no other Sentinel names them any more.
    void include(const QList<redis::Address>& sentinels);

    /// Resets all that are left; called again, it goes on with those. It fails with Unreachable
    /// where only silent ones are left, and otherwise where one is not ready within 30 s or does
    /// not find its peers again within 30 s; the error names each that is left, and why.
    [[nodiscard]] Future<Done> run();

    [[nodiscard]] QList<redis::Address> left() const { return m_left + m_silent; }

private:
    void begin(const Topology& topology);
    void askNext();
    void judge(const Result<redis::Value>& reply);
    void wait(const Message& why);
    void setAside(const Error& error);
    void reset();
    void look();
    void goOn();
    void conclude();
    void fail(ErrorKind kind, const QList<redis::Address>& left);

    Sentinels& m_sentinels;
    QString m_group;
    redis::Witness m_witness;
    redis::Address m_primary;
    QList<redis::Address> m_left;
    QList<redis::Address> m_silent; ///< In this run; asked again in the next.
    std::map<redis::Address, Message> m_reasons;
    redis::Address m_current;
    qsizetype m_waiting = 0; ///< In a row: asked, and not ready.
    bool m_begun = false;
    bool m_findsPeers = false; ///< The current one was reset and does not know its peers yet.
    QDeadlineTimer m_patience;
    QTimer m_pause;
    Promise<Done> m_promise;
};

} // namespace ferryman
