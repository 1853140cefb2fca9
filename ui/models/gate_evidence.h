// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/snapshot.h"

namespace ferryman {

/// One thing that was read, under the name that the server gives it.
struct EvidenceRow {
    QString what;
    QString value;
};

/// What a gate was judged by, as it was read: of the Sentinels a row each, of both servers the
/// fields of their INFO. Pure.
[[nodiscard]] QList<EvidenceRow> evidenceOf(const Gate& gate, const Snapshot& snapshot);

} // namespace ferryman
