// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/notices.h"

namespace ferryman {

QList<Error> noticesOf(const Snapshot& snapshot) {
    QList<Error> notices;
    for (const OpenIntent& intent : snapshot.leftOpen) {
        notices.append(
            {ErrorKind::Refused,
             {intent.certain
                  ? QT_TRANSLATE_NOOP("core", "An earlier run on this plan sent %1 to %2 and did "
                                              "not put it back; what puts it back: %3")
                  : QT_TRANSLATE_NOOP("core", "An earlier run on this plan may have sent %1 to "
                                              "%2; what puts it back: %3"),
              {intent.command, intent.where, intent.undo}},
             intent.where,
             {}});
    }
    if (!snapshot.connect.usable) {
        return notices; // the page Connect says what is wrong there
    }
    const Topology& topology = snapshot.connect.topology;
    for (const SentinelView& view : topology.sentinels) {
        if (!view.answered()) {
            const Message silent{
                Plural{QT_TRANSLATE_N_NOOP("core", "Sentinel %1 does not answer: %2 of %3 do."),
                       "Sentinel %1 does not answer: %2 of %3 does.", topology.answering()},
                {view.address.toString(), QString::number(topology.answering()),
                 QString::number(topology.sentinels.size())}};
            notices.append({view.error->kind,
                            {"%1 (%2)", {silent, view.error->sentence()}},
                            view.address.toString(),
                            {}});
        }
    }
    return notices;
}

} // namespace ferryman
