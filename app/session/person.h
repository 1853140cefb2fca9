// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace ferryman {

/// Who uses this console, for the journal and the report: "operator@console".
[[nodiscard]] QString thisPerson();

} // namespace ferryman
