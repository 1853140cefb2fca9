// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace ferryman {

/// A password in memory. It has no stream operator and no conversion: whoever needs the bytes says
/// so by name, which keeps it out of logs, journals and reports by construction.
class Secret {
public:
    Secret() = default;
    explicit Secret(QByteArray bytes)
        : m_bytes(std::move(bytes)) {}

    [[nodiscard]] bool isEmpty() const { return m_bytes.isEmpty(); }
    [[nodiscard]] const QByteArray& reveal() const { return m_bytes; }

    friend bool operator==(const Secret&, const Secret&) = default;

private:
    QByteArray m_bytes;
};

} // namespace ferryman
