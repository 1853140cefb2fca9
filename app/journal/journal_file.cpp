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
constexpr qint64 schemaVersion = 1;

// Rows are numbered without a gap, so the third trigger also refuses INSERT OR REPLACE, which fires
// no DELETE trigger.
constexpr const char* schema[] = {
    "CREATE TABLE journal (number INTEGER PRIMARY KEY, at TEXT NOT NULL, kind TEXT NOT NULL,"
    " subject TEXT NOT NULL, data TEXT NOT NULL)",
    "CREATE TRIGGER journal_never_changed BEFORE UPDATE ON journal"
    " BEGIN SELECT RAISE(ABORT, 'a row of the journal cannot be changed'); END",
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
    return file.connect().and_then([&](Done) { return file.checkIdentity(); }).and_then([&](Done) {
        return file.readRows();
    });
}

Result<Done> JournalFile::connect() {
    if (!m_database.open()) {
        return storageError(cannotBeUsed, m_database.lastError());
    }
    return Done{};
}

Result<Done> JournalFile::prepareForWriting() {
    const Result<qint64> tables = number(QStringLiteral("SELECT count(*) FROM sqlite_schema"));
    if (!tables) {
        return tl::make_unexpected(tables.error());
    }
    return run(QStringLiteral("PRAGMA synchronous = FULL"))
        .and_then([&](Done) { return *tables == 0 ? createSchema() : checkIdentity(); })
        .and_then([&](Done) { return run(QStringLiteral("PRAGMA journal_mode = WAL")); });
}

Result<Done> JournalFile::createSchema() {
    Result<Done> result = run(QStringLiteral("BEGIN IMMEDIATE"));
    for (const char* statement : schema) {
        result = result.and_then([&](Done) { return run(QString::fromLatin1(statement)); });
    }
    return result
        .and_then([&](Done) {
            return run(QStringLiteral("PRAGMA application_id = %1").arg(applicationId));
        })
        .and_then([&](Done) {
            return run(QStringLiteral("PRAGMA user_version = %1").arg(schemaVersion));
        })
        .and_then([&](Done) { return run(QStringLiteral("COMMIT")); });
}

Result<Done> JournalFile::checkIdentity() {
    const Result<qint64> id = number(QStringLiteral("PRAGMA application_id"));
    if (!id) {
        return tl::make_unexpected(id.error());
    }
    if (*id != applicationId) {
        return failure(ErrorKind::Storage, {isNoJournal, {m_path}}, m_path);
    }
    const Result<qint64> version = number(QStringLiteral("PRAGMA user_version"));
    if (!version) {
        return tl::make_unexpected(version.error());
    }
    if (*version != schemaVersion) {
        return failure(
            ErrorKind::Storage,
            {QT_TRANSLATE_NOOP(
                 "core", "The journal %1 was written by another version of Ferryman (schema %2, "
                         "this one reads %3): use that version to go on with it."),
             {m_path, QString::number(*version), QString::number(schemaVersion)}},
            m_path);
    }
    return Done{};
}

Result<qint64> JournalFile::lastNumber() {
    return number(QStringLiteral("SELECT coalesce(max(number), 0) FROM journal"));
}

Result<Done> JournalFile::write(const QList<JournalRow>& rows) {
    if (const auto begun = run(QStringLiteral("BEGIN IMMEDIATE")); !begun) {
        return begun;
    }
    QSqlQuery insert(m_database);
    bool good = insert.prepare(QStringLiteral("INSERT INTO journal VALUES (?, ?, ?, ?, ?)"));
    for (const JournalRow& row : rows) {
        if (!good) {
            break;
        }
        insert.addBindValue(row.number);
        insert.addBindValue(row.at.toUTC().toString(Qt::ISODateWithMs));
        insert.addBindValue(QString::fromLatin1(toString(row.kind)));
        insert.addBindValue(row.subject.isNull() ? QStringLiteral("")
                                                 : row.subject); // a null string would bind NULL
        insert.addBindValue(QString::fromUtf8(boundedJson(row.data)));
        good = insert.exec();
    }
    Result<Done> result = Done{};
    if (good) {
        result = run(QStringLiteral("COMMIT"));
    } else {
        result = storageError(cannotBeUsed, insert.lastError());
    }
    if (!result) {
        (void)run(QStringLiteral("ROLLBACK"));
    }
    return result;
}

Result<QList<JournalRow>> JournalFile::readRows() {
    QSqlQuery query(m_database);
    query.setForwardOnly(true);
    if (!query.exec(QStringLiteral(
            "SELECT number, at, kind, subject, data FROM journal ORDER BY number"))) {
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
        rows.append(
            {query.value(0).toLongLong(), at, *kind, query.value(3).toString(), data.object()});
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
