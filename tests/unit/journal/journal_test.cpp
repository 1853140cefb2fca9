// SPDX-License-Identifier: GPL-3.0-or-later
#include "journal/journal.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <cstdio>
#include <sys/resource.h>

using namespace ferryman;

namespace {

constexpr auto writeUntilKilled = "--write-until-killed";
const QString planId = QStringLiteral("5b0c9a3e-0000-4000-8000-000000000001");

JournalRow note(const QString& text) {
    return {
        0, {}, RowKind::Note, QStringLiteral("10.0.0.1:6379"), {{QStringLiteral("text"), text}}};
}

Result<Done> answerOf(Future<Done> future) {
    future.waitForFinished();
    return future.result();
}

/// SQL on a file by another connection than the journal's; the error's text, or empty.
QString runOn(const QString& path, const QStringList& statements) {
    QString problem;
    {
        QSqlDatabase database =
            QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("intruder"));
        database.setDatabaseName(path);
        database.open();
        for (const QString& statement : statements) {
            QSqlQuery query(database);
            if (!query.exec(statement)) {
                problem = query.lastError().text();
            }
        }
    }
    QSqlDatabase::removeDatabase(QStringLiteral("intruder"));
    return problem;
}

/// The child of the crash test: says each row's number once it is durable, until it is killed.
int writeForEver(const QString& folder) {
    const SystemClock clock;
    const auto journal = Journal::open(folder, planId, clock);
    if (!journal) {
        return 1;
    }
    for (int i = 1;; ++i) {
        if (!answerOf((*journal)->appendDurably({note(QString::number(i))}))) {
            return 1;
        }
        std::printf("%d\n", i);
        std::fflush(stdout);
    }
}

/// No file may grow beyond `bytes` while it lives: what a full disk looks like to SQLite.
class FullDisk {
public:
    explicit FullDisk(qint64 bytes) {
        std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &m_before);
        rlimit limit = m_before;
        limit.rlim_cur = static_cast<rlim_t>(bytes);
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FullDisk() { setrlimit(RLIMIT_FSIZE, &m_before); }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;

private:
    rlimit m_before{};
};

} // namespace

class JournalTest : public QObject {
    Q_OBJECT

private slots:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(m_folder->isValid());
    }

    void rowsComeBackInTheirOrderWithWhatTheyTell();
    void rowsGoOnCountingAfterReopening();
    void everyKindHasANameOfItsOwn();
    void durableRowsSurviveAKilledConsole();
    void aSecondConsoleIsRefused();
    void aLockOfAnotherHostSaysWhatToDo();
    void aClosedJournalMayBeOpenedAgain();
    void noRowCanBeChangedDeletedOrReplaced();
    void theFileIsReadableByItsOwnerAlone();
    void whatIsTooLargeIsCut();
    void aNewerSchemaIsRefused();
    void aFileThatIsNoJournalIsRefused_data();
    void aFileThatIsNoJournalIsRefused();
    void aFolderThatCannotBeMadeIsToldOf();
    void anIdThatIsNoFileNameIsRefused();
    void aFullDiskFailsEveryLaterWrite();
    void anEmptyBatchWaitsForWhatWasQueuedBefore();
    void theChainIsWhole();
    void theHashIsOfTheBytesAsDocumented();
    void whatWasAlteredIsFound_data();
    void whatWasAlteredIsFound();
    void aFlippedByteInTheFileIsFound();
    void rowsCutOffAtTheEndChangeTheLastHash();
    void aFailedWriteDoesNotBreakTheChain();
    void anOlderJournalIsReadAndChained();

private:
    [[nodiscard]] std::unique_ptr<Journal> opened() {
        auto journal = Journal::open(m_folder->path(), planId, m_clock);
        return journal ? std::move(*journal) : nullptr;
    }
    [[nodiscard]] QString path() const {
        return m_folder->filePath(planId + QStringLiteral(".ferryman"));
    }

    SystemClock m_clock;
    std::unique_ptr<QTemporaryDir> m_folder;
};

