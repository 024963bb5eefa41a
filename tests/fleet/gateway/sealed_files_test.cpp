// What lies beside a copy of the store: it opens with its key and as it was written, and in no other way.
#include <QtTest>

#include "fleet/gateway/sealed_catalog.h"
#include "fleet/gateway/sealed_keys.h"
#include "tests/fakes/faulty_file_system.h"

using base::ErrorCode;

class SealedFilesTest : public QObject {
    Q_OBJECT

private:
    static base::Secret key(char fill) { return base::Secret(base::Bytes(32, fill)); }
    static fleet::KeyFiles keyFiles() {
        fleet::KeyFiles keys;
        for (const auto* name : {"keys/fleet.ed25519", "keys/store.id", "keys/store.encryption", "ca/authority.pem"})
            keys.emplace(name, base::Secret(base::Bytes("the secret of ") + name));
        return keys;
    }

private slots:
    void aCatalogOfAnySizeComesBack_data() {
        QTest::addColumn<int>("size");
        for (const int size : {0, 1, 65'535, 65'536, 65'537, 200'000}) QTest::addRow("%d bytes", size) << size;
    }
    void aCatalogOfAnySizeComesBack() {
        QFETCH(int, size);
        fakes::FaultyFileSystem files;
        base::Bytes content(static_cast<std::size_t>(size), '\0');
        for (std::size_t i = 0; i < content.size(); ++i) content[i] = static_cast<char>(i * 31 / 7);
        QVERIFY(files.writeFileAtomically("/plain", content, 0600).ok());
        QVERIFY(fleet::sealCatalog(files, "/plain", "/sealed", key('k')).ok());
        const auto opened = fleet::openSealedCatalog(files, "/sealed", "/opened", key('k'));
        QVERIFY2(opened.ok(), opened.ok() ? "" : opened.error().message.c_str());
        QVERIFY(files.readFile("/opened").value() == content);
    }

    void aCatalogThatWasChangedOrCutDoesNotOpen() {
        fakes::FaultyFileSystem files;
        QVERIFY(files.writeFileAtomically("/plain", base::Bytes(150'000, 'c'), 0600).ok());
        QVERIFY(fleet::sealCatalog(files, "/plain", "/sealed", key('k')).ok());
        const auto sealed = files.readFile("/sealed").value();
        const auto opens = [&](const base::Bytes& bytes) {
            if (!files.writeFileAtomically("/changed", bytes, 0600)) qFatal("cannot write");
            const auto opened = fleet::openSealedCatalog(files, "/changed", "/opened", key('k'));
            return opened.ok() || files.exists("/opened");
        };
        for (std::size_t at : {std::size_t{0}, std::size_t{9}, std::size_t{40}, std::size_t{70'000}, sealed.size() - 1}) {
            auto changed = sealed;
            changed[at] = static_cast<char>(changed[at] ^ 1);
            QVERIFY2(!opens(changed), std::to_string(at).c_str());
        }
        for (std::size_t length : {std::size_t{0}, std::size_t{20}, std::size_t{40}, std::size_t{65'585}, sealed.size() - 1})
            QVERIFY2(!opens(sealed.substr(0, length)), std::to_string(length).c_str());
        QVERIFY(!opens(sealed + "x"));
        QCOMPARE(fleet::openSealedCatalog(files, "/sealed", "/opened", key('o')).error().code, ErrorCode::Denied);
        QVERIFY(!files.exists("/opened"));
    }

    void aCatalogIsReplacedAsOneStep() {
        fakes::FaultyFileSystem files;
        QVERIFY(files.writeFileAtomically("/plain", "the first", 0600).ok());
        QVERIFY(fleet::sealCatalog(files, "/plain", "/sealed", key('k')).ok());
        QVERIFY(files.writeFileAtomically("/plain", "the second", 0600).ok());
        const auto before = files.steps();
        QVERIFY(fleet::sealCatalog(files, "/plain", "/other", key('k')).ok());
        const auto steps = files.steps() - before;
        for (std::uint64_t step = 0; step < steps; ++step) {
            files.cutPowerAfter(step);
            (void)fleet::sealCatalog(files, "/plain", "/sealed", key('k'));
            files.restart(7);
            QVERIFY(fleet::openSealedCatalog(files, "/sealed", "/opened", key('k')).ok());
            const auto content = files.readFile("/opened").value();
            QVERIFY2(content == "the first" || content == "the second", content.c_str());
        }
    }

    void keysOpenWithTheirPassphraseOnly() {
        const base::Secret passphrase("correct horse battery");
        const auto sealed = fleet::sealKeys(keyFiles(), passphrase).value();
        QVERIFY(sealed.find("secret of") == std::string::npos);
        const auto opened = fleet::openSealedKeys(sealed, passphrase);
        QVERIFY2(opened.ok(), opened.ok() ? "" : opened.error().message.c_str());
        for (const auto& [name, secret] : keyFiles()) QVERIFY(opened->at(name).matches(secret.reveal()));
        QCOMPARE(fleet::openSealedKeys(sealed, base::Secret("correct horse batterie")).error().code, ErrorCode::Denied);
        auto changed = sealed;
        changed.back() = static_cast<char>(changed.back() ^ 1);
        QCOMPARE(fleet::openSealedKeys(changed, passphrase).error().code, ErrorCode::Denied);
        QCOMPARE(fleet::sealKeys(keyFiles(), base::Secret("too short")).error().code, ErrorCode::InvalidInput);
    }

    void keysThatAskForTooMuchWorkAreRefusedUnread() {
        const base::Secret passphrase("correct horse battery");
        auto sealed = fleet::sealKeys(keyFiles(), passphrase).value();
        sealed[8 + 16 + 8 + 5] = 1;  // a tebibyte of memory
        QCOMPARE(fleet::openSealedKeys(sealed, passphrase).error().code, ErrorCode::Corrupt);
        QCOMPARE(fleet::openSealedKeys("TWKEYS1\n", passphrase).error().code, ErrorCode::Corrupt);
        QCOMPARE(fleet::openSealedKeys("", passphrase).error().code, ErrorCode::Corrupt);
    }
};

QTEST_GUILESS_MAIN(SealedFilesTest)
#include "sealed_files_test.moc"
