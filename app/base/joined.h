// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QList>

namespace ferryman {

/// Several errors as one: the kind of the first, and what each has to say. Of none: a default one.
[[nodiscard]] Error joined(const QList<Error>& errors);

} // namespace ferryman
