// SPDX-License-Identifier: GPL-3.0-or-later
#include "journal/journal.h"

#include "journal/journal_file.h"

#include <QDir>
#include <QLockFile>
#include <QMutex>
#include <QRegularExpression>
#include <QSysInfo>
#include <QThread>
#include <QWaitCondition>

namespace ferryman {

namespace {

/// Rows that were asked for in one call, and whom to tell when they are on the disk.
struct Batch {
    QList<JournalRow> rows;
    std::optional<Promise<Done>> durable;
};

QString pathOf(const QString& folder, const QString& planId) {
    return QDir(folder).filePath(planId + QStringLiteral(".ferryman"));
}

QString lockOf(const QString& folder, const QString& planId) {
    return QDir(folder).filePath(planId + QStringLiteral(".lock"));
}

Result<Done> takeLock(QLockFile& lock) {
    lock.setStaleLockTime(0); // a console may live for days; only a dead one's lock is void
    if (lock.tryLock(0)) {
        return Done{};
    }
    qint64 pid = 0;
    QString host;
    QString program;
    if (lock.error() == QLockFile::LockFailedError && lock.getLockInfo(&pid, &host, &program)) {
        if (host != QSysInfo::machineHostName()) { // QLockFile cannot see whether it lives
            return failure(
                ErrorKind::Refused,
                {QT_TRANSLATE_NOOP(
                     "core", "Another console (%1, process %2 on %3) works on this migration: end "
                             "it first, or go on there. If it is gone, or %3 is an earlier name of "
                             "this machine, delete the file %4."),
                 {program, QString::number(pid), host, lock.fileName()}},
                lock.fileName());
        }
        return failure(
            ErrorKind::Refused,
            {QT_TRANSLATE_NOOP("core",
                               "Another console (%1, process %2 on %3) works on this migration: "
                               "end it first, or go on there. It holds the file %4."),
             {program, QString::number(pid), host, lock.fileName()}},
            lock.fileName());
    }
    return failure(
        ErrorKind::Storage,
        {QT_TRANSLATE_NOOP("core",
                           "The journal's lock %1 cannot be made: see that you may write there."),
         {lock.fileName()}},
        lock.fileName());
}

Result<Done> prepareFolder(const QString& folder) {
    if (QDir(folder).exists()) {
        return Done{};
    }
    if (!QDir().mkpath(folder)) {
        return failure(
            ErrorKind::Storage,
            {QT_TRANSLATE_NOOP(
                 "core", "The journal's folder %1 cannot be made: choose one where you may write."),
             {folder}},
            folder);
    }
    QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    return Done{};
}

} // namespace

class Journal::Private {
public:
    Private(const QString& folder, const QString& planId, const Clock& clock)
        : m_path(pathOf(folder, planId))
        , m_lock(lockOf(folder, planId))
        , m_clock(clock) {}

    ~Private() {
        if (!m_thread) {
            return;
        }
        {
            const QMutexLocker locked(&m_mutex);
            m_ending = true;
            m_wake.wakeOne();
        }
        m_thread->wait();
    }
    Private(const Private&) = delete;
    Private& operator=(const Private&) = delete;

    [[nodiscard]] Result<Done> start() {
        if (const auto locked = takeLock(m_lock); !locked) {
            return locked;
        }
        const Promise<Done> opened;
        m_thread.reset(QThread::create([this, opened] { writeUntilEnded(opened); }));
        m_thread->setObjectName(QStringLiteral("journal"));
        m_thread->start();
        Future<Done> answer = opened.future();
        answer.waitForFinished();
        return answer.result();
    }

    void enqueue(Batch batch) {
        const QMutexLocker locked(&m_mutex);
        if (m_failure) {
            if (batch.durable) {
                batch.durable->complete(tl::make_unexpected(*m_failure));
            }
            return;
        }
        for (JournalRow& row : batch.rows) {
            row.number = ++m_count;
            if (!row.at.isValid()) {
                row.at = m_clock.utc();
            }
            if (m_observer) {
                m_observer(row);
            }
        }
        m_queue.append(std::move(batch));
        m_wake.wakeOne();
    }

    void setObserver(Observer observer) {
        const QMutexLocker locked(&m_mutex);
        m_observer = std::move(observer);
    }

    [[nodiscard]] qint64 count() const {
        const QMutexLocker locked(&m_mutex);
        return m_count;
    }
    [[nodiscard]] std::optional<Error> failed() const {
        const QMutexLocker locked(&m_mutex);
        return m_failure;
    }
    [[nodiscard]] const QString& path() const { return m_path; }

private:
    void writeUntilEnded(const Promise<Done>& opened) {
        auto file = JournalFile::openForWriting(m_path);
        if (!file) {
            opened.complete(tl::make_unexpected(file.error()));
            return;
        }
        {
            const QMutexLocker locked(&m_mutex);
            m_count = (*file)->lastNumber();
        }
        if (const qint64 late = (*file)->chainedLate(); late > 0) {
            tellLateChain(late);
        }
        opened.complete(Done{});
        for (QList<Batch> batches = nextBatches(); !batches.isEmpty(); batches = nextBatches()) {
            writeTogether(**file, batches);
        }
    }

    void tellLateChain(qint64 rows) {
        enqueue({{JournalRow{0,
                             {},
                             RowKind::Note,
                             {},
                             {{QStringLiteral("text"),
                               QStringLiteral("Every row up to row %1 was written by an older "
                                              "Ferryman, without a hash. All are chained from now "
                                              "on, as they stand now.")
                                   .arg(rows)}}}},
                 std::nullopt});
    }