void JournalTest::rowsComeBackInTheirOrderWithWhatTheyTell() {
    const auto journal = opened();
    QVERIFY(journal);
    journal->append(RowKind::Opened, {}, {{QStringLiteral("version"), QStringLiteral("0.1.0")}});
    journal->append(
        RowKind::SentinelEvent, QStringLiteral("10.0.0.3:26379"),
        {{QStringLiteral("payload"), QStringLiteral("m\u00fc\n'\"; DROP TABLE journal")}});
    QVERIFY(
        answerOf(journal->appendDurably({note(QStringLiteral("a")), note(QStringLiteral("b"))})));

    const auto rows = journal->rows();
    QVERIFY(rows);
    QCOMPARE(rows->size(), 4);
    QCOMPARE(journal->count(), 4);
    QCOMPARE(rows->at(0).kind, RowKind::Opened);
    QCOMPARE(rows->at(1).subject, QStringLiteral("10.0.0.3:26379"));
    QCOMPARE(rows->at(1).data.value(QLatin1String("payload")).toString(),
             QStringLiteral("m\u00fc\n'\"; DROP TABLE journal"));
    QCOMPARE(rows->at(3).data.value(QLatin1String("text")).toString(), QStringLiteral("b"));
    for (int i = 0; i < 4; ++i) {
        QCOMPARE(rows->at(i).number, i + 1);
        QVERIFY(qAbs(rows->at(i).at.msecsTo(m_clock.utc())) < 60'000);
    }
}

void JournalTest::rowsGoOnCountingAfterReopening() {
    opened()->append(RowKind::Note, {}, {});
    const auto again = opened();
    QVERIFY(again);
    QCOMPARE(again->count(), 1);
    again->append(RowKind::Note, {}, {});
    QCOMPARE(again->rows()->last().number, 2);
}

void JournalTest::everyKindHasANameOfItsOwn() {
    QStringList names;
    for (int i = 0; i <= static_cast<int>(RowKind::Result); ++i) {
        const auto kind = static_cast<RowKind>(i);
        const QString name = QString::fromLatin1(toString(kind));
        QVERIFY2(!names.contains(name), qPrintable(name));
        QCOMPARE(rowKindFromString(name), std::optional(kind));
        names.append(name);
    }
    QVERIFY(!rowKindFromString(QStringLiteral("nonsense")));
}

void JournalTest::durableRowsSurviveAKilledConsole() {
    QProcess child;
    child.start(QCoreApplication::applicationFilePath(),
                {QLatin1String(writeUntilKilled), m_folder->path()});
    QByteArray said;
    while (said.count('\n') < 25) {
        QVERIFY(child.waitForReadyRead(20'000));
        said += child.readAllStandardOutput();
    }
    ::kill(static_cast<pid_t>(child.processId()), SIGKILL);
    QVERIFY(child.waitForFinished());
    said += child.readAllStandardOutput();
    said.truncate(said.lastIndexOf('\n'));
    const qint64 lastDurable = said.mid(said.lastIndexOf('\n') + 1).toLongLong();
    QVERIFY(lastDurable >= 25);

    const auto journal = opened(); // the lock file of the dead is still there
    QVERIFY(journal);
    const auto rows = journal->rows();
    QVERIFY(rows);
    QVERIFY(rows->size() >= lastDurable);
    for (qsizetype i = 0; i < rows->size(); ++i) {
        QCOMPARE(rows->at(i).data.value(QLatin1String("text")).toString(), QString::number(i + 1));
    }
}

void JournalTest::aSecondConsoleIsRefused() {
    const auto first = opened();
    QVERIFY(first);
    const auto second = Journal::open(m_folder->path(), planId, m_clock);
    QVERIFY(!second);
    QCOMPARE(second.error().kind, ErrorKind::Refused);
    QVERIFY2(second.error().english().contains(QString::number(QCoreApplication::applicationPid())),
             qPrintable(second.error().english()));
    QVERIFY(answerOf(first->appendDurably({note(QStringLiteral("undisturbed"))})));
}

/// Also that of this machine before its name was changed: nobody can tell the two apart.
void JournalTest::aLockOfAnotherHostSaysWhatToDo() {
    QFile lock(m_folder->filePath(planId + ".lock"));
    QVERIFY(lock.open(QIODevice::WriteOnly));
    lock.write("4711\nferryman\nan-older-name\n\n\n"); // as QLockFile of Qt 6.4 writes it
    lock.close();
    const auto second = Journal::open(m_folder->path(), planId, m_clock);
    QVERIFY(!second);
    QCOMPARE(second.error().kind, ErrorKind::Refused);
    const QString sentence = second.error().english();
    for (const QString& said :
         {QString("4711"), QString("an-older-name"), QString("delete the file"), lock.fileName()}) {
        QVERIFY2(sentence.contains(said), qPrintable(sentence));
    }
    QVERIFY(Journal::isHeld(m_folder->path(), planId));
    QVERIFY(lock.remove());
    QVERIFY(!Journal::isHeld(m_folder->path(), planId));
    QVERIFY(opened());
}

void JournalTest::aClosedJournalMayBeOpenedAgain() {
    QVERIFY(opened());
    QVERIFY(opened());
}

void JournalTest::noRowCanBeChangedDeletedOrReplaced() {
    auto journal = opened();
    QVERIFY(answerOf(
        journal->appendDurably({note(QStringLiteral("first")), note(QStringLiteral("second"))})));
    const QString values = QStringLiteral(", '2026-01-01T00:00:00.000Z', 'note', '', '{}', '')");
    QVERIFY(runOn(path(), {QStringLiteral("UPDATE journal SET data = '{}'")})
                .contains(QLatin1String("changed")));
    QVERIFY(
        runOn(path(), {QStringLiteral("DELETE FROM journal")}).contains(QLatin1String("deleted")));
    QVERIFY(runOn(path(), {QStringLiteral("INSERT OR REPLACE INTO journal VALUES (2") + values})
                .contains(QLatin1String("appended")));
    QVERIFY(runOn(path(), {QStringLiteral("INSERT INTO journal VALUES (4") + values})
                .contains(QLatin1String("appended")));
    QCOMPARE(journal->rows()->size(), 2);
    QCOMPARE(journal->rows()->at(1).data.value(QLatin1String("text")).toString(),
             QStringLiteral("second"));
}

void JournalTest::theFileIsReadableByItsOwnerAlone() {
    const auto journal = opened();
    QVERIFY(answerOf(journal->appendDurably({note(QStringLiteral("x"))})));
    const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther;
    const QStringList files =
        QDir(m_folder->path()).entryList({QStringLiteral("*.ferryman*")}, QDir::Files);
    QVERIFY(files.size() >= 2); // the file and its write-ahead log
    for (const QString& file : files) {
        QVERIFY2(!(QFile::permissions(m_folder->filePath(file)) & others), qPrintable(file));
    }
}

void JournalTest::whatIsTooLargeIsCut() {
    const auto journal = opened();
    journal->append(RowKind::Reply, {},
                    {{QStringLiteral("reply"), QString(1'000'000, QLatin1Char('x'))}});
    const auto rows = journal->rows();
    QVERIFY(rows);
    const QJsonObject data = rows->first().data;
    QVERIFY(data.value(QLatin1String("oversizedBytes")).toInteger() > 1'000'000);
    QVERIFY(data.value(QLatin1String("beginning")).toString().size() <= 4096);
}

void JournalTest::aNewerSchemaIsRefused() {
    QVERIFY(opened());
    QCOMPARE(runOn(path(), {QStringLiteral("PRAGMA user_version = 99")}), QString());
    const auto journal = Journal::open(m_folder->path(), planId, m_clock);
    QVERIFY(!journal);
    QCOMPARE(journal.error().kind, ErrorKind::Storage);
    QVERIFY2(journal.error().english().contains(QLatin1String("99")),
             qPrintable(journal.error().english()));
}

void JournalTest::aFileThatIsNoJournalIsRefused_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QStringList>("sql");
    QTest::newRow("text")
        << QByteArray("this is a shopping list, and a long one at that\n").repeated(50)
        << QStringList();
    QTest::newRow("another program's database")
        << QByteArray() << QStringList{QStringLiteral("CREATE TABLE t (a)")};
}

void JournalTest::aFileThatIsNoJournalIsRefused() {
    QFETCH(QByteArray, bytes);
    QFETCH(QStringList, sql);
    QFile file(path());
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(bytes);
    file.close();
    QCOMPARE(runOn(path(), sql), QString());
    const auto journal = Journal::open(m_folder->path(), planId, m_clock);
    QVERIFY(!journal);
    QCOMPARE(journal.error().kind, ErrorKind::Storage);
    QVERIFY2(journal.error().english().contains(QLatin1String("no journal")),
             qPrintable(journal.error().english()));
}

void JournalTest::aFolderThatCannotBeMadeIsToldOf() {
    QFile inTheWay(m_folder->filePath(QStringLiteral("file")));
    QVERIFY(inTheWay.open(QIODevice::WriteOnly));
    const auto journal =
        Journal::open(inTheWay.fileName() + QStringLiteral("/journals"), planId, m_clock);
    QVERIFY(!journal);
    QCOMPARE(journal.error().kind, ErrorKind::Storage);
}

void JournalTest::anIdThatIsNoFileNameIsRefused() {
    for (const QString& id :
         {QString(), QStringLiteral("../escape"), QStringLiteral("a/b"), QStringLiteral("a\n")}) {
        const auto journal = Journal::open(m_folder->path(), id, m_clock);
        QVERIFY2(!journal, qPrintable(id));
        QCOMPARE(journal.error().kind, ErrorKind::InvalidInput);
    }
}

void JournalTest::aFullDiskFailsEveryLaterWrite() {
    const auto journal = opened();
    QVERIFY(answerOf(journal->appendDurably({note(QStringLiteral("fits"))})));
    QVERIFY(!journal->failure());
    {
        const FullDisk full(QFile(path() + QStringLiteral("-wal")).size());
        const auto refused =
            answerOf(journal->appendDurably({note(QString(60'000, QLatin1Char('x')))}));
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, ErrorKind::Storage);
    }
    QVERIFY(journal->failure());
    QVERIFY(!answerOf(journal->appendDurably({note(QStringLiteral("after a gap"))})));
    const auto rows = journal->rows();
    QVERIFY(rows);
    QCOMPARE(rows->size(), 1);
}

void JournalTest::anEmptyBatchWaitsForWhatWasQueuedBefore() {
    const auto journal = opened();
    for (int i = 0; i < 1000; ++i) {
        journal->append(RowKind::Note, {}, {{QStringLiteral("i"), i}});
    }
    QVERIFY(answerOf(journal->flushed()));
    QCOMPARE(journal->rows()->size(), 1000);
}

void JournalTest::theChainIsWhole() {
    QVERIFY(answerOf(opened()->appendDurably(
        {note(QStringLiteral("m\u00fc\n\u2028'\"")), note(QStringLiteral("b"))})));
    const auto journal = opened(); // the chain goes on after a restart
    journal->append(RowKind::Note, QStringLiteral("a,b:c"), {});
    const auto rows = journal->rows();
    QVERIFY(rows);
    const auto check = journal->check();
    QVERIFY(check);
    QVERIFY2(check->isWhole(), qPrintable(check->fault ? check->fault->message.english() : ""));
    QCOMPARE(check->rows, 3);
    QCOMPARE(check->lastHash, rows->last().hash);
    QCOMPARE(rows->last().hash.size(), 64);
    const auto byPlan = Journal::check(m_folder->path(), planId); // while a console holds it
    QVERIFY(byPlan && byPlan->isWhole());
    QCOMPARE(Journal::check(m_folder->path(), QStringLiteral("no-such-plan")).error().kind,
             ErrorKind::Storage);
}

void JournalTest::theHashIsOfTheBytesAsDocumented() {
    // printf '64:%s,1:1,24:...' | sha256sum, as whoever doubts it would compute it
    const StoredRow row{1, "2026-01-01T00:00:00.000Z", "note", "", "{}", {}};
    QCOMPARE(chainHash(beginningOfChain(), row),
             QByteArray("721fce0ad0b978b748ba76d8a9e7966239710f7b560f4d95166fbd9058831662"));
}

void JournalTest::whatWasAlteredIsFound_data() {
    QTest::addColumn<QString>("statement");
    QTest::addColumn<qint64>("row");
    QTest::newRow("what it says")
        << "UPDATE journal SET data = replace(data, 'c', 'C') WHERE number = 3" << qint64(3);
    QTest::newRow("no JSON any more")
        << "UPDATE journal SET data = '{' WHERE number = 3" << qint64(3);
    QTest::newRow("when") << "UPDATE journal SET at = replace(at, 'Z', '') WHERE number = 2"
                          << qint64(2);
    QTest::newRow("whom") << "UPDATE journal SET subject = '10.0.0.9:6379' WHERE number = 1"
                          << qint64(1);
    QTest::newRow("its kind") << "UPDATE journal SET kind = 'result' WHERE number = 5" << qint64(5);
    QTest::newRow("its hash")
        << "UPDATE journal SET hash = replace(hash, 'a', 'b') WHERE number = 4" << qint64(4);
    QTest::newRow("cut out") << "DELETE FROM journal WHERE number = 2" << qint64(2);
    QTest::newRow("exchanged")
        << "UPDATE journal SET data = (SELECT data FROM journal WHERE number = 1) WHERE number = 4"
        << qint64(4);
}

void JournalTest::whatWasAlteredIsFound() {
    QFETCH(QString, statement);
    QFETCH(qint64, row);
    {
        const auto journal = opened();
        for (const char* text : {"a", "b", "c", "d", "e"}) {
            journal->append(RowKind::Note, {}, {{QStringLiteral("text"), QString(text)}});
        }
        QVERIFY(answerOf(journal->flushed()));
    }
    QCOMPARE(runOn(path(), {QStringLiteral("DROP TRIGGER journal_never_changed"),
                            QStringLiteral("DROP TRIGGER journal_never_deleted"), statement}),
             QString());
    const auto check = Journal::check(m_folder->path(), planId);
    QVERIFY2(check, qPrintable(check ? QString() : check.error().english()));
    QVERIFY(check->fault);
    QCOMPARE(check->fault->row, row);
    QVERIFY2(check->fault->message.english().contains(QString::number(row)),
             qPrintable(check->fault->message.english()));
}

void JournalTest::aFlippedByteInTheFileIsFound() {
    QVERIFY(answerOf(
        opened()->appendDurably({note(QStringLiteral("first")), note(QStringLiteral("needle")),
                                 note(QStringLiteral("third"))})));
    QFile file(path());
    QVERIFY(file.open(QIODevice::ReadWrite));
    QByteArray bytes = file.readAll();
    const qsizetype at = bytes.indexOf("needle");
    QVERIFY(at > 0);
    bytes[at] = 'N';
    QVERIFY(file.seek(0) && file.write(bytes) == bytes.size());
    file.close();
    const auto check = Journal::check(m_folder->path(), planId);
    QVERIFY(check && check->fault);
    QCOMPARE(check->fault->row, 2);
}

void JournalTest::rowsCutOffAtTheEndChangeTheLastHash() {
    {
        const auto journal = opened();
        journal->append(RowKind::Note, {}, {});
        journal->append(RowKind::Note, {}, {{QStringLiteral("text"), QStringLiteral("the end")}});
        QVERIFY(answerOf(journal->flushed()));
    }
    const auto before = Journal::check(m_folder->path(), planId);
    QCOMPARE(runOn(path(), {QStringLiteral("DROP TRIGGER journal_never_deleted"),
                            QStringLiteral("DELETE FROM journal WHERE number = 2")}),
             QString());
    const auto after = Journal::check(m_folder->path(), planId);
    QVERIFY(before && after && after->isWhole()); // what is left fits, but it is not the same
    QCOMPARE(after->rows, 1);
    QVERIFY(after->lastHash != before->lastHash);
}

void JournalTest::aFailedWriteDoesNotBreakTheChain() {
    {
        const auto journal = opened();
        QVERIFY(answerOf(journal->appendDurably({note(QStringLiteral("fits"))})));
        const FullDisk full(QFile(path() + QStringLiteral("-wal")).size());
        QVERIFY(!answerOf(journal->appendDurably({note(QString(60'000, QLatin1Char('x')))})));
    }
    QVERIFY(answerOf(opened()->appendDurably({note(QStringLiteral("after a restart"))})));
    const auto check = Journal::check(m_folder->path(), planId);
    QVERIFY(check && check->isWhole());
    QCOMPARE(check->rows, 2);
}

void JournalTest::anOlderJournalIsReadAndChained() {
    QCOMPARE(
        runOn(path(),
              {QStringLiteral("CREATE TABLE journal (number INTEGER PRIMARY KEY, at TEXT NOT NULL,"
                              " kind TEXT NOT NULL, subject TEXT NOT NULL, data TEXT NOT NULL)"),
               QStringLiteral("CREATE TRIGGER journal_never_changed BEFORE UPDATE ON journal"
                              " BEGIN SELECT RAISE(ABORT, 'no'); END"),
               QStringLiteral("INSERT INTO journal VALUES (1, '2026-01-01T00:00:00.000Z', 'note', "
                              "'10.0.0.1:6379', '{\"text\":\"old\"}')"),
               QStringLiteral("INSERT INTO journal VALUES (2, '2026-01-01T00:00:01.000Z', 'note', "
                              "'', '{}')"),
               QStringLiteral("PRAGMA application_id = 1179801905"),
               QStringLiteral("PRAGMA user_version = 1")}),
        QString());
    const auto unchained = Journal::earlier(m_folder->path(), planId);
    QVERIFY2(unchained, qPrintable(unchained ? QString() : unchained.error().english()));
    QCOMPARE(unchained->size(), 2);
    QVERIFY(unchained->first().hash.isEmpty());
    const auto before = Journal::check(m_folder->path(), planId);
    QVERIFY(before && before->fault); // nothing can be proven of it

    const auto journal = opened();
    QVERIFY(journal);
    const auto rows = journal->rows();
    QVERIFY(rows);
    QCOMPARE(rows->size(), 3);
    QCOMPARE(rows->first().data.value(QLatin1String("text")).toString(), QStringLiteral("old"));
    QVERIFY2(rows->last()
                 .data.value(QLatin1String("text"))
                 .toString()
                 .contains(QLatin1String("Every row up to row 2")),
             "that they were chained late is told");
    const auto after = journal->check();
    QVERIFY(after && after->isWhole());
    QCOMPARE(after->rows, 3);
    QVERIFY(runOn(path(), {QStringLiteral("UPDATE journal SET data = '{}'")})
                .contains(QLatin1String("changed")));
}

int main(int argc, char** argv) {
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() == 3 && arguments.at(1) == QLatin1String(writeUntilKilled)) {
        return writeForEver(arguments.at(2));
    }
    JournalTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "journal_test.moc"
