// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QFuture>
#include <QFutureWatcher>
#include <QList>
#include <QPromise>

#include <memory>
#include <type_traits>
#include <utility>

namespace ferryman {

/// A one-shot operation's answer: exactly one Result arrives, on the thread of whoever waits for
/// it.
template <typename T>
using Future = QFuture<Result<T>>;

/// The writing end of a Future. It completes exactly once: later answers are dropped, and one that
/// is destroyed without an answer completes as cancelled, so that nobody waits for ever.
template <typename T>
class Promise {
public:
    Promise()
        : m_state(std::make_shared<State>()) {}

    [[nodiscard]] Future<T> future() const { return m_state->promise.future(); }

    void complete(Result<T> result) const { m_state->complete(std::move(result)); }
    [[nodiscard]] bool isCompleted() const { return m_state->completed; }

private:
    struct State {
        State() { promise.start(); }
        ~State() {
            complete(failure(
                ErrorKind::Cancelled,
                {QT_TRANSLATE_NOOP("core", "The operation was abandoned before it ended.")}));
        }
        State(const State&) = delete;
        State& operator=(const State&) = delete;

        void complete(Result<T> result) {
            if (std::exchange(completed, true)) {
                return;
            }
            promise.addResult(std::move(result));
            promise.finish();
        }

        QPromise<Result<T>> promise;
        bool completed = false;
    };

    std::shared_ptr<State> m_state; // shared: a completion handler is copied into std::function
};

/// A future that has its answer already.
template <typename T>
[[nodiscard]] Future<T> ready(Result<T> result) {
    Promise<T> promise;
    promise.complete(std::move(result));
    return promise.future();
}

/// Calls `handler(Result<T>)` on the thread of `context` when the future is answered; never when
/// the context died first. It stands in for QFuture::then(context, ...), which aborts a debug build
/// of Qt 6.4 if the context dies first.
template <typename T, typename Handler>
void whenDone(const Future<T>& future, QObject* context, Handler handler) {
    auto* watcher = new QFutureWatcher<Result<T>>(context);
    QObject::connect(watcher, &QFutureWatcherBase::finished, context,
                     [watcher, handler = std::move(handler)]() mutable {
                         watcher->deleteLater();
                         if (watcher->future().resultCount() > 0) {
                             handler(watcher->future().result());
                         }
                     });
    watcher->setFuture(future);
}

namespace detail {
template <typename T>
struct Unwrapped;
template <typename T>
struct Unwrapped<Result<T>> {
    using Type = T;
};
template <typename T>
struct Unwrapped<QFuture<Result<T>>> {
    using Type = T;
};
} // namespace detail

/// Goes on with `next(T)` when `future` has a value; an error passes through. `next` returns a
/// Result or a Future.
template <typename T, typename Next>
[[nodiscard]] auto andThen(const Future<T>& future, QObject* context, Next next) {
    using Returned = std::invoke_result_t<Next, T>;
    using U = typename detail::Unwrapped<Returned>::Type;
    Promise<U> promise;
    whenDone(future, context, [promise, context, next = std::move(next)](Result<T> result) mutable {
        if (!result) {
            promise.complete(tl::make_unexpected(std::move(result.error())));
            return;
        }
        if constexpr (std::is_same_v<Returned, Result<U>>) {
            promise.complete(next(std::move(*result)));
        } else {
            whenDone(next(std::move(*result)), context,
                     [promise](Result<U> inner) { promise.complete(std::move(inner)); });
        }
    });
    return promise.future();
}

/// Every answer, in the order of the futures; it never fails itself, each Result tells for itself.
template <typename T>
[[nodiscard]] Future<QList<Result<T>>> all(const QList<Future<T>>& futures, QObject* context) {
    struct Gathered {
        QList<Result<T>> results;
        qsizetype missing = 0;
    };
    Promise<QList<Result<T>>> promise;
    if (futures.isEmpty()) {
        promise.complete(QList<Result<T>>{});
        return promise.future();
    }
    auto gathered = std::make_shared<Gathered>();
    gathered->missing = futures.size();
    for (qsizetype i = 0; i < futures.size(); ++i) {
        gathered->results.append(failure(ErrorKind::Cancelled, {}));
    }
    for (qsizetype i = 0; i < futures.size(); ++i) {
        whenDone(futures[i], context, [promise, gathered, i](Result<T> result) {
            gathered->results[i] = std::move(result);
            if (--gathered->missing == 0) {
                promise.complete(gathered->results);
            }
        });
    }
    return promise.future();
}

} // namespace ferryman
