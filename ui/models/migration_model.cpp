// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/migration_model.h"

#include "models/migration_words.h"
#include "state_icon.h"

#include <QFont>
#include <QGuiApplication>
#include <QLocale>
#include <QPalette>

#include <algorithm>

namespace ferryman {

namespace {

StateShape shapeOf(MigrationState state) {
    if (state == MigrationState::NotStarted) {
        return StateShape::Ring;
    }
    return state == MigrationState::Replicating || state == MigrationState::Switching
               ? StateShape::Dot
               : shapeOf(toneOf(state));
}

bool has(const Migration& migration, const QString& word) {
    return std::ranges::any_of(
        QStringList{migration.name, migration.group, migration.source, migration.dragonfly},
        [&](const QString& text) { return text.contains(word, Qt::CaseInsensitive); });
}

} // namespace

QList<Migration> migrationsNow(const Snapshot& snapshot) {
    QList<Migration> all = snapshot.migrations.all;
    const auto here = std::ranges::find(all, snapshot.plan.id, &Migration::id);
    if (here == all.end() || snapshot.journalRows == 0) {
        return all; // opened, perhaps, but its journal is not: it stands as it was left
    }
    const SwitchState& cutover = snapshot.failOver.cutover;
    const LinkPhase link = snapshot.replicate.link.phase;
    here->held = true;
    if (cutover.running) {
        here->state = MigrationState::Switching;
        here->phase = cutover.phase;
        here->lastAt = QDateTime::fromMSecsSinceEpoch(snapshot.atMs, Qt::UTC);
    } else if (cutover.ending == Ending::None && link != LinkPhase::Detached &&
               link != LinkPhase::Stopped) {
        here->state = MigrationState::Replicating;
        here->link = link;
        here->verified = snapshot.verify.verdict ? std::optional(snapshot.verify.verdict->outcome)
                                                 : std::nullopt;
        here->lastAt = QDateTime::fromMSecsSinceEpoch(snapshot.atMs, Qt::UTC);
    }
    return all;
}

QList<Migration> leftMigrations(const QList<Migration>& all) {
    QList<Migration> left;
    std::ranges::copy_if(all, std::back_inserter(left), &Migration::isLeft);
    std::ranges::stable_partition(left, needsPersonNow); // the others can wait until tomorrow
    return left;
}

QString momentText(const QDateTime& utc, qint64 nowMs) {
    constexpr qint64 daysOfAWeek = 6;
    const QLocale locale;
    const QDateTime at = utc.toLocalTime();
    const QDate today = QDateTime::fromMSecsSinceEpoch(nowMs).date();
    if (!at.isValid()) {
        return {};
    }
    const QString time = locale.toString(at.time(), QLocale::ShortFormat);
    if (at.date() == today) {
        return time;
    }
    const bool near = at.date() < today && at.date().daysTo(today) <= daysOfAWeek;
    return near ? QStringLiteral("%1 %2").arg(
                      locale.dayName(at.date().dayOfWeek(), QLocale::ShortFormat), time)
                : locale.toString(at.date(), QLocale::ShortFormat);
}

void MigrationModel::setMigrations(const QList<Migration>& all, qint64 nowMs) {
    m_all = all;
    m_nowMs = nowMs;
    choose();
}

void MigrationModel::setFilter(const QString& words) {
    m_filter = words;
    choose();
}

/// A snapshot comes several times a second: what is shown already is not shown anew.
void MigrationModel::choose() {
    const QStringList words = m_filter.split(u' ', Qt::SkipEmptyParts);
    QList<Migration> chosen;
    for (const Migration& migration : std::as_const(m_all)) {
        if (std::ranges::all_of(words, [&](const QString& w) { return has(migration, w); })) {
            chosen.append(migration);
        }
    }
    QStringList texts = textsOf(chosen);
    if (texts == m_texts) {
        m_shown = std::move(chosen); // what is not shown, such as the plan, may be another
        return;
    }
    beginResetModel();
    m_shown = std::move(chosen);
    m_texts = std::move(texts);
    endResetModel();
}

QStringList MigrationModel::textsOf(const QList<Migration>& migrations) const {
    QStringList texts;
    for (const Migration& migration : migrations) {
        texts << migration.id;
        for (int column = 0; column < columns; ++column) {
            texts << textOf(migration, column);
        }
    }
    return texts;
}

const Migration* MigrationModel::migration(const QModelIndex& index) const {
    return index.isValid() && index.row() < m_shown.size() ? &m_shown[index.row()] : nullptr;
}

QModelIndex MigrationModel::indexOf(const QString& id) const {
    const auto at = std::ranges::find(m_shown, id, &Migration::id);
    return at == m_shown.end() ? QModelIndex() : index(int(at - m_shown.begin()), 0);
}

int MigrationModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : int(m_shown.size());
}

int MigrationModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : columns;
}

QString MigrationModel::textOf(const Migration& migration, int column) const {
    switch (column) {
    case State:
        return nameOf(migration.state);
    case Name:
        return migration.name.isEmpty() ? migration.id : migration.name;
    case Group:
        return migration.group.isEmpty() ? tr("not known yet") : migration.group;
    case Primary:
        return migration.source.isEmpty() ? tr("not known yet") : migration.source;
    case Dragonfly:
        return migration.dragonfly.isEmpty() ? tr("not chosen") : migration.dragonfly;
    case LastEvent:
        return QStringLiteral("%1 %2").arg(momentText(migration.lastAt, m_nowMs),
                                           lastEventOf(migration));
    case NextStep:
        return nextStepOf(migration);
    default:
        return {};
    }
}

QVariant MigrationModel::data(const QModelIndex& index, int role) const {
    const Migration* row = migration(index);
    if (row == nullptr) {
        return {};
    }
    const int column = index.column();
    const Colours& colours = coloursOf(QGuiApplication::palette());
    const bool known = !(column == Group && row->group.isEmpty()) &&
                       !(column == Primary && row->source.isEmpty()) &&
                       !(column == Dragonfly && row->dragonfly.isEmpty());
    switch (role) {
    case Qt::DisplayRole:
        return textOf(*row, column);
    case Qt::ToolTipRole: {
        const QString text = textOf(*row, column);
        const QString more = row->error       ? row->error->translated()
                             : column == Name ? row->planFile
                                              : QString();
        return (more.isEmpty() ? text : text + u'\n' + more).toHtmlEscaped();
    }
    case Qt::DecorationRole:
        return column == State
                   ? QVariant(stateIcon(shapeOf(row->state), colours.of(toneOf(row->state))))
                   : QVariant();
    case Qt::ForegroundRole:
        if (column == State) {
            return colours.of(toneOf(row->state));
        }
        return known ? QVariant() : QVariant(colours.muted);
    case Qt::FontRole:
        if (column == Name) {
            QFont bold = QGuiApplication::font();
            bold.setWeight(QFont::DemiBold);
            return bold;
        }
        return (column == Primary || column == Dragonfly || column == Group) && known
                   ? QVariant(fixedFont())
                   : QVariant();
    default:
        return {};
    }
}

QVariant MigrationModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue(Qt::Alignment(Qt::AlignLeft | Qt::AlignVCenter));
    }
    if (role == Qt::ToolTipRole && section == Primary) {
        return tr("The primary at the start");
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case State:
        return tr("State");
    case Name:
        return tr("Name");
    case Group:
        return tr("Group");
    case Primary:
        return tr("Source");
    case Dragonfly:
        return tr("Dragonfly");
    case LastEvent:
        return tr("Last event");
    case NextStep:
        return tr("Next step");
    default:
        return {};
    }
}

} // namespace ferryman
