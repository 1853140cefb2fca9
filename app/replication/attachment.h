// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replication/replication.h"

namespace ferryman {

/// The commands that make Dragonfly a replica of the source and end it again, sent one after the
/// other, each announced and shown to the witness. What was changed before a command that fails is
/// put back.
class Attachment : public QObject {
    Q_OBJECT
public:
    Attachment(const LinkPlan& plan, redis::Connection* target, LinkWitness witness,
               QObject* parent = nullptr);

    enum class Outcome { Attached, AlreadyAttached };

    [[nodiscard]] Future<Outcome> attach(bool replaceTargetData);
    /// The same REPLICAOF once more, which empties Dragonfly and loads all anew (replica.cc).
    /// Refused where it does not follow the source; nothing is put back where it fails, since
    /// Dragonfly is a replica still.
    [[nodiscard]] Future<Done> syncAgain();
    [[nodiscard]] Future<Done> detach(); ///< REPLICAOF NO ONE.
    /// Every setting that attach() changed, or an earlier run, as it was before.
    [[nodiscard]] Future<Done> restore();

private:
    /// One command of attach(), and the one that undoes it.
    struct Step {
        QLatin1String id;
        redis::Command command;
        redis::Command undo;
        QByteArray before;
    };

    [[nodiscard]] Result<bool> judgeTarget(const QList<redis::Value>& replies,
                                           bool replaceTargetData);
    void readSettings(const QList<redis::Value>& replies);
    [[nodiscard]] Step stepOf(QLatin1String id, const redis::Command& command) const;
    [[nodiscard]] QList<Step> loginSteps() const;
    [[nodiscard]] QList<Step> allSteps() const;
    [[nodiscard]] QString undoTextOf(const Step& step) const;
    [[nodiscard]] Future<Outcome> sendAll(const QList<Step>& steps, Outcome outcome);
    void sendNext(const QList<Step>& left, Outcome outcome, const Promise<Outcome>& promise);
    void send(const QList<Step>& left, Outcome outcome, const Promise<Outcome>& promise);
    void keep(const Step& done);
    void giveUp(const Error& error, const Promise<Outcome>& promise);
    void restoreNext(const Promise<Done>& promise);
    [[nodiscard]] Future<redis::Value> sendShown(const redis::Command& command,
                                                 milliseconds deadline,
                                                 const LinkWitness::Meaning& meaning);

    /// Dragonfly's settings before anybody of Ferryman's changed them.
    struct Settings {
        QByteArray priority = "100";
        QByteArray user;
        Secret password;
    };

    LinkPlan m_plan;
    redis::Connection* m_target;
    LinkWitness m_witness;
    Settings m_now;        ///< As read by attach().
    QList<Step> m_changed; ///< What stands changed, in the order in which it was sent.
};

} // namespace ferryman
