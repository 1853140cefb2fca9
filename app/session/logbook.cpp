// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/logbook.h"

#include "cutover/switch_record.h"
#include "session/environment.h"
#include "session/records.h"
#include "settings/settings.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace ferryman {

namespace {

bool isOfTheLink(const QString& id) {
    return id == linkchange::priority || id == linkchange::user || id == linkchange::password ||
           id == linkchange::link;
}

} // namespace

QString journalsFolder() {
    return Settings().text(Preference::JournalFolder);
}

Logbook::Logbook(const Clock& clock, QString folder, QObject* parent)
    : QObject(parent)
    , m_clock(clock)
    , m_folder(folder.isEmpty() ? journalsFolder() : std::move(folder)) {}

Logbook::~Logbook() = default;

Result<Done> Logbook::open(const Snapshot& beginning) {
    if (m_journal) {
        return Done{};
    }
    auto journal = Journal::open(m_folder, beginning.plan.id, m_clock);
    if (!journal) {
        return tl::make_unexpected(journal.error());
    }
    const auto earlier = (*journal)->rows();
    if (!earlier) {
        return tl::make_unexpected(earlier.error());
    }
    takeEarlier(*earlier);
    takeMends(*earlier);
    m_journal = std::move(*journal);
    m_journal->setObserver([this](const JournalRow& row) {
        if (row.data.contains(record::mend)) {
            m_mendRows.append(row);
        }
        emit journalled(row);
    });
    tellBeginning(beginning);
    return Done{};
}

void Logbook::lookBack(const QString& planId) {
    const QList<JournalRow> rows = // open() tells why it cannot be read
        Journal::earlier(m_folder, planId).value_or(QList<JournalRow>{});
    takeEarlier(rows);
    takeMends(rows);
    m_verificationRows = rows;
    m_verificationRows.removeIf(
        [](const JournalRow& row) { return row.kind != RowKind::Verification; });
}

void Logbook::takeMends(const QList<JournalRow>& rows) {
    m_mendRows = rows;
    m_mendRows.removeIf([](const JournalRow& row) { return !row.data.contains(record::mend); });
}

void Logbook::takeStock(bool holdsLink) {
    if (m_journal) {
        takeEarlier(m_journal->rows().value_or(QList<JournalRow>{})); // open() told of a bad file
    }
    if (holdsLink) {
        m_leftOpen.removeIf([](const OpenIntent& intent) { return isOfTheLink(intent.id); });
    }
}

LinkBefore Logbook::linkBefore() const {
    LinkBefore before;
    const auto rows =
        m_journal ? m_journal->rows() : Result<QList<JournalRow>>(QList<JournalRow>{});
    for (const OpenIntent& intent : openIntents(rows.value_or(QList<JournalRow>{}))) {
        if (intent.id == linkchange::priority) {
            before.priority = intent.before.toUtf8();
        }
        before.login = before.login || intent.id == linkchange::password;
    }
    return before;
}

void Logbook::takeEarlier(const QList<JournalRow>& rows) {
    m_leftOpen = openIntents(rows);
    m_leftOpen.removeIf([](const OpenIntent& intent) { return intent.leftOnPurpose; });
    m_leftSwitch = resumption(rows);
}

void Logbook::close() {
    m_journal.reset();
    m_toldFindings.clear();
    takeEarlier({});
    takeMends({});
    m_verificationRows.clear();
}

bool Logbook::isWritable() const {
    return m_journal && !m_journal->failure();
}

void Logbook::tellBeginning(const Snapshot& beginning) {
    m_journal->append(RowKind::Opened, {},
                      {{QStringLiteral("name"), beginning.plan.name},
                       {QStringLiteral("group"), beginning.connect.topology.group},
                       {QStringLiteral("practice"), beginning.practice},
                       {QStringLiteral("standIn"), beginning.standIn},
                       {QStringLiteral("plan"), recordOf(beginning.plan)},
                       {QStringLiteral("environment"), environmentRecord()}});
    for (const EndpointStatus& endpoint : beginning.connect.endpoints) {
        m_journal->append(RowKind::Endpoint, endpoint.address.toString(), recordOf(endpoint));
    }
    m_journal->append(RowKind::Topology, {}, recordOf(beginning.connect.topology));
    found(beginning.assess.findings);
}

