// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replication/link_state.h"
#include "theme.h"

namespace ferryman {

/// A few words and how they are meant.
struct ToldState {
    QString note;
    Tone tone = Tone::Muted;
};

/// How Dragonfly follows; nothing while it does not, or before anything was sampled.
[[nodiscard]] std::optional<ToldState> linkInWords(const LinkState& link);

/// "22.8 kB, 0.1 s"; empty where it is not known.
[[nodiscard]] QString lagInWords(const Sample& sample);

} // namespace ferryman
