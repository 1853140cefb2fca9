// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/command_run.h"

#include "base/format.h"
#include "session/dry_run.h"
#include "session/notices.h"

#include <QDir>
#include <QJsonDocument>
#include <QSaveFile>
#include <QTextStream>

#include <cmath>
#include <cstdio>

namespace ferryman {

namespace {

constexpr double neededShareOfRate = 0.9; // below it the load was not the one that was asked for

void writeLine(std::FILE* file, const QByteArray& line) {
    std::fwrite(line.constData(), 1, static_cast<size_t>(line.size()), file);
    std::fputc('\n', file);
    std::fflush(file);
}

QString linkSentence(const LinkState& link) {
    QStringList parts{QStringLiteral("%1: %2").arg(QLatin1String(toString(link.phase)),
                                                   link.steadiness.sentence.english())};
    for (const auto& error : {link.sourceError, link.targetError}) {
        if (error) {
            parts << error->english();
        }
    }
    return parts.join(QLatin1Char(' '));
}

/// "value  db 0  user:1  field a: source "x", target "y"".
QString toLine(const Difference& difference) {
    const QString where =
        difference.where.isEmpty() ? QString() : QStringLiteral("%1: ").arg(difference.where);
    return QStringLiteral("%1  db %2  %3  %4source %5, target %6")
        .arg(QString::fromLatin1(toString(difference.kind)).leftJustified(11))
        .arg(difference.name.database)
        .arg(keyText(difference), where,
             difference.source.isEmpty() ? QStringLiteral("nothing") : difference.source,
             difference.target.isEmpty() ? QStringLiteral("nothing") : difference.target);
}

QString comparedSoFar(const VerifyProgress& progress) {
    QStringList parts{QStringLiteral("compared %1 of %2, %3")
                          .arg(formatCount(progress.counts.keysCompared).english(),
                               counted(progress.keysExpected, "key", "keys"),
                               counted(std::llround(progress.keysPerSecond), "key/s", "keys/s"))};
    if (progress.etaMs) {
        parts << QStringLiteral("%1 to go").arg(formatDuration(*progress.etaMs).english());
    }
    if (progress.counts.differences > 0) {
        parts << QStringLiteral("differences: %1")
                     .arg(formatCount(progress.counts.differences).english());
    }
    if (!progress.note.isEmpty()) {
        parts << progress.note.english();
    }
    return parts.join(QStringLiteral("; "));
}

/// The one sentence that tells a person where the journey stands.
QString sentenceOf(const Snapshot& snapshot) {
    if (!snapshot.practiceNote.isEmpty()) {
        return snapshot.practiceNote.english();
    }
    const SwitchState& cutover = snapshot.failOver.cutover;
    if (!cutover.timeline.isEmpty()) {
        const TimelineRow& last = cutover.timeline.last();
        return QStringLiteral("%1: %2").arg(QLatin1String(toString(last.phase)),
                                            last.text.english());
    }
    if (snapshot.verify.running) {
        return comparedSoFar(snapshot.verify.progress);
    }
    if (snapshot.replicate.link.phase != LinkPhase::Detached) {
        return linkSentence(snapshot.replicate.link);
    }
    if (snapshot.assess.running) {
        return QStringLiteral("assessing");
    }
    return snapshot.connect.running ? QStringLiteral("connecting") : QString();
}

} // namespace

CommandRun::CommandRun(CommandRunOptions options, QObject* parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_session(makeSession(m_options.session)) {
    if (m_options.json) {
        m_events = std::make_unique<EventStream>(*m_session, m_clock, [](const QJsonObject& event) {
            writeLine(stdout, QJsonDocument(event).toJson(QJsonDocument::Compact));
        });
    }
    connect(m_session.get(), &Session::changed, this, &CommandRun::tell);
    if (m_options.verify) {
        m_verify = std::make_unique<VerifyRun>(*m_session, *m_options.verify);
        connect(m_verify.get(), &VerifyRun::finished, this, &CommandRun::compared);
        connect(&m_signals, &UnixSignals::asked, m_verify.get(), &VerifyRun::interrupt);
    } else {
        m_journey = std::make_unique<Journey>(*m_session, m_options.journey);
        connect(m_journey.get(), &Journey::finished, this, &CommandRun::ended);
        connect(&m_signals, &UnixSignals::asked, m_journey.get(), &Journey::interrupt);
    }
}

CommandRun::~CommandRun() = default;

void CommandRun::start() {
    if (m_events) {
        m_events->hello(m_options.command);
    }
    const auto begin = [this](auto& run) {
        run.begin();
        if (m_options.plan) {
            m_session->setPlan(*m_options.plan, {});
            run.gave(1);
        }
    };
    if (m_verify) {
        begin(*m_verify);
    } else {
        begin(*m_journey);
    }
}

void CommandRun::tell(const SnapshotPtr& snapshot) {
    QStringList notices;
    QList<Error> told = noticesOf(*snapshot);
    if (snapshot->error && snapshot->failOver.cutover.ending == Ending::Migrated) {
        told.append(*snapshot->error); // before that it ends the run, and is its message
    }
    for (const Error& notice : std::as_const(told)) {
        notices << notice.english();
        if (!m_notices.contains(notices.last())) {
            writeLine(stderr, notices.last().toUtf8());
        }
    }
    m_notices = notices;
    const QString sentence = sentenceOf(*snapshot);
    if (!sentence.isEmpty() && sentence != m_told) {
        m_told = sentence;
        writeLine(stderr, sentence.toUtf8());
    }
}

std::pair<JourneyEnd, Message> CommandRun::judged(JourneyEnd end, const Message& sentence) const {
    const SnapshotPtr snapshot = m_session->snapshot();
    if (end != JourneyEnd::Clean || !snapshot->report.report || !snapshot->report.report->load) {
        return {end, sentence};
    }
    const ReportLoad& load = *snapshot->report.report->load;
    if (load.lostWrites > 0) {
        return {
            JourneyEnd::Attention,
            {Plural{
                 QT_TRANSLATE_N_NOOP("core", "The new primary lacks %1 of %2 acknowledged writes."),
                 "The new primary lacks %1 of %2 acknowledged write.", load.acknowledgedWrites},
             {formatCount(load.lostWrites), formatCount(load.acknowledgedWrites)}}};
    }
    const double wanted = static_cast<double>(m_options.session.writeRate);
    if (load.achievedRate < neededShareOfRate * wanted) {
        return {JourneyEnd::Blocked,
                {Plural{QT_TRANSLATE_N_NOOP("core",
                                            "The rehearsal migrated and lost no write, but it is "
                                            "void: its writers reached %1 of %2 writes a second."),
                        "The rehearsal migrated and lost no write, but it is void: its writers "
                        "reached %1 of %2 write a second.",
                        m_options.session.writeRate},
                 {formatCount(std::llround(load.achievedRate)),
                  formatCount(m_options.session.writeRate)}}};
    }
    return {end, sentence};
}

/// Tells what a switch would meet and send, whether or not the assessment found what blocks it.
std::pair<JourneyEnd, Message> CommandRun::rehearsed(JourneyEnd end, const Message& sentence) {
    const DryRun dryRun = dryRunOf(*m_session->snapshot());
    m_runbook = runbookOf(dryRun.runbook);
    if (m_events) {
        m_events->dryRun(dryRun.runbook);
    }
    if (const QString& folder = m_options.journey.reportFolder; !folder.isEmpty()) {
        const QString path = QDir(folder).absoluteFilePath(QStringLiteral("runbook.md"));
        QSaveFile file(path);
        if (!QDir().mkpath(folder) || !file.open(QIODevice::WriteOnly) ||
            file.write(m_runbook) != m_runbook.size() || !file.commit()) {
            return {JourneyEnd::Blocked,
                    {QT_TRANSLATE_NOOP("core", "The runbook cannot be written to %1."), {path}}};
        }
        m_files.append(path);
    }
    if (end != JourneyEnd::Clean) {
        return {end, sentence};
    }
    if (!dryRun.closed.isEmpty()) {
        return {JourneyEnd::Blocked,
                {QT_TRANSLATE_NOOP("core", "Gates would be closed: %1"),
                 {dryRun.closed.join(QStringLiteral(". "))}}};
    }
    return {JourneyEnd::Clean,
            {QT_TRANSLATE_NOOP("core", "%1 Nothing was changed; the gates of the replication open "
                                       "once it was started and is steady."),
             {sentence}}};
}

void CommandRun::ended(JourneyEnd end, const Message& sentence) {
    const auto [judgedEnd, judgedSentence] = m_options.dryRun && m_session->snapshot()->assess.ran
                                                 ? rehearsed(end, sentence)
                                                 : judged(end, sentence);
    if (!m_events && !m_runbook.isEmpty() && m_files.isEmpty()) {
        writeLine(stdout, m_runbook);
    }
    if (m_events) {
        m_events->result(judgedEnd, judgedSentence);
    } else {
        writeLine(stdout, judgedSentence.english().toUtf8());
        for (const QString& file : m_session->snapshot()->report.files + m_files) {
            writeLine(stdout, file.toUtf8());
        }
    }
    emit finished(static_cast<int>(judgedEnd));
}

/// What was planted, and whether it was found; what only looks like a difference was left alone.
void CommandRun::listSelfTest() const {
    const SnapshotPtr snapshot = m_session->snapshot();
    if (!snapshot->verify.selfTest) {
        return;
    }
    for (const SelfTestReport::Case& each : snapshot->verify.selfTest->cases) {
        const bool differs = each.planted.kind.has_value();
        const QString line =
            QStringLiteral("%1  %2  %3")
                .arg(each.found ? QStringLiteral("ok    ") : QStringLiteral("MISSED"),
                     QString::fromLatin1(differs ? toString(*each.planted.kind) : "none")
                         .leftJustified(11),
                     each.planted.what);
        writeLine(stdout, line.toUtf8());
    }
    for (const QString& name : snapshot->verify.selfTest->leftOut) {
        writeLine(stdout, QStringLiteral("left out: %1").arg(name).toUtf8());
    }
}

void CommandRun::compared(JourneyEnd end, const Message& sentence) {
    if (m_events) {
        m_events->compared(end, sentence);
    } else {
        const SnapshotPtr snapshot = m_session->snapshot();
        for (const Difference& difference : snapshot->verify.differences) {
            writeLine(stdout, toLine(difference).toUtf8());
        }
        listSelfTest();
        writeLine(stdout, sentence.english().toUtf8());
    }
    emit finished(static_cast<int>(end));
}

} // namespace ferryman
