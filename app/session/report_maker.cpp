// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/report_maker.h"

#include "base/version.h"
#include "session/person.h"

namespace ferryman {

namespace {

QString madeBy() {
    return QStringLiteral("%1, Ferryman %2").arg(thisPerson(), version());
}

QString roleOf(EndpointStatus::Role role) {
    switch (role) {
    case EndpointStatus::Role::Sentinel:
        return QStringLiteral("sentinel");
    case EndpointStatus::Role::Source:
        return QStringLiteral("source");
    case EndpointStatus::Role::Replica:
        return QStringLiteral("replica");
    case EndpointStatus::Role::Dragonfly:
        return QStringLiteral("dragonfly");
    }
    return {};
}

} // namespace

Result<Report> makeReportOf(const Snapshot& snapshot, const ReportSources& sources) {
    auto rows = sources.journal->rows();
    if (!rows) {
        return tl::make_unexpected(rows.error());
    }
    Report report;
    report.plan = snapshot.plan;
    report.begun = sources.begun;
    report.made = QDateTime::fromMSecsSinceEpoch(snapshot.atMs, Qt::UTC);
    report.madeBy = madeBy();
    report.standIn = snapshot.standIn;
    for (const EndpointStatus& endpoint : snapshot.connect.endpoints) {
        const QString scheme =
            endpoint.security.isEmpty() ? QStringLiteral("redis") : QStringLiteral("rediss");
        report.endpoints.append({roleOf(endpoint.role),
                                 QStringLiteral("%1://%2").arg(scheme, endpoint.address.toString()),
                                 endpoint.identity.describe(), endpoint.security});
    }
    report.before = sources.before;
    report.after = sources.after;
    report.findings = snapshot.assess.findings;
    report.syncDurationMs = snapshot.replicate.link.syncDurationMs;
    report.keys = snapshot.verify.sourceKeys;
    if (snapshot.replicate.history) {
        report.charts = chartsOf(*snapshot.replicate.history);
    }
    report.gates = sources.gates;
    report.cutover = snapshot.failOver.cutover;
    report.load = sources.load;
    report.mends = mendsOf(*rows);
    report.rows = std::move(*rows);
    return report;
}

} // namespace ferryman
