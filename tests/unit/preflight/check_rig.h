// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "preflight/assessment.h"
#include "support/scripted_server.h"
#include "support/sentinel_group.h"
#include "support/test_clock.h"

#include <QSet>

#include <functional>

namespace ferryman::test {

/// A migration in which every check passes: the Redis 7.0.15 and the Dragonfly 1.40.1 of the
/// recordings, and three Sentinels of one mind. A test takes it and spoils one thing.
struct CheckRig {
    using Answer = std::function<std::optional<redis::Value>(const QByteArrayList& words)>;

    CheckRig();

    /// What the standard check of that name finds; the test fails if there is none.
    [[nodiscard]] QList<Finding> findings(const QString& checkId);
    [[nodiscard]] CheckContext context();

    // One line of an INFO:
    static void setLine(QByteArray& info, const QByteArray& name, const QByteArray& value);
    static void dropLine(QByteArray& info, const QByteArray& name);

    QByteArray sourceInfo;
    QByteArray targetInfo;
    redis::Value functions = redis::Value::array({}); ///< FUNCTION LIST of the source.
    redis::Value modules = redis::Value::array({});   ///< MODULE LIST of the source.
    redis::Value databases;                           ///< CONFIG GET databases of Dragonfly.
    QHash<QByteArray, QByteArray> sourceSettings;
    QHash<QByteArray, QByteArray> targetSettings;
    QByteArrayList sourceUsers; ///< ACL LIST.
    QByteArrayList targetUsers;
    QByteArray sourceClients; ///< CLIENT LIST.
    QSet<QByteArray> renamed; ///< Commands that the source does not know.
    QSet<QByteArray> writes;  ///< Commands that it flags so.
    QSet<QByteArray> denied;  ///< Commands that its user may not run.
    QList<qint64> ttls;       ///< PTTL of the keys that SCAN gives.
    double targetAhead = 0;   ///< Of the source's clock, seconds.
    Answer sourceInstead;     ///< Answers in place of the source.
    Answer targetInstead;     ///< Answers in place of Dragonfly.
    Plan plan;
    QList<SentinelView> views;

    TestClock clock;
    ScriptedServer source;
    ScriptedServer target;
    redis::Connection sourceConnection;
    redis::Connection targetConnection;

private:
    [[nodiscard]] std::optional<redis::Value> sourceSays(const QByteArrayList& words);
    [[nodiscard]] std::optional<redis::Value> targetSays(const QByteArrayList& words);
};

/// What a row of a table does to the rig, and what the check is to make of it.
struct Case {
    const char* name = nullptr;
    const char* check = nullptr;
    std::function<void(CheckRig&)> spoil;
    Severity severity = Severity::Unknown;
    QStringList words; ///< Of title, found, wanted and why, in English.
};

/// Declares the columns that checkCase() reads, and a row a case.
void addCases(const QList<Case>& cases);
/// The body of a table-driven test: one finding of the wanted severity, with every word in it.
void checkCase();

[[nodiscard]] QString textOf(const Finding& finding);

} // namespace ferryman::test
