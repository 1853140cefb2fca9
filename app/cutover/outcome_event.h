// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/machine.h"
#include "cutover/switch_record.h"

namespace ferryman {

/// What comes of an effect, as the transition takes it.
using EffectAnswer = std::function<void(const Event&)>;

[[nodiscard]] Message whyOf(const Error& error); ///< Without the server, which the timeline names.
[[nodiscard]] Event doneWith(EffectKind of, qint64 offset = 0);
/// Refused or Lost, by outcomeOf().
[[nodiscard]] Event failedWith(EffectKind of, const Error& error);

template <typename T>
[[nodiscard]] Event eventOf(EffectKind of, const Result<T>& result) {
    return result ? doneWith(of) : failedWith(of, result.error());
}

} // namespace ferryman
