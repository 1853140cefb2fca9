// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/open_intents.h"
#include "support/proxied_lab.h"
#include "support/writable_watch.h"

namespace ferryman::test {

/// What became of one cell.
struct FaultOutcome {
    bool struck = false;      ///< The fault happened, at its point.
    bool consoleEnded = true; ///< In time.
    bool recovered = false;   ///< The console was killed or wanted a person: what follows is of
                              ///< `ferrymanctl recover`.
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

/// Asks everybody, around the proxies, what is true in the end.
class FaultWitness {
public:
    explicit FaultWitness(ProxiedLab& lab);

    void look(FaultOutcome& outcome);
    void judgeWatch(const WritableWatch& watch, FaultOutcome& outcome) const; ///< After look().
    /// Looks for every acknowledged write; where no primary is left, after a person's handwork.
    void lookForWrites(WriteLoad& load, FaultOutcome& outcome);
    static void readJournals(const QString& folder, FaultOutcome& outcome);

private:
    void askSentinels(FaultOutcome& outcome);
    void askReplicas(FaultOutcome& outcome);
    [[nodiscard]] bool makePrimary();
    [[nodiscard]] QString nameOf(const redis::Address& address) const;
    [[nodiscard]] QString setting(CuttingProxy& proxy, const char* name);

    ProxiedLab& m_lab;
};

} // namespace ferryman::test
