// SPDX-License-Identifier: GPL-3.0-or-later
#include "report/report_words.h"

#include "report/wording.h"

#include <algorithm>
#include <iterator>

namespace ferryman {

namespace {

struct Word {
    const char* id; ///< As the journal has it.
    Message said;
};

/// Of a newer Ferryman's journal a name may be unknown, which is told as it is.
template <typename Words>
Message wordFor(const Words& words, const QString& id) {
    const auto known =
        std::ranges::find_if(words, [&](const Word& word) { return id == QLatin1String(word.id); });
    return known == std::end(words) ? asItIs(id) : known->said;
}

} // namespace

Message wordOf(Severity severity) {
    switch (severity) {
    case Severity::Blocker:
        return {QT_TRANSLATE_NOOP("core", "blocker")};
    case Severity::Warning:
        return {QT_TRANSLATE_NOOP("core", "warning")};
    case Severity::Note:
        return {QT_TRANSLATE_NOOP("core", "note")};
    case Severity::Passed:
        return {QT_TRANSLATE_NOOP("core", "passed")};
    case Severity::Unknown:
        return {QT_TRANSLATE_NOOP("core", "unknown")};
    }
    return {};
}

Message wordOf(Phase phase) {
    switch (phase) {
    case Phase::Gate:
        return {QT_TRANSLATE_NOOP("core", "gate")};
    case Phase::Pin:
        return {QT_TRANSLATE_NOOP("core", "pin")};
    case Phase::Arm:
        return {QT_TRANSLATE_NOOP("core", "arm")};
    case Phase::Recheck:
        return {QT_TRANSLATE_NOOP("core", "recheck")};
    case Phase::Align:
        return {QT_TRANSLATE_NOOP("core", "align")};
    case Phase::Freeze:
        return {QT_TRANSLATE_NOOP("core", "freeze")};
    case Phase::Drain:
        return {QT_TRANSLATE_NOOP("core", "drain")};
    case Phase::Trigger:
        return {QT_TRANSLATE_NOOP("core", "trigger")};
    case Phase::Promote:
        return {QT_TRANSLATE_NOOP("core", "promote")};
    case Phase::Demote:
        return {QT_TRANSLATE_NOOP("core", "demote")};
    case Phase::Confirm:
        return {QT_TRANSLATE_NOOP("core", "confirm")};
    case Phase::Settle:
        return {QT_TRANSLATE_NOOP("core", "settle")};
    case Phase::Retreat:
        return {QT_TRANSLATE_NOOP("core", "retreat")};
    case Phase::Recover:
        return {QT_TRANSLATE_NOOP("core", "recover")};
    case Phase::Finished:
        return {QT_TRANSLATE_NOOP("core", "finished")};
    }
    return {};
}

Message wordOf(DifferenceClass kind) {
    switch (kind) {
    case DifferenceClass::Database:
        return {QT_TRANSLATE_NOOP("core", "database")};
    case DifferenceClass::Missing:
        return {QT_TRANSLATE_NOOP("core", "missing")};
    case DifferenceClass::Extra:
        return {QT_TRANSLATE_NOOP("core", "extra")};
    case DifferenceClass::Type:
        return {QT_TRANSLATE_NOOP("core", "type")};
    case DifferenceClass::Value:
        return {QT_TRANSLATE_NOOP("core", "value")};
    case DifferenceClass::Expiry:
        return {QT_TRANSLATE_NOOP("core", "expiry")};
    case DifferenceClass::FieldExpiry:
        return {QT_TRANSLATE_NOOP("core", "fieldExpiry")};
    case DifferenceClass::Stream:
        return {QT_TRANSLATE_NOOP("core", "stream")};
    }
    return {};
}

Message roleWord(const QString& role) {
    const Word words[] = {{"source", {QT_TRANSLATE_NOOP("core", "source")}},
                          {"dragonfly", {QT_TRANSLATE_NOOP("core", "dragonfly")}},
                          {"sentinel", {QT_TRANSLATE_NOOP("core", "sentinel")}},
                          {"replica", {QT_TRANSLATE_NOOP("core", "replica")}}};
    return wordFor(words, role);
}

Message outcomeWord(const QString& outcome) {
    const Word words[] = {{"done", {QT_TRANSLATE_NOOP("core", "done")}},
                          {"refused", {QT_TRANSLATE_NOOP("core", "refused")}},
                          {"lost", {QT_TRANSLATE_NOOP("core", "lost")}}};
    return wordFor(words, outcome);
}

Message markerWord(const QByteArray& id) {
    const Word words[] = {{"attached", {QT_TRANSLATE_NOOP("core", "attached")}},
                          {"synced", {QT_TRANSLATE_NOOP("core", "synced")}},
                          {"steady", {QT_TRANSLATE_NOOP("core", "steady")}},
                          {"not-steady", {QT_TRANSLATE_NOOP("core", "not steady")}},
                          {"interrupted", {QT_TRANSLATE_NOOP("core", "interrupted")}},
                          {"looping", {QT_TRANSLATE_NOOP("core", "sync again")}},
                          {"stopped", {QT_TRANSLATE_NOOP("core", "stopped")}},
                          {"frozen", {QT_TRANSLATE_NOOP("core", "frozen")}},
                          {"promoted", {QT_TRANSLATE_NOOP("core", "promoted")}}};
    return wordFor(words, QString::fromUtf8(id));
}

} // namespace ferryman
