// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/format.h"
#include "base/printable.h"
#include "preflight/server_checks.h"

#include <QVersionNumber>

#include <algorithm>

namespace ferryman {

namespace {

constexpr int usualDatabases = 16; // --dbnum and `databases` where nobody set them

/// FUNCTION LIST and MODULE LIST are lists of flat maps: the values after `field`.
QByteArrayList valuesOf(const redis::Value& reply, const char* field) {
    QByteArrayList values;
    for (const redis::Value& entry : reply.items()) {
        const QList<redis::Value>& fields = entry.items();
        for (qsizetype i = 0; i + 1 < fields.size(); i += 2) {
            if (fields[i].bytes() == field) {
                values.append(fields[i + 1].bytes());
            }
        }
    }
    return values;
}

bool isUnknownCommand(const Error& error) {
    return error.detail.contains(QLatin1String("unknown command"), Qt::CaseInsensitive) ||
           error.detail.contains(QLatin1String("Unknown subcommand"), Qt::CaseInsensitive);
}

int highestWithKeys(const redis::Info& info) {
    int highest = 0; // which every server has
    for (const redis::KeyspaceLine& line : redis::parseKeyspace(info)) {
        highest = std::max(highest, line.database);
    }
    return highest;
}

} // namespace

QList<Finding> judgeHashFieldTtl(const Facts& facts) {
    if (!facts.sourceInfo) {
        return notRead(QT_TRANSLATE_NOOP("core", "TTLs of hash fields"), facts.sourceInfo.error());
    }
    qint64 keys = 0;
    for (const QByteArray& name : facts.sourceInfo->namesWithPrefix("db")) {
        keys +=
            redis::parseInfoPairs(facts.sourceInfo->value(name)).value("subexpiry").toLongLong();
    }
    if (keys == 0) {
        return {passed({QT_TRANSLATE_NOOP("core", "No hash field has a TTL")},
                       {QT_TRANSLATE_NOOP("core", "none")})};
    }
    return {judged(
        Severity::Blocker,
        {QT_TRANSLATE_NOOP("core", "TTLs of hash fields make the full sync loop for ever")},
        {Plural{QT_TRANSLATE_N_NOOP("core", "%1 hashes"), "%1 hash", keys}, {formatCount(keys)}},
        {QT_TRANSLATE_NOOP("core", "none")},
        {QT_TRANSLATE_NOOP(
            "core", "Dragonfly cannot load them (measured on 1.40.1): persist the fields or delete "
                    "these hashes first.")})};
}

QList<Finding> judgeFunctions(const Facts& facts, const Answers& answers) {
    const Result<redis::Value>& reply = answers.first().reply;
    const bool olderThanFunctions = !reply && isUnknownCommand(reply.error());
    if (!reply && !olderThanFunctions) {
        return notRead(QT_TRANSLATE_NOOP("core", "Function libraries"), reply.error());
    }
    if (reply && !reply->isArray()) {
        return notRead(QT_TRANSLATE_NOOP("core", "Function libraries"),
                       unknownShape(*reply, facts.source));
    }
    if (!reply || reply->items().isEmpty()) {
        return {passed({QT_TRANSLATE_NOOP("core", "No function library")},
                       {QT_TRANSLATE_NOOP("core", "none")})};
    }
    const QByteArrayList names = valuesOf(*reply, "library_name");
    Finding finding = judged(
        Severity::Blocker,
        {QT_TRANSLATE_NOOP("core", "A function library makes the full sync loop for ever")},
        {"%1", {names.isEmpty() ? reply->describe() : printable(names.join(", "))}},
        {QT_TRANSLATE_NOOP("core", "no library")},
        {QT_TRANSLATE_NOOP("core", "Dragonfly cannot load a function library: the full sync fails "
                                   "at its end and begins again "
                                   "by itself (measured on 1.40.1: 8 full syncs in 4 s). Ask the "
                                   "library's owner, keep what "
                                   "FUNCTION DUMP gives, then delete it.")});
    finding.subject = facts.sourceLogin.endpoint.toUrl();
    finding.mend = {redis::Command{"FUNCTION", "DUMP"}};
    for (const QByteArray& name : names) {
        finding.mend.append(redis::Command{"FUNCTION", "DELETE", name}.changes());
    }
    // A person must: what FUNCTION DUMP gives has to be kept first.
    finding.undo = {redis::Command{"FUNCTION", "RESTORE", "<what FUNCTION DUMP gave>"}.changes()};
    return {finding};
}

QList<Finding> judgeModules(const Facts& facts, const Answers& answers) {
    const Result<redis::Value>& reply = answers.first().reply;
    if (!reply && !isUnknownCommand(reply.error())) {
        return notRead(QT_TRANSLATE_NOOP("core", "Modules of the source"), reply.error());
    }
    if (reply && !reply->isArray()) {
        return notRead(QT_TRANSLATE_NOOP("core", "Modules of the source"),
                       unknownShape(*reply, facts.source));
    }
    if (!reply || reply->items().isEmpty()) {
        return {passed({QT_TRANSLATE_NOOP("core", "The source has no module loaded")},
                       {QT_TRANSLATE_NOOP("core", "none")})};
    }
    if (!facts.targetInfo) {
        return notRead(QT_TRANSLATE_NOOP("core", "Modules of the source"),
                       facts.targetInfo.error());
    }
    QByteArrayList others = valuesOf(*reply, "name");
    others.removeAll("ReJSON"); // whose values Dragonfly loads as its own JSON (rdb_load.cc)
    const Message found{"%1", {printable(valuesOf(*reply, "name").join(", "))}};
    if (others.isEmpty() && !valuesOf(*reply, "name").isEmpty()) {
        return {passed({QT_TRANSLATE_NOOP("core", "Dragonfly loads the values of this module")},
                       found)};
    }
    const bool loadFails = QVersionNumber::fromString(redis::identify(*facts.targetInfo).version) <
                           QVersionNumber(1, 40);
    Finding finding = judged(
        loadFails ? Severity::Blocker : Severity::Warning,
        {QT_TRANSLATE_NOOP("core", "The source has modules whose values Dragonfly cannot load")},
        found, {QT_TRANSLATE_NOOP("core", "no module but ReJSON")},
        loadFails ? Message{QT_TRANSLATE_NOOP(
                        "core", "Before 1.40 one value of such a module makes the whole full sync "
                                "fail, and begin again for ever.")}
                  : Message{QT_TRANSLATE_NOOP(
                        "core", "Dragonfly leaves out every key of such a module, with a line in "
                                "its log only, and knows none of its commands. If no key uses it, "
                                "unload it.")});
    for (const QByteArray& name : others) {
        finding.mend.append(redis::Command{"MODULE", "UNLOAD", name}.changes());
    }
    return {finding};
}

namespace {

Finding lackingDatabases(Severity severity, Message title, Message found, qint64 wanted,
                         const char* why) {
    return judged(severity, std::move(title), std::move(found),
                  {QT_TRANSLATE_NOOP("core", "Dragonfly started with --dbnum=%1 or more"),
                   {QString::number(wanted)}},
                  {why});
}

} // namespace

QList<Finding> judgeDatabaseIndex(const Facts& facts) {
    constexpr auto subject = QT_TRANSLATE_NOOP("core", "Database indexes");
    if (!facts.sourceInfo) {
        return notRead(subject, facts.sourceInfo.error());
    }
    const auto available = facts.targetSettings.number("databases");
    const auto configured = facts.sourceSettings.number("databases");
    const int highest = highestWithKeys(*facts.sourceInfo);
    if (!available) {
        return notRead(subject, available.error());
    }
    if (highest >= *available) {
        return {lackingDatabases(
            Severity::Blocker,
            {QT_TRANSLATE_NOOP("core", "Dragonfly lacks a database that is in use")},
            {QT_TRANSLATE_NOOP("core", "highest database with keys %1, Dragonfly has %2"),
             {QString::number(highest), QString::number(*available)}},
            highest + 1,
            QT_TRANSLATE_NOOP("core", "The full sync fails and begins again for ever."))};
    }
    if (!configured) {
        return notRead(subject, configured.error());
    }
    const Message found{
        Plural{QT_TRANSLATE_N_NOOP("core", "%1 configured, highest with keys %2, Dragonfly "
                                           "has %3"),
               "%1 configured, highest with keys %2, Dragonfly has %3", *configured},
        {QString::number(*configured), QString::number(highest), QString::number(*available)}};
    const bool lowered = *available < usualDatabases && *configured <= usualDatabases;
    if (*configured <= *available || lowered) { // of a lowered one target.databases tells
        return {passed({QT_TRANSLATE_NOOP("core", "Dragonfly has every database that is in use")},
                       found)};
    }
    return {lackingDatabases(
        Severity::Warning,
        {QT_TRANSLATE_NOOP("core", "Dragonfly lacks databases that the source offers")}, found,
        *configured,
        QT_TRANSLATE_NOOP("core",
                          "They are empty today. The first write to one of them during the "
                          "migration fails to select it on Dragonfly, and all that follows lands "
                          "in the wrong database, while link and offset look healthy."))};
}

QList<Finding> judgeTargetDatabases(const Facts& facts) {
    const auto available = facts.targetSettings.number("databases");
    if (!available) {
        return notRead(QT_TRANSLATE_NOOP("core", "Databases of Dragonfly"), available.error());
    }
    const auto configured = facts.sourceSettings.number("databases");
    const bool inUse = facts.sourceInfo &&
                       highestWithKeys(*facts.sourceInfo) >= *available; // source.database-index
    const Message found{
        Plural{QT_TRANSLATE_N_NOOP("core", "%1 databases"), "%1 database", *available},
        {QString::number(*available)}};
    if (*available >= usualDatabases || inUse || (configured && *configured <= *available)) {
        return {
            passed({QT_TRANSLATE_NOOP("core", "Dragonfly's number of databases is usual")}, found)};
    }
    return {lackingDatabases(
        Severity::Warning,
        {QT_TRANSLATE_NOOP("core", "Dragonfly was started with fewer databases than usual")}, found,
        configured.value_or(usualDatabases),
        QT_TRANSLATE_NOOP("core", "A write to a database that only the source has lands in the "
                                  "wrong database on Dragonfly, while link and offset look "
                                  "healthy."))};
}

} // namespace ferryman
