// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/endpoint.h"

#include <QList>

#include <chrono>
#include <memory>

namespace ferryman::test {

/// That a server acknowledged a write.
struct WriteSeen {
    qint64 atMs = 0; ///< Since the watch began; of the acknowledgement.
    int server = 0;  ///< By its place in the watch.
};

/// Two servers that both accept writes: one acknowledged, then the other, then the first again
/// within so short a time that it cannot have changed its mind twice.
struct BothWritable {
    qint64 fromMs = 0;
    qint64 untilMs = 0;
};

/// Pure: every time in which two servers were writable at once. `withinMs` is how long one may take
/// to acknowledge again.
[[nodiscard]] QList<BothWritable> bothWritable(const QList<WriteSeen>& seen, qint64 withinMs);

/// Pure: the writes that others acknowledged after `primary` had begun to acknowledge its own. What
/// is primary in the end has none of them: they are lost to whoever made them.
[[nodiscard]] qint64 writesAstray(const QList<WriteSeen>& seen, int primary);

/// Writes straight at each of some servers every 20 ms, in a thread of its own, and notes what they
/// acknowledge: who accepts writes is what a write says, not a role.
class WritableWatch {
public:
    explicit WritableWatch(const QList<redis::Address>& servers);
    ~WritableWatch();

    [[nodiscard]] QList<WriteSeen> seen() const;
    [[nodiscard]] qint64 nowMs() const;
    /// Those that acknowledged a write in the last so many ms.
    [[nodiscard]] QList<redis::Address> accepting(std::chrono::milliseconds lately) const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace ferryman::test
