// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "session/journey.h"

#include <QJsonObject>

namespace ferryman {

/// What `ferrymanctl report` is asked for.
struct ReportRunOptions {
    Plan plan;
    QString journalFolder; ///< Empty: the user's data folder.
    QString reportFolder;  ///< To write to or, with `verify`, to compare; empty: neither.
    bool verify = false;
};

struct ReportRunEnd {
    JourneyEnd end = JourneyEnd::Blocked;
    Message sentence;
    QStringList files; ///< Written ones.
    QByteArray text;   ///< The report as Markdown, where nothing else was asked for.
    ChainCheck chain;
};

/// Makes a report again from the journal alone, or proves that neither was altered. It asks no
/// server, changes no journal, and needs no event loop.
[[nodiscard]] ReportRunEnd runReport(const ReportRunOptions& options);

/// As the events of the command line: hello and result.
[[nodiscard]] QList<QJsonObject> eventsOf(const ReportRunEnd& end, const Clock& clock);

} // namespace ferryman
