// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/report_check.h"

#include "base/format.h"
#include "base/version.h"
#include "report/journal_reading.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>

namespace ferryman {

namespace {

constexpr qint64 largestReport = qint64{256} * 1024 * 1024;

Result<QByteArray> contentsOf(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        return failure(ErrorKind::Storage,
                       {QT_TRANSLATE_NOOP("core", "The report %1 cannot be read."), {path}}, path,
                       file.errorString());
    }
    return file.read(largestReport);
}

Result<QJsonObject> jsonOf(const QString& path) {
    return contentsOf(path).and_then([&](const QByteArray& bytes) -> Result<QJsonObject> {
        const QJsonDocument json = QJsonDocument::fromJson(bytes);
        if (!json.isObject()) {
            return failure(ErrorKind::Storage,
                           {QT_TRANSLATE_NOOP("core", "%1 is no report of Ferryman's."), {path}},
                           path);
        }
        return json.object();
    });
}

ReportCheck bad(const Message& sentence) {
    return {false, sentence};
}

/// The form that is not, byte by byte, what the journal tells; a form that was not kept is no
/// fault.
QString alteredForm(const QDir& folder, const Report& told) {
    for (const auto& [name, bytes] : formsOf(told)) {
        const QString path = folder.filePath(name);
        if (QFile::exists(path) && contentsOf(path).value_or(QByteArray()) != bytes) {
            return path;
        }
    }
    return {};
}

} // namespace

Result<ReportCheck> checkReport(const QString& folder, const QList<JournalRow>& rows,
                                const ChainCheck& chain) {
    const auto json = jsonOf(QDir(folder).filePath(QStringLiteral("report.json")));
    if (!json) {
        return tl::make_unexpected(json.error());
    }
    const QJsonObject seal = json->value(QLatin1String("seal")).toObject();
    const qint64 row = seal.value(QLatin1String("row")).toInteger();
    const QString hash = seal.value(QLatin1String("hash")).toString();
    if (row <= 0 || hash.isEmpty()) {
        return bad({QT_TRANSLATE_NOOP(
            "core", "The report bears no hash of a journal: nothing can be proven of it.")});
    }
    if (row > rows.size() || row > chain.rows) {
        return bad(
            {Plural{
                 QT_TRANSLATE_N_NOOP("core", "The report was made of %1 rows, but the journal has "
                                             "only %2: its end was cut off."),
                 "The report was made of %1 row, but the journal has only %2: its end was cut off.",
                 row},
             {formatCount(row), formatCount(rows.size())}});
    }
    if (QString::fromLatin1(rows[row - 1].hash) != hash) {
        return bad({QT_TRANSLATE_NOOP("core", "Row %1 has another hash in the journal than in the "
                                              "report: one of the two was written anew."),
                    {formatCount(row)}});
    }
    if (json->value(QLatin1String("writtenBy")).toString() != version()) {
        return ReportCheck{
            true,
            {Plural{QT_TRANSLATE_N_NOOP(
                        "core", "The journal is unaltered: %1 rows, and the report's hash is "
                                "that of row %2. The report's words were not compared: "
                                "another version of Ferryman wrote them."),
                    "The journal is unaltered: %1 row, and the report's hash is that of row %2. "
                    "The report's words were not compared: another version of Ferryman wrote them.",
                    chain.rows},
             {formatCount(chain.rows), formatCount(row)}}};
    }
    if (const QString altered = alteredForm(QDir(folder), reportOf(rows.first(row)));
        !altered.isEmpty()) {
        return bad(
            {QT_TRANSLATE_NOOP("core", "%1 was altered: it does not say what the journal says."),
             {altered}});
    }
    return ReportCheck{
        true,
        {Plural{QT_TRANSLATE_N_NOOP("core",
                                    "The journal is unaltered, %1 rows, and the report agrees "
                                    "with it up to row %2. Hash: %3"),
                "The journal is unaltered, %1 row, and the report agrees with it up to row %2. "
                "Hash: %3",
                chain.rows},
         {formatCount(chain.rows), formatCount(row), hash}}};
}

} // namespace ferryman
