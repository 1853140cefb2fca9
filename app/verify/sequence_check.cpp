// SPDX-License-Identifier: GPL-3.0-or-later
// Values that are compared from their beginning to their end: strings, lists, sorted sets, JSON.
#include "verify/content_check.h"

namespace ferryman {

namespace {

template <typename Check>
std::shared_ptr<ContentCheck> make(const CheckPlace& place, ContentCheck::Handler handler) {
    return std::make_shared<Check>(place, std::move(handler));
}

class StringCheck final : public ContentCheck {
public:
    StringCheck(CheckPlace place, Handler handler)
        : ContentCheck(std::move(place), std::move(handler)) {}

    void begin() override { readPiece(); }

private:
    static constexpr qint64 pieceBytes = qint64{512} * 1024; // a HyperLogLog comes whole

    void readPiece() {
        redis::CommandWriter commands;
        commands.begin(4);
        commands.word("GETRANGE");
        commands.word(key());
        commands.word(m_offset);
        commands.word(m_offset + pieceBytes - 1);
        askBoth(commands, [this](const QByteArray& source, const QByteArray& target) {
            take(source, target);
        });
    }

    void take(const QByteArray& source, const QByteArray& target) {
        if (Compared mismatch = compareStrings(source, target, m_offset)) {
            finish(std::move(mismatch));
            return;
        }
        const std::optional<redis::ReplyItem> piece = redis::ReplyCursor(source).next();
        if (!piece || piece->number < pieceBytes) {
            finish();
            return;
        }
        m_offset += pieceBytes;
        readPiece();
    }

    qint64 m_offset = 0;
};

/// Lists by LRANGE and sorted sets by ZRANGE WITHSCORES.
class RangeCheck : public ContentCheck {
public:
    void begin() override { readPiece(); }

protected:
    RangeCheck(CheckPlace place, Handler handler)
        : ContentCheck(std::move(place), std::move(handler)) {}

    [[nodiscard]] virtual bool isScored() const = 0;

private:
    void readPiece() {
        redis::CommandWriter commands;
        commands.begin(isScored() ? 5 : 4);
        commands.word(isScored() ? "ZRANGE" : "LRANGE");
        commands.word(key());
        commands.word(m_index);
        commands.word(m_index + m_size.elements() - 1);
        if (isScored()) {
            commands.word("WITHSCORES");
        }
        askBoth(commands, [this](const QByteArray& source, const QByteArray& target) {
            take(source, target);
        });
    }

    void take(const QByteArray& source, const QByteArray& target) {
        Compared mismatch;
        if (source != target) {
            mismatch = isScored() ? compareScored(source, target, m_index)
                                  : compareLists(source, target, m_index);
        }
        const std::optional<redis::ReplyItem> header = redis::ReplyCursor(source).next();
        const qint64 came = header && header->isArray() ? header->number / (isScored() ? 2 : 1) : 0;
        if (mismatch || came < m_size.elements()) {
            finish(std::move(mismatch));
            return;
        }
        m_index += came;
        m_size.learn(came, source.size());
        readPiece();
    }

    PieceSize m_size;
    qint64 m_index = 0;
};

class ListCheck final : public RangeCheck {
public:
    ListCheck(CheckPlace place, Handler handler)
        : RangeCheck(std::move(place), std::move(handler)) {}

private:
    [[nodiscard]] bool isScored() const override { return false; }
};

class ScoredCheck final : public RangeCheck {
public:
    ScoredCheck(CheckPlace place, Handler handler)
        : RangeCheck(std::move(place), std::move(handler)) {}

private:
    [[nodiscard]] bool isScored() const override { return true; }
};

class JsonCheck final : public ContentCheck {
public:
    JsonCheck(CheckPlace place, Handler handler)
        : ContentCheck(std::move(place), std::move(handler)) {}

    void begin() override {
        redis::CommandWriter commands;
        commands.command({"JSON.GET", key()});
        askBoth(commands, [this](const QByteArray& source, const QByteArray& target) {
            finish(compareJson(source, target));
        });
    }
};

} // namespace

std::shared_ptr<ContentCheck> makeStringCheck(const CheckPlace& place,
                                              ContentCheck::Handler handler) {
    return make<StringCheck>(place, std::move(handler));
}

std::shared_ptr<ContentCheck> makeListCheck(const CheckPlace& place,
                                            ContentCheck::Handler handler) {
    return make<ListCheck>(place, std::move(handler));
}

std::shared_ptr<ContentCheck> makeScoredCheck(const CheckPlace& place,
                                              ContentCheck::Handler handler) {
    return make<ScoredCheck>(place, std::move(handler));
}

std::shared_ptr<ContentCheck> makeJsonCheck(const CheckPlace& place,
                                            ContentCheck::Handler handler) {
    return make<JsonCheck>(place, std::move(handler));
}

} // namespace ferryman
