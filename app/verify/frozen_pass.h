// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/future.h"
#include "verify/verifier.h"

#include <memory>

namespace ferryman {

/// What a frozen pass found.
struct FrozenVerdict {
    qint64 compared = 0; ///< Keys that were read on both sides.
    QList<Difference> differences;
    QList<KeyName> unread; ///< The budget ended before these, or they cannot be compared.
    qint64 leftOut = 0;    ///< Undecided keys that nobody knows the names of any more.
    double milliseconds = 0;
    [[nodiscard]] qint64 notRead() const { return unread.size() + leftOut; }
    [[nodiscard]] bool isClean() const { return differences.isEmpty() && notRead() == 0; }
};

/// Compares chosen keys once while writes are frozen and the target has caught up (after Drain,
/// before Trigger): no fence and no second reading, so what differs differs.
///
///     auto pass = std::make_unique<FrozenPass>(servers, options);
///     pass->open();                       // in Gate: connections are made before the freeze
///     pass->expectedMs(keys.size());      // for the gate
///     pass->compareOnce(keys, 300ms);     // within the freeze; answers within the budget
///
/// Everything happens on the thread that it lives on, without blocking it. Keys are
/// Verdict::undecided and Verdict::latelyWritten. Errors: a connection that is not open or ends.
class FrozenPass : public QObject {
    Q_OBJECT
public:
    FrozenPass(const Verifier::Servers& servers, VerifyOptions options, QObject* parent = nullptr);
    ~FrozenPass() override;

    /// Connects to both, learns what they can do and measures the round trip; open already: Done.
    [[nodiscard]] Future<Done> open();
    [[nodiscard]] bool isOpen() const;

    /// Milliseconds that so many keys of ordinary size will take, by the round trip seen at open().
    [[nodiscard]] double expectedMs(qsizetype keys) const;

    /// At most `budget`, then what was not read stands in `unread`. One at a time.
    [[nodiscard]] Future<FrozenVerdict> compareOnce(const QList<KeyName>& keys,
                                                    milliseconds budget);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace ferryman
