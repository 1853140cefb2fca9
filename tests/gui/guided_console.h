// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

#include <optional>

namespace ferryman::test {

/// A console that goes through the journey by itself, in a process of its own: the window and the
/// engine as the program has them, and somebody who goes through all steps. At some of them
/// something befalls it.
struct GuidedConsole {
    QString plan;   ///< Path.
    QString folder; ///< Its journals and its settings.
    QStringList at; ///< Steps ("connect", "assess", ...) and phases of the switch ("arm", ...).
    QString what;   ///< "close", "end", "kill" or "sleep".

    /// It tells on standard output of each step as "at arm", of a question as "asked: ...", and
    /// where it stays open though it was told to close once the switch has ended, as "stays".
    [[nodiscard]] QStringList arguments() const;
    /// Nothing: these are not the arguments of one.
    [[nodiscard]] static std::optional<GuidedConsole> from(const QStringList& arguments);
    int run() const; ///< With an application.
};

} // namespace ferryman::test
