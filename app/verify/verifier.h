// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/endpoint.h"
#include "verify/verdict.h"

#include <QObject>
#include <QThread>

namespace ferryman {

/// Compares two servers while the writes go on, on a thread of its own. It never writes to either.
///
///     Verifier verifier;                        // lives on the engine's thread
///     connect(&verifier, &Verifier::progressed, ...);
///     connect(&verifier, &Verifier::found, ...);
///     connect(&verifier, &Verifier::finished, ...);
///     verifier.start(options, {sourceLogin, targetLogin}, earlier.resume);
///
/// `finished` comes exactly once for every start() that returned true, also after stop() and after
/// errors; the servers being unreachable is one of those. To read a replica in place of the
/// primary, give that replica's login as the source: the fence then works by the offset that the
/// replica has reached, since replicas share their primary's offsets. Memory is bounded whatever
/// the number and size of the keys: nothing is remembered of keys that are equal.
class Verifier : public QObject {
    Q_OBJECT
public:
    struct Servers {
        redis::Login source;
        redis::Login target;
    };

    explicit Verifier(QObject* parent = nullptr);
    ~Verifier() override; ///< Stops; the thread has ended when it returns.

    /// False while a run is going on. `resume` is Verdict::resume of an earlier run, or empty; one
    /// that fits no longer (a server was restarted, a full sync came between) makes it start anew
    /// and say so in VerifyProgress::note.
    bool start(const VerifyOptions& options, const Servers& servers,
               const QJsonObject& resume = {});
    void stop(); ///< finished() follows, with outcome Stopped and the point to go on from.
    void setLimits(const VerifyLimits& limits); ///< At once, while it runs.
    [[nodiscard]] bool isRunning() const { return m_running; }

signals:
    void progressed(const ferryman::VerifyProgress& progress); ///< About four times a second.
    void found(const ferryman::Difference& difference);        ///< Each that lasts, as it is found.
    /// Twice a minute: from where a later start() could go on if this process ended now. Not of a
    /// sample.
    void reached(const QJsonObject& resume);
    void finished(const ferryman::Verdict& verdict);

private:
    class Worker;

    QThread m_thread;
    Worker* m_worker = nullptr; // lives on m_thread
    bool m_running = false;
};

} // namespace ferryman
