// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/message_log.h"
#include "practice/lab.h"
#include "session/session.h"

#include <memory>

namespace ferryman {

/// What a session is started with.
struct SessionOptions {
    QString journalFolder; ///< Empty: the user's data folder.
    std::optional<LabOptions>
        practice; ///< Set: a lab of local servers is started and its endpoints are filled in.
    qint64 writeRate = 2000; ///< Of the practice lab's writers, writes a second.
    /// Is told of every password that the session uses, so that none can stand in it; it outlives
    /// the session. Null: there is no log.
    MessageLog* log = nullptr;
};

/// The real session: an engine on a thread of its own, which ends with the session. A lab's servers
/// end with it too.
[[nodiscard]] std::unique_ptr<Session> makeSession(const SessionOptions& options);

} // namespace ferryman
