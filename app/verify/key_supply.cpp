// SPDX-License-Identifier: GPL-3.0-or-later
#include "verify/key_supply.h"

#include "verify/value_compare.h"

namespace ferryman {

namespace {

constexpr int controlLane = 0; // what waits for cursors should not wait behind values

} // namespace

ScannedKeys::ScannedKeys(Side& side, int database, QByteArray from)
    : m_side(side)
    , m_database(database)
    , m_cursor(std::move(from))
    , m_atEnd(m_cursor == "end") {}

void ScannedKeys::fetch(qint64 keys, Handler handler) {
    redis::CommandWriter command;
    command.begin(4);
    command.word("SCAN");
    command.word(m_cursor);
    command.word("COUNT");
    command.word(keys);
    m_side.ask(controlLane, m_database, command,
               [this, handler = std::move(handler)](const Result<QByteArray>& reply) {
                   if (!reply) {
                       handler(tl::make_unexpected(reply.error()));
                       return;
                   }
                   const std::optional<ScanReply> scan = scanReply(*reply);
                   if (!scan) {
                       handler(tl::make_unexpected(
                           fatalReply(*reply, m_side)
                               .value_or(Error{
                                   ErrorKind::Protocol,
                                   {QT_TRANSLATE_NOOP(
                                       "core", "A reply has not the shape that was expected.")},
                                   m_side.address().toString(),
                                   {}})));
                       return;
                   }
                   m_cursor = scan->cursor;
                   m_atEnd = m_cursor == "0";
                   QList<QByteArray> names;
                   names.reserve(scan->count);
                   for (const QByteArrayView name : texts(scan->items)) {
                       names.append(name.toByteArray());
                   }
                   handler(std::move(names));
               });
}

RandomKeys::RandomKeys(Side& side, int database, qint64 wanted)
    : m_side(side)
    , m_database(database)
    , m_wanted(wanted)
    , m_atEnd(wanted <= 0) {}

void RandomKeys::fetch(qint64 keys, Handler handler) {
    redis::CommandWriter commands;
    const qint64 draws =
        std::clamp<qint64>(m_wanted - m_drawn.size(), 1, std::min(keys, qint64{256}));
    for (qint64 i = 0; i < draws; ++i) {
        commands.command({"RANDOMKEY"});
    }
    m_side.ask(controlLane, m_database, commands,
               [this, handler = std::move(handler)](const Result<QByteArray>& replies) {
                   if (!replies) {
                       handler(tl::make_unexpected(replies.error()));
                       return;
                   }
                   if (const auto refused = fatalReply(*replies, m_side)) {
                       handler(tl::make_unexpected(*refused));
                       return;
                   }
                   QList<QByteArray> names;
                   redis::ReplyCursor cursor(*replies);
                   while (const std::optional<redis::ReplyItem> item = cursor.next()) {
                       const QByteArray name = item->text.toByteArray();
                       if (!item->isNil() && !m_drawn.contains(name)) {
                           m_drawn.insert(name);
                           names.append(name);
                       }
                   }
                   constexpr int patience = 200;
                   m_inVain = names.isEmpty() ? m_inVain + 1 : 0;
                   m_atEnd = m_drawn.size() >= m_wanted || m_inVain > patience;
                   handler(std::move(names));
               });
}

} // namespace ferryman
