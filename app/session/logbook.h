// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cutover/open_intents.h"
#include "cutover/resumption.h"
#include "journal/journal.h"
#include "redis/witness.h"
#include "replication/replication.h"
#include "session/snapshot.h"

#include <QMap>

namespace ferryman {

/// Where journals are kept unless told otherwise: where the preferences of whoever runs the program
/// say so, else in the user's data folder.
[[nodiscard]] QString journalsFolder();

/// The journal as a session uses it: opened before the first command that changes anything, and
/// told at once how the migration stands then.
class Logbook : public QObject {
    Q_OBJECT
public:
    /// An empty folder: the user's data folder.
    Logbook(const Clock& clock, QString folder, QObject* parent = nullptr);
    ~Logbook() override;

    /// Where it is open already, nothing happens. Errors: those of Journal::open().
    [[nodiscard]] Result<Done> open(const Snapshot& beginning);
    void close();

    [[nodiscard]] Journal* journal() const { return m_journal.get(); } ///< Null until open().
    [[nodiscard]] bool isWritable() const;

    /// Takes what is open now from the journal's rows; what attaching changed is not left open
    /// while this run holds the link.
    void takeStock(bool holdsLink);
    /// Reads what an earlier run on this plan left, before this one opens the journal.
    void lookBack(const QString& planId);
    [[nodiscard]] const QString& folder() const { return m_folder; } ///< Of all journals.
    /// The switch that an earlier run left open.
    [[nodiscard]] const std::optional<ResumedSwitch>& leftSwitch() const { return m_leftSwitch; }

    /// What an earlier run on this plan changed without being known to have put it back.
    [[nodiscard]] const QList<OpenIntent>& leftOpen() const { return m_leftOpen; }
    /// Of those, and of this run's so far: how Dragonfly stood before the first of them.
    [[nodiscard]] LinkBefore linkBefore() const;

    /// Journals each command before it is sent and with its reply; wants an open journal.
    [[nodiscard]] redis::Witness witness();
    [[nodiscard]] LinkWitness linkWitness();
    void accepted(const QString& id, const QString& subject, const QString& because,
                  const QString& by);
    /// Journals findings that are not what was journalled of their check last.
    void found(const QList<Finding>& all);
    /// Of this run and of earlier ones on this plan.
    [[nodiscard]] QList<Mend> mends() const { return mendsOf(m_mendRows); }
    /// What earlier runs on this plan tell of comparisons.
    [[nodiscard]] const QList<JournalRow>& verificationRows() const { return m_verificationRows; }
    void verified(const QString& event, const QJsonObject& data); ///< See session/verify_log.h.
    void entered(const LinkState& link);
    void failed(RowKind what, const Error& error);

signals:
    void journalled(const ferryman::JournalRow& row);

private:
    using FindingPlace = std::pair<QString, QString>; ///< Check and subject.

    void takeEarlier(const QList<JournalRow>& rows);
    void takeMends(const QList<JournalRow>& rows);
    void tellBeginning(const Snapshot& beginning);

    const Clock& m_clock;
    QString m_folder;
    std::unique_ptr<Journal> m_journal;
    QList<JournalRow> m_mendRows;
    QList<JournalRow> m_verificationRows;
    QMap<FindingPlace, QString>
        m_toldFindings; ///< As they were journalled last, without their moment.
    QList<OpenIntent> m_leftOpen;
    std::optional<ResumedSwitch> m_leftSwitch;
};

} // namespace ferryman