void Logbook::found(const QList<Finding>& all) {
    if (!m_journal) {
        return;
    }
    QMap<FindingPlace, QString> texts;
    for (const Finding& finding : all) {
        texts[{finding.id, finding.subject}] +=
            QString::fromUtf8(QJsonDocument(judgementOf(finding)).toJson());
    }
    for (const FindingPlace& place : m_toldFindings.keys()) {
        if (!texts.contains(place)) {
            m_journal->append(
                RowKind::Finding, place.first,
                {{QStringLiteral("subject"), place.second}, {QStringLiteral("gone"), true}});
        }
    }
    for (const Finding& finding : all) {
        const FindingPlace place{finding.id, finding.subject};
        if (m_toldFindings.value(place) != texts.value(place)) {
            m_journal->append(RowKind::Finding, finding.id, recordOf(finding));
        }
    }
    m_toldFindings = texts;
}

redis::Witness Logbook::witness() {
    return {[this](const redis::Address& server, const redis::Command& command) {
                m_journal->append(RowKind::Command, server.toString(),
                                  {{QStringLiteral("command"), command.text()}});
            },
            [this](const redis::Address& server, const redis::Command& command,
                   const Result<redis::Value>& reply) {
                m_journal->append(RowKind::Reply, server.toString(),
                                  {{QStringLiteral("command"), command.text()},
                                   {QStringLiteral("reply"),
                                    reply ? reply->describe() : reply.error().english()}});
            }};
}

LinkWitness Logbook::linkWitness() {
    const auto ids = [](const QStringList& list) { return QJsonArray::fromStringList(list); };
    LinkWitness witness;
    witness.announced = [this](const redis::Address& where, const LinkChange& change) {
        JournalRow row;
        row.kind = RowKind::Intent;
        row.subject = where.toString();
        row.data = {{record::id, change.id},
                    {record::phase, QStringLiteral("attach")},
                    {record::command, change.command},
                    {record::undo, change.undo},
                    {record::before, QString::fromUtf8(change.before)}};
        return m_journal->appendDurably({row});
    };
    witness.before = [this, ids](const redis::Address& where, const redis::Command& command,
                                 const LinkWitness::Meaning& meaning) {
        m_journal->append(
            RowKind::Command, where.toString(),
            {{record::command, command.text()}, {record::intents, ids(meaning.changes)}});
    };
    witness.after = [this, ids](const redis::Address& where, const redis::Command& command,
                                const LinkWitness::Meaning& meaning,
                                const Result<redis::Value>& reply) {
        const Outcome outcome = reply ? Outcome::Done : outcomeOf(reply.error());
        m_journal->append(RowKind::Reply, where.toString(),
                          {{record::command, command.text()},
                           {record::outcome, nameOf(outcome)},
                           {record::reply, reply ? reply->describe() : reply.error().english()},
                           {record::intents, ids(meaning.changes)},
                           {record::restores, ids(meaning.restores)}});
    };
    return witness;
}

void Logbook::accepted(const QString& id, const QString& subject, const QString& because,
                       const QString& by) {
    if (m_journal) {
        m_journal->append(RowKind::Finding, id,
                          {{QStringLiteral("subject"), subject},
                           {QStringLiteral("acceptedBecause"), because},
                           {QStringLiteral("acceptedBy"), by}});
    }
}

void Logbook::verified(const QString& event, const QJsonObject& data) {
    if (m_journal) {
        m_journal->append(RowKind::Verification, event, data);
    }
}

void Logbook::entered(const LinkState& link) {
    m_journal->append(RowKind::Replication, {}, recordOf(link));
}

void Logbook::failed(RowKind what, const Error& error) {
    m_journal->append(what, {}, recordOf(error));
}

} // namespace ferryman
