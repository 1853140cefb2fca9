// SPDX-License-Identifier: GPL-3.0-or-later
#include "practice/lab_data.h"

#include <algorithm>

namespace ferryman {

namespace {

constexpr qint64 keysAtOnce = 2'000; // a script of some milliseconds
constexpr milliseconds patience{60'000};

constexpr const char* script = R"(
for i = tonumber(ARGV[1]), tonumber(ARGV[2]) do
    local kind = i % 20
    if kind == 0 then
        redis.call('HSET', 'customer:' .. i, 'name', 'Customer ' .. i, 'visits', i, 'country', 'DE')
    elseif kind == 1 then
        redis.call('RPUSH', 'queue:' .. i, 'job ' .. i, 'job ' .. i + 1, i)
    elseif kind == 2 then
        redis.call('SADD', 'tags:' .. i, 'red', 'green', i)
    elseif kind == 3 then
        redis.call('ZADD', 'ranking:' .. i, i, 'first', i / 2, 'second', -i, 'third')
    elseif kind == 4 then
        redis.call('XADD', 'events:' .. i, i .. '-1', 'kind', 'order', 'amount', i)
    elseif kind == 5 then
        redis.call('SET', 'session:' .. i, 'token ' .. i, 'EX', 7200 + i % 3600)
    elseif kind == 6 then
        redis.call('SET', 'counter:' .. i, i)
    else
        redis.call('SET', 'order:' .. i, 'order ' .. i .. ' of customer ' .. i % 1000)
    end
end
return redis.status_reply('OK')
)";

} // namespace

Future<Done> fillWithData(redis::Client& client, qint64 keys) {
    QList<redis::Command> commands;
    for (qint64 first = 1; first <= keys; first += keysAtOnce) {
        const qint64 last = std::min(first + keysAtOnce - 1, keys);
        commands.append(
            redis::Command{"EVAL", script, "0", QByteArray::number(first), QByteArray::number(last)}
                .changes());
    }
    commands.append(redis::Command{"SCRIPT", "FLUSH"}.changes());
    commands.append(redis::Command{"CONFIG", "RESETSTAT"}.changes());
    return andThen(
        client.pipeline(commands, patience), &client,
        [&client](const QList<redis::Value>& replies) -> Result<Done> {
            for (const redis::Value& reply : replies) {
                if (reply.isError()) {
                    return failure(
                        ErrorKind::Server,
                        {QT_TRANSLATE_NOOP("core", "The practice data could not be written.")},
                        client.address(), reply.describe());
                }
            }
            return Done{};
        });
}

} // namespace ferryman
