// SPDX-License-Identifier: GPL-3.0-or-later
#include "machine_text.h"
#include "support/source_tree.h"

#include <QHash>
#include <QMap>
#include <QRegularExpression>
#include <QTest>

using namespace ferryman;
using namespace ferryman::test;

namespace {

/// "freeze -> drain", with an event that leads there.
using Edges = QMap<QString, QString>;

constexpr auto certainties = {Certainty::No, Certainty::Maybe, Certainty::Yes};

QString edge(const QString& from, const QString& to) {
    return from + QStringLiteral(" -> ") + to;
}

// --- the code ---

QList<Look> everyLook() {
    QList<Look> looks;
    for (const auto failover :
         {Look::Failover::None, Look::Failover::UnderWay, Look::Failover::Unknown}) {
        for (const auto target : {Look::Target::Replica, Look::Target::Primary,
                                  Look::Target::Silent, Look::Target::Stranger}) {
            for (const bool sourceAnswers : {false, true}) {
                for (const bool anotherSentinel : {false, true}) {
                    for (const auto fence :
                         {Look::Fence::Stands, Look::Fence::Gone, Look::Fence::Unseen}) {
                        for (const bool named : {false, true}) {
                            looks.append({failover, target, fence, target == Look::Target::Replica,
                                          sourceAnswers, anotherSentinel, named, !sourceAnswers});
                        }
                    }
                }
            }
        }
    }
    return looks;
}

QList<Event> everyOutcome(EffectKind of) {
    QList<Event> events{{EventKind::Refused, of, {"no"}, 0, {}},
                        {EventKind::Lost, of, {"silence"}, 0, {}}};
    if (of == EffectKind::LookAround) {
        for (const Look& look : everyLook()) {
            events.append({EventKind::Done, of, {}, 0, look});
        }
        return events;
    }
    for (const bool othersLive : {false, true}) {
        Event done{EventKind::Done, of, {}, 0, {}};
        done.othersLive = othersLive;
        events.append(done);
    }
    return events;
}

/// Of outcomes only those of what is pending: any other changes nothing (transition_test).
QList<Event> everyEvent(const MachineState& state) {
    QList<Event> events;
    for (const EventKind kind : {EventKind::Confirmed, EventKind::Resumed, EventKind::AbortAsked,
                                 EventKind::DeadlinePassed, EventKind::FailoverAborted}) {
        events.append({kind, EffectKind::JudgeGates, {}, 0, {}});
    }
    for (const EffectKind kind : state.pending) {
        events += everyOutcome(kind);
    }
    return events;
}

/// Everything of a state that decides where it can go.
quint64 keyOf(const MachineState& s) {
    static_assert(effectKindCount <= 32);
    quint64 key = 0;
    const auto add = [&key](auto value, int bits) {
        key = (key << bits) | static_cast<quint64>(value);
    };
    add(s.phase, 4);
    for (const Certainty each : {s.pinned, s.armed, s.fenced, s.triggered, s.demoted}) {
        add(each, 2);
    }
    for (const bool each :
         {s.drained, s.promoted, s.agreed, s.clearsLogin, s.resumed, s.cutOff, s.lifting}) {
        add(each, 1);
    }
    for (const int count : {s.looks, s.closedLooks, s.quietLooks}) {
        add(count, 2);
    }
    quint64 pending = 0;
    for (const EffectKind kind : s.pending) {
        pending |= quint64{1} << static_cast<int>(kind);
    }
    add(pending, 32);
    return key;
}

/// Breadth first through every state that transition() leads to.
class Explorer {
public:
    void add(MachineState state) {
        state.timings.looks = 2; // as many as a proof of quiet needs
        state.timings.retreats = 0;
        state.demoteAttempts = 0; // they only decide how long it waits
        state.silentLooks = 0;
        state.aligned = false; // only told
        state.reason = {};
        const quint64 key = keyOf(state);
        if (!m_seen.contains(key)) {
            m_seen.insert(key);
            m_open.append(state);
        }
    }

