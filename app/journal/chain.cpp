// SPDX-License-Identifier: GPL-3.0-or-later
#include "journal/chain.h"

#include <QCryptographicHash>

namespace ferryman {

namespace {

QByteArray netstring(const QByteArray& bytes) {
    return QByteArray::number(bytes.size()) + ':' + bytes + ',';
}

} // namespace

QByteArray beginningOfChain() {
    constexpr int hexDigits = 64;
    return QByteArray(hexDigits, '0');
}

QByteArray chainHash(const QByteArray& before, const StoredRow& row) {
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const QByteArray& part :
         {before, QByteArray::number(row.number), row.at, row.kind, row.subject, row.data}) {
        hash.addData(netstring(part));
    }
    return hash.result().toHex();
}

ChainWalk::ChainWalk() {
    m_check.lastHash = beginningOfChain();
}

void ChainWalk::take(const StoredRow& row) {
    if (m_check.fault) {
        return;
    }
    const qint64 expected = m_check.rows + 1;
    if (row.number != expected) {
        fail(expected, {QT_TRANSLATE_NOOP("core", "Row %1 of the journal is missing."),
                        {QString::number(expected)}});
        return;
    }
    const QByteArray hash = chainHash(m_check.lastHash, row);
    if (hash != row.hash) {
        // Whoever alters a row and hashes it anew is found at the next one, which followed the old.
        fail(row.number,
             {QT_TRANSLATE_NOOP("core", "Row %1 of the journal was altered, or the hash of the "
                                        "row before it: its own hash does not fit."),
              {QString::number(row.number)}});
        return;
    }
    m_check.rows = row.number;
    m_check.lastHash = hash;
}

} // namespace ferryman
