// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/future.h"

#include <QEventLoop>
#include <QFutureWatcher>
#include <QTest>
#include <QTimer>

#include <chrono>

namespace ferryman::test {

constexpr std::chrono::milliseconds patience{
    10'000}; ///< For what must come; a slow machine only waits longer.

/// Runs the event loop until the future is answered; without an answer in time a Timeout that no
/// code of ours makes.
template <typename T>
[[nodiscard]] Result<T> await(const Future<T>& future, std::chrono::milliseconds time = patience) {
    QEventLoop loop; // QTest::qWaitFor() would sleep 10 ms at every step of the way
    QFutureWatcher<Result<T>> watcher;
    QObject::connect(&watcher, &QFutureWatcherBase::finished, &loop, &QEventLoop::quit);
    watcher.setFuture(future);
    if (!future.isFinished()) {
        QTimer::singleShot(time, &loop, &QEventLoop::quit);
        loop.exec();
    }
    if (!future.isFinished()) {
        return failure(ErrorKind::Timeout, {"the test waited in vain"});
    }
    if (future.resultCount() == 0) {
        return failure(ErrorKind::Cancelled, {"the future was cancelled without an answer"});
    }
    return future.result();
}

} // namespace ferryman::test

/// Goes on only if `result` holds a value; otherwise the test fails with the error's text.
#define VERIFY_VALUE(result)                                                                       \
    do {                                                                                           \
        const auto& verified_ = (result); /* once: it may be a command that is sent */             \
        QVERIFY2(verified_.has_value(),                                                            \
                 verified_.has_value() ? "" : qPrintable(verified_.error().english()));            \
    } while (false)

/// Goes on only if `result` is an error of that kind.
#define VERIFY_ERROR(result, wantedKind)                                                           \
    do {                                                                                           \
        const auto& verified_ = (result);                                                          \
        QVERIFY2(!verified_.has_value(), "a value came where an error was expected");              \
        QVERIFY2(verified_.error().kind == (wantedKind),                                           \
                 qPrintable(QLatin1String(ferryman::toString(verified_.error().kind)) +            \
                            QLatin1String(": ") + verified_.error().english()));                   \
    } while (false)
