// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/future.h"
#include "support/await.h"

#include <QPointer>
#include <QTest>
#include <QThread>

#include <thread>

using namespace ferryman;
using namespace ferryman::test;

class FutureTest : public QObject {
    Q_OBJECT

private slots:
    void aPromiseIsAnsweredOnce();
    void anAbandonedPromiseIsCancelled();
    void aCopyKeepsThePromiseOpen();
    void aHandlerRunsLaterAndOnTheThreadOfItsContext();
    void aHandlerNeverRunsAfterItsContext();
    void aHandlerMayDeleteItsContext();
    void andThenGoesOnWithAValue();
    void andThenGoesOnWithAFuture();
    void andThenPassesAnErrorBy();
    void andThenIsCancelledWithItsContext();
    void allKeepsTheOrderAndEveryError();
    void allOfNothingIsDone();
};

void FutureTest::aPromiseIsAnsweredOnce() {
    const Promise<int> promise;
    QVERIFY(!promise.isCompleted());
    promise.complete(1);
    promise.complete(2);
    promise.complete(failure(ErrorKind::Internal, {"too late"}));
    QVERIFY(promise.isCompleted());
    QCOMPARE(promise.future().resultCount(), 1);
    QCOMPARE(promise.future().result().value(), 1);
}

void FutureTest::anAbandonedPromiseIsCancelled() {
    Future<int> future;
    {
        const Promise<int> promise;
        future = promise.future();
        QVERIFY(!future.isFinished());
    }
    QVERIFY(future.isFinished());
    VERIFY_ERROR(future.result(), ErrorKind::Cancelled);
}

void FutureTest::aCopyKeepsThePromiseOpen() {
    std::function<void()> handler;
    Future<int> future;
    {
        const Promise<int> promise;
        future = promise.future();
        handler = [promise] { promise.complete(7); };
    }
    QVERIFY(!future.isFinished());
    handler();
    QCOMPARE(await(future).value_or(0), 7);
}

void FutureTest::aHandlerRunsLaterAndOnTheThreadOfItsContext() {
    const Promise<int> promise;
    QObject context;
    int seen = 0;
    QThread* seenOn = nullptr;
    whenDone(promise.future(), &context, [&](Result<int> result) {
        seen = *result;
        seenOn = QThread::currentThread();
    });
    std::thread other([promise] { promise.complete(5); });
    other.join();
    QCOMPARE(seen, 0); // never from within complete()
    QTRY_COMPARE(seen, 5);
    QCOMPARE(seenOn, QThread::currentThread());
}

void FutureTest::aHandlerNeverRunsAfterItsContext() {
    const Promise<int> promise;
    bool ran = false;
    auto context = std::make_unique<QObject>();
    whenDone(promise.future(), context.get(), [&ran](const Result<int>&) { ran = true; });
    promise.complete(1);
    context.reset();
    QObject later;
    bool laterRan = false;
    whenDone(promise.future(), &later, [&laterRan](const Result<int>&) { laterRan = true; });
    QTRY_VERIFY(laterRan);
    QVERIFY(!ran);
}

void FutureTest::aHandlerMayDeleteItsContext() {
    const Promise<int> promise;
    const QPointer<QObject> context(new QObject);
    whenDone(promise.future(), context.data(),
             [context](const Result<int>&) { delete context.data(); });
    promise.complete(1);
    QTRY_VERIFY(context.isNull());
}

void FutureTest::andThenGoesOnWithAValue() {
    QObject context;
    const Future<QString> text =
        andThen(ready<int>(4), &context,
                [](int number) -> Result<QString> { return QString::number(number); });
    QCOMPARE(await(text).value_or(QString()), QStringLiteral("4"));
}

void FutureTest::andThenGoesOnWithAFuture() {
    QObject context;
    const Promise<QString> later;
    const Future<QString> text =
        andThen(ready<int>(4), &context, [later](int) { return later.future(); });
    QVERIFY(!QTest::qWaitFor([&text] { return text.isFinished(); }, 20));
    later.complete(QStringLiteral("at last"));
    QCOMPARE(await(text).value_or(QString()), QStringLiteral("at last"));
}

void FutureTest::andThenPassesAnErrorBy() {
    QObject context;
    bool ran = false;
    const Future<int> failed = ready<int>(failure(ErrorKind::Auth, {"no"}));
    const Future<int> next = andThen(failed, &context, [&ran](int number) -> Result<int> {
        ran = true;
        return number;
    });
    VERIFY_ERROR(await(next), ErrorKind::Auth);
    QVERIFY(!ran);
}

void FutureTest::andThenIsCancelledWithItsContext() {
    const Promise<int> promise;
    auto context = std::make_unique<QObject>();
    const Future<int> next =
        andThen(promise.future(), context.get(), [](int number) -> Result<int> { return number; });
    context.reset();
    VERIFY_ERROR(await(next), ErrorKind::Cancelled);
}

void FutureTest::allKeepsTheOrderAndEveryError() {
    QObject context;
    const Promise<int> first;
    const Promise<int> second;
    const Promise<int> third;
    const auto gathered = all<int>({first.future(), second.future(), third.future()}, &context);
    third.complete(3);
    second.complete(failure(ErrorKind::Timeout, {"too late"}));
    first.complete(1);
    const auto results = await(gathered);
    VERIFY_VALUE(results);
    QCOMPARE(results->size(), 3);
    QCOMPARE(results->at(0).value_or(0), 1);
    VERIFY_ERROR(results->at(1), ErrorKind::Timeout);
    QCOMPARE(results->at(2).value_or(0), 3);
}

void FutureTest::allOfNothingIsDone() {
    QObject context;
    const auto results = await(all<int>({}, &context));
    VERIFY_VALUE(results);
    QVERIFY(results->isEmpty());
}

QTEST_GUILESS_MAIN(FutureTest)
#include "future_test.moc"
