// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "fault_cell.h"
#include "fault_witness.h"
#include "live/session/lab_plan.h"
#include "support/ctl_process.h"

#include <QElapsedTimer>
#include <QTemporaryDir>

#include <atomic>

namespace ferryman::test {

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
    void startConsole(const QStringList& arguments);
    void setTraps(const FaultCell& cell);
    void lay(FaultPoint::Place place, const Trap& trap);
    void strike(Fault fault);
    void strikeServer(CuttingProxy& proxy, bool kill);
    void strikeConsole(bool kill);
    void mend();
    void watch();
    void watchOnceAttached();
    void startRecovery();
    void mendInTime();
    [[nodiscard]] bool waitFor(const std::function<bool()>& isSo, std::chrono::milliseconds time);
    [[nodiscard]] bool waitForStrike(const FaultPoint& point);
    void waitForConsole(FaultOutcome& outcome);
    void recover(FaultOutcome& outcome);
    void waitUntilQuiet();
    void judge(FaultOutcome& outcome);
    [[nodiscard]] QProcessEnvironment environment() const;

    ProxiedLab m_lab;
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
    std::atomic<bool> m_begun = false; ///< The words of FaultPoint::after were said.
    std::atomic<bool> m_struck = false;
    QElapsedTimer m_sinceStrike;
    bool m_mended = false;
};

} // namespace ferryman::test
