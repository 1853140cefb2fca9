// SPDX-License-Identifier: GPL-3.0-or-later
#include "charts/chart_export.h"

#include "charts/time_chart.h"

#include <QBuffer>
#include <QDateTime>
#include <QImage>
#include <QPainter>
#include <QSaveFile>
#include <QSvgGenerator>
#include <QtConcurrent>

#include <functional>

namespace ferryman {

namespace {

constexpr int pictureRatio = 2;
constexpr qsizetype samplesAtOnce = 4096;

using Fill = std::function<bool(QIODevice& file)>;

Result<QString> writeFile(const QString& path, const Fill& fill) {
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || !fill(file) || !file.commit()) {
        return failure(ErrorKind::Storage,
                       {QT_TRANSLATE_NOOP("core", "%1 cannot be written: check the folder's rights "
                                                  "and its free space."),
                        {path}},
                       {}, file.errorString());
    }
    return path;
}

void draw(QPainter& painter, const QList<TimeChart*>& charts, const QSize& size) {
    const Colours& paper = lightColours();
    painter.fillRect(QRect(QPoint(0, 0), size), paper.panel);
    for (TimeChart* chart : charts) {
        chart->draw(painter, chart->geometry(), paper);
    }
}

QImage pictureOf(const QList<TimeChart*>& charts, const QSize& size) {
    QImage image(size * pictureRatio, QImage::Format_RGB32);
    QPainter painter(&image);
    painter.scale(pictureRatio, pictureRatio);
    draw(painter, charts, size);
    return image;
}

QByteArray drawingOf(const QList<TimeChart*>& charts, const QSize& size) {
    QBuffer buffer;
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(size);
    generator.setViewBox(QRect(QPoint(0, 0), size));
    generator.setTitle(QStringLiteral("Replication"));
    QPainter painter(&generator);
    draw(painter, charts, size);
    painter.end();
    return buffer.data();
}

template <typename Number>
QByteArray cell(const std::optional<Number>& number) {
    return number ? QByteArray::number(*number) : QByteArray();
}

QByteArray cell(const std::optional<double>& number) {
    return number ? QByteArray::number(*number, 'f', 3) : QByteArray();
}

QByteArray rowOf(const Sample& sample) {
    const QByteArray at =
        QDateTime::fromMSecsSinceEpoch(sample.atMs, Qt::UTC).toString(Qt::ISODateWithMs).toLatin1();
    return QByteArrayList{at,
                          cell(sample.sourceOffset),
                          cell(sample.replicaOffset),
                          cell(sample.lagBytes),
                          cell(sample.lagSeconds),
                          cell(sample.writeBytesPerSecond),
                          cell(sample.applyBytesPerSecond),
                          cell(sample.sourceKeys),
                          cell(sample.targetKeys),
                          cell(sample.sourceMemoryBytes),
                          cell(sample.targetMemoryBytes)}
               .join(',') +
           "\r\n";
}

const QByteArray headRow = "time,source_offset,dragonfly_offset,lag_bytes,lag_seconds,"
                           "written_bytes_per_second,applied_bytes_per_second,source_keys,"
                           "dragonfly_keys,source_memory_bytes,dragonfly_memory_bytes\r\n";

bool writeRows(const History& history, const ChartWindow& window, QIODevice& file) {
    bool written = file.write(headRow) == headRow.size();
    for (qint64 from = window.fromMs; written && from <= window.toMs;) {
        const QList<Sample> samples = history.samples(from, window.toMs, samplesAtOnce);
        if (samples.isEmpty()) {
            break;
        }
        QByteArray rows;
        for (const Sample& sample : samples) {
            rows += rowOf(sample);
        }
        written = file.write(rows) == rows.size();
        from = samples.constLast().atMs + 1;
    }
    return written;
}

} // namespace

QString endingOf(ChartFile form) {
    switch (form) {
    case ChartFile::Png:
        return QStringLiteral("png");
    case ChartFile::Svg:
        return QStringLiteral("svg");
    case ChartFile::Csv:
        return QStringLiteral("csv");
    }
    return {};
}

Future<QString> writeCharts(const QList<TimeChart*>& charts, const QSize& size, ChartFile form,
                            const QString& path) {
    if (form == ChartFile::Png) {
        return QtConcurrent::run([image = pictureOf(charts, size), path] {
            return writeFile(path, [&](QIODevice& file) { return image.save(&file, "PNG"); });
        });
    }
    return QtConcurrent::run([bytes = drawingOf(charts, size), path] {
        return writeFile(path, [&](QIODevice& file) { return file.write(bytes) == bytes.size(); });
    });
}

Future<QString> writeSamples(std::shared_ptr<const History> history, const ChartWindow& window,
                             const QString& path) {
    return QtConcurrent::run([history = std::move(history), window, path] {
        return writeFile(path, [&](QIODevice& file) { return writeRows(*history, window, file); });
    });
}

} // namespace ferryman
