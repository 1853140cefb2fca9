// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/verification.h"

#include "verify/verify_events.h"

#include <QJsonArray>

namespace ferryman {

namespace {

class VerificationReading {
public:
    void take(const JournalRow& row);
    [[nodiscard]] const ReportVerification& read() const { return m_read; }

private:
    void takeEnd(const JournalRow& row);
    void takeFrozen(const QJsonObject& data);

    ReportVerification m_read;
    QList<Difference> m_found; ///< Of the run that is being read.
    QString m_readFrom;
    ComparedFrozen m_frozen; ///< Its differences come before its numbers.
};

void VerificationReading::take(const JournalRow& row) {
    if (row.subject == verifyevent::begun) {
        m_readFrom = row.data.value(QLatin1String("readFrom")).toString();
        if (!row.data.value(QLatin1String("goesOn")).toBool()) {
            m_found.clear();
        }
    } else if (row.subject == verifyevent::difference) {
        m_found.append(differenceFrom(row.data));
    } else if (row.subject == verifyevent::ended) {
        takeEnd(row);
    } else if (row.subject == verifyevent::replaced) {
        const auto selfTest = std::exchange(m_read, {}).selfTest;
        m_read.selfTest = selfTest;
        m_read.isReplaced = true;
        m_found.clear();
    } else if (row.subject == verifyevent::frozen) {
        takeFrozen(row.data);
    } else if (row.subject == verifyevent::selfTest) {
        QStringList leftOut;
        for (const QJsonValue& name : row.data.value(QLatin1String("leftOut")).toArray()) {
            leftOut.append(name.toString());
        }
        m_read.selfTest =
            VerificationSelfTest{row.data.value(QLatin1String("planted")).toInteger(),
                                 row.data.value(QLatin1String("found")).toInteger(),
                                 row.data.value(QLatin1String("falseAlarms")).toInteger(), leftOut};
    }
}

void VerificationReading::takeEnd(const JournalRow& row) {
    const Verdict verdict = verdictFrom(row.data);
    if (!cameToItsEnd(verdict)) {
        m_read.brokenOff = verdict;
        m_read.brokenOffBecause = row.data.value(QLatin1String("error")).toString();
        return;
    }
    m_read.verdict = verdict;
    m_read.isReplaced = false;
    m_read.differences = m_found;
    m_read.readFrom = m_readFrom;
    m_read.brokenOff.reset();
    m_read.brokenOffBecause.clear();
}

void VerificationReading::takeFrozen(const QJsonObject& data) {
    if (data.value(QLatin1String("frozen")).toBool()) {
        m_frozen.differences.append(differenceFrom(data));
        return;
    }
    m_frozen.compared = data.value(QLatin1String("compared")).toInteger();
    m_frozen.differing = data.value(QLatin1String("differences")).toInteger();
    m_frozen.unread = data.value(QLatin1String("unread")).toInteger();
    m_frozen.tookMs = data.value(QLatin1String("milliseconds")).toDouble();
    m_read.frozen = std::exchange(m_frozen, {});
}

} // namespace

ReportVerification verificationFrom(const QList<JournalRow>& rows) {
    VerificationReading reading;
    for (const JournalRow& row : rows) {
        if (row.kind == RowKind::Verification) {
            reading.take(row);
        }
    }
    return reading.read();
}

} // namespace ferryman
