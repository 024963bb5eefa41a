// The catalogues hold every text of the console, and German every translation.
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

class TranslationsTest : public QObject {
    Q_OBJECT
private slots:
    void everyTextIsInTheCatalogueAndTranslated_data();
    void everyTextIsInTheCatalogueAndTranslated();
    void germanKeepsTheParametersOfEveryText();
};

namespace {

struct Entry {
    QString source, translation;
    bool finished = true;
};

QVector<Entry> readCatalogue(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) return {};
    QXmlStreamReader xml(&file);
    QVector<Entry> entries;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement) continue;
        if (xml.name() == u"source") entries.append({xml.readElementText(), {}, true});
        else if (xml.name() == u"translation") {
            const QString type = xml.attributes().value("type").toString();
            entries.last().finished = type != "unfinished";
            entries.last().translation = xml.readElementText(QXmlStreamReader::IncludeChildElements);
        }
    }
    return entries;
}

QString catalogue(const QString& language) { return QStringLiteral(TWINSET_SOURCE_DIR "/translations/twinset_%1.ts").arg(language); }

}  // namespace

void TranslationsTest::everyTextIsInTheCatalogueAndTranslated_data() {
    QTest::addColumn<QString>("language");
    QTest::addColumn<QStringList>("options");
    QTest::newRow("German") << "de" << QStringList();
    QTest::newRow("English plurals") << "en" << QStringList("-pluralonly");
}

void TranslationsTest::everyTextIsInTheCatalogueAndTranslated() {
    QFETCH(QString, language);
    QFETCH(QStringList, options);
    QTemporaryDir directory;
    const QString copy = directory.filePath("twinset_" + language + ".ts");
    QVERIFY(QFile::copy(catalogue(language), copy));
    QProcess lupdate;
    lupdate.setWorkingDirectory(TWINSET_SOURCE_DIR);
    lupdate.start(TWINSET_LUPDATE, options + QStringList{"-silent", "-no-ui-lines", "-locations", "none", "-I", ".", "app/console", "-ts", copy});
    QVERIFY(lupdate.waitForFinished());
    QCOMPARE(lupdate.exitCode(), 0);
    const auto before = readCatalogue(catalogue(language));
    const auto after = readCatalogue(copy);
    QVERIFY(!before.isEmpty());
    for (const Entry& entry : after) QVERIFY2(entry.finished && !entry.translation.trimmed().isEmpty(), qPrintable(entry.source + " has no translation"));
    QCOMPARE(after.size(), before.size());
}

void TranslationsTest::germanKeepsTheParametersOfEveryText() {
    for (const Entry& entry : readCatalogue(catalogue("de")))
        for (const char* parameter : {"%1", "%2", "%3", "%n"})
            QVERIFY2(entry.source.contains(parameter) == entry.translation.contains(parameter), qPrintable(entry.source));
}

QTEST_GUILESS_MAIN(TranslationsTest)
#include "translations_test.moc"
