// SPDX-License-Identifier: GPL-3.0-or-later
#include "journal/journal_file.h"

#include "base/printable.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QSqlError>

#include <atomic>

namespace ferryman {

namespace {

constexpr qint64 applicationId = 0x46525931; // "FRY1", as file(1) and other tools see it
constexpr qint64 schemaVersion = 2;
constexpr qint64 unchainedSchema = 1; // its rows had no hashes

// Rows are numbered without a gap, so the third trigger also refuses INSERT OR REPLACE, which fires
// no DELETE trigger.
constexpr auto neverChanged = "CREATE TRIGGER journal_never_changed BEFORE UPDATE ON journal"
                              " BEGIN SELECT RAISE(ABORT, 'a row of the journal cannot be "
                              "changed'); END";
constexpr const char* schemaStatements[] = {
    "CREATE TABLE journal (number INTEGER PRIMARY KEY, at TEXT NOT NULL, kind TEXT NOT NULL,"
    " subject TEXT NOT NULL, data TEXT NOT NULL, hash TEXT NOT NULL)",
    neverChanged,
    "CREATE TRIGGER journal_never_deleted BEFORE DELETE ON journal"
    " BEGIN SELECT RAISE(ABORT, 'a row of the journal cannot be deleted'); END",
    "CREATE TRIGGER journal_only_appended BEFORE INSERT ON journal"
    " WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM journal)"
    " BEGIN SELECT RAISE(ABORT, 'a row of the journal can only be appended'); END",
};

QString uniqueConnectionName() {
    static std::atomic<quint64> counter{0};
    return QStringLiteral("ferryman-journal-%1").arg(++counter);
}

constexpr auto cannotBeUsed = QT_TRANSLATE_NOOP(
    "core",
    "The journal %1 cannot be used: see that the disk has room and that you may write there.");
// As bytes: what stands in the file is hashed, not what a decoder makes of it.
constexpr auto storedColumns =
    "number, CAST(at AS BLOB), CAST(kind AS BLOB), CAST(subject AS BLOB),"
    " CAST(data AS BLOB)";

StoredRow storedRow(const JournalRow& row) {
    return {row.number,
            row.at.toUTC().toString(Qt::ISODateWithMs).toUtf8(),
            toString(row.kind),
            row.subject.toUtf8(),
            boundedJson(row.data),
            {}};
}

StoredRow storedRow(const QSqlQuery& query) {
    return {query.value(0).toLongLong(),  query.value(1).toByteArray(),
            query.value(2).toByteArray(), query.value(3).toByteArray(),
            query.value(4).toByteArray(), query.value(5).toByteArray()};
}

/// A null string would bind NULL.
QString bound(const QByteArray& utf8) {
    return utf8.isEmpty() ? QStringLiteral("") : QString::fromUtf8(utf8);
}

constexpr auto isNoJournal = QT_TRANSLATE_NOOP(
    "core",
    "%1 is no journal of Ferryman's: move it away, or choose another folder for the journals.");

} // namespace

JournalFile::JournalFile(QString path, Access access)
    : m_path(std::move(path))
    , m_connectionName(uniqueConnectionName())
    , m_database(QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_connectionName)) {
    m_database.setDatabaseName(m_path);
    QString options = QStringLiteral("QSQLITE_BUSY_TIMEOUT=3000");
    if (access == Access::ReadOnly) {
        options += QStringLiteral(";QSQLITE_OPEN_READONLY");
    }
    m_database.setConnectOptions(options);
}

JournalFile::~JournalFile() {
    m_database.close();
    m_database = {}; // removeDatabase wants no copy of it to be left
    QSqlDatabase::removeDatabase(m_connectionName);
}

Result<std::unique_ptr<JournalFile>> JournalFile::openForWriting(const QString& path) {
    if (!QFileInfo::exists(path)) {
        QFile created(path);
        if (!created.open(QIODevice::WriteOnly | QIODevice::NewOnly,
                          QFile::ReadOwner | QFile::WriteOwner)) {
            return failure(ErrorKind::Storage, {cannotBeUsed, {path}}, path, created.errorString());
        }
    }
    std::unique_ptr<JournalFile> file(new JournalFile(path, Access::ReadWrite));
    return file->connect().and_then([&](Done) { return file->prepareForWriting(); }).map([&](Done) {
        return std::move(file);
    });
}

Result<QList<JournalRow>> JournalFile::readAll(const QString& path) {
    JournalFile file(path, Access::ReadOnly);
    return file.connect()
        .and_then([&](Done) { return file.schema(); })
        .and_then([&](qint64 version) { return file.readRows(version); });
}

