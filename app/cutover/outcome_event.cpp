// SPDX-License-Identifier: GPL-3.0-or-later
#include "cutover/outcome_event.h"

namespace ferryman {

Message whyOf(const Error& error) {
    return Error{error.kind, error.message, {}, error.detail}.sentence();
}

Event doneWith(EffectKind of, qint64 offset) {
    return {EventKind::Done, of, {}, offset, {}};
}

Event failedWith(EffectKind of, const Error& error) {
    return {outcomeOf(error) == Outcome::Refused ? EventKind::Refused : EventKind::Lost,
            of,
            whyOf(error),
            0,
            {}};
}

} // namespace ferryman
