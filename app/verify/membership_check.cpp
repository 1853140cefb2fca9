// SPDX-License-Identifier: GPL-3.0-or-later
// Hashes and sets: each server keeps them in an order of its own, so the source's are walked by
// HSCAN or SSCAN and looked up on the target. With as many on both sides that is all of them, and
// nothing has to be remembered.
#include "verify/content_check.h"

namespace ferryman {

namespace {

class MembershipCheck : public ContentCheck {
public:
    void begin() override {
        redis::CommandWriter commands;
        commands.command({isHash() ? "HLEN" : "SCARD", key()});
        askBoth(commands, [this](const QByteArray& source, const QByteArray& target) {
            if (source != target) {
                m_sizes = sizesMismatch(source, target);
            }
            scanSource();
        });
    }

protected:
    MembershipCheck(CheckPlace place, Handler handler)
        : ContentCheck(std::move(place), std::move(handler)) {}

    [[nodiscard]] virtual bool isHash() const = 0;
    /// Compares the source's piece, which lies in `reply`, with what the target says; goOn()
    /// follows.
    virtual void lookUp(std::shared_ptr<const QByteArray> reply, QByteArrayView items) = 0;

    void goOn(Compared mismatch) {
        if (mismatch) {
            finish(std::move(mismatch));
        } else if (m_cursor == "0") {
            finish(m_sizes); // all of the source's are there; so whatever is more is the target's
        } else {
            scanSource();
        }
    }

private:
    void scanSource() {
        redis::CommandWriter command;
        command.begin(5);
        command.word(isHash() ? "HSCAN" : "SSCAN");
        command.word(key());
        command.word(m_cursor);
        command.word("COUNT");
        command.word(m_size.elements());
        askSource(command, [this](const QByteArray& reply) {
            const auto kept = std::make_shared<const QByteArray>(reply);
            const std::optional<ScanReply> scan = scanReply(*kept);
            if (!scan) { // it was replaced by another type meanwhile
                finish(Mismatch{DifferenceClass::Type, {}, abridged(*kept), {}});
                return;
            }
            m_cursor = scan->cursor;
            const qint64 elements = scan->count / (isHash() ? 2 : 1);
            m_size.learn(elements, kept->size());
            if (elements == 0) {
                goOn({});
                return;
            }
            lookUp(kept, scan->items);
        });
    }

    [[nodiscard]] static Mismatch sizesMismatch(QByteArrayView source, QByteArrayView target) {
        const auto shown = [](QByteArrayView reply) {
            const std::optional<redis::ReplyItem> item = redis::ReplyCursor(reply).next();
            return item ? QString::number(item->number) : QString();
        };
        return {DifferenceClass::Value, QStringLiteral("size"), shown(source), shown(target)};
    }

    PieceSize m_size;
    QByteArray m_cursor = "0";
    Compared m_sizes;
};

class HashCheck final : public MembershipCheck {
public:
    HashCheck(CheckPlace place, Handler handler)
        : MembershipCheck(std::move(place), std::move(handler)) {}

private:
    [[nodiscard]] bool isHash() const override { return true; }

    void lookUp(std::shared_ptr<const QByteArray> reply, QByteArrayView items) override {
        QList<QByteArrayView> fields = texts(items);
        for (qsizetype i = 0; i < fields.size() / 2; ++i) {
            fields[i] = fields[i * 2];
        }
        fields.resize(fields.size() / 2);
        const bool expiries = place().pair.fieldExpiries();
        redis::CommandWriter toTarget;
        toTarget.begin(2 + fields.size());
        toTarget.word("HMGET");
        writeKeyAnd(toTarget, fields);
        if (!expiries) {
            askTarget(toTarget, [this, reply, items](const QByteArray& target) {
                goOn(compareFieldsRead(items, target));
            });
            return;
        }
        redis::CommandWriter toSource;
        writeExpiries(toSource, fields);
        writeExpiries(toTarget, fields);
        ask(toSource, toTarget,
            [this, reply, items, fields](const QByteArray& source, const QByteArray& target) {
                redis::ReplyCursor replies(target);
                Compared mismatch = compareFieldsRead(items, replies.whole());
                if (!mismatch) {
                    mismatch = compareFieldExpiries(fields, source, replies.whole(),
                                                    place().expiryTolerance.count());
                }
                goOn(std::move(mismatch));
            });
    }

    void writeKeyAnd(redis::CommandWriter& commands, const QList<QByteArrayView>& fields) {
        commands.word(key());
        for (const QByteArrayView field : fields) {
            commands.word(field);
        }
    }

    void writeExpiries(redis::CommandWriter& commands, const QList<QByteArrayView>& fields) {
        commands.begin(4 + fields.size());
        commands.word("HPEXPIRETIME");
        commands.word(key());
        commands.word("FIELDS");
        commands.word(qint64{fields.size()});
        for (const QByteArrayView field : fields) {
            commands.word(field);
        }
    }
};

class SetCheck final : public MembershipCheck {
public:
    SetCheck(CheckPlace place, Handler handler)
        : MembershipCheck(std::move(place), std::move(handler)) {}

private:
    [[nodiscard]] bool isHash() const override { return false; }

    void lookUp(std::shared_ptr<const QByteArray> reply, QByteArrayView items) override {
        const QList<QByteArrayView> members = texts(items);
        redis::CommandWriter toTarget;
        if (place().pair.target->facts().manyMembers) {
            toTarget.begin(2 + members.size());
            toTarget.word("SMISMEMBER");
            toTarget.word(key());
            for (const QByteArrayView member : members) {
                toTarget.word(member);
            }
        } else {
            for (const QByteArrayView member : members) {
                toTarget.command({"SISMEMBER", key(), member});
            }
        }
        askTarget(toTarget, [this, reply, items](const QByteArray& target) {
            goOn(compareMembership(items, target));
        });
    }
};

} // namespace

std::shared_ptr<ContentCheck> makeHashCheck(const CheckPlace& place,
                                            ContentCheck::Handler handler) {
    return std::make_shared<HashCheck>(place, std::move(handler));
}

std::shared_ptr<ContentCheck> makeSetCheck(const CheckPlace& place, ContentCheck::Handler handler) {
    return std::make_shared<SetCheck>(place, std::move(handler));
}

} // namespace ferryman
