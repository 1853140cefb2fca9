// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/open_intents.h"
#include "fault_cell.h"
#include "live/session/lab_plan.h"
#include "support/ctl_process.h"
#include "support/proxied_lab.h"
#include "support/writable_watch.h"

#include <QElapsedTimer>
#include <QTemporaryDir>

#include <atomic>

namespace ferryman::test {

/// What became of one cell.
struct FaultOutcome {
    bool struck = false;      ///< The fault happened, at its point.
    bool consoleEnded = true; ///< In time.
    bool recovered = false;   ///< The console was killed; what follows is of `ferrymanctl recover`.
    int exitCode = -1;
    QString status;
    QString message;

    qint64 acknowledged = 0;
    std::optional<qint64> lost;     ///< Nothing where no server is left to be looked at.
    bool lostAfterHandwork = false; ///< Looked at once a person had made a primary again.
    qint64 outageMs = 0; ///< The longest time in which one writer got no acknowledgement.
    qint64 astray = 0;   ///< Acknowledged to those who do not follow Sentinel, and lost.
    QList<BothWritable> bothWritable;
    QStringList roles;      ///< "source master", "dragonfly slave".
    QStringList named;      ///< By each Sentinel that answers: "source", "dragonfly".
    QStringList accepting;  ///< Who accepts writes at the end.
    QList<OpenIntent> open; ///< In the journal; without those that are left on purpose.
    QString detached;       ///< Other replicas that do not follow the source as before.
    QString fence;          ///< The source's min-replicas-to-write.
    QString armed;          ///< Dragonfly's replica_priority.
    QString timeline;       ///< What the console did, for whoever looks into a red cell.
    qint64 tookMs = 0;
};

/// One lab under write load, one `ferrymanctl migrate`, one fault. FAULT_MATRIX_LASTS_MS and
/// FAULT_MATRIX_WRITE_RATE change how long what can be mended lasts, and how much is written;
/// FAULT_MATRIX_TIMELINES shows what the console did in green cells too.
class FaultBench : public QObject {
    Q_OBJECT
public:
    explicit FaultBench(int extraReplicas = 0);
    ~FaultBench() override;

    [[nodiscard]] bool start();
    [[nodiscard]] FaultOutcome run(const FaultCell& cell);

    /// The same fault where nobody migrates: Dragonfly is a replica like any other.
    [[nodiscard]] FaultOutcome runWithoutConsole(Fault fault);

private:
    void setTraps(const FaultCell& cell);
    void strike(Fault fault);
    void strikeServer(CuttingProxy& proxy, bool kill);
    void strikeConsole(bool kill);
    void mend();
    void watch();
    void mendInTime();
    [[nodiscard]] bool waitFor(const std::function<bool()>& isSo, std::chrono::milliseconds time);
    [[nodiscard]] bool waitForStrike(const FaultPoint& point);
    void waitForConsole(FaultOutcome& outcome);
    void recover(FaultOutcome& outcome);
    void waitUntilQuiet();
    void judge(FaultOutcome& outcome);
    void lookForWrites(FaultOutcome& outcome);
    [[nodiscard]] bool makePrimary(const FaultOutcome& outcome);
    void readJournal(FaultOutcome& outcome) const;
    [[nodiscard]] QList<CuttingProxy*> servers(); ///< Not the Sentinels.
    void judgeReplica(CuttingProxy& replica, FaultOutcome& outcome);
    [[nodiscard]] QString nameOf(const redis::Address& address) const;
    [[nodiscard]] QString setting(CuttingProxy& proxy, const char* name);
    [[nodiscard]] QProcessEnvironment environment() const;

    ProxiedLab m_lab;
    int m_extraReplicas;
    std::chrono::milliseconds m_faultLasts;
    qint64 m_writesPerSecond;
    QTemporaryDir m_home;
    std::unique_ptr<WriteLoad> m_load;
    std::unique_ptr<WritableWatch> m_watch;
    std::unique_ptr<PlanFile> m_plan;
    std::unique_ptr<CtlProcess> m_ctl;
    QHash<const CuttingProxy*, qint64> m_pids;
    std::atomic<int> m_leader = 0; ///< The Sentinel that was told last.
    std::atomic<qint64> m_consolePid = 0;
    std::atomic<bool> m_struck = false;
    QElapsedTimer m_sinceStrike;
    bool m_mended = false;
};

} // namespace ferryman::test
