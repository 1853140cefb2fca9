// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/switch_record.h"
#include "session/logbook.h"
#include "support/await.h"

#include <QTemporaryDir>
#include <QTest>

using namespace ferryman;
using namespace ferryman::test;

namespace {

const redis::Address dragonfly{QStringLiteral("10.0.0.2"), 6380};

Snapshot beginning() {
    Snapshot snapshot;
    snapshot.plan.id = QStringLiteral("1b4e28ba-2fa1-11d2-883f-0016d3cca427");
    snapshot.plan.name = QStringLiteral("orders cache");
    snapshot.plan.group = QStringLiteral("orders");
    redis::Endpoint sentinel;
    sentinel.address = {QStringLiteral("10.0.0.11"), 26379};
    snapshot.plan.sentinels = {sentinel};
    snapshot.plan.dragonfly.address = dragonfly;
    return snapshot;
}

/// A console's logbook in a folder of its own.
struct Book {
    Book()
        : logbook(clock, folder.path()) {
        const auto opened = logbook.open(beginning());
        isOpen = opened.has_value();
    }

    /// As Attachment does it.
    void change(QLatin1String id, const char* before) {
        const LinkWitness witness = logbook.linkWitness();
        const redis::Command command{"CONFIG", "SET", "x", "0"};
        (void)await(witness.announced(dragonfly, {id, command.text(), "put x back", before}));
        witness.before(dragonfly, command, {{id}, {}});
        witness.after(dragonfly, command, {{id}, {}}, redis::Value::status("OK"));
    }
    void restore(const QStringList& ids) {
        const LinkWitness witness = logbook.linkWitness();
        const redis::Command command{"CONFIG", "SET", "x", "1"};
        witness.before(dragonfly, command, {{}, ids});
        witness.after(dragonfly, command, {{}, ids}, redis::Value::status("OK"));
    }
    void attach() {
        change(linkchange::priority, "100");
        change(linkchange::password, "");
        change(linkchange::link, "");
    }
    void endSwitch(Ending ending) { SwitchRecord(*logbook.journal()).ended(ending, {}, {}); }

    [[nodiscard]] QStringList open() const {
        QStringList ids;
        for (const OpenIntent& intent : logbook.leftOpen()) {
            ids.append(intent.id);
        }
        return ids;
    }

    QTemporaryDir folder;
    SystemClock clock;
    Logbook logbook;
    bool isOpen = false;
};

} // namespace

class LogbookTest : public QObject {
    Q_OBJECT

private slots:
    void whatAttachingChangesIsOpenUntilItIsPutBack();
    void whatThisRunHoldsIsNotLeftOpen();
    void theFirstValueIsTheOneToPutBack();
    void aMigrationEndsTheLink();
    void anAbortedSwitchLeavesTheLinkOnPurpose();
    void attachingIsNoSwitchToTakeUp();
    void aLeftSwitchIsFoundOnceItHasEnded();
};

void LogbookTest::whatAttachingChangesIsOpenUntilItIsPutBack() {
    Book book;
    QVERIFY(book.isOpen);
    book.attach();
    book.logbook.takeStock(false);
    QCOMPARE(book.open(), (QStringList{"link", "link-password", "link-priority"}));
    QVERIFY(book.logbook.leftOpen().first().certain);
    book.restore({"link-password"});
    book.restore({"link-priority", "link"});
    book.logbook.takeStock(false);
    QVERIFY(book.open().isEmpty());
}

void LogbookTest::whatThisRunHoldsIsNotLeftOpen() {
    Book book;
    book.attach();
    book.logbook.takeStock(true);
    QVERIFY(book.open().isEmpty());
}

void LogbookTest::theFirstValueIsTheOneToPutBack() {
    Book book;
    QVERIFY(!book.logbook.linkBefore().priority);
    QVERIFY(!book.logbook.linkBefore().login);
    book.attach();
    book.change(linkchange::priority, "0"); // by another run, over what the first one left
    QCOMPARE(book.logbook.linkBefore().priority, QByteArray("100"));
    QVERIFY(book.logbook.linkBefore().login);
}

void LogbookTest::aMigrationEndsTheLink() {
    Book book;
    book.attach();
    book.endSwitch(Ending::Migrated);
    QCOMPARE(book.logbook.linkBefore().priority, QByteArray("100")); // to be given back yet
    book.restore({"link-priority"});
    book.logbook.takeStock(false);
    QVERIFY(book.open().isEmpty());
    QVERIFY(!book.logbook.linkBefore().login);
}

void LogbookTest::anAbortedSwitchLeavesTheLinkOnPurpose() {
    Book book;
    book.attach();
    book.endSwitch(Ending::Aborted);
    book.logbook.takeStock(false);
    QVERIFY(book.open().isEmpty());
    QCOMPARE(book.logbook.linkBefore().priority, QByteArray("100"));
}

void LogbookTest::attachingIsNoSwitchToTakeUp() {
    Book book;
    book.attach();
    book.logbook.takeStock(false);
    QVERIFY(!book.logbook.leftSwitch());
}

void LogbookTest::aLeftSwitchIsFoundOnceItHasEnded() {
    Book book;
    QVERIFY(!book.logbook.leftSwitch());
    SwitchScope scope;
    scope.group = QStringLiteral("orders");
    scope.source = {QStringLiteral("10.0.0.1"), 6379};
    scope.target = dragonfly;
    SwitchRecord record(*book.logbook.journal());
    VERIFY_VALUE(await(record.intend(armIntents(scope), scope)));
    record.ended(Ending::Attention, {"A person is needed."}, {});
    book.logbook.takeStock(true);
    QVERIFY(book.logbook.leftSwitch()); // in the same console, without a restart
}

QTEST_GUILESS_MAIN(LogbookTest)
#include "logbook_test.moc"
