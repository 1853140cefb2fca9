// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/finding_model.h"

#include "base/format.h"
#include "state_icon.h"

#include <QFont>
#include <QLocale>

#include <algorithm>

namespace ferryman {

namespace {

constexpr quintptr noGroup = 0; ///< Internal id of a group's row; a finding has its row + 1.

/// "one" to "twelve"; above that digits are read more easily.
QString countWord(qsizetype count) {
    const QString words[] = {
        FindingModel::tr("one"),   FindingModel::tr("two"),    FindingModel::tr("three"),
        FindingModel::tr("four"),  FindingModel::tr("five"),   FindingModel::tr("six"),
        FindingModel::tr("seven"), FindingModel::tr("eight"),  FindingModel::tr("nine"),
        FindingModel::tr("ten"),   FindingModel::tr("eleven"), FindingModel::tr("twelve")};
    const qsizetype index = count - 1;
    return index >= 0 && index < static_cast<qsizetype>(std::size(words))
               ? words[index]
               : QLocale().toString(count);
}

QString capitalised(QString text) {
    text[0] = text[0].toUpper();
    return text;
}

QString secondLine(const Finding& finding) {
    QStringList parts{finding.id};
    if (!finding.subject.isEmpty()) {
        parts.append(finding.subject);
    }
    if (finding.accepted) {
        parts.append(finding.acceptedBy.isEmpty()
                         ? FindingModel::tr("accepted")
                         : FindingModel::tr("accepted by %1").arg(finding.acceptedBy));
    }
    return parts.join(QStringLiteral(" · "));
}

} // namespace

Tone toneOf(Severity severity) {
    switch (severity) {
    case Severity::Blocker:
        return Tone::Bad;
    case Severity::Warning:
        return Tone::Warning;
    case Severity::Note:
        return Tone::Info;
    case Severity::Passed:
        return Tone::Good;
    case Severity::Unknown:
        return Tone::Muted;
    }
    return Tone::Muted;
}

QIcon iconOf(Severity severity, const Colours& colours) {
    const Tone tone = toneOf(severity);
    return stateIcon(severity == Severity::Unknown ? StateShape::Diamond : shapeOf(tone),
                     colours.of(tone));
}

QString nameOf(Severity severity) {
    switch (severity) {
    case Severity::Blocker:
        return FindingModel::tr("Blocker");
    case Severity::Warning:
        return FindingModel::tr("Warning");
    case Severity::Note:
        return FindingModel::tr("Note");
    case Severity::Passed:
        return FindingModel::tr("Passed");
    case Severity::Unknown:
        return FindingModel::tr("Unknown");
    }
    return {};
}

QString nameOfAll(Severity severity) {
    switch (severity) {
    case Severity::Blocker:
        return FindingModel::tr("Blockers");
    case Severity::Warning:
        return FindingModel::tr("Warnings");
    case Severity::Note:
        return FindingModel::tr("Notes");
    case Severity::Passed:
    case Severity::Unknown:
        return nameOf(severity);
    }
    return {};
}

QString verdictOf(const AssessState& assess) {
    const auto blockers = std::ranges::count_if(assess.findings, &Finding::blocks);
    const auto look = std::ranges::count_if(assess.findings, [](const Finding& finding) {
        return !finding.accepted &&
               (finding.severity == Severity::Warning || finding.severity == Severity::Unknown);
    });
    if (blockers == 0 && look == 0) {
        return FindingModel::tr("Nothing stands in the way of this migration.");
    }
    if (blockers == 0) {
        return FindingModel::tr("Nothing blocks this migration, %1 things deserve a look.", nullptr,
                                formOf(look))
            .arg(countWord(look));
    }
    const QString block =
        capitalised(FindingModel::tr("%1 things block this migration", nullptr, formOf(blockers))
                        .arg(countWord(blockers)));
    if (look == 0) {
        return FindingModel::tr("%1.").arg(block);
    }
    return FindingModel::tr("%1, %2 deserve a look.", nullptr, formOf(look))
        .arg(block, countWord(look));
}

QString agoText(qint64 thenMs, qint64 nowMs) {
    const qint64 seconds = std::max<qint64>(0, nowMs - thenMs) / 1000;
    return seconds < 1 ? FindingModel::tr("just now")
                       : FindingModel::tr("%1 ago").arg(formatDuration(seconds * 1000, QLocale()));
}

bool FindingModel::isShown(const Finding& finding) const {
    const auto holds = [this](const QString& text) {
        return text.contains(m_filter, Qt::CaseInsensitive);
    };
    return !m_hidden.contains(static_cast<int>(finding.severity)) &&
           (m_filter.isEmpty() || holds(finding.title.translated()) || holds(finding.id) ||
            holds(finding.subject));
}

void FindingModel::regroup() {
    QList<Group> groups;
    for (const Severity severity : severityOrder) {
        Group group{severity, {}};
        std::ranges::copy_if(m_all, std::back_inserter(group.findings), [&](const Finding& each) {
            return each.severity == severity && isShown(each);
        });
        if (!group.findings.isEmpty()) {
            groups.append(std::move(group));
        }
    }
    const bool sameRows = std::ranges::equal(m_groups, groups, [](const Group& a, const Group& b) {
        return a.severity == b.severity &&
               std::ranges::equal(a.findings, b.findings,
                                  [](const Finding& one, const Finding& two) {
                                      return one.id == two.id && one.subject == two.subject;
                                  });
    });
    if (!sameRows) {
        beginResetModel();
        m_groups = std::move(groups);
        endResetModel();
        return;
    }
    m_groups = std::move(groups);
    for (int row = 0; row < rowCount(); ++row) {
        const QModelIndex group = index(row, 0);
        emit dataChanged(group, group);
        emit dataChanged(index(0, 0, group), index(rowCount(group) - 1, 0, group));
    }
}

void FindingModel::setFindings(const QList<Finding>& findings) {
    m_all = findings;
    regroup();
}

void FindingModel::show(Severity severity, bool shown) {
    if (shown) {
        m_hidden.remove(static_cast<int>(severity));
    } else {
        m_hidden.insert(static_cast<int>(severity));
    }
    regroup();
}

void FindingModel::setFilter(const QString& words) {
    m_filter = words.trimmed();
    regroup();
}

void FindingModel::setColours(const Colours& colours) {
    m_colours = colours;
    regroup();
}

const Finding* FindingModel::finding(const QModelIndex& index) const {
    if (!index.isValid() || index.internalId() == noGroup) {
        return nullptr;
    }
    return &m_groups[static_cast<qsizetype>(index.internalId()) - 1].findings[index.row()];
}

QModelIndex FindingModel::indexOf(const QString& id, const QString& subject) const {
    for (int row = 0; row < rowCount(); ++row) {
        const QModelIndex group = index(row, 0);
        for (int i = 0; i < rowCount(group); ++i) {
            const QModelIndex at = index(i, 0, group);
            if (finding(at)->id == id && finding(at)->subject == subject) {
                return at;
            }
        }
    }
    return {};
}

QModelIndex FindingModel::firstFinding() const {
    return m_groups.isEmpty() ? QModelIndex() : index(0, 0, index(0, 0));
}

Severity FindingModel::severityOf(const QModelIndex& index) const {
    const Finding* one = finding(index);
    return one != nullptr ? one->severity : m_groups[index.row()].severity;
}

qsizetype FindingModel::count(Severity severity) const {
    return std::ranges::count(m_all, severity, &Finding::severity);
}

QModelIndex FindingModel::index(int row, int column, const QModelIndex& parent) const {
    if (!hasIndex(row, column, parent)) {
        return {};
    }
    return createIndex(row, column,
                       parent.isValid() ? static_cast<quintptr>(parent.row()) + 1 : noGroup);
}

QModelIndex FindingModel::parent(const QModelIndex& index) const {
    if (!index.isValid() || index.internalId() == noGroup) {
        return {};
    }
    return createIndex(static_cast<int>(index.internalId()) - 1, 0, noGroup);
}

int FindingModel::rowCount(const QModelIndex& parent) const {
    if (!parent.isValid()) {
        return static_cast<int>(m_groups.size());
    }
    return parent.internalId() == noGroup ? static_cast<int>(m_groups[parent.row()].findings.size())
                                          : 0;
}

int FindingModel::columnCount(const QModelIndex&) const {
    return 1;
}

QVariant FindingModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const Finding* one = finding(index);
    return one != nullptr ? findingData(*one, role) : groupData(m_groups[index.row()], role);
}

QVariant FindingModel::groupData(const Group& group, int role) const {
    switch (role) {
    case Qt::DisplayRole:
        return tr("%1: %2").arg(nameOfAll(group.severity)).arg(group.findings.size());
    case Qt::DecorationRole:
        return iconOf(group.severity, m_colours);
    case Qt::FontRole: {
        QFont font;
        font.setBold(true);
        return font;
    }
    case Qt::BackgroundRole:
        return m_colours.sunken;
    default:
        return {};
    }
}

QVariant FindingModel::findingData(const Finding& finding, int role) const {
    switch (role) {
    case Qt::DisplayRole:
        return finding.title.translated() + u'\n' + secondLine(finding);
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1: %2, %3")
            .arg(nameOf(finding.severity), finding.title.translated(), secondLine(finding));
    case Qt::DecorationRole:
        return iconOf(finding.severity, m_colours);
    default:
        return {};
    }
}

} // namespace ferryman
