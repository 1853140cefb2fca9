// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/role.h"
#include "redis/transport.h"

#include <array>

namespace ferryman {

/// How far the test of one connection is, and what it found.
struct ConnectionReport {
    enum class Stage { Lookup, Connect, Tls, Login, Permission };
    static constexpr size_t stageCount = 5;
    enum class State { Waiting, Running, Passed, Failed, NotNeeded };

    struct Step {
        State state = State::Waiting;
        double ms = 0; ///< What it took; 0 until it passed.

        friend bool operator==(const Step&, const Step&) = default;
    };

    std::array<Step, stageCount> steps;
    bool running = false;
    bool cancelled = false;
    std::optional<Error> error; ///< Of the stage that failed.

    QStringList addresses; ///< That the host's name stands for.
    QString security;      ///< TLS version and cipher; empty without TLS.
    std::optional<redis::PeerCertificate> certificate;
    redis::ServerIdentity identity;
    redis::RoleReply role;
    QStringList groups; ///< Of a Sentinel.
    double roundTripMs = 0;

    [[nodiscard]] const Step& at(Stage stage) const { return steps[static_cast<size_t>(stage)]; }
    [[nodiscard]] Step& at(Stage stage) { return steps[static_cast<size_t>(stage)]; }
    [[nodiscard]] bool passed() const {
        return !running && !cancelled && !error && at(Stage::Permission).state == State::Passed;
    }
};

} // namespace ferryman

Q_DECLARE_METATYPE(ferryman::ConnectionReport)
