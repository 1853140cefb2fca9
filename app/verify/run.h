// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "verify/run_ledger.h"
#include "verify/suspects.h"
#include "verify/sweep.h"
#include "verify/verifier.h"

namespace ferryman {

/// One verification from its start to its verdict: one database after the other.
class Run : public QObject {
    Q_OBJECT
public:
    Run(const VerifyOptions& options, const Verifier::Servers& servers, QJsonObject resume,
        QObject* parent = nullptr);
    ~Run() override;

    void start();
    void stop();
    void setLimits(const VerifyLimits& limits);

signals:
    void progressed(const ferryman::VerifyProgress& progress);
    void found(const ferryman::Difference& difference);
    void reached(const QJsonObject& resume);
    void finished(const ferryman::Verdict& verdict); ///< Once.

private:
    void learn();
    void begin(const StreamPlaces& places);
    void nextDatabase();
    void openDatabase(bool onSource, bool onTarget);
    void reportMissingDatabase(bool onSource);
    void sweep(const RunLedger::UnderWay& leftOver);
    [[nodiscard]] Sweep::Supplies supplies(const QByteArray& sourceCursor,
                                           const QByteArray& targetCursor);
    void listenTo(Sweep* sweep);
    void suspect(const QList<QByteArray>& keys);
    void takeSettled(const KeyName& name, const KeyOutcome& outcome);
    void goOnIfDone();
    void conclude();
    void tick();
    void publish();
    void fail(const Error& error);
    void finish(Verdict::Outcome outcome, const std::optional<Error>& error = {});
    [[nodiscard]] ResumePoint here() const;
    [[nodiscard]] bool isLinked() const { return m_options.link == VerifyOptions::Link::Replica; }
    [[nodiscard]] bool isSample() const { return m_options.mode == VerifyOptions::Mode::Sample; }

    VerifyOptions m_options;
    QJsonObject m_resumeGiven;
    Side m_source;
    Side m_target;
    Pair m_pair;
    VerifyPace m_pace;
    RunLedger m_ledger;
    Suspects m_suspects;
    std::unique_ptr<Sweep> m_sweep;
    QList<int> m_databases; // to do
    std::optional<qint64> m_endOffset;
    QTimer m_ticker;
    bool m_looking = false;
    double m_tellNextAt = 0; // seconds of the meter
    Message m_note;
    std::optional<StreamPlaces> m_places;
    bool m_begun = false;
    bool m_ended = false;
};

} // namespace ferryman
