// SPDX-License-Identifier: GPL-3.0-or-later
#include "codec_fuzz.h"
#include "support/recordings.h"

#include <QTest>

#include <random>

using namespace ferryman::test;

namespace {

/// Changes that servers, networks and attackers make: bits, lengths, cuts, repetitions.
class Mutator {
public:
    explicit Mutator(quint32 seed)
        : m_random(seed) {}

    QByteArray mutate(QByteArray bytes) {
        const int changes = 1 + below(4);
        for (int i = 0; i < changes && !bytes.isEmpty(); ++i) {
            change(bytes);
        }
        return bytes;
    }

    int below(qsizetype limit) {
        return static_cast<int>(m_random() % static_cast<quint32>(std::max<qsizetype>(limit, 1)));
    }

private:
    void change(QByteArray& bytes) {
        static const QByteArrayList pieces{"\r\n",
                                           "*",
                                           "$",
                                           ":",
                                           "-1",
                                           "*1\r\n",
                                           "$0\r\n\r\n",
                                           "*1000\r\n",
                                           "99999999999999999999",
                                           "2147483648",
                                           "+",
                                           "-ERR ",
                                           "%",
                                           "=",
                                           ",",
                                           "slave0:ip=",
                                           QByteArray(1, '\0'),
                                           "\xff"};
        const int at = below(bytes.size());
        switch (below(5)) {
        case 0:
            bytes[at] = static_cast<char>(below(256));
            return;
        case 1:
            bytes.insert(at, pieces[below(pieces.size())]);
            return;
        case 2:
            bytes.remove(at, 1 + below(8));
            return;
        case 3:
            bytes.truncate(at);
            return;
        default:
            bytes.insert(at, bytes.mid(below(bytes.size()), below(64)));
            return;
        }
    }

    std::mt19937 m_random;
};

} // namespace

class CodecFuzzTest : public QObject {
    Q_OBJECT

private slots:
    void survivesChangedRecordings_data();
    void survivesChangedRecordings();
    void survivesNoise();
};

void CodecFuzzTest::survivesChangedRecordings_data() {
    QTest::addColumn<QString>("name");
    for (const QString& name : recordingNames()) {
        QTest::newRow(qPrintable(name)) << name;
    }
}

void CodecFuzzTest::survivesChangedRecordings() {
    QFETCH(const QString, name);
    const QByteArray recorded = recordedBytes(name);
    Mutator mutator(20'261'123);
    for (int i = 0; i < 150; ++i) {
        const QByteArray input = static_cast<char>(mutator.below(256)) + mutator.mutate(recorded);
        QCOMPARE(LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.constData()),
                                        static_cast<std::size_t>(input.size())),
                 0); // a broken promise aborts
    }
}

void CodecFuzzTest::survivesNoise() {
    static const QByteArray alphabet("*$+-:0123456789\r\n\r\n\r\nab%\0", 26);
    Mutator mutator(7);
    for (int i = 0; i < 20'000; ++i) {
        QByteArray input(1 + mutator.below(80), '\0');
        for (char& byte : input) {
            byte = alphabet[mutator.below(alphabet.size())];
        }
        QCOMPARE(LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.constData()),
                                        static_cast<std::size_t>(input.size())),
                 0);
    }
}

QTEST_GUILESS_MAIN(CodecFuzzTest)
#include "codec_fuzz_test.moc"
