// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/future.h"
#include "session/planted_differences.h"
#include "verify/verdict.h"

#include <QObject>

#include <memory>

namespace ferryman {

/// What the verification of two scratch servers with planted differences gave.
struct SelfTestReport {
    struct Case {
        Planted planted;
        bool found = false; ///< With its class. Of one that is no difference: it was left alone.
    };
    QList<Case> cases;
    qint64 planted = 0;     ///< Differences.
    qint64 found = 0;       ///< Of these.
    qint64 falseAlarms = 0; ///< Differences that were reported where there is none.
    QStringList leftOut;    ///< Classes that the servers at hand cannot show.
    Verdict verdict;

    [[nodiscard]] bool isPassed() const {
        return planted > 0 && found == planted && falseAlarms == 0;
    }
    [[nodiscard]] Message sentence() const; ///< "Planted 54, found 54, false alarms 0."
};

/// Proves the verification: starts two Redis servers on this machine, fills both with the same,
/// plants every class of difference beside what merely looks like one, and compares them. Both are
/// gone when it is.
class VerifySelfTest : public QObject {
    Q_OBJECT
public:
    explicit VerifySelfTest(QObject* parent = nullptr);
    ~VerifySelfTest() override;

    /// Once. Errors: there is no redis-server, or it does not start.
    [[nodiscard]] Future<SelfTestReport> run();

private:
    class Private;
    std::unique_ptr<Private> d;
};

/// Which of the plants the verdict holds, and what it holds besides.
[[nodiscard]] SelfTestReport judgeSelfTest(const QList<Planted>& planted, const Verdict& verdict);

} // namespace ferryman
