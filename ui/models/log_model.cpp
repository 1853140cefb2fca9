// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/log_model.h"

#include "state_icon.h"
#include "theme.h"

#include <QGuiApplication>

#include <algorithm>
#include <iterator>

namespace ferryman {

namespace {

constexpr int columns = 4;

Tone toneOf(LogLevel level) {
    switch (level) {
    case LogLevel::Debug:
        return Tone::Muted;
    case LogLevel::Info:
        return Tone::Info;
    case LogLevel::Warning:
        return Tone::Warning;
    case LogLevel::Error:
        return Tone::Bad;
    }
    return Tone::Bad;
}

} // namespace

QString nameOf(LogLevel level) {
    switch (level) {
    case LogLevel::Debug:
        return LogModel::tr("Detail");
    case LogLevel::Info:
        return LogModel::tr("Info");
    case LogLevel::Warning:
        return LogModel::tr("Warning");
    case LogLevel::Error:
        return LogModel::tr("Error");
    }
    return {};
}

LogModel::LogModel(const MessageLog& log, QObject* parent)
    : QAbstractTableModel(parent)
    , m_log(log) {
    look();
}

bool LogModel::isShown(const LogLine& line) const {
    return line.level >= m_least &&
           (m_filter.isEmpty() || line.text.contains(m_filter, Qt::CaseInsensitive) ||
            line.category.contains(m_filter, Qt::CaseInsensitive));
}

void LogModel::look() {
    forget();
    const QList<LogLine> fresh = m_log.after(m_all.isEmpty() ? 0 : m_all.last().number);
    m_all += fresh;
    QList<LogLine> shown;
    std::ranges::copy_if(fresh, std::back_inserter(shown),
                         [this](const LogLine& line) { return isShown(line); });
    if (shown.isEmpty()) {
        return;
    }
    const int first = rowCount();
    beginInsertRows({}, first, first + static_cast<int>(shown.size()) - 1);
    m_shown += shown;
    endInsertRows();
}

/// So that the view is bounded as the log is.
void LogModel::forget() {
    const qsizetype most = MessageLog::usualCapacity;
    if (m_all.size() <= most) {
        return;
    }
    m_all.remove(0, m_all.size() - most);
    const auto kept = std::ranges::lower_bound(m_shown, m_all.first().number, {}, &LogLine::number);
    const auto gone = static_cast<int>(kept - m_shown.begin());
    if (gone > 0) {
        beginRemoveRows({}, 0, gone - 1);
        m_shown.remove(0, gone);
        endRemoveRows();
    }
}

void LogModel::setLeast(LogLevel least) {
    m_least = least;
    filter();
}

void LogModel::setFilter(const QString& words) {
    m_filter = words.trimmed();
    filter();
}

void LogModel::filter() {
    beginResetModel();
    m_shown.clear();
    std::ranges::copy_if(m_all, std::back_inserter(m_shown),
                         [this](const LogLine& line) { return isShown(line); });
    endResetModel();
}

QString LogModel::asText() const {
    QString text;
    for (const LogLine& line : m_shown) {
        text += line.toString() + u'\n';
    }
    return text;
}

QString LogModel::asText(const QModelIndexList& rows) const {
    QList<int> numbers;
    for (const QModelIndex& index : rows) {
        numbers << index.row();
    }
    std::ranges::sort(numbers);
    QString text;
    for (const int row : numbers) {
        text += m_shown[row].toString() + u'\n';
    }
    return text;
}

int LogModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

int LogModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : columns;
}

QVariant LogModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const LogLine& line = m_shown[index.row()];
    if (role == Qt::DecorationRole && index.column() == Level) {
        const Tone tone = toneOf(line.level);
        return stateIcon(shapeOf(tone), coloursOf(QGuiApplication::palette()).of(tone));
    }
    if (role == Qt::ToolTipRole && index.column() == Text) {
        return line.text.toHtmlEscaped(); // a tooltip would read markup
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (index.column()) {
    case Time:
        return line.at.toLocalTime().toString(QStringLiteral("HH:mm:ss.zzz"));
    case Level:
        return nameOf(line.level);
    case Category:
        return line.category;
    default:
        return line.text;
    }
}

QVariant LogModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Time:
        return tr("Time");
    case Level:
        return tr("Level");
    case Category:
        return tr("Part");
    case Text:
        return tr("What happened");
    default:
        return {};
    }
}

} // namespace ferryman
