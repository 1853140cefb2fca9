// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replication/replication.h"

namespace ferryman {

/// The commands that make Dragonfly a replica of the source and end it again, sent one after the
/// other, each shown to the witness. What was changed before a command that fails is put back.
class Attachment : public QObject {
    Q_OBJECT
public:
    Attachment(const LinkPlan& plan, redis::Connection* target, redis::Witness witness,
               QObject* parent = nullptr);

    enum class Outcome { Attached, AlreadyAttached };

    [[nodiscard]] Future<Outcome> attach(bool replaceTargetData);
    [[nodiscard]] Future<Done> detach(); ///< REPLICAOF NO ONE.

private:
    [[nodiscard]] Future<Outcome> sendAll(const QList<redis::Command>& commands, Outcome outcome);
    [[nodiscard]] Result<bool> judgeTarget(const QList<redis::Value>& replies,
                                           bool replaceTargetData);
    [[nodiscard]] Future<redis::Value> sendShown(const redis::Command& command,
                                                 milliseconds deadline);
    void sendNext(const QList<redis::Command>& left, Outcome outcome,
                  const Promise<Outcome>& promise);
    void putBack(const Error& error, const Promise<Outcome>& promise);

    LinkPlan m_plan;
    redis::Connection* m_target;
    redis::Witness m_witness;
    QByteArray m_priorityBefore = "100";
    QByteArrayList m_changed; ///< The settings, in the order in which they were set.
};

} // namespace ferryman
