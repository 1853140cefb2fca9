// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/snapshot.h"

#include <QTranslator>

namespace ferryman::test {

/// One state in which a person may find the window.
struct WindowState {
    const char* name; ///< "assess-blocked": the step, then what is special.
    Step step = Step::Connect;
    Snapshot snapshot;
    bool home = false; ///< All migrations are shown, not the step.
};

/// Every page as it is empty, busy, well, in trouble and done; with errors as long as they come.
[[nodiscard]] QList<WindowState> windowStates();

/// A language whose every text is 40 % longer than the English one and whose words are as long as
/// German ones: what fits with it fits in any of Ferryman's languages.
class LongLanguage final : public QTranslator {
    Q_OBJECT
public:
    using QTranslator::QTranslator;

    [[nodiscard]] QString translate(const char* context, const char* text, const char* comment,
                                    int n) const override;
    [[nodiscard]] bool isEmpty() const override { return false; }
};

} // namespace ferryman::test
