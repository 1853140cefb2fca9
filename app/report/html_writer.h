// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "report/story.h"
#include "report/wording.h"

namespace ferryman {

struct HtmlHead {
    Message name;
    int percent = 0; ///< Of the table's width: so that a long word widens no table beyond its page.
};

struct HtmlCell {
    QString html;
    const char* kind = ""; ///< Its class.
};

struct HtmlRow {
    QList<HtmlCell> cells;
    bool across = false; ///< One cell, as wide as the table.
};

/// Writes the parts that a report's sections are made of, in one wording; whatever it is given to
/// say is escaped.
class HtmlWriter {
public:
    explicit HtmlWriter(Wording wording)
        : m_wording(std::move(wording)) {}

    [[nodiscard]] const Wording& wording() const { return m_wording; }
    [[nodiscard]] QString said(const Message& message) const;
    [[nodiscard]] HtmlCell cell(const Message& message, const char* kind = "") const;
    [[nodiscard]] HtmlCell cell(const QString& words, const char* kind = "") const;
    /// A column in which nothing stands is left out, and the others share its width.
    [[nodiscard]] QString table(const QList<HtmlHead>& heads, const QList<HtmlRow>& rows) const;
    [[nodiscard]] QString pairs(const QList<StoryRow>& lines) const;
    [[nodiscard]] QString muted(const Message& message) const;
    [[nodiscard]] QString notice(const Message& message) const;
    [[nodiscard]] QString subheading(const Message& message) const;

private:
    Wording m_wording;
};

} // namespace ferryman
