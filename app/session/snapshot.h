// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/gate.h"
#include "cutover/open_intents.h"
#include "cutover/switch_state.h"
#include "plan/plan.h"
#include "practice/write_load.h"
#include "preflight/finding.h"
#include "replication/history.h"
#include "replication/link_state.h"
#include "report/report.h"
#include "session/migration_list.h"
#include "session/verify_self_test.h"
#include "topology/replica_choice.h"
#include "verify/frozen_pass.h"

#include <QMetaType>

#include <array>
#include <memory>

namespace ferryman {

/// The steps of the journey, in the order of the rail.
enum class Step { Connect, Assess, Replicate, Verify, FailOver, Report };
inline constexpr int stepCount = 6;

enum class StepStatus {
    Locked, ///< Waits for another step; `note` says which and why.
    ToDo,
    Running,
    Attention, ///< Something stands in the way; `note` says what.
    Done,
};

struct StepState {
    StepStatus status = StepStatus::Locked;
    Message note; ///< One short line for the rail.
};

/// One server as it was found, or what is wrong with it.
struct EndpointStatus {
    enum class Role { Sentinel, Source, Replica, Dragonfly };
    Role role = Role::Sentinel;
    redis::Address address;
    bool testing = false;
    bool tested = false;
    std::optional<Error> error;
    redis::ServerIdentity identity;
    QString security; ///< TLS version and cipher, or empty.
    double roundTripMs = 0;
    qint64 testedAtMs = 0; ///< UTC, ms.
    std::optional<qint64> keys;
};

/// One server of the group as it tells of itself, for looking at: no gate judges by it.
struct ServerView {
    redis::Address address;
    redis::ServerIdentity identity;
    redis::ReplicationInfo replication;
    qint64 readAtMs = 0;        ///< UTC, ms: when it told that; 0: never yet.
    std::optional<Error> error; ///< Why it does not answer now; what it said last stands above.
};

/// The reply to INFO of one server, read because a person opened it.
struct RawInfo {
    redis::Address server; ///< Null: none was opened.
    bool reading = false;
    QString text;        ///< Escaped and bounded; of the last reading that came.
    qint64 readAtMs = 0; ///< UTC, ms.
    std::optional<Error> error;
};

struct ConnectState {
    bool running = false;
    bool usable = false; ///< Every needed connection works: Assess is open.
    QStringList groups;  ///< That the Sentinel watches.
    QList<EndpointStatus> endpoints;
    Topology topology;
    ReplicaChoice choice;       ///< Which replica Sentinel would promote now.
    std::optional<Error> error; ///< What stands in the way as a whole.
    QList<ServerView> servers;  ///< The source, Dragonfly and the other live replicas.
    RawInfo rawInfo;
};

/// For a source without Sentinel: its group on its way to Sentinels.
struct SetupState {
    bool running = false;
    bool done = false; ///< Every Sentinel sees the source and all the others.
    Message progress;
    std::optional<Error> error;
};

struct AssessState {
    bool running = false;
    bool ran = false;
    int checks = 0;
    qint64 finishedAtMs = 0; ///< UTC, ms.
    qint64 tookMs = 0;       ///< The last run of all checks.
    QList<Finding> findings;
    QStringList again;          ///< Checks that a person asked again, and that did not answer yet.
    QString mending;            ///< The check whose finding is being mended or undone; empty: none.
    QList<Mend> mends;          ///< What was mended so far, earlier runs on this plan included.
    QStringList undoable;       ///< Ids of those mends that this session can undo.
    std::optional<Error> error; ///< Why the last mend or its undo failed.
};

struct ReplicateState {
    LinkState link;
    QList<redis::Command> commands;          ///< Literally what starting sends.
    QList<redis::Command> syncAgainCommands; ///< And what syncAgain() does.
    bool maySyncAgain = false; ///< The link is up, and nothing is under way that needs it.
    bool starting = false;
    bool stopping = false;
    std::optional<Error>
        error; ///< Why starting or stopping failed; arguments of "holds keys" hold their number.
    std::shared_ptr<const History> history; ///< May be read on any thread; null before Replicate.
};

/// What a verification is started with.
struct VerifyRequest {
    /// `link` is the session's to fill in: after the switch the servers are not linked any more.
    VerifyOptions options;
    redis::Address readFrom; ///< A Redis replica that is read in place of the primary; null: none.
    bool goesOn = false;     ///< From where the last run ended, where canResume says that it can.
};

/// How much a verdict still says.
struct VerifyFreshness {
    qint64 ageMs = 0;                 ///< Since the run ended.
    std::optional<qint64> bytesSince; ///< Written to the replication stream since; nothing where
                                      ///< the servers are not linked, or by another stream.
};

struct VerifyState {
    std::optional<qint64> sourceKeys; ///< Of the link's last sample.
    std::optional<qint64> targetKeys;

