// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

namespace ferryman::test {

/// The absolute path of a file in the source tree, such as "tests/support/recordings/info.txt".
QString sourcePath(const QString& relative);

/// The content of that file; fails the running test and is empty when it cannot be read.
QByteArray sourceFile(const QString& relative);

} // namespace ferryman::test
