// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/future.h"
#include "redis/endpoint.h"

#include <QObject>

#include <memory>

namespace ferryman {

struct LoadOptions {
    QList<redis::Address> sentinels;
    QString group;
    QString sourcePassword;
    int writers = 4;
    int inFlight = 8;        ///< Unanswered writes that one writer allows itself.
    qint64 writeRate = 5000; ///< Writes a second of all writers together; 0: none.
};

/// What the writers have seen so far.
struct LoadFigures {
    qint64 acknowledged = 0;
    qint64 refused =
        0; ///< Error replies and lost connections: the writer knows that these are not safe.
    double achievedRate = 0;  ///< Acknowledged writes a second over the time before the switch.
    qint64 longestGapMs = 0;  ///< The longest time without an acknowledgement for one writer.
    redis::Address writingTo; ///< The primary that most writers are connected to.
};

/// The search for every acknowledged write on the primary that Sentinel names now.
struct LoadAudit {
    LoadFigures figures;
    qint64 lost = 0;      ///< Acknowledged and not found with the value last acknowledged.
    QStringList examples; ///< A few of the lost keys.
    redis::Address auditedOn;
};

/// Writers that find the primary through Sentinel, as client libraries do, write on a thread of
/// their own, remember every acknowledged write, and ask Sentinel again when the connection ends or
/// the server answers READONLY.
class WriteLoad : public QObject {
    Q_OBJECT
public:
    explicit WriteLoad(LoadOptions options, QObject* parent = nullptr);
    ~WriteLoad() override;

    void start();
    void markSwitch(); ///< Gaps are counted from here on; the rate up to here.
    [[nodiscard]] LoadFigures figures() const; ///< Thread-safe.
    void stop(); ///< Ends after the writes in flight are answered or given up.
    [[nodiscard]] Future<LoadAudit> audit(); ///< After stop().

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace ferryman
