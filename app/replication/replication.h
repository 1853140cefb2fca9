// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "plan/plan.h"
#include "redis/connection.h"
#include "replication/history.h"
#include "replication/link_state.h"
#include "replication/link_witness.h"
#include "replication/target_listing.h"

#include <memory>

namespace ferryman {

/// What an earlier run changed on Dragonfly and did not put back, so that this run puts back what
/// stood there before both.
struct LinkBefore {
    std::optional<QByteArray> priority; ///< replica_priority before the earlier run.
    bool login = false;                 ///< It gave Dragonfly a login to the source.
};

/// Whom to attach to whom.
struct LinkPlan {
    redis::Address primary; ///< The IP and port by which Sentinel names it: anything else is
                            ///< re-pointed by Sentinel.
    Policy policy;
    TargetNames target;    ///< By what the source may list Dragonfly; empty: as it is connected to.
    QString sourceUser;    ///< For Dragonfly's masteruser; empty: none.
    Secret sourcePassword; ///< For Dragonfly's masterauth; empty: none.
    qint64 samplingMs = 250;
    qint64 historyMs = qint64{24} * 3600 * 1000; ///< So long samples are kept.
    LinkBefore before;                           ///< As an earlier run on this plan left it.
    QString group;                               ///< For the undo that a person is shown.
};

/// Literally what attaching sends, in its order; secrets are blotted out in what it shows.
[[nodiscard]] QList<redis::Command> attachCommands(const LinkPlan& plan);

/// Literally what Replication::syncAgain() sends.
[[nodiscard]] QList<redis::Command> syncAgainCommands(const LinkPlan& plan);

/// Starts, watches and stops the replication from the source to Dragonfly.
class Replication : public QObject {
    Q_OBJECT
public:
    Replication(LinkPlan plan, redis::Connection* source, redis::Connection* target,
                const Clock& clock, LinkWitness witness, QObject* parent = nullptr);
    ~Replication() override;

    /// `replica_priority 0`, masteruser and masterauth where the source wants a login, then
    /// REPLICAOF. Refused when Dragonfly holds keys and `replaceTargetData` is false; the error's
    /// arguments hold their number.
    [[nodiscard]] Future<Done> attach(bool replaceTargetData);
    /// attach() began a full sync, rather than finding Dragonfly attached already.
    [[nodiscard]] bool isLoadedAnew() const;
    /// A new full sync over a link that stands: what Dragonfly holds is replaced, its old data
    /// being served until the source's snapshot arrives and -LOADING from then on (replica.cc).
    /// Refused where Dragonfly does not follow the source any more.
    [[nodiscard]] Future<Done> syncAgain();

    // The end of it, in this order; Withdrawal does it all, with what Sentinel needs in between.
    void stopping();                      ///< From here on the state says that it is being stopped.
    [[nodiscard]] Future<Done> detach();  ///< REPLICAOF NO ONE; what was loaded stays on Dragonfly.
    [[nodiscard]] Future<Done> restore(); ///< Dragonfly's settings as they were before attach().
    void stopped();                       ///< And from here on that it was stopped.

    void watch(); ///< Begins to sample; also where Dragonfly was attached before.
    void unwatch();
    void setSampling(milliseconds every, milliseconds kept); ///< Also while it is watched.

    [[nodiscard]] const LinkState& state() const;
    [[nodiscard]] std::shared_ptr<History> history() const;

signals:
    void changed(
        const ferryman::LinkState& state); ///< After every sample, and at every change of phase.

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace ferryman
