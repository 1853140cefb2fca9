// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "verify/fence.h"
#include "verify/key_check.h"
#include "verify/verify_options.h"

namespace ferryman {

/// What a second look at a key says. Not settled: it differs, but was written meanwhile.
struct Rechecked {
    KeyName name;
    KeyOutcome outcome;
    bool settled = false;
};

/// Looks at keys again so that what differs differs: WATCH on the source, wait until the target has
/// applied all that was written before, compare, EXEC. If EXEC runs, none of the keys was written
/// from before the fence until after the target was read, so the target should have had just that
/// value. An EXEC of nothing changes nothing; a key that flips between two values deceives a second
/// reading, but not WATCH. A source that is a replica itself may be behind the target, so it has to
/// catch up before EXEC: else it would not know yet of the write that the target shows. Two
/// unlinked servers are both watched, and there is no fence.
class Recheck : public QObject {
    Q_OBJECT
public:
    using Handler = std::function<void(Result<QList<Rechecked>>)>;

    Recheck(Pair pair, const VerifyOptions& options, int lane, QObject* parent = nullptr);

    void setLink(VerifyOptions::Link link) { m_options.link = link; }
    /// All of one database. One at a time; the handler comes once.
    void begin(const QList<KeyName>& keys, Handler handler);
    [[nodiscard]] bool isRunning() const { return bool(m_handler); }

private:
    void afterWatch();
    void checkMore();
    void takeOutcome(qsizetype index, Result<KeyOutcome> outcome);
    void catchUp();
    void release();
    void judge(bool sourceUntouched, bool targetUntouched);
    void answer(Result<QList<Rechecked>> result);

    Pair m_pair;
    VerifyOptions m_options;
    int m_lane;
    Fence m_fence;
    QList<Rechecked> m_keys;
    qsizetype m_begun = 0;
    qsizetype m_done = 0;
    Handler m_handler;
    quint64 m_generation = 0;
};

} // namespace ferryman
