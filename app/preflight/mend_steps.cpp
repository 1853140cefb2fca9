// SPDX-License-Identifier: GPL-3.0-or-later
#include "preflight/mend_steps.h"

#include <algorithm>

namespace ferryman {

namespace {

using redis::Command;

constexpr QByteArrayView replyBegins{"<what "};
constexpr QByteArrayView replyEnds{" gave>"};

/// SENTINEL SET <group> <option> <value>, the one form whose value a Sentinel shows.
bool setsOneOption(const Command& command) {
    return command.name() == QLatin1String("SENTINEL SET") && command.words().size() == 5;
}

QList<Command> wantedAt(const SentinelView& view, const QList<Command>& commands) {
    QList<Command> wanted;
    for (const Command& command : commands) {
        const bool known = setsOneOption(command) &&
                           view.group.fields.value(command.words()[3]) == command.words()[4];
        if (!known) {
            wanted.append(command);
        }
    }
    return wanted;
}

QList<Command> undoneAt(const SentinelView& view, const QList<Command>& undo) {
    QList<Command> own;
    for (const Command& command : undo) {
        const QByteArray before =
            setsOneOption(command) ? view.group.fields.value(command.words()[3]) : QByteArray();
        if (before.isEmpty()) {
            own.append(command);
        } else {
            QByteArrayList words = command.words();
            words[4] = before;
            own.append(Command(words).changes());
        }
    }
    return own;
}

} // namespace

const char* nameOf(MendOn place) {
    switch (place) {
    case MendOn::Source:
        return "source";
    case MendOn::Dragonfly:
        return "dragonfly";
    case MendOn::EverySentinel:
        return "every-sentinel";
    case MendOn::Nowhere:
        return "nowhere";
    }
    return "nowhere";
}

QList<MendStep> mendSteps(const Finding& finding, const MendPlaces& places) {
    QList<MendStep> steps;
    const auto add = [&](const redis::Address& where, const QList<Command>& commands,
                         const QList<Command>& undo) {
        if (!where.isNull() && !commands.isEmpty()) {
            steps.append({where, commands, undo});
        }
    };
    switch (finding.mendOn) {
    case MendOn::Source:
        add(places.source, finding.mend, finding.undo);
        break;
    case MendOn::Dragonfly:
        add(places.dragonfly, finding.mend, finding.undo);
        break;
    case MendOn::EverySentinel:
        for (const SentinelView& view : places.topology.sentinels) {
            if (view.answered()) {
                add(view.address, wantedAt(view, finding.mend), undoneAt(view, finding.undo));
            }
        }
        break;
    case MendOn::Nowhere:
        break;
    }
    return steps;
}

QString replyWantedBy(const QByteArray& word) {
    const bool isReply = word.startsWith(replyBegins) && word.endsWith(replyEnds) &&
                         word.size() > replyBegins.size() + replyEnds.size();
    return isReply ? QString::fromUtf8(word.mid(
                         replyBegins.size(), word.size() - replyBegins.size() - replyEnds.size()))
                   : QString();
}

QList<Command> withReply(const QList<Command>& undo, const QString& command,
                         const QByteArray& reply) {
    QList<Command> filled;
    for (const Command& each : undo) {
        QByteArrayList words = each.words();
        std::ranges::replace_if(
            words, [&](const QByteArray& word) { return replyWantedBy(word) == command; }, reply);
        filled.append(words == each.words() ? each : Command(words).changes());
    }
    return filled;
}

QString textOf(const QList<Command>& commands) {
    QStringList texts;
    for (const Command& command : commands) {
        texts.append(command.text());
    }
    return texts.join(QStringLiteral("; "));
}

} // namespace ferryman
