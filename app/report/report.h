// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/gate.h"
#include "cutover/switch_state.h"
#include "journal/journal.h"
#include "plan/plan.h"
#include "replication/history.h"
#include "report/mends.h"
#include "report/verification.h"
#include "report/wording.h"

#include <QJsonObject>

namespace ferryman {

/// One server as it stood.
struct ReportEndpoint {
    QString role; ///< "source", "dragonfly", "sentinel"
    QString url;
    QString identity; ///< "Redis 7.0.15"
    QString security; ///< TLS version and cipher, or empty.
};

/// One chart as it is drawn into the report: points are taken from the history when the report is
/// made.
struct ReportChart {
    Message title;
    QString unit; ///< "bytes", "seconds", "bytes/s"
    QList<std::pair<Message, Points>> series;
    QList<Marker> markers;
    std::optional<double> limit = {}; ///< Of the plan, in the chart's unit; nothing: it has none.
};

/// Who carried it out, and with what.
struct ReportEnvironment {
    QString person;   ///< user@host
    QString ferryman; ///< Version of the program that wrote the journal.
    QString qt;
    QString system; ///< "Debian GNU/Linux 12 (bookworm)"
    QString kernel;
    QString architecture;
};

/// Which rows of the journal the report was made from: its last row and that row's hash, which
/// stands for all before it (journal/chain.h).
struct ReportSeal {
    qint64 row = 0; ///< 0: from no journal.
    QString hash;   ///< Empty where the rows are not chained.
    Message fault; ///< Why the journal cannot be trusted; empty: its chain was walked and is whole.
};

/// What a load of one's own saw; in a rehearsal alone.
struct ReportLoad {
    qint64 acknowledgedWrites = 0;
    qint64 lostWrites = 0;
    qint64 outageMs = 0;
    double achievedRate = 0;
};

/// A migration, told: everything that the HTML, Markdown and JSON are written from.
struct Report {
    Plan plan;
    QDateTime begun;
    QDateTime made;
    QString madeBy; ///< user@host, Ferryman's version.
    ReportEnvironment environment;
    ReportSeal seal;
    bool standIn = false;
    QList<ReportEndpoint> endpoints;
    Topology before;
    Topology after; ///< What Sentinels say now.
    QList<Finding> findings;
    QList<Mend> mends;
    std::optional<qint64> syncDurationMs;
    std::optional<qint64> keys;
    ReportVerification verification;
    QList<ReportChart> charts;
    QList<Gate> gates; ///< At the moment of the switch.
    SwitchState cutover;
    std::optional<ReportLoad> load;
    QList<JournalRow> rows; ///< Commands and replies among them.
};

[[nodiscard]] QList<ReportChart> chartsOf(const History& history, const Policy& limits = {},
                                          int buckets = 400);

/// Of the journal, Samples are told by the charts and not once more.
[[nodiscard]] QJsonObject toJson(const Report& report);
/// One self-contained file, charts as SVG, everything escaped; in English it is the record.
[[nodiscard]] QByteArray toHtml(const Report& report, const Wording& wording = englishWording());
[[nodiscard]] QByteArray toMarkdown(const Report& report);

/// The three forms as files: report.html, report.md and report.json.
[[nodiscard]] QList<std::pair<QString, QByteArray>> formsOf(const Report& report);

[[nodiscard]] Error reportNotWritten(const QString& path, const QString& why);
/// One form, whole or not at all; answers the path. Errors: Storage.
[[nodiscard]] Result<QString> writeForm(const QString& path, const QByteArray& bytes);

/// Writes those; each whole or not at all.
[[nodiscard]] Result<QStringList> writeReport(const Report& report, const QString& folder);

} // namespace ferryman
