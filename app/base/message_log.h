// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/secret.h"

#include <QDateTime>
#include <QList>
#include <QMutex>
#include <QString>
#include <QStringList>

#include <deque>

namespace ferryman {

enum class LogLevel { Debug, Info, Warning, Error };

[[nodiscard]] const char* toString(LogLevel level);             ///< "debug", ...
[[nodiscard]] LogLevel logLevelFromString(const QString& name); ///< Info, where it is none.

struct LogLine {
    quint64 number = 0; ///< 1, 2, 3 ...; a gap tells of lines that were dropped.
    QDateTime at;       ///< UTC, ms.
    LogLevel level = LogLevel::Info;
    QString category; ///< "ferryman.journal"
    QString text;     ///< Printable and bounded; no secret that the log was told of.

    [[nodiscard]] QString toString() const; ///< For files and the clipboard, in one line.
};

/// What the program says of itself, in bounded memory: the latest lines stay. It may be used from
/// any thread. It keeps passwords out by construction nowhere writing one, and once more by
/// blotting out those that it was told of, also in the lines that stand already.
class MessageLog {
public:
    static constexpr qsizetype usualCapacity = 4'000;
    static constexpr qsizetype longestText = 1'000; ///< Characters.

    explicit MessageLog(qsizetype capacity = usualCapacity);

    void setLeast(LogLevel least); ///< What is less than that is dropped from now on.
    void keepOut(const Secret& secret);
    void add(LogLevel level, const QString& category, const QString& text);

    [[nodiscard]] QList<LogLine> after(quint64 number) const; ///< Those that are still there.
    [[nodiscard]] QString
    blotted(const QString& text) const; ///< Without any secret it was told of.

private:
    [[nodiscard]] QString withoutSecrets(QString text) const;

    mutable QMutex m_lock;
    qsizetype m_capacity;
    LogLevel m_least = LogLevel::Info;
    QStringList m_secrets; ///< In each way of writing that occurs, the longest first.
    std::deque<LogLine> m_lines;
    quint64 m_last = 0;
};

/// Leads the messages of Qt and of this program (QLoggingCategory) into a log for as long as it
/// lives; warnings and worse go on to where they went before, without secrets.
class LogHandler {
public:
    explicit LogHandler(MessageLog& log);
    ~LogHandler();
    LogHandler(const LogHandler&) = delete;
    LogHandler& operator=(const LogHandler&) = delete;
};

} // namespace ferryman