    Edges explore() {
        while (!m_open.isEmpty()) {
            const MachineState state = m_open.takeLast();
            const auto events = everyEvent(state);
            for (const Event& event : events) {
                const MachineState after = transition(state, event).state;
                if (after.phase != state.phase) {
                    m_edges.insert(edge(QString::fromLatin1(toString(state.phase)),
                                        QString::fromLatin1(toString(after.phase))),
                                   text(event));
                }
                add(after);
            }
        }
        return m_edges;
    }

private:
    QSet<quint64> m_seen;
    QList<MachineState> m_open;
    Edges m_edges;
};

/// From the page's confirmation, and from whatever an earlier console can have left open.
Edges edgesOfTheCode() {
    Explorer explorer;
    explorer.add({});
    MachineState found;
    found.phase = Phase::Recover;
    for (const Certainty pinned : certainties) {
        for (const Certainty armed : certainties) {
            for (const Certainty fenced : certainties) {
                for (const Certainty triggered : certainties) {
                    for (const bool drained : {false, true}) {
                        found.pinned = pinned;
                        found.armed = armed;
                        found.fenced = fenced;
                        found.triggered = triggered;
                        found.drained = drained;
                        explorer.add(found);
                    }
                }
            }
        }
    }
    return explorer.explore();
}

// --- the model ---

/// The text that spin runs, without comments and without definitions.
QStringList linesOfTheModel() {
    static const QRegularExpression comment(QStringLiteral("//.*$"));
    QStringList lines = QString::fromUtf8(sourceFile(QStringLiteral("tests/model/switch.pml")))
                            .split(QLatin1Char('\n'));
    lines.replaceInStrings(comment, QString());
    lines.removeIf([](const QString& line) { return line.startsWith(QLatin1Char('#')); });
    return lines;
}

Edges edgesOfTheModel() {
    static const QRegularExpression change(QStringLiteral("\\bgo\\((\\w+), (\\w+)\\)"));
    Edges edges;
    const QStringList lines = linesOfTheModel();
    for (const QString& line : lines) {
        for (auto each = change.globalMatch(line); each.hasNext();) {
            const auto match = each.next();
            edges.insert(edge(match.captured(1).toLower(), match.captured(2).toLower()), {});
        }
    }
    return edges;
}

QString missing(const Edges& from, const Edges& in) {
    QStringList list;
    for (auto each = in.cbegin(); each != in.cend(); ++each) {
        if (!from.contains(each.key())) {
            list.append(each.value().isEmpty()
                            ? each.key()
                            : each.key() + QStringLiteral(" by \"%1\"").arg(each.value()));
        }
    }
    return list.join(QStringLiteral(", "));
}

} // namespace

/// spin proves what tests/model/switch.pml says. Here it is held against the code.
class ModelTieTest : public QObject {
    Q_OBJECT

private slots:
    void theModelHasThePhasesOfTheCode();
    void theModelChangesItsPhaseInOneWayOnly();
    void theModelGoesWhereTheCodeGoesAndNowhereElse();
};

void ModelTieTest::theModelHasThePhasesOfTheCode() {
    static const QRegularExpression enumeration(QStringLiteral("mtype = \\{([^}]*)\\}"));
    const QString first =
        enumeration.match(linesOfTheModel().join(QLatin1Char(' '))).captured(1).simplified();
    QStringList phases;
    for (int i = 0; i <= static_cast<int>(Phase::Finished); ++i) {
        phases.append(QString::fromLatin1(toString(static_cast<Phase>(i))).toUpper());
    }
    QCOMPARE(first, phases.join(QStringLiteral(", ")));
}

/// Only what is written go(FROM, TO) is seen below; a console that is started again begins anew.
void ModelTieTest::theModelChangesItsPhaseInOneWayOnly() {
    static const QRegularExpression assignment(QStringLiteral("\\bphase = (\\w+)"));
    QStringList assigned;
    const QStringList lines = linesOfTheModel();
    for (const QString& line : lines) {
        const auto match = assignment.match(line);
        if (match.hasMatch()) {
            assigned.append(match.captured(1));
        }
    }
    QCOMPARE(assigned, QStringList({QStringLiteral("GATE"), QStringLiteral("RECOVER")}));
}

void ModelTieTest::theModelGoesWhereTheCodeGoesAndNowhereElse() {
    const Edges code = edgesOfTheCode();
    const Edges model = edgesOfTheModel();
    QVERIFY(code.size() > 20);
    QCOMPARE(missing(model, code), QString()); // the code goes there, and the model does not
    QCOMPARE(missing(code, model), QString()); // and the other way round
}

QTEST_GUILESS_MAIN(ModelTieTest)
#include "model_tie_test.moc"
