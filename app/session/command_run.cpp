// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/command_run.h"

#include "session/notices.h"

#include <QJsonDocument>
#include <QTextStream>

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
    , m_session(makeSession(m_options.session))
    , m_journey(std::make_unique<Journey>(*m_session, m_options.journey)) {
    if (m_options.json) {
        m_events = std::make_unique<EventStream>(*m_session, m_clock, [](const QJsonObject& event) {
            writeLine(stdout, QJsonDocument(event).toJson(QJsonDocument::Compact));
        });
    }
    connect(m_session.get(), &Session::changed, this, &CommandRun::tell);
    connect(m_journey.get(), &Journey::finished, this, &CommandRun::ended);
    connect(&m_signals, &UnixSignals::asked, m_journey.get(), &Journey::interrupt);
}

CommandRun::~CommandRun() = default;

void CommandRun::start() {
    if (m_events) {
        m_events->hello(m_options.command);
    }
    m_journey->begin();
    if (m_options.plan) {
        m_session->setPlan(*m_options.plan, {});
        m_journey->gave(1);
    }
}

void CommandRun::tell(const SnapshotPtr& snapshot) {
    QStringList notices;
    for (const Error& notice : noticesOf(*snapshot)) {
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
            {QT_TRANSLATE_NOOP("core", "%1 of %2 acknowledged writes are not on the new primary."),
             {QString::number(load.lostWrites), QString::number(load.acknowledgedWrites)}}};
    }
    const double wanted = static_cast<double>(m_options.session.writeRate);
    if (load.achievedRate < neededShareOfRate * wanted) {
        return {JourneyEnd::Blocked,
                {QT_TRANSLATE_NOOP("core", "The rehearsal migrated and lost no write, but it is "
                                           "void: its writers reached %1 of %2 writes a second."),
                 {QString::number(load.achievedRate, 'f', 0),
                  QString::number(m_options.session.writeRate)}}};
    }
    return {end, sentence};
}

void CommandRun::ended(JourneyEnd end, const Message& sentence) {
    const auto [judgedEnd, judgedSentence] = judged(end, sentence);
    if (m_events) {
        m_events->result(judgedEnd, judgedSentence);
    } else {
        writeLine(stdout, judgedSentence.english().toUtf8());
        for (const QString& file : m_session->snapshot()->report.files) {
            writeLine(stdout, file.toUtf8());
        }
    }
    emit finished(static_cast<int>(judgedEnd));
}

} // namespace ferryman
