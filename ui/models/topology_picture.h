// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/snapshot.h"
#include "theme.h"

#include <QCoreApplication>

namespace ferryman {

/// One server of the group, in the words of a drawing.
struct TopologyNode {
    enum class Kind { Sentinel, Replica, OldPrimary, Primary, Dragonfly };
    Kind kind = Kind::Sentinel;
    redis::Address address;
    QString title;   ///< "Sentinel 2", "Primary".
    QString version; ///< "Redis 7.0.15"; empty: not known.
    QString note;    ///< How it is, in a few words.
    Tone tone = Tone::Muted;
    bool isPrimary = false;                   ///< The answering Sentinels name it.
    redis::Address names;                     ///< Of a Sentinel: whom it names as primary.
    bool disagrees = false;                   ///< Of a Sentinel: most others name another one.
    QList<std::pair<QString, QString>> facts; ///< All that is known, name and value.

    [[nodiscard]] QString spoken() const; ///< For whoever does not see the drawing.
    [[nodiscard]] QString factsAsText() const;
};

/// The group as a drawing shows it: who is there, how each is, who follows whom and who agrees.
struct TopologyPicture {
    Q_DECLARE_TR_FUNCTIONS(ferryman::TopologyPicture)
public:
    enum class Link { None, Planned, Up, Down };

    QList<TopologyNode> sentinels;
    QList<TopologyNode> servers; ///< From left to right; Dragonfly is the last.
    QString agreement;           ///< "3 of 3 Sentinels name 10.0.0.1:6379".
    Tone agreementTone = Tone::Muted;
    Link link = Link::None; ///< From the primary to Dragonfly.

    [[nodiscard]] static TopologyPicture of(const Snapshot& snapshot);
    [[nodiscard]] const TopologyNode* node(const redis::Address& address) const;
};

} // namespace ferryman
