// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/version.h"
#include "report/report.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <cmath>

namespace ferryman {

namespace {

template <typename T>
QJsonValue orNull(const std::optional<T>& value) {
    return value ? QJsonValue(*value) : QJsonValue(QJsonValue::Null);
}

QString iso(const QDateTime& at) {
    return at.isValid() ? at.toUTC().toString(Qt::ISODateWithMs) : QString();
}

QString iso(qint64 ms) {
    return iso(QDateTime::fromMSecsSinceEpoch(ms, Qt::UTC));
}

template <typename List, typename Write>
QJsonArray each(const List& list, Write write) {
    QJsonArray array;
    for (const auto& item : list) {
        array.append(write(item));
    }
    return array;
}

QJsonObject topologyOf(const Topology& topology) {
    return {
        {QStringLiteral("group"), topology.group},
        {QStringLiteral("primary"),
         topology.primary.isNull() ? QString() : topology.primary.toString()},
        {QStringLiteral("quorum"), topology.quorum},
        {QStringLiteral("configEpoch"), topology.configEpoch},
        {QStringLiteral("readAt"), iso(topology.readAt)},
        {QStringLiteral("sentinels"),
         each(topology.sentinels,
              [](const SentinelView& view) {
                  return QJsonObject{
                      {QStringLiteral("address"), view.address.toString()},
                      {QStringLiteral("says"),
                       view.answered() ? view.primary().toString() : QString()},
                      {QStringLiteral("configEpoch"), view.configEpoch()},
                      {QStringLiteral("error"), view.error ? view.error->english() : QString()}};
              })},
        {QStringLiteral("replicas"),
         each(topology.replicas,
              [](const ReplicaView& replica) {
                  return QJsonObject{{QStringLiteral("address"), replica.address.toString()},
                                     {QStringLiteral("live"), replica.live},
                                     {QStringLiteral("priority"), replica.priority}};
              })},
        {QStringLiteral("disagreements"),
         each(topology.disagreements, [](const Message& message) { return message.english(); })},
    };
}

QJsonObject findingOf(const Finding& finding) {
    QJsonObject said = essenceOf(finding);
    said.insert(QStringLiteral("readAt"), iso(finding.at));
    said.insert(QStringLiteral("accepted"), finding.accepted);
    said.insert(QStringLiteral("acceptedBecause"), finding.acceptedBecause);
    said.insert(QStringLiteral("acceptedBy"), finding.acceptedBy);
    return said;
}

QJsonObject mendOf(const Mend& mend) {
    return {{QStringLiteral("check"), mend.check},
            {QStringLiteral("subject"), mend.subject},
            {QStringLiteral("title"), mend.title},
            {QStringLiteral("by"), mend.by},
            {QStringLiteral("at"), iso(mend.at)},
            {QStringLiteral("undone"), mend.isUndone()},
            {QStringLiteral("servers"), each(mend.servers, [](const MendedServer& server) {
                 return QJsonObject{{QStringLiteral("where"), server.where},
                                    {QStringLiteral("commands"), server.commands},
                                    {QStringLiteral("undo"), server.undo},
                                    {QStringLiteral("outcome"), server.outcome},
                                    {QStringLiteral("reply"), server.reply},
                                    {QStringLiteral("undone"), server.undone}};
             })}};
}

QJsonObject gateOf(const Gate& gate) {
    return {{QStringLiteral("id"), QString::fromLatin1(gate.id)},
            {QStringLiteral("title"), gate.title.english()},
            {QStringLiteral("value"), gate.value.english()},
            {QStringLiteral("wanted"), gate.wanted.english()},
            {QStringLiteral("why"), gate.why.english()},
            {QStringLiteral("open"), gate.open},
            {QStringLiteral("readAt"), iso(gate.readAtMs)}};
}

QJsonObject timelineOf(const TimelineRow& row) {
    return {{QStringLiteral("at"), iso(row.atMs)},
            {QStringLiteral("sinceFreezeMs"), orNull(row.sinceFreezeMs)},
            {QStringLiteral("phase"), QLatin1String(toString(row.phase))},
            {QStringLiteral("text"), row.text.english()},
            {QStringLiteral("where"), row.where},
            {QStringLiteral("tookMs"), orNull(row.tookMs)},
            {QStringLiteral("sentinelEvent"), row.sentinelEvent}};
}

QJsonObject cutoverOf(const SwitchState& cutover) {
    const SwitchFigures& figures = cutover.figures;
    return {{QStringLiteral("ending"), QLatin1String(toString(cutover.ending))},
            {QStringLiteral("phase"), QLatin1String(toString(cutover.phase))},
            {QStringLiteral("outcome"), cutover.outcome.english()},
            {QStringLiteral("frozenOffset"), orNull(figures.frozenOffset)},
            {QStringLiteral("drainedOffset"), orNull(figures.drainedOffset)},
            {QStringLiteral("drainMs"), orNull(figures.drainMs)},
            {QStringLiteral("writeFreezeMs"), orNull(figures.writeFreezeMs)},
            {QStringLiteral("promotedAfterMs"), orNull(figures.promotedAfterMs)},
            {QStringLiteral("sentinelsAgreeAfterMs"), orNull(figures.sentinelsAgreeAfterMs)},
            {QStringLiteral("sentinelsAgreeing"), figures.sentinelsAgreeing},
            {QStringLiteral("sentinelsAsked"), figures.sentinelsAsked},
            {QStringLiteral("timeline"), each(cutover.timeline, timelineOf)}};
}

QJsonObject chartOf(const ReportChart& chart) {
    return {
        {QStringLiteral("title"), chart.title.english()},
        {QStringLiteral("unit"), chart.unit},
        {QStringLiteral("series"), each(chart.series, [](const std::pair<Message, Points>& series) {
             return QJsonObject{
                 {QStringLiteral("name"), series.first.english()},
                 {QStringLiteral("points"), each(series.second, [](const QPointF& point) {
                      const QJsonValue y =
                          std::isnan(point.y()) ? QJsonValue() : QJsonValue(point.y());
                      return QJsonArray{point.x(), y};
                  })}};
         })}};
}

QJsonObject environmentOf(const ReportEnvironment& environment) {
    return {{QStringLiteral("person"), environment.person},
            {QStringLiteral("ferryman"), environment.ferryman},
            {QStringLiteral("qt"), environment.qt},
            {QStringLiteral("system"), environment.system},
            {QStringLiteral("kernel"), environment.kernel},
            {QStringLiteral("architecture"), environment.architecture}};
}

QJsonArray journalOf(const QList<JournalRow>& rows) {
    QJsonArray array;
    for (const JournalRow& row : rows) {
        if (row.kind != RowKind::Samples) {
            array.append(QJsonObject{{QStringLiteral("number"), row.number},
                                     {QStringLiteral("at"), iso(row.at)},
                                     {QStringLiteral("kind"), QLatin1String(toString(row.kind))},
                                     {QStringLiteral("subject"), row.subject},
                                     {QStringLiteral("data"), row.data},
                                     {QStringLiteral("hash"), QString::fromLatin1(row.hash)}});
        }
    }
    return array;
}

QJsonValue loadOf(const std::optional<ReportLoad>& load) {
    if (!load) {
        return {};
    }
    return QJsonObject{{QStringLiteral("acknowledgedWrites"), load->acknowledgedWrites},
                       {QStringLiteral("lostWrites"), load->lostWrites},
                       {QStringLiteral("outageMs"), load->outageMs},
                       {QStringLiteral("achievedWritesPerSecond"), load->achievedRate}};
}

QJsonObject frozenOf(const ComparedFrozen& frozen) {
    return {{QStringLiteral("keysCompared"), frozen.compared},
            {QStringLiteral("differences"), frozen.differing},
            {QStringLiteral("unread"), frozen.unread},
            {QStringLiteral("ms"), frozen.tookMs},
            {QStringLiteral("list"),
             each(frozen.differences, [](const Difference& one) { return toJson(one); })}};
}

/// The verdict's own names, as in an event of the command line.
QJsonObject verifiedOf(const ReportVerification& verification) {
    QJsonObject json{{QStringLiteral("mode"), QStringLiteral("none")}};
    if (verification.verdict) {
        json = toJson(*verification.verdict);
        json.insert(QStringLiteral("endedAt"), iso(verification.verdict->finishedAtMs));
        json.insert(QStringLiteral("readFrom"), verification.readFrom);
        json.insert(
            QStringLiteral("list"),
            each(verification.differences, [](const Difference& one) { return toJson(one); }));
    }
    if (verification.brokenOff) {
        QJsonObject later = toJson(*verification.brokenOff);
        later.insert(QStringLiteral("error"), verification.brokenOffBecause);
        json.insert(QStringLiteral("unfinished"), later);
    }
    if (verification.frozen) {
        json.insert(QStringLiteral("frozen"), frozenOf(*verification.frozen));
    }
    if (const auto& test = verification.selfTest) {
        json.insert(
            QStringLiteral("selfTest"),
            QJsonObject{{QStringLiteral("planted"), test->planted},
                        {QStringLiteral("found"), test->found},
                        {QStringLiteral("falseAlarms"), test->falseAlarms},
                        {QStringLiteral("leftOut"), QJsonArray::fromStringList(test->leftOut)}});
    }
    return json;
}

} // namespace

QJsonObject toJson(const Report& report) {
    return {
        {QStringLiteral("version"), 1},
        {QStringLiteral("name"), report.plan.name},
        {QStringLiteral("id"), report.plan.id},
        {QStringLiteral("begun"), iso(report.begun)},
        {QStringLiteral("made"), iso(report.made)},
        {QStringLiteral("madeBy"), report.madeBy},
        {QStringLiteral("writtenBy"), version()},
        {QStringLiteral("environment"), environmentOf(report.environment)},
        {QStringLiteral("seal"),
         QJsonObject{{QStringLiteral("row"), report.seal.row},
                     {QStringLiteral("hash"), report.seal.hash},
                     {QStringLiteral("fault"), report.seal.fault.english()}}},
        {QStringLiteral("standIn"), report.standIn},
        {QStringLiteral("endpoints"), each(report.endpoints,
                                           [](const ReportEndpoint& endpoint) {
                                               return QJsonObject{
                                                   {QStringLiteral("role"), endpoint.role},
                                                   {QStringLiteral("url"), endpoint.url},
                                                   {QStringLiteral("identity"), endpoint.identity},
                                                   {QStringLiteral("security"), endpoint.security}};
                                           })},
        {QStringLiteral("before"), topologyOf(report.before)},
        {QStringLiteral("after"), topologyOf(report.after)},
        {QStringLiteral("findings"), each(report.findings, findingOf)},
        {QStringLiteral("mends"), each(report.mends, mendOf)},
        {QStringLiteral("syncDurationMs"), orNull(report.syncDurationMs)},
        {QStringLiteral("keys"), orNull(report.keys)},
        {QStringLiteral("verified"), verifiedOf(report.verification)},
        {QStringLiteral("charts"), each(report.charts, chartOf)},
        {QStringLiteral("gates"), each(report.gates, gateOf)},
        {QStringLiteral("cutover"), cutoverOf(report.cutover)},
        {QStringLiteral("load"), loadOf(report.load)},
        {QStringLiteral("journal"), journalOf(report.rows)},
    };
}

} // namespace ferryman
