// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/switch_record.h"
#include "session/mender.h"
#include "support/await.h"
#include "support/scripted_server.h"

#include <QTemporaryDir>
#include <QTest>

using namespace ferryman;
using namespace ferryman::test;
using redis::Command;
using redis::Value;

namespace {

/// A server with a setting and a function library, and what a mend of both leaves in the journal.
struct Bench {
    Bench()
        : connection([this] {
            redis::Login login;
            login.endpoint.address = server.address();
            return login;
        }())
        , logbook(clock, folder.path())
        , mender(logbook, [this](const redis::Address& where) {
            return where == server.address() ? &connection : nullptr;
        }) {
        server.setScript([this](const QByteArrayList& words) -> std::optional<Value> {
            const QByteArray name = words.value(0) + ' ' + words.value(1);
            if (name == refuses) {
                return Value::error("ERR not here");
            }
            if (name == "FUNCTION DUMP") {
                return Value::bulk(dump);
            }
            if (name == "CONFIG SET" || name.startsWith("FUNCTION ")) {
                return Value::status("OK");
            }
            return ScriptedServer::usualAnswer(words);
        });
    }

    bool open() {
        Snapshot beginning;
        beginning.plan.id = QStringLiteral("7c1e3f0a-2f6b-4f6e-9a53-6a5b1c0f7a11");
        return logbook.open(beginning).has_value();
    }

    [[nodiscard]] Finding finding() const {
        Finding all;
        all.id = QStringLiteral("source.functions");
        all.subject = server.address().toString();
        all.title = {"A function library"};
        return all;
    }

    [[nodiscard]] QList<MendStep> steps() const {
        return {{server.address(),
                 {Command{"FUNCTION", "DUMP"}, Command{"FUNCTION", "DELETE", "lib"}.changes(),
                  Command{"CONFIG", "SET", "masterauth", "open sesame"}.changes()},
                 {Command{"FUNCTION", "RESTORE", "<what FUNCTION DUMP gave>"}.changes(),
                  Command{"CONFIG", "SET", "masterauth", ""}.changes()}}};
    }

    [[nodiscard]] Result<Done> mend() {
        return await(mender.mend(finding(), steps(), QStringLiteral("me@here")));
    }

    [[nodiscard]] QList<JournalRow> rows() const {
        return logbook.journal()->rows().value_or(QList<JournalRow>{});
    }

    SystemClock clock;
    QTemporaryDir folder;
    ScriptedServer server;
    QByteArray refuses;
    QByteArray dump = QByteArray("\x00\xf5 a dump", 9);
    redis::Connection connection;
    Logbook logbook;
    Mender mender;
};

} // namespace

/// Mending on the spot: announced before it is sent, told with its replies, undone by its own undo.
class MenderTest : public QObject {
    Q_OBJECT

private slots:
    void everyCommandIsSentInOrder();
    void theIntentStandsInTheJournalBeforeItIsSent();
    void whatWasMendedOnPurposeIsNoOpenIntent();
    void noSecretIsInTheJournal();
    void theUndoHoldsWhatTheMendRead();
    void undoneItIsOpenNoMore();
    void aRefusalStopsIt();
    void whatWasDoneBeforeARefusalCanBeUndone();
    void aReplyThatCannotBeKeptStopsItBeforeAnythingChanges();
    void aServerThatIsGoneIsTold();
    void withoutAJournalNothingIsSent();
    void thereIsNothingToUndoTwice();
};

void MenderTest::everyCommandIsSentInOrder() {
    Bench bench;
    QVERIFY(bench.open());
    VERIFY_VALUE(bench.mend());
    QByteArrayList sent;
    for (const QByteArray& command : bench.server.commands()) {
        if (command.startsWith("FUNCTION") || command.startsWith("CONFIG")) {
            sent.append(command);
        }
    }
    QCOMPARE(sent.size(), 3);
    QVERIFY(sent[0].startsWith("FUNCTION DUMP"));
    QVERIFY(sent[1].startsWith("FUNCTION DELETE lib"));
    QVERIFY(sent[2].startsWith("CONFIG SET masterauth"));
    QVERIFY(!bench.mender.isBusy());
}

void MenderTest::theIntentStandsInTheJournalBeforeItIsSent() {
    Bench bench;
    QVERIFY(bench.open());
    VERIFY_VALUE(bench.mend());
    QStringList kinds;
    for (const JournalRow& row : bench.rows()) {
        if (row.data.contains(record::mend)) {
            kinds.append(QString::fromLatin1(toString(row.kind)));
        }
    }
    QCOMPARE(kinds, (QStringList{"intent", "command", "reply", "command", "reply", "command",
                                 "reply", "result"}));
    const QList<Mend> mends = bench.logbook.mends();
    QCOMPARE(mends.size(), 1);
    QCOMPARE(mends[0].check, QStringLiteral("source.functions"));
    QCOMPARE(mends[0].title, QStringLiteral("A function library"));
    QCOMPARE(mends[0].by, QStringLiteral("me@here"));
    QCOMPARE(mends[0].servers.size(), 1);
    QCOMPARE(mends[0].servers[0].outcome, QStringLiteral("done"));
    QVERIFY(mends[0].servers[0].commands.startsWith("FUNCTION DUMP; FUNCTION DELETE lib"));
    QVERIFY(!mends[0].isUndone());
}

