// SPDX-License-Identifier: GPL-3.0-or-later
#include "verify/content_check.h"

#include <algorithm>

namespace ferryman {

ContentCheck::ContentCheck(CheckPlace place, Handler handler)
    : m_place(std::move(place))
    , m_handler(std::move(handler)) {}

void ContentCheck::whenFree(std::function<void()> go) const {
    if (m_place.whenFree) {
        m_place.whenFree(std::move(go));
    } else {
        go();
    }
}

void ContentCheck::ask(const redis::CommandWriter& toSource, const redis::CommandWriter& toTarget,
                       Next next) {
    const auto take = [self = shared_from_this(), next = std::move(next)](
                          const Result<QByteArray>& source, const Result<QByteArray>& target) {
        if (!source || !target) {
            self->fail(source ? target.error() : source.error());
        } else if (const auto refused = fatalReply(*source, *self->m_place.pair.source)) {
            self->fail(*refused);
        } else if (const auto refusedThere = fatalReply(*target, *self->m_place.pair.target)) {
            self->fail(*refusedThere);
        } else {
            next(*source, *target);
        }
    };
    whenFree([self = shared_from_this(), toSource, toTarget, take] {
        self->m_place.pair.ask(self->m_place.lane, self->m_place.name.database, toSource, toTarget,
                               take);
    });
}

void ContentCheck::askBoth(const redis::CommandWriter& commands, Next next) {
    ask(commands, commands, std::move(next));
}

void ContentCheck::askSource(const redis::CommandWriter& commands, NextOfOne next) {
    askOne(m_place.pair.source, commands, std::move(next));
}

void ContentCheck::askTarget(const redis::CommandWriter& commands, NextOfOne next) {
    askOne(m_place.pair.target, commands, std::move(next));
}

void ContentCheck::askOne(Side* side, const redis::CommandWriter& commands, NextOfOne next) {
    const auto take = [self = shared_from_this(), side,
                       next = std::move(next)](const Result<QByteArray>& replies) {
        if (!replies) {
            self->fail(replies.error());
        } else if (const auto refused = fatalReply(*replies, *side)) {
            self->fail(*refused);
        } else {
            next(*replies);
        }
    };
    whenFree([self = shared_from_this(), side, commands, take] {
        side->ask(self->m_place.lane, self->m_place.name.database, commands, take);
    });
}

void ContentCheck::finish(Compared mismatch) {
    const Handler handler = std::exchange(m_handler, {});
    if (handler) {
        m_notCompared.removeDuplicates();
        handler(ContentCompared{std::move(mismatch), m_notCompared});
    }
}

void ContentCheck::fail(const Error& error) {
    const Handler handler = std::exchange(m_handler, {});
    if (handler) {
        handler(tl::make_unexpected(error));
    }
}

void PieceSize::learn(qint64 elements, qint64 bytes) {
    constexpr qint64 pieceBytes = qint64{512} * 1024;
    constexpr qint64 most = 8192; // a server stands still while it collects them
    if (elements > 0) {
        const qint64 each = std::max<qint64>(bytes / elements, 1);
        // At most eight times as many: the next ones may be larger.
        m_elements = std::clamp(std::min(pieceBytes / each, m_elements * 8), qint64{1}, most);
    }
}

std::shared_ptr<ContentCheck> makeContentCheck(QByteArrayView type, const CheckPlace& place,
                                               ContentCheck::Handler handler) {
    using Maker = std::shared_ptr<ContentCheck> (*)(const CheckPlace&, ContentCheck::Handler);
    struct Known {
        const char* type;
        Maker make;
    };
    static constexpr Known known[] = {{"string", &makeStringCheck}, {"list", &makeListCheck},
                                      {"set", &makeSetCheck},       {"hash", &makeHashCheck},
                                      {"zset", &makeScoredCheck},   {"stream", &makeStreamCheck},
                                      {"ReJSON-RL", &makeJsonCheck}};
    for (const Known& each : known) {
        if (type == QByteArrayView(each.type)) {
            const bool needsJson = each.make == &makeJsonCheck;
            const bool can =
                !needsJson || (place.pair.source->facts().json && place.pair.target->facts().json);
            return can ? each.make(place, std::move(handler)) : nullptr;
        }
    }
    return nullptr;
}

} // namespace ferryman
