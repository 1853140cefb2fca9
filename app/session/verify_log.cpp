// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/verify_log.h"

#include "session/snapshot.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace ferryman {

namespace {

constexpr int mostDifferences = 1000;
constexpr qsizetype pieceSize = qsizetype{40} * 1024; // below journal_row.cpp's largestData, quoted
constexpr qsizetype mostPieces = 100;

QString text(const char* name) {
    return QString::fromLatin1(name);
}

} // namespace

VerifyHistory verifyHistory(const QList<JournalRow>& rows) {
    VerifyHistory history;
    QByteArray pieces;
    for (const JournalRow& row : rows) {
        if (row.kind != RowKind::Verification) {
            continue;
        }
        if (row.subject == verifyevent::begun && !row.data[text("goesOn")].toBool()) {
            history.differences.clear();
            history.resume = {};
        } else if (row.subject == verifyevent::difference) {
            history.differences.append(differenceFrom(row.data));
        } else if (row.subject == verifyevent::resume) {
            const int part = row.data[text("part")].toInt();
            pieces = part == 0 ? QByteArray() : pieces;
            pieces += row.data[text("text")].toString().toUtf8();
            if (part + 1 == row.data[text("of")].toInt()) {
                history.resume = QJsonDocument::fromJson(pieces).object();
            }
        } else if (row.subject == verifyevent::ended) {
            Verdict verdict = verdictFrom(row.data);
            if (cameToItsEnd(verdict)) {
                verdict.differences = history.differences;
                history.verdict = std::make_shared<const Verdict>(std::move(verdict));
                history.replid = row.data[text("replid")].toString();
                history.resume = {};
            }
        }
    }
    return history;
}

VerifyLog::VerifyLog(Append append)
    : m_append(std::move(append)) {}

void VerifyLog::begun(const VerifyRequest& request) {
    m_told = request.goesOn ? m_told : 0;
    const VerifyOptions& options = request.options;
    m_append(
        verifyevent::begun,
        {{text("mode"),
          options.mode == VerifyOptions::Mode::Sample ? text("sample") : text("full")},
         {text("readFrom"), request.readFrom.isNull() ? QString() : request.readFrom.toString()},
         {text("goesOn"), request.goesOn},
         {text("keysPerSecond"), options.limits.keysPerSecond},
         {text("bytesPerSecond"), options.limits.bytesPerSecond}});
}

void VerifyLog::found(const Difference& difference) {
    if (m_told++ < mostDifferences) {
        m_append(verifyevent::difference, toJson(difference));
    }
}

void VerifyLog::reached(const QJsonObject& resume) {
    const QByteArray json = QJsonDocument(resume).toJson(QJsonDocument::Compact);
    const qsizetype pieces = (json.size() + pieceSize - 1) / pieceSize;
    if (resume.isEmpty() || pieces > mostPieces) {
        return; // the run before it stays where one can go on
    }
    for (qsizetype i = 0; i < pieces; ++i) { // it is ASCII: keys are in base64
        m_append(verifyevent::resume,
                 {{text("part"), i},
                  {text("of"), pieces},
                  {text("text"), QString::fromUtf8(json.mid(i * pieceSize, pieceSize))}});
    }
}

void VerifyLog::ended(const Verdict& verdict, const QString& replid) {
    QJsonObject data = toJson(verdict);
    data.insert(text("replid"), replid);
    m_append(verifyevent::ended, data);
}

void VerifyLog::selfTested(const SelfTestReport& report) {
    m_append(verifyevent::selfTest, {{text("planted"), report.planted},
                                     {text("found"), report.found},
                                     {text("falseAlarms"), report.falseAlarms},
                                     {text("leftOut"), QJsonArray::fromStringList(report.leftOut)},
                                     {text("passed"), report.isPassed()}});
}

void VerifyLog::comparedFrozen(const FrozenVerdict& verdict) {
    for (const Difference& difference : verdict.differences) {
        QJsonObject data = toJson(difference);
        data.insert(text("frozen"), true);
        m_append(verifyevent::frozen, data);
    }
    m_append(verifyevent::frozen, {{text("compared"), verdict.compared},
                                   {text("differences"), verdict.differences.size()},
                                   {text("unread"), verdict.unread.size()},
                                   {text("milliseconds"), verdict.milliseconds}});
}

} // namespace ferryman