    VerifyRequest request; ///< Of the run under way, else of the last one, else as the plan has it.
    bool running = false;
    bool stopping = false;
    /// A full sync came since: what was compared before it is void. Until the next run begins.
    bool isReplaced = false;
    Message cannotStart;     ///< Why startVerify() would be refused now; empty: it would begin.
    bool canResume = false;  ///< The last run was stopped or failed, and can go on where it was.
    VerifyProgress progress; ///< Of the run under way, else of the last one.

    /// Of the run under way, else of the last one: the first request.options.listedDifferences of
    /// them, as they are found.
    QList<Difference> differences;
    qint64 differencesFound = 0; ///< All of them.

    /// Of the last run that came to its end, an earlier session's included; null: none did.
    std::shared_ptr<const Verdict> verdict;
    /// How the last run of this session ended, stopped or failed ones included; null: none did, or
    /// one is under way.
    std::shared_ptr<const Verdict> last;
    std::optional<VerifyFreshness> freshness; ///< Of that verdict.
    std::optional<Error> error;               ///< Why the last run did not come to its end.

    bool selfTesting = false;
    std::shared_ptr<const SelfTestReport> selfTest; ///< Null: not run in this session.
    std::optional<Error> selfTestError;

    /// Undecided keys whose names are not known any more: too many or too long to be kept.
    qint64 undecidedLeftOut = 0;
    qint64 frozenKeys = 0; ///< Undecided and lately written: compared again within the freeze.
    std::optional<double> frozenExpectedMs;      ///< So long that is going to take.
    std::shared_ptr<const FrozenVerdict> frozen; ///< What it gave; null: it was not run.
};

struct FailOverState {
    QList<Gate> gates;
    QList<PlannedCommand> preview;
    SwitchState cutover;
    Message refused;         ///< Why the last confirmation was not taken; nothing was changed then.
    bool canRecover = false; ///< An earlier run left a switch open, which can be taken up.
    bool recovered = false;  ///< recover() was asked for and found nothing to do.
};

struct ReportState {
    std::shared_ptr<const Report> report; ///< Null until there is something to tell.
    QStringList files;                    ///< Written ones.
    std::optional<Error> error;
};

/// Everything that a screen shows, as one immutable value.
struct Snapshot {
    quint64 number = 0;
    qint64 atMs = 0; ///< UTC, ms.
    quint64 commandsTaken =
        0; ///< How many commands of the session the engine has begun: what a snapshot knows of.
    Plan plan;
    bool practice = false;           ///< On the lab of local servers.
    Message practiceNote;            ///< What the lab is doing while it starts.
    bool standIn = false;            ///< The target is the practice stand-in, not a Dragonfly.
    std::optional<LoadFigures> load; ///< Of the practice lab's writers.
    std::array<StepState, stepCount> steps;
    SetupState setup;
    ConnectState connect;
    AssessState assess;
    ReplicateState replicate;
    VerifyState verify;
    FailOverState failOver;
    ReportState report;
    qint64 journalRows = 0;
    QString journalPath;
    QList<OpenIntent> leftOpen; ///< What an earlier run on this plan may have left changed.
    MigrationsState migrations; ///< Of this machine; empty in practice.
    std::optional<Error> error; ///< Of no page: the journal failed, the lab did not start.

    [[nodiscard]] const StepState& step(Step which) const {
        return steps[static_cast<size_t>(which)];
    }
    [[nodiscard]] bool switchRunning() const { return failOver.cutover.running; }
};

using SnapshotPtr = std::shared_ptr<const Snapshot>;

} // namespace ferryman

Q_DECLARE_METATYPE(ferryman::SnapshotPtr)
