// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTest>

// QCOMPARE would find our toString() for an enum that has one, and free what it gives.

/// Goes on only if both are the same, by their names.
#define COMPARE_NAMED(actual, wanted)                                                              \
    QCOMPARE(QByteArray(toString(actual)), QByteArray(toString(wanted)))

/// The same, once it is so or the usual wait is over.
#define TRY_COMPARE_NAMED(actual, wanted)                                                          \
    QTRY_COMPARE(QByteArray(toString(actual)), QByteArray(toString(wanted)))