void MenderTest::whatWasMendedOnPurposeIsNoOpenIntent() {
    Bench bench;
    QVERIFY(bench.open());
    VERIFY_VALUE(bench.mend());
    const QList<OpenIntent> open = openIntents(bench.rows());
    QCOMPARE(open.size(), 1);
    QVERIFY(open[0].leftOnPurpose);
    QVERIFY(open[0].certain);
    QVERIFY(!resumption(bench.rows())); // no switch was left open

    // A console that ended in the middle of it leaves an intent that is told.
    QList<JournalRow> cut = bench.rows();
    cut.removeIf([](const JournalRow& row) { return row.kind == RowKind::Result; });
    QVERIFY(!openIntents(cut)[0].leftOnPurpose);
}

void MenderTest::noSecretIsInTheJournal() {
    Bench bench;
    QVERIFY(bench.open());
    VERIFY_VALUE(bench.mend());
    for (const JournalRow& row : bench.rows()) {
        QVERIFY(!boundedJson(row.data).contains("sesame"));
    }
}

void MenderTest::theUndoHoldsWhatTheMendRead() {
    Bench bench;
    QVERIFY(bench.open());
    VERIFY_VALUE(bench.mend());
    QVERIFY(std::ranges::any_of(bench.rows(), [&](const JournalRow& row) {
        return row.data.value(record::replyBytes).toString().toLatin1() == bench.dump.toBase64();
    }));
    QCOMPARE(bench.mender.undoable(), QStringList{bench.logbook.mends()[0].id});
    VERIFY_VALUE(await(
        bench.mender.undo(QStringLiteral("source.functions"), bench.server.address().toString())));
    QVERIFY(std::ranges::any_of(bench.server.commands(), [&](const QByteArray& command) {
        return command.startsWith("FUNCTION RESTORE") && command.contains(" a dump");
    }));
}

void MenderTest::undoneItIsOpenNoMore() {
    Bench bench;
    QVERIFY(bench.open());
    VERIFY_VALUE(bench.mend());
    VERIFY_VALUE(await(bench.mender.undo(bench.finding().id, bench.finding().subject)));
    QVERIFY(openIntents(bench.rows()).isEmpty());
    QVERIFY(bench.logbook.mends()[0].isUndone());
    QCOMPARE(bench.logbook.mends()[0].servers[0].outcome, QStringLiteral("done"));
    QVERIFY(bench.mender.undoable().isEmpty());
}

void MenderTest::aRefusalStopsIt() {
    Bench bench;
    QVERIFY(bench.open());
    bench.refuses = "FUNCTION DELETE";
    VERIFY_ERROR(bench.mend(), ErrorKind::Server);
    QCOMPARE(bench.server.asked("CONFIG SET"), 0);
    QVERIFY(bench.mender.undoable().isEmpty()); // nothing was changed
    QCOMPARE(bench.logbook.mends()[0].servers[0].outcome, QStringLiteral("refused"));
}

void MenderTest::whatWasDoneBeforeARefusalCanBeUndone() {
    Bench bench;
    QVERIFY(bench.open());
    bench.refuses = "CONFIG SET";
    VERIFY_ERROR(bench.mend(), ErrorKind::Server);
    QCOMPARE(bench.mender.undoable().size(), 1);
    QCOMPARE(openIntents(bench.rows()).size(), 1); // it stands there with its undo
    bench.refuses.clear();
    VERIFY_VALUE(await(bench.mender.undo(bench.finding().id, bench.finding().subject)));
    QVERIFY(openIntents(bench.rows()).isEmpty());
}

void MenderTest::aReplyThatCannotBeKeptStopsItBeforeAnythingChanges() {
    Bench bench;
    QVERIFY(bench.open());
    bench.dump = QByteArray(70'000, 'x');
    VERIFY_ERROR(bench.mend(), ErrorKind::Refused);
    QCOMPARE(bench.server.asked("FUNCTION DUMP"), 1);
    QCOMPARE(bench.server.asked("FUNCTION DELETE"), 0);
}

void MenderTest::aServerThatIsGoneIsTold() {
    Bench bench;
    QVERIFY(bench.open());
    QList<MendStep> steps = bench.steps();
    steps[0].where = {QStringLiteral("10.0.0.99"), 6379};
    VERIFY_ERROR(await(bench.mender.mend(bench.finding(), steps, {})), ErrorKind::Unreachable);
    QVERIFY(!bench.mender.isBusy());
}

void MenderTest::withoutAJournalNothingIsSent() {
    Bench bench;
    VERIFY_ERROR(bench.mend(), ErrorKind::Refused);
    QVERIFY(bench.server.commands().isEmpty());
}

void MenderTest::thereIsNothingToUndoTwice() {
    Bench bench;
    QVERIFY(bench.open());
    VERIFY_VALUE(bench.mend());
    VERIFY_VALUE(await(bench.mender.undo(bench.finding().id, bench.finding().subject)));
    VERIFY_ERROR(await(bench.mender.undo(bench.finding().id, bench.finding().subject)),
                 ErrorKind::Refused);
}

QTEST_GUILESS_MAIN(MenderTest)
#include "mender_test.moc"
