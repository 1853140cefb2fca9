// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/future.h"
#include "preflight/facts.h"
#include "redis/connection.h"

#include <optional>

namespace ferryman {

struct CheckContext;

/// Two readings of the same, a little apart, for what only a difference tells.
struct Sampled {
    Result<redis::Info> before;
    Result<redis::Info> after;
    double seconds = 0; ///< Between the two replies.
};

/// What the servers said within one assessment: every command goes to every server once, however
/// many checks want its reply.
class Evidence : public QObject {
    Q_OBJECT
public:
    explicit Evidence(const Clock& clock, milliseconds samplePause = milliseconds(1000));

    [[nodiscard]] Future<redis::Value> ask(redis::Connection& server,
                                           const redis::Command& command);
    /// `INFO section` now and a little later; an empty section gives the default ones.
    [[nodiscard]] Future<Sampled> sample(redis::Connection& server, const QByteArray& section);
    [[nodiscard]] Future<Facts> facts(const CheckContext& context);

    /// A command that a server did not allow Ferryman's user.
    struct Refusal {
        const redis::Connection* server = nullptr;
        Error error;
    };
    [[nodiscard]] const QList<Refusal>& refusals() const { return m_refusals; }

private:
    using Key = QPair<const redis::Connection*, QByteArray>;
    [[nodiscard]] Future<redis::Value> send(redis::Connection& server,
                                            const redis::Command& command);

    const Clock& m_clock;
    milliseconds m_samplePause;
    QHash<Key, Future<redis::Value>> m_asked;
    QHash<Key, Future<Sampled>> m_samples;
    std::optional<Future<Facts>> m_facts;
    QList<Refusal> m_refusals;
};

} // namespace ferryman
