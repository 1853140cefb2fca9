// SPDX-License-Identifier: GPL-3.0-or-later
#include "verify/content_check.h"
#include "verify/stream_compare.h"

namespace ferryman {

namespace {

/// Entries, then what surrounds them, then one group after the other: its consumers and its pending
/// entries.
class StreamCheck final : public ContentCheck {
public:
    StreamCheck(CheckPlace place, Handler handler)
        : ContentCheck(std::move(place), std::move(handler)) {}

    void begin() override { readEntries(); }

private:
    void readEntries() {
        redis::CommandWriter commands;
        commands.begin(6);
        commands.word("XRANGE");
        commands.word(key());
        commands.word(m_from);
        commands.word("+");
        commands.word("COUNT");
        commands.word(m_size.elements());
        askBoth(commands, [this](const QByteArray& source, const QByteArray& target) {
            if (Compared mismatch = compareEntries(source, target)) {
                finish(std::move(mismatch));
                return;
            }
            const EntriesEnd end = entriesEnd(source);
            if (end.count < m_size.elements()) {
                readSurroundings();
                return;
            }
            m_from = nextStreamId(end.lastId);
            m_size.learn(end.count, source.size());
            readEntries();
        });
    }

    void readSurroundings() {
        redis::CommandWriter commands;
        commands.command({"XINFO", "STREAM", key()});
        commands.command({"XINFO", "GROUPS", key()});
        askBoth(commands, [this](const QByteArray& source, const QByteArray& target) {
            redis::ReplyCursor a(source);
            redis::ReplyCursor b(target);
            const StreamCompared info = compareStreamInfo(a.whole(), b.whole());
            const QByteArrayView groups = a.whole();
            const StreamCompared ofGroups = compareGroups(groups, b.whole());
            note(info.notCompared + ofGroups.notCompared);
            if (info.mismatch || ofGroups.mismatch) {
                finish(info.mismatch ? info.mismatch : ofGroups.mismatch);
                return;
            }
            m_groups = infoMapsByName(groups).keys();
            readNextGroup();
        });
    }

    void readNextGroup() {
        if (m_groups.isEmpty()) {
            finish();
            return;
        }
        redis::CommandWriter commands;
        commands.command({"XINFO", "CONSUMERS", key(), m_groups.first()});
        askBoth(commands, [this](const QByteArray& source, const QByteArray& target) {
            if (Compared mismatch = compareConsumers(m_groups.first(), source, target)) {
                finish(std::move(mismatch));
                return;
            }
            m_from = "-";
            readPending();
        });
    }

    void readPending() {
        constexpr qint64 piece = 1000;
        redis::CommandWriter commands;
        commands.begin(6);
        commands.word("XPENDING");
        commands.word(key());
        commands.word(m_groups.first());
        commands.word(m_from);
        commands.word("+");
        commands.word(piece);
        askBoth(commands, [this](const QByteArray& source, const QByteArray& target) {
            if (Compared mismatch = comparePending(m_groups.first(), source, target)) {
                finish(std::move(mismatch));
                return;
            }
            const EntriesEnd end = entriesEnd(source);
            if (end.count < piece) {
                m_groups.removeFirst();
                readNextGroup();
                return;
            }
            m_from = nextStreamId(end.lastId);
            readPending();
        });
    }

    PieceSize m_size;
    QByteArray m_from = "-";
    QList<QByteArray> m_groups;
};

} // namespace

std::shared_ptr<ContentCheck> makeStreamCheck(const CheckPlace& place,
                                              ContentCheck::Handler handler) {
    return std::make_shared<StreamCheck>(place, std::move(handler));
}

} // namespace ferryman
