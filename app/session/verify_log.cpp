// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/verify_log.h"

#include "session/snapshot.h"
#include "verify/tally.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace ferryman {

namespace {

constexpr int mostDifferences = 1000;
constexpr qsizetype pieceSize = qsizetype{40} * 1024; // below journal_row.cpp's largestData, quoted
constexpr qsizetype mostPieces = 100;
constexpr qsizetype mostKeyBytes = qsizetype{1024} * 1024; // of a verdict's keys

QString text(const char* name) {
    return QString::fromLatin1(name);
}

/// JSON that was written in pieces, put together again.
class Pieces {
public:
    /// The whole where this was the last of it.
    [[nodiscard]] std::optional<QJsonObject> take(const QJsonObject& piece) {
        const int part = piece[text("part")].toInt();
        m_text = part == 0 ? QByteArray() : m_text;
        m_text += piece[text("text")].toString().toUtf8();
        return part + 1 == piece[text("of")].toInt()
                   ? std::optional(QJsonDocument::fromJson(m_text).object())
                   : std::nullopt;
    }

private:
    QByteArray m_text;
};

/// One row of the comparisons after the other.
class HistoryReading {
public:
    void take(const QString& event, const QJsonObject& data) {
        if (event == verifyevent::begun && !data[text("goesOn")].toBool()) {
            m_read.differences.clear();
            m_read.resume = {};
        } else if (event == verifyevent::difference) {
            m_read.differences.append(differenceFrom(data));
        } else if (event == verifyevent::resume) {
            m_read.resume = m_resume.take(data).value_or(m_read.resume);
        } else if (event == verifyevent::keys) {
            m_lastKeys = m_keys.take(data).value_or(QJsonObject());
        } else if (event == verifyevent::ended) {
            takeEnd(data);
        } else if (event == verifyevent::replaced) {
            m_read = {};
            m_read.isReplaced = true;
        }
    }
    [[nodiscard]] const VerifyHistory& read() const { return m_read; }

private:
    void takeEnd(const QJsonObject& data) {
        const QJsonObject keys = std::exchange(m_lastKeys, {});
        Verdict verdict = verdictFrom(data);
        if (!cameToItsEnd(verdict)) {
            return;
        }
        verdict.differences = m_read.differences;
        verdict.undecided = keyNames(keys[text("undecided")].toArray());
        verdict.latelyWritten = keyNames(keys[text("latelyWritten")].toArray());
        m_read.verdict = std::make_shared<const Verdict>(std::move(verdict));
        m_read.stream.replid = data[text("replid")].toString();
        const QJsonValue fullSyncs = data[text("fullSyncs")];
        m_read.stream.fullSyncs =
            fullSyncs.isDouble() ? std::optional(fullSyncs.toInteger()) : std::nullopt;
        m_read.isReplaced = false;
        m_read.resume = {};
    }

    VerifyHistory m_read;
    Pieces m_resume;
    Pieces m_keys;
    QJsonObject m_lastKeys; ///< Of the verdict that follows.
};

/// As many of them as have room.
template <typename Iterator>
QList<KeyName> fitting(Iterator from, Iterator to, qsizetype& room) {
    QList<KeyName> kept;
    for (; from != to; ++from) {
        constexpr qsizetype aroundIt = 24;
        const qsizetype size = from->key.size() * 4 / 3 + aroundIt;
        if (size > room) {
            break;
        }
        room -= size;
        kept.append(*from);
    }
    return kept;
}

} // namespace

VerifyHistory verifyHistory(const QList<JournalRow>& rows) {
    HistoryReading reading;
    for (const JournalRow& row : rows) {
        if (row.kind == RowKind::Verification) {
            reading.take(row.subject, row.data);
        }
    }
    return reading.read();
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
    if (!resume.isEmpty()) {
        inPieces(verifyevent::resume, QJsonDocument(resume).toJson(QJsonDocument::Compact));
    }
}

void VerifyLog::inPieces(const QString& event, const QByteArray& json) {
    const qsizetype pieces = (json.size() + pieceSize - 1) / pieceSize;
    if (pieces > mostPieces) {
        return; // what was written of it before stays the last
    }
    for (qsizetype i = 0; i < pieces; ++i) { // it is ASCII: keys are in base64
        m_append(event, {{text("part"), i},
                         {text("of"), pieces},
                         {text("text"), QString::fromUtf8(json.mid(i * pieceSize, pieceSize))}});
    }
}

void VerifyLog::ended(const Verdict& verdict, const StreamMark& stream) {
    qsizetype room = mostKeyBytes;
    const QList<KeyName> undecided =
        fitting(verdict.undecided.cbegin(), verdict.undecided.cend(), room);
    QList<KeyName> lately =
        fitting(verdict.latelyWritten.crbegin(), verdict.latelyWritten.crend(), room);
    std::reverse(lately.begin(), lately.end());
    if (cameToItsEnd(verdict) && !(undecided.isEmpty() && lately.isEmpty())) {
        const QJsonObject keys{{text("undecided"), toJson(undecided)},
                               {text("latelyWritten"), toJson(lately)}};
        inPieces(verifyevent::keys, QJsonDocument(keys).toJson(QJsonDocument::Compact));
    }
    QJsonObject data = toJson(verdict);
    data.insert(text("replid"), stream.replid);
    if (stream.fullSyncs) {
        data.insert(text("fullSyncs"), *stream.fullSyncs);
    }
    m_append(verifyevent::ended, data);
}

void VerifyLog::replaced() {
    m_append(verifyevent::replaced, {});
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
                                   {text("unread"), verdict.notRead()},
                                   {text("milliseconds"), verdict.milliseconds}});
}

} // namespace ferryman
