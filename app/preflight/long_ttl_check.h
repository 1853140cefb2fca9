// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "preflight/judgement.h"

namespace ferryman {

/// source.long-ttl: keys that live longer than Dragonfly can let them. It looks at the averages of
/// INFO keyspace and at some hundred keys.
class LongTtlCheck final : public Check {
public:
    [[nodiscard]] QString id() const override { return QStringLiteral("source.long-ttl"); }
    [[nodiscard]] QFuture<QList<Finding>> run(const CheckContext& context, QObject* owner) override;
};

/// `sampled` are the PTTLs of the keys that were looked at, ms; negative: none.
[[nodiscard]] QList<Finding> judgeLongTtl(const redis::Info& source, const QList<qint64>& sampled);

} // namespace ferryman
