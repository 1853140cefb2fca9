// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/report.h"

namespace ferryman::test {

/// Markup, the marks of Markdown's tables, and QString::arg()'s own: whoever tells it as it is has
/// told a server's word as his own.
inline const QString evil = QStringLiteral("<script>alert('1 & 2')</script> \"%1%2%3\" | `x` *y*");

inline constexpr qint64 frozenAtMs = 1'767'322'000'123; ///< 2026-01-02T02:46:40.123Z.

/// A migration that went well, on a real Dragonfly, its replication watched for four minutes.
[[nodiscard]] Report sampleReport();

/// What the journal holds of a comparison: `verdict`, two differences where it has any, and what
/// was compared within the freeze.
[[nodiscard]] QList<JournalRow> verificationRows(const Verdict& verdict);

/// A full one without a difference, some keys of which kept changing.
[[nodiscard]] Verdict sampleVerdict();

/// The sample with `words` in everything that a server, a Sentinel or a plan said.
[[nodiscard]] Report reportSaying(const QString& words);
[[nodiscard]] Report evilReport(); ///< Saying `evil`.

/// The journal's rows of a switch whose commands bear `password`, and whose replies repeat it.
[[nodiscard]] QList<JournalRow> rowsWithSecret(const QByteArray& password);

} // namespace ferryman::test
