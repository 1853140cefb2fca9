// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "verify/side.h"
#include "verify/value_compare.h"

#include <QStringList>

#include <functional>
#include <memory>

namespace ferryman {

/// Which key, where it is read, and how closely.
struct CheckPlace {
    Pair pair;
    int lane = 0;
    KeyName name;
    milliseconds expiryTolerance{1000};
    /// Calls `go` when the next piece may be read; empty: at once.
    std::function<void(std::function<void()> go)> whenFree;
};

struct ContentCompared {
    Compared mismatch;
    QStringList notCompared; ///< Parts by name.
};

/// Compares the whole content of one key, piece by piece, whatever its size: at most two pieces of
/// about half a megabyte are in memory. It lives until its handler has been called, which happens
/// once; an error is one of the servers', not the key's.
class ContentCheck : public std::enable_shared_from_this<ContentCheck> {
public:
    using Handler = std::function<void(Result<ContentCompared>)>;

    virtual ~ContentCheck() = default;
    ContentCheck(const ContentCheck&) = delete;
    ContentCheck& operator=(const ContentCheck&) = delete;
    virtual void begin() = 0;

protected:
    using Next = std::function<void(const QByteArray& source, const QByteArray& target)>;

    ContentCheck(CheckPlace place, Handler handler);

    void ask(const redis::CommandWriter& toSource, const redis::CommandWriter& toTarget, Next next);
    void askBoth(const redis::CommandWriter& commands, Next next);
    using NextOfOne = std::function<void(const QByteArray& replies)>;
    void askSource(const redis::CommandWriter& commands, NextOfOne next);
    void askTarget(const redis::CommandWriter& commands, NextOfOne next);
    void finish(Compared mismatch = {});
    void note(const QStringList& notCompared) { m_notCompared += notCompared; }
    [[nodiscard]] QByteArrayView key() const { return m_place.name.key; }
    [[nodiscard]] const CheckPlace& place() const { return m_place; }

private:
    void whenFree(std::function<void()> go) const;
    void askOne(Side* side, const redis::CommandWriter& commands, NextOfOne next);
    void fail(const Error& error);

    CheckPlace m_place;
    Handler m_handler;
    QStringList m_notCompared;
};

/// How many elements to ask for at once, by the size of those before.
class PieceSize {
public:
    [[nodiscard]] qint64 elements() const { return m_elements; }
    void learn(qint64 elements, qint64 bytes);

private:
    qint64 m_elements = 64; // of unknown size
};

/// Null for a type whose content cannot be compared on these two servers. `type` as TYPE says it.
[[nodiscard]] std::shared_ptr<ContentCheck>
makeContentCheck(QByteArrayView type, const CheckPlace& place, ContentCheck::Handler handler);

// What it is made of; each in its own file.
[[nodiscard]] std::shared_ptr<ContentCheck> makeStringCheck(const CheckPlace& place,
                                                            ContentCheck::Handler handler);
[[nodiscard]] std::shared_ptr<ContentCheck> makeListCheck(const CheckPlace& place,
                                                          ContentCheck::Handler handler);
[[nodiscard]] std::shared_ptr<ContentCheck> makeScoredCheck(const CheckPlace& place,
                                                            ContentCheck::Handler handler);
[[nodiscard]] std::shared_ptr<ContentCheck> makeJsonCheck(const CheckPlace& place,
                                                          ContentCheck::Handler handler);
[[nodiscard]] std::shared_ptr<ContentCheck> makeHashCheck(const CheckPlace& place,
                                                          ContentCheck::Handler handler);
[[nodiscard]] std::shared_ptr<ContentCheck> makeSetCheck(const CheckPlace& place,
                                                         ContentCheck::Handler handler);
[[nodiscard]] std::shared_ptr<ContentCheck> makeStreamCheck(const CheckPlace& place,
                                                            ContentCheck::Handler handler);

} // namespace ferryman
