// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "practice/write_load.h"
#include "practice/write_record.h"
#include "redis/primary_finder.h"

#include <QDeadlineTimer>

namespace ferryman {

/// Looks for every acknowledged write on the primary that Sentinel names. The figures are left to
/// the caller.
class WriteAudit : public QObject {
    Q_OBJECT
public:
    /// `records` outlive it and no longer change.
    WriteAudit(redis::PrimaryFinder::Group group, QList<const WriteRecord*> records,
               QObject* parent = nullptr);

    [[nodiscard]] Future<LoadAudit> run();

private:
    void locate();
    void compare(const QList<redis::Value>& values);

    struct Place {
        const WriteRecord* record;
        qsizetype index;
    };

    redis::PrimaryFinder m_finder;
    QList<Place> m_places;
    std::unique_ptr<redis::Client> m_client;
    Promise<LoadAudit> m_promise;
    QDeadlineTimer m_deadline;
};

} // namespace ferryman