Result<QList<JournalRow>> JournalFile::readNewest(const QString& path, const QList<RowKind>& kinds,
                                                  qint64 most) {
    JournalFile file(path, Access::ReadOnly);
    QStringList names;
    for (const RowKind kind : kinds) {
        names.append(QStringLiteral("'%1'").arg(QLatin1String(toString(kind))));
    }
    const QString opened = QLatin1String(toString(RowKind::Opened));
    const QString which = QStringLiteral("WHERE number IN (SELECT number FROM journal"
                                         " WHERE kind IN (%1) ORDER BY number DESC LIMIT %2)"
                                         " OR number IN (SELECT min(number) FROM journal"
                                         " WHERE kind = '%3' UNION SELECT max(number) FROM journal"
                                         " WHERE kind = '%3')")
                              .arg(names.join(u','))
                              .arg(most)
                              .arg(opened);
    return file.connect()
        .and_then([&](Done) { return file.schema(); })
        .and_then([&](qint64 version) { return file.readRows(version, which); });
}

Result<Done> JournalFile::connect() {
    if (!m_database.open()) {
        return storageError(cannotBeUsed, m_database.lastError());
    }
    return Done{};
}

Result<ChainCheck> JournalFile::check(const QString& path) {
    JournalFile file(path, Access::ReadOnly);
    const Result<qint64> schema = file.connect().and_then([&](Done) { return file.schema(); });
    if (!schema) {
        return tl::make_unexpected(schema.error());
    }
    if (*schema == unchainedSchema) {
        ChainCheck unchained;
        unchained.fault = ChainFault{
            1,
            {QT_TRANSLATE_NOOP("core", "This journal was written by an older Ferryman, whose rows "
                                       "had no hashes: nothing can be proven of it.")}};
        return unchained;
    }
    ChainWalk walk;
    return file
        .readStored(QStringLiteral("CAST(hash AS BLOB)"),
                    [&](const StoredRow& row) { walk.take(row); })
        .map([&](Done) { return walk.check(); });
}

Result<Done> JournalFile::prepareForWriting() {
    const Result<qint64> tables = number(QStringLiteral("SELECT count(*) FROM sqlite_schema"));
    if (!tables) {
        return tl::make_unexpected(tables.error());
    }
    const auto ready = [&](Done) -> Result<Done> {
        if (*tables == 0) {
            return createSchema();
        }
        return schema().and_then([this](qint64 version) {
            return version == unchainedSchema ? chainOldRows() : Result<Done>(Done{});
        });
    };
    return run(QStringLiteral("PRAGMA synchronous = FULL"))
        .and_then(ready)
        .and_then([&](Done) { return run(QStringLiteral("PRAGMA journal_mode = WAL")); })
        .and_then([&](Done) { return readLast(); });
}

Result<Done> JournalFile::runAll(const QStringList& statements) {
    Result<Done> result = run(QStringLiteral("BEGIN IMMEDIATE"));
    for (const QString& statement : statements) {
        result = result.and_then([&](Done) { return run(statement); });
    }
    return result.and_then([&](Done) { return run(QStringLiteral("COMMIT")); });
}

Result<Done> JournalFile::createSchema() {
    QStringList statements;
    for (const char* statement : schemaStatements) {
        statements.append(QString::fromLatin1(statement));
    }
    return runAll(statements +
                  QStringList{QStringLiteral("PRAGMA application_id = %1").arg(applicationId),
                              QStringLiteral("PRAGMA user_version = %1").arg(schemaVersion)});
}

/// The rows are chained as they stand now: what was altered before cannot be seen.
Result<Done> JournalFile::chainOldRows() {
    QStringList statements{
        QStringLiteral("DROP TRIGGER journal_never_changed"),
        QStringLiteral("ALTER TABLE journal ADD COLUMN hash TEXT NOT NULL DEFAULT ''")};
    QByteArray hash = beginningOfChain();
    const Result<Done> read = readStored(QStringLiteral("''"), [&](const StoredRow& row) {
        hash = chainHash(hash, row);
        statements.append(QStringLiteral("UPDATE journal SET hash = '%1' WHERE number = %2")
                              .arg(QLatin1String(hash))
                              .arg(row.number));
        ++m_chainedLate;
    });
    statements << QString::fromLatin1(neverChanged)
               << QStringLiteral("PRAGMA user_version = %1").arg(schemaVersion);
    return read.and_then([&](Done) { return runAll(statements); });
}

Result<qint64> JournalFile::schema() {
    const Result<qint64> id = number(QStringLiteral("PRAGMA application_id"));
    if (!id) {
        return id;
    }
    if (*id != applicationId) {
        return failure(ErrorKind::Storage, {isNoJournal, {m_path}}, m_path);
    }
    Result<qint64> version = number(QStringLiteral("PRAGMA user_version"));
    if (version && *version != schemaVersion && *version != unchainedSchema) {
        return failure(
            ErrorKind::Storage,
            {QT_TRANSLATE_NOOP(
                 "core", "The journal %1 was written by another version of Ferryman (schema %2, "
                         "this one reads %3): use that version to go on with it."),
             {m_path, QString::number(*version), QString::number(schemaVersion)}},
            m_path);
    }
    return version;
}

