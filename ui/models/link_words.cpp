// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/link_words.h"

#include "base/format.h"

#include <QCoreApplication>

namespace ferryman {

namespace {

class LinkWords {
    Q_DECLARE_TR_FUNCTIONS(LinkWords)
};

QString fullSyncInWords(const SyncProgress& sync) {
    return sync.keysTotal > 0
               ? LinkWords::tr("full sync: %1 of %2 keys", nullptr, formOf(sync.keysTotal))
                     .arg(formatCount(sync.keysLoaded, QLocale()),
                          formatCount(sync.keysTotal, QLocale()))
               : LinkWords::tr("full sync");
}

} // namespace

QString lagInWords(const Sample& sample) {
    const QLocale locale;
    if (!sample.lagBytes) {
        return {};
    }
    const QString bytes = formatBytes(*sample.lagBytes, locale);
    return sample.lagSeconds
               ? LinkWords::tr("%1, %2 s").arg(bytes, locale.toString(*sample.lagSeconds, 'f', 1))
               : bytes;
}

std::optional<ToldState> linkInWords(const LinkState& link) {
    const QString lag = lagInWords(link.latest);
    if (link.samples == 0) {
        return {};
    }
    switch (link.phase) {
    case LinkPhase::Detached:
    case LinkPhase::Stopped:
        return {};
    case LinkPhase::Attaching:
        return ToldState{LinkWords::tr("is being attached"), Tone::Info};
    case LinkPhase::FullSync:
        return ToldState{fullSyncInWords(link.sync), Tone::Info};
    case LinkPhase::CatchingUp:
        return ToldState{lag.isEmpty() ? LinkWords::tr("catches up")
                                       : LinkWords::tr("lag %1").arg(lag),
                         Tone::Warning};
    case LinkPhase::Steady:
        return ToldState{LinkWords::tr("steady, lag %1").arg(lag), Tone::Good};
    case LinkPhase::Interrupted:
        return ToldState{LinkWords::tr("link is down"), Tone::Bad};
    case LinkPhase::Looping:
        return ToldState{LinkWords::tr("full sync after full sync"), Tone::Bad};
    }
    return {};
}

} // namespace ferryman
