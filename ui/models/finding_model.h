// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/snapshot.h"
#include "theme.h"

#include <QAbstractItemModel>
#include <QSet>

#include <array>

namespace ferryman {

/// As the page shows them: what stands in the way first.
inline constexpr std::array severityOrder{Severity::Blocker, Severity::Warning, Severity::Note,
                                          Severity::Unknown, Severity::Passed};

[[nodiscard]] Tone toneOf(Severity severity);
[[nodiscard]] QIcon iconOf(Severity severity, const Colours& colours);
[[nodiscard]] QString nameOf(Severity severity);            ///< "Blocker"
[[nodiscard]] QString nameOfAll(Severity severity);         ///< "Blockers"
[[nodiscard]] QString verdictOf(const AssessState& assess); ///< "Two things block this migration."
/// "12 s ago", for evidence that was read at that moment; UTC, ms.
[[nodiscard]] QString agoText(qint64 thenMs, qint64 nowMs);

/// The findings below their severities, as a tree of two levels; some severities and texts may be
/// filtered out.
class FindingModel final : public QAbstractItemModel {
    Q_OBJECT
public:
    using QAbstractItemModel::QAbstractItemModel;

    /// Rows stay the same rows while the same findings are shown.
    void setFindings(const QList<Finding>& findings);
    void show(Severity severity, bool shown);
    void setFilter(const QString& words); ///< Of title, id or subject.
    void setColours(const Colours& colours);

    [[nodiscard]] const Finding* finding(const QModelIndex& index) const; ///< Null for a group.
    [[nodiscard]] QModelIndex indexOf(const QString& id, const QString& subject) const;
    [[nodiscard]] QModelIndex firstFinding() const;
    [[nodiscard]] Severity severityOf(const QModelIndex& index) const;
    [[nodiscard]] qsizetype count(Severity severity) const; ///< The filtered out ones too.

    [[nodiscard]] QModelIndex index(int row, int column,
                                    const QModelIndex& parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex& index) const override;
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

private:
    struct Group {
        Severity severity = Severity::Blocker;
        QList<Finding> findings;
    };

    void regroup();
    [[nodiscard]] bool isShown(const Finding& finding) const;
    [[nodiscard]] QVariant groupData(const Group& group, int role) const;
    [[nodiscard]] QVariant findingData(const Finding& finding, int role) const;

    QList<Finding> m_all;
    QList<Group> m_groups;
    QSet<int> m_hidden; ///< Severities.
    QString m_filter;
    Colours m_colours = lightColours();
};

} // namespace ferryman
