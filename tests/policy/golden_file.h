// Texts that are compared with a committed file; TWINSET_UPDATE_GOLDEN=1 writes the file instead.
#pragma once

#include <QFile>
#include <QString>
#include <string>

/// `path` is of the source tree. False, with a word on how to update, when the file holds something else.
inline bool matchesCommitted(const QString& path, const std::string& text) {
    QFile file(QStringLiteral(TWINSET_SOURCE_DIR "/") + path);
    if (qgetenv("TWINSET_UPDATE_GOLDEN") == "1")
        return file.open(QIODevice::WriteOnly) && file.write(QByteArray::fromStdString(text)) == static_cast<qint64>(text.size());
    if (file.open(QIODevice::ReadOnly) && file.readAll() == QByteArray::fromStdString(text)) return true;
    qWarning("%s is out of date: TWINSET_UPDATE_GOLDEN=1 rewrites it", qPrintable(path));
    return false;
}
