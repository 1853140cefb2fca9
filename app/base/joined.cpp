// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/joined.h"

namespace ferryman {

Error joined(const QList<Error>& errors) {
    if (errors.size() < 2) {
        return errors.value(0);
    }
    Error all{errors.first().kind, errors.first().sentence(), {}, {}};
    for (const Error& error : errors.mid(1)) {
        all.message = {"%1 %2", {all.message, error.sentence()}};
    }
    return all;
}

} // namespace ferryman