    /// Waits for work; empty when the journal is closed and everything is written.
    [[nodiscard]] QList<Batch> nextBatches() {
        const QMutexLocker locked(&m_mutex);
        while (m_queue.isEmpty() && !m_ending) {
            m_wake.wait(&m_mutex);
        }
        return std::exchange(m_queue, {});
    }

    /// One commit for all that was queued while the last commit was under way.
    void writeTogether(JournalFile& file, const QList<Batch>& batches) {
        QList<JournalRow> rows;
        for (const Batch& batch : batches) {
            rows += batch.rows;
        }
        Result<Done> result = Done{};
        if (const auto earlier = failed()) {
            result = tl::make_unexpected(*earlier);
        } else if (!rows.isEmpty()) {
            result = file.write(rows);
        }
        if (!result) {
            const QMutexLocker locked(&m_mutex);
            m_failure = m_failure.value_or(result.error());
        }
        for (const Batch& batch : batches) {
            if (batch.durable) {
                batch.durable->complete(result);
            }
        }
    }

    QString m_path;
    QLockFile m_lock;
    const Clock& m_clock;
    std::unique_ptr<QThread> m_thread;

    mutable QMutex m_mutex; // guards what follows
    QWaitCondition m_wake;
    Observer m_observer;
    QList<Batch> m_queue;
    std::optional<Error> m_failure;
    qint64 m_count = 0;
    bool m_ending = false;
};

Journal::Journal(std::unique_ptr<Private> p)
    : d(std::move(p)) {}

Journal::~Journal() = default;

void Journal::setObserver(Observer observer) {
    d->setObserver(std::move(observer));
}

Result<std::unique_ptr<Journal>> Journal::open(const QString& folder, const QString& planId,
                                               const Clock& clock) {
    static const QRegularExpression fileName(
        QStringLiteral("\\A[A-Za-z0-9][A-Za-z0-9_-]{0,63}\\z"));
    if (!fileName.match(planId).hasMatch()) {
        return ferryman::failure(
            ErrorKind::InvalidInput,
            {QT_TRANSLATE_NOOP(
                "core",
                "The plan's id names its journal and must be letters, digits and dashes.")});
    }
    if (const auto prepared = prepareFolder(folder); !prepared) {
        return tl::make_unexpected(prepared.error());
    }
    auto p = std::make_unique<Private>(folder, planId, clock);
    return p->start().map(
        [&](Done) { return std::unique_ptr<Journal>(new Journal(std::move(p))); });
}

Result<QList<JournalRow>> Journal::earlier(const QString& folder, const QString& planId) {
    const QString path = pathOf(folder, planId);
    return QFile::exists(path) ? JournalFile::readAll(path) : QList<JournalRow>{};
}

Result<QList<JournalRow>> Journal::newest(const QString& folder, const QString& planId,
                                          const QList<RowKind>& kinds, qint64 most) {
    const QString path = pathOf(folder, planId);
    return QFile::exists(path) ? JournalFile::readNewest(path, kinds, most) : QList<JournalRow>{};
}

Result<Done> Journal::retire(const QString& folder, const QString& planId, const QString& into) {
    const QString path = pathOf(folder, planId);
    QLockFile lock(lockOf(folder, planId));
    if (const auto locked = takeLock(lock); !locked) {
        return locked;
    }
    if (const auto prepared = prepareFolder(into); !prepared) {
        return prepared;
    }
    QString free = pathOf(into, planId);
    for (int i = 2; QFile::exists(free); ++i) {
        free = pathOf(into, QStringLiteral("%1-%2").arg(planId).arg(i));
    }
    // SQLite's own files first: what a killed console wrote last may stand there alone.
    for (const char* suffix : {"-wal", "-shm", ""}) {
        QFile part(path + QLatin1String(suffix));
        if (part.exists() && !part.rename(free + QLatin1String(suffix))) {
            return ferryman::failure(
                ErrorKind::Storage,
                {QT_TRANSLATE_NOOP("core", "The journal %1 cannot be moved to %2."), {path, into}},
                path, part.errorString());
        }
    }
    return Done{};
}

bool Journal::isHeld(const QString& folder, const QString& planId) {
    QLockFile lock(lockOf(folder, planId));
    return !takeLock(lock) && lock.error() == QLockFile::LockFailedError;
}

Result<ChainCheck> Journal::check(const QString& folder, const QString& planId) {
    const QString path = pathOf(folder, planId);
    if (!QFile::exists(path)) {
        return ferryman::failure(
            ErrorKind::Storage,
            {QT_TRANSLATE_NOOP("core", "There is no journal of this plan: %1 does not exist."),
             {path}},
            path);
    }
    return JournalFile::check(path);
}

void Journal::append(RowKind kind, const QString& subject, const QJsonObject& data) {
    d->enqueue({{JournalRow{0, {}, kind, subject, data}}, std::nullopt});
}

Future<Done> Journal::appendDurably(const QList<JournalRow>& rows) {
    const Promise<Done> promise;
    d->enqueue({rows, promise});
    return promise.future();
}

Future<Done> Journal::flushed() {
    return appendDurably({});
}

Result<QList<JournalRow>> Journal::rows() const {
    const Promise<Done> queueWritten;
    d->enqueue({{}, queueWritten});
    queueWritten.future().waitForFinished(); // a failed write is told by failure(); what is there
                                             // can be read all the same
    return JournalFile::readAll(d->path());
}

Result<ChainCheck> Journal::check() const {
    return JournalFile::check(d->path());
}

qint64 Journal::count() const {
    return d->count();
}

QString Journal::path() const {
    return d->path();
}

std::optional<Error> Journal::failure() const {
    return d->failed();
}

} // namespace ferryman
