// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/witness.h"
#include "topology/sentinels.h"

#include <QTimer>

namespace ferryman {

/// A group's name as a literal pattern: SENTINEL RESET takes a glob (sentinel.c), and a name may
/// hold its characters.
[[nodiscard]] QByteArray escapedGlob(const QString& group);

[[nodiscard]] redis::Command resetCommand(const QString& group);

/// SENTINEL RESET on one Sentinel after the other, each waited for until it knows as many peers as
/// before, so that the group never is without a majority that knows each other. One that has a
/// failover under way is not reset: it would name the old primary for ever (measured). What a
/// Sentinel forgets by it, and finds again by itself: replicas from the primary's INFO within 10 s,
/// Sentinels by their hello within 2 s (sentinel.c, Redis 7.0.15).
class GroupReset : public QObject {
    Q_OBJECT
public:
    GroupReset(Sentinels& sentinels, QString group, redis::Witness witness,
               QObject* parent = nullptr);

    /// Once. Fails where a Sentinel refuses, or does not find its peers again within 30 s; those
    /// after it are left alone.
    [[nodiscard]] Future<Done> run();

private:
    void resetNext();
    void resetWhenCalm();
    void reset();
    void look();
    void fail(const Error& error);

    Sentinels& m_sentinels;
    QString m_group;
    redis::Witness m_witness;
    QList<redis::Address> m_left;
    redis::Address m_current;
    qint64 m_wantedPeers = 0;
    int m_looks = 0;
    QTimer m_look;
    Promise<Done> m_promise;
};

} // namespace ferryman
