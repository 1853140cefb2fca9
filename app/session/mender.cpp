// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/mender.h"

#include "base/format.h"
#include "cutover/switch_record.h"
#include "report/mends.h"

#include <QJsonArray>

#include <algorithm>

namespace ferryman {

namespace {

constexpr milliseconds commandDeadline{5000};
constexpr qsizetype mostKept = 40'000; // in base64 it must fit into a row of 64 KiB (journal_row.h)

bool wantsReplyOf(const QList<redis::Command>& undo, const redis::Command& command) {
    return std::ranges::any_of(undo, [&](const redis::Command& each) {
        return std::ranges::any_of(each.words(), [&](const QByteArray& word) {
            return replyWantedBy(word) == command.text();
        });
    });
}

QLatin1String outcomeName(const Result<redis::Value>& reply) {
    if (reply) {
        return record::done;
    }
    return outcomeOf(reply.error()) == Outcome::Refused ? record::refused : record::lost;
}

} // namespace

Mender::Mender(Logbook& logbook, ConnectionTo connectionTo, QObject* parent)
    : QObject(parent)
    , m_logbook(logbook)
    , m_connectionTo(std::move(connectionTo)) {}

void Mender::clear() {
    ++m_generation;
    m_performed.clear();
    m_run.reset();
}

QStringList Mender::undoable() const {
    QStringList ids;
    for (const Performed& performed : m_performed) {
        const bool canBe = std::ranges::any_of(
            performed.steps, [](const MendStep& step) { return !step.undo.isEmpty(); });
        if (canBe) {
            ids.append(performed.id);
        }
    }
    return ids;
}

Future<Done> Mender::mend(const Finding& finding, const QList<MendStep>& steps, const QString& by) {
    Journal* journal = m_logbook.journal();
    if (isBusy() || journal == nullptr) {
        return ready<Done>(
            failure(ErrorKind::Refused,
                    {QT_TRANSLATE_NOOP("core", "Another finding is being mended: wait until it has "
                                               "ended.")}));
    }
    Run run;
    run.id = QStringLiteral("mend-%1-%2").arg(finding.id).arg(journal->count() + 1);
    run.check = finding.id;
    run.subject = finding.subject;
    run.steps = steps;
    QList<JournalRow> intents;
    for (const MendStep& step : steps) {
        intents.append({0,
                        {},
                        RowKind::Intent,
                        step.where.toString(),
                        {{record::id, run.id},
                         {record::mend, run.id},
                         {record::check, finding.id},
                         {record::subject, finding.subject},
                         {record::title, finding.title.english()},
                         {record::by, by},
                         {record::command, textOf(step.commands)},
                         {record::undo, textOf(step.undo)}}});
    }
    const Future<Done> ended = begin(std::move(run));
    whenDone(journal->appendDurably(intents), this,
             [this, generation = m_generation](const Result<Done>& written) {
                 if (generation != m_generation) {
                     return;
                 }
                 if (written) {
                     sendNext();
                 } else {
                     end(written);
                 }
             });
    return ended;
}

Future<Done> Mender::undo(const QString& check, const QString& subject) {
    const QStringList possible = undoable();
    const auto latest =
        std::find_if(m_performed.rbegin(), m_performed.rend(), [&](const Performed& performed) {
            return performed.check == check && performed.subject == subject &&
                   possible.contains(performed.id);
        });
    if (isBusy() || m_logbook.journal() == nullptr || latest == m_performed.rend()) {
        return ready<Done>(failure(
            ErrorKind::Refused,
            {QT_TRANSLATE_NOOP("core", "There is nothing here that this session could undo; the "
                                       "journal holds the command that does.")}));
    }
    Run run;
    run.id = latest->id;
    run.check = check;
    run.subject = subject;
    run.undoes = true;
    run.steps = latest->steps;
    std::ranges::reverse(run.steps);
    const Future<Done> ended = begin(std::move(run));
    sendNext();
    return ended;
}

Future<Done> Mender::begin(Run run) {
    ++m_generation;
    m_run = std::move(run);
    return m_run->promise.future();
}

const QList<redis::Command>& Mender::commandsOf(const Run& run) {
    const MendStep& step = run.steps[run.step];
    return run.undoes ? step.undo : step.commands;
}

void Mender::sendNext() {
    while (run().step < run().steps.size() && run().command >= commandsOf(run()).size()) {
        ++run().step;
        run().command = 0;
    }
    if (run().step >= run().steps.size()) {
        end(Done{});
        return;
    }
    send(commandsOf(run())[run().command], run().steps[run().step]);
}

void Mender::send(const redis::Command& command, const MendStep& step) {
    redis::Connection* server = m_connectionTo(step.where);
    if (server == nullptr) {
        end(failure(ErrorKind::Unreachable,
                    {QT_TRANSLATE_NOOP("core", "There is no connection to %1 any more: read the "
                                               "endpoints again."),
                     {step.where.toString()}},
                    step.where.toString()));
        return;
    }
    const QJsonArray ids{run().id};
    m_logbook.journal()->append(RowKind::Command, step.where.toString(),
                                {{record::mend, run().id},
                                 {record::command, command.text()},
                                 {run().undoes ? record::restores : record::intents, ids}});
    whenDone(server->send(command, commandDeadline), this,
             [this, command, generation = m_generation](const Result<redis::Value>& reply) {
                 if (generation == m_generation) {
                     take(command, reply);
                 }
             });
}

void Mender::take(const redis::Command& command, const Result<redis::Value>& reply) {
    if (m_logbook.journal() == nullptr) {
        end(failure(ErrorKind::Storage, {QT_TRANSLATE_NOOP("core", "The journal was closed.")}));
        return;
    }
    tellReply(command, reply);
    const MendStep& step = run().steps[run().step];
    const bool sent = reply || outcomeOf(reply.error()) == Outcome::Lost;
    const bool touches = sent && command.effect() == redis::Command::Effect::Changes;
    if (touches &&
        std::ranges::find(run().touched, step.where, &MendStep::where) == run().touched.end()) {
        run().touched.append(step);
    }
    if (!reply) {
        end(tl::make_unexpected(reply.error()));
        return;
    }
    if (const auto kept = keepForUndo(command, *reply); !kept) {
        end(kept);
        return;
    }
    ++run().command;
    sendNext();
}

/// What the undo will need must stand in the journal before anything that it undoes is sent.
Result<Done> Mender::keepForUndo(const redis::Command& command, const redis::Value& reply) {
    MendStep& step = run().steps[run().step];
    if (run().undoes || !wantsReplyOf(step.undo, command)) {
        return Done{};
    }
    if (!reply.isText() || reply.bytes().size() > mostKept) {
        return failure(
            ErrorKind::Refused,
            {QT_TRANSLATE_NOOP("core", "The reply to %1 (%2) cannot be kept in the journal, so "
                                       "nothing was changed: keep it yourself, then run the "
                                       "commands by hand."),
             {command.text(), formatBytes(reply.bytes().size())}},
            step.where.toString());
    }
    step.undo = withReply(step.undo, command.text(), reply.bytes());
    return Done{};
}

void Mender::tellReply(const redis::Command& command, const Result<redis::Value>& reply) {
    const MendStep& step = run().steps[run().step];
    const QLatin1String outcome = outcomeName(reply);
    // A refusal voids the intent only where nothing of it was done, and an undo is one whole.
    const bool nothingDone = run().command == 0;
    const bool isLast = run().command + 1 == commandsOf(run()).size();
    const QJsonArray ids{run().id};
    QJsonObject data{{record::mend, run().id},
                     {record::command, command.text()},
                     {record::outcome, outcome},
                     {record::reply, reply ? reply->describe() : reply.error().english()}};
    if (run().undoes) {
        data.insert(record::undo, true);
        data.insert(record::restores, isLast ? ids : QJsonArray());
    } else if (outcome != record::refused || nothingDone) {
        data.insert(record::intents, ids);
    }
    if (reply && !run().undoes && wantsReplyOf(step.undo, command) &&
        reply->bytes().size() <= mostKept) {
        data.insert(record::replyBytes, QString::fromLatin1(reply->bytes().toBase64()));
    }
    m_logbook.journal()->append(RowKind::Reply, step.where.toString(), data);
}

void Mender::end(const Result<Done>& result) {
    const Run ended = std::move(*m_run);
    m_run.reset();
    ++m_generation;
    if (ended.undoes && result) {
        m_performed.removeIf([&](const Performed& performed) { return performed.id == ended.id; });
    } else if (!ended.undoes && !ended.touched.isEmpty()) {
        QList<MendStep> steps;
        for (const MendStep& step : ended.steps) { // with what the undo was filled with
            if (std::ranges::find(ended.touched, step.where, &MendStep::where) !=
                ended.touched.end()) {
                steps.append(step);
            }
        }
        m_performed.append({ended.id, ended.check, ended.subject, steps});
    }
    if (Journal* journal = m_logbook.journal(); journal != nullptr && !ended.undoes) {
        journal->append(RowKind::Result, {},
                        {{record::mend, ended.id},
                         {record::left, QJsonArray{ended.id}},
                         {QStringLiteral("text"),
                          result ? QStringLiteral("mended") : result.error().english()}});
    }
    ended.promise.complete(result);
}

} // namespace ferryman