Result<Done> JournalFile::readLast() {
    m_last.hash = beginningOfChain();
    QSqlQuery query(m_database);
    if (!query.exec(
            QStringLiteral("SELECT number, hash FROM journal ORDER BY number DESC LIMIT 1"))) {
        return storageError(isNoJournal, query.lastError());
    }
    if (query.next()) {
        m_last.number = query.value(0).toLongLong();
        m_last.hash = query.value(1).toByteArray();
    }
    return Done{};
}

Result<Done> JournalFile::write(const QList<JournalRow>& rows) {
    if (const auto begun = run(QStringLiteral("BEGIN IMMEDIATE")); !begun) {
        return begun;
    }
    QSqlQuery insert(m_database);
    bool good = insert.prepare(QStringLiteral("INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?)"));
    StoredRow last = m_last;
    for (const JournalRow& row : rows) {
        if (!good) {
            break;
        }
        StoredRow stored = storedRow(row);
        stored.hash = chainHash(last.hash, stored);
        insert.addBindValue(stored.number);
        for (const QByteArray& text :
             {stored.at, stored.kind, stored.subject, stored.data, stored.hash}) {
            insert.addBindValue(bound(text));
        }
        good = insert.exec();
        last = {stored.number, {}, {}, {}, {}, stored.hash};
    }
    Result<Done> result = Done{};
    if (good) {
        result = run(QStringLiteral("COMMIT"));
    } else {
        result = storageError(cannotBeUsed, insert.lastError());
    }
    if (result) {
        m_last = last;
    } else {
        (void)run(QStringLiteral("ROLLBACK"));
    }
    return result;
}

Result<Done> JournalFile::readStored(const QString& hashColumn,
                                     const std::function<void(const StoredRow&)>& take) {
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    if (!query.exec(QStringLiteral("SELECT %1, %2 FROM journal ORDER BY number")
                        .arg(QLatin1String(storedColumns), hashColumn))) {
        return storageError(isNoJournal, query.lastError());
    }
    while (query.next()) {
        take(storedRow(query));
    }
    if (query.lastError().isValid()) {
        return storageError(cannotBeUsed, query.lastError());
    }
    return Done{};
}

Result<QList<JournalRow>> JournalFile::readRows(qint64 version, const QString& which) {
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    const QString hash = version == unchainedSchema ? QStringLiteral("''") : QStringLiteral("hash");
    if (!query.exec(
            QStringLiteral(
                "SELECT number, at, kind, subject, data, %1 FROM journal %2 ORDER BY number")
                .arg(hash, which))) {
        return storageError(isNoJournal, query.lastError());
    }
    QList<JournalRow> rows;
    while (query.next()) {
        const auto kind = rowKindFromString(query.value(2).toString());
        const QJsonDocument data = QJsonDocument::fromJson(query.value(4).toString().toUtf8());
        const QDateTime at = QDateTime::fromString(query.value(1).toString(), Qt::ISODateWithMs);
        if (!kind || !data.isObject() || !at.isValid()) {
            return failure(
                ErrorKind::Storage,
                {QT_TRANSLATE_NOOP(
                     "core", "Row %2 of the journal %1 cannot be read: the file was damaged."),
                 {m_path, query.value(0).toString()}},
                m_path);
        }
        rows.append({query.value(0).toLongLong(), at, *kind, query.value(3).toString(),
                     data.object(), query.value(5).toByteArray()});
    }
    if (query.lastError().isValid()) {
        return storageError(cannotBeUsed, query.lastError());
    }
    return rows;
}

Result<Done> JournalFile::run(const QString& sql) {
    QSqlQuery query(m_database);
    if (!query.exec(sql)) {
        return storageError(cannotBeUsed, query.lastError());
    }
    return Done{};
}

Result<qint64> JournalFile::number(const QString& sql) {
    QSqlQuery query(m_database);
    if (!query.exec(sql) || !query.next()) {
        return storageError(cannotBeUsed, query.lastError());
    }
    return query.value(0).toLongLong();
}

tl::unexpected<Error> JournalFile::storageError(const char* sentence,
                                                const QSqlError& error) const {
    constexpr auto notADatabase = "26"; // SQLITE_NOTADB
    const char* fitting =
        error.nativeErrorCode() == QLatin1String(notADatabase) ? isNoJournal : sentence;
    return failure(ErrorKind::Storage, {fitting, {m_path}}, m_path,
                   printable(error.text().toUtf8()));
}

} // namespace ferryman
