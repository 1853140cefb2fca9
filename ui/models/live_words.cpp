// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/live_words.h"

#include <QHash>

namespace ferryman {

namespace {

class LiveWords {
public:
    explicit LiveWords(const Snapshot& snapshot) {
        for (const Finding& finding : snapshot.assess.findings) {
            know({finding.title, finding.found, finding.wanted, finding.why});
        }
        for (const Gate& gate : snapshot.failOver.gates) {
            know({gate.title, gate.value, gate.wanted, gate.why});
        }
        for (const TimelineRow& row : snapshot.failOver.cutover.timeline) {
            know({row.text});
        }
        know({snapshot.failOver.cutover.outcome});
        if (snapshot.verify.verdict) {
            know({snapshot.verify.verdict->holdsFor, snapshot.verify.verdict->confidence});
        }
    }

    void say(Message& message) const { message = m_known.value(message.english(), message); }

private:
    void know(const QList<Message>& messages) {
        for (const Message& message : messages) {
            m_known.insert(message.english(), message);
        }
    }

    QHash<QString, Message> m_known;
};

} // namespace

std::shared_ptr<const Report> inLiveWords(const Report& report, const Snapshot& snapshot) {
    const LiveWords words(snapshot);
    auto said = std::make_shared<Report>(report);
    for (Finding& finding : said->findings) {
        for (Message* each : {&finding.title, &finding.found, &finding.wanted, &finding.why}) {
            words.say(*each);
        }
    }
    for (Gate& gate : said->gates) {
        for (Message* each : {&gate.title, &gate.value, &gate.wanted, &gate.why}) {
            words.say(*each);
        }
    }
    for (TimelineRow& row : said->cutover.timeline) {
        words.say(row.text);
    }
    words.say(said->cutover.outcome);
    if (said->verification.verdict) {
        words.say(said->verification.verdict->holdsFor);
        words.say(said->verification.verdict->confidence);
    }
    return said;
}

} // namespace ferryman
