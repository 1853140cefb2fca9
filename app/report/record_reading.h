// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/report.h"

namespace ferryman {

// Rows of the journal as the values that they were written from. What is missing or of another
// shape is left at its default: a report tells what there is.

/// The journal holds English; where it is a template without figures, its translation is found.
[[nodiscard]] Message sentenceOf(const QString& english);
[[nodiscard]] std::optional<Phase> phaseFromString(const QString& name);
[[nodiscard]] ReportEnvironment environmentFrom(const QJsonObject& record);
[[nodiscard]] ReportEndpoint endpointFrom(const QJsonObject& record);
[[nodiscard]] Topology topologyFrom(const JournalRow& row);
[[nodiscard]] Finding findingFrom(const QJsonObject& record);
[[nodiscard]] Gate gateFrom(const JournalRow& row);
[[nodiscard]] TimelineRow timelineFrom(const JournalRow& row);
[[nodiscard]] ReportLoad loadFrom(const QJsonObject& record);
void takeFigures(SwitchFigures& figures, const QJsonObject& record); ///< Those that it holds.
[[nodiscard]] Ending endingFrom(const QString& name);

} // namespace ferryman
