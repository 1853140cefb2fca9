// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "redis/value.h"

#include <memory>
#include <optional>

namespace ferryman::redis {

/// What a reply may cost before memory is taken for it.
struct ReplyLimits {
    qint64 bulkBytes = qint64{64} * 1024 * 1024;
    qint64 arrayItems = 1'000'000;
    qint64 replyBytes = qint64{256} * 1024 * 1024; ///< What one whole reply takes in memory.
    int depth =
        7; ///< Arrays within arrays; hiredis 0.14's reader nests no deeper, so more is cut to 7.
};

/// Bytes in, replies out: RESP2 over hiredis' redisReader, the one place where hiredis is used.
class ReplyDecoder {
public:
    explicit ReplyDecoder(ReplyLimits limits = {});
    ~ReplyDecoder();
    ReplyDecoder(const ReplyDecoder&) = delete;
    ReplyDecoder& operator=(const ReplyDecoder&) = delete;

    /// Takes bytes in whatever pieces they come.
    void feed(QByteArrayView bytes);

    /// The next whole reply, nothing while bytes are missing, or an error of kind Protocol (not
    /// RESP, or above a limit) after which the decoder gives the same error for ever: close the
    /// connection.
    [[nodiscard]] Result<std::optional<Value>> next();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace ferryman::redis
