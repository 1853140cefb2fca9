// SPDX-License-Identifier: GPL-3.0-or-later
#include "machine_text.h"

#include <QStringList>

namespace ferryman::test {

namespace {

QString latin(const char* name) {
    return QString::fromLatin1(name);
}

QString text(const Look& look) {
    const char* failover = "no failover";
    if (look.failover == Look::Failover::UnderWay) {
        failover = "failover under way";
    } else if (look.failover == Look::Failover::Unknown) {
        failover = "failover unknown";
    }
    const char* target = "replica";
    if (look.target == Look::Target::Primary) {
        target = "primary";
    } else if (look.target == Look::Target::Silent) {
        target = "silent";
    } else if (look.target == Look::Target::Stranger) {
        target = "stranger";
    }
    const char* fence = "";
    if (look.sourceAnswers && look.fence != Look::Fence::Stands) {
        fence = ", fence gone";
    }
    const bool behind = look.target == Look::Target::Replica && !look.targetHasAll;
    return QStringLiteral("(%1, target %2%3%4%5%6%7)")
        .arg(latin(failover), latin(target), behind ? QStringLiteral(" behind") : QString(),
             latin(fence),
             look.sourceAnswers ? QString()
             : look.sourceGone  ? QStringLiteral(", source gone")
                                : QStringLiteral(", source silent"),
             look.anotherSentinel ? QStringLiteral(", another Sentinel") : QString(),
             look.named ? QStringLiteral(", named") : QString());
}

void addCertainty(QStringList& parts, Certainty certainty, const char* what) {
    if (certainty != Certainty::No) {
        parts.append(latin(what) +
                     (certainty == Certainty::Maybe ? QStringLiteral("?") : QString()));
    }
}

} // namespace

QString text(const Event& event) {
    switch (event.kind) {
    case EventKind::Confirmed:
        return latin("confirmed");
    case EventKind::Resumed:
        return latin("resumed");
    case EventKind::AbortAsked:
        return latin("abort asked");
    case EventKind::DeadlinePassed:
        return latin("deadline passed");
    case EventKind::FailoverAborted:
        return latin("failover aborted");
    case EventKind::Done:
        return latin(toString(event.of)) + latin(" done") +
               (event.of == EffectKind::LookAround ? latin(" ") + text(event.look) : QString()) +
               (event.othersLive ? latin(" (others live)") : QString());
    case EventKind::Refused:
        return latin(toString(event.of)) + latin(" refused");
    case EventKind::Lost:
        return latin(toString(event.of)) + latin(" lost");
    }
    return {};
}

QString text(const Effect& effect) {
    return effect.ms == 0
               ? latin(toString(effect.kind))
               : QStringLiteral("%1 %2").arg(latin(toString(effect.kind))).arg(effect.ms);
}

QString text(const QList<Effect>& effects) {
    QStringList parts;
    for (const Effect& effect : effects) {
        parts.append(text(effect));
    }
    return parts.join(QStringLiteral(", "));
}

QString text(const MachineState& state) {
    QStringList parts{latin(toString(state.phase))};
    if (state.ending != Ending::None) {
        parts.append(latin(toString(state.ending)));
    }
    if (state.trouble != Trouble::None) {
        parts.append(latin(toString(state.trouble)));
    }
    addCertainty(parts, state.pinned, "pinned");
    addCertainty(parts, state.armed, "armed");
    addCertainty(parts, state.fenced, "fenced");
    addCertainty(parts, state.triggered, "triggered");
    addCertainty(parts, state.demoted, "demoted");
    return parts.join(QLatin1Char(' '));
}

} // namespace ferryman::test
