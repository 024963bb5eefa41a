// What Linux says of power and network, read from a copy of its files.
#include "agent/handset_facts.h"

#include <QTemporaryDir>
#include <QtTest>

class HandsetFactsTest : public QObject {
    Q_OBJECT

private:
    struct Scene {
        Scene() : files(base::createPosixFileSystem()), root(directory.path().toStdString()), facts(agent::createLinuxHandsetFacts(*files, root)) {}
        void write(const std::string& path, const std::string& text) {
            const auto full = root / path;
            if (!files->createDirectories(full.parent_path()).ok() || !files->writeFileAtomically(full, text, 0644).ok())
                qFatal("cannot write %s", full.c_str());
        }
        void supply(const std::string& name, const std::string& type, const std::string& member, const std::string& value) {
            write("sys/class/power_supply/" + name + "/type", type + "\n");
            write("sys/class/power_supply/" + name + "/" + member, value + "\n");
        }
        void route(const std::string& interface, int metric) {
            routes += interface + "\t00000000\t0100000A\t0003\t0\t0\t" + std::to_string(metric) + "\t00000000\t0\t0\t0\n";
            write("proc/net/route", "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n" + routes);
        }
        void interface(const std::string& name, const std::string& type) {
            write("sys/class/net/" + name + "/type", type + "\n");
            write("sys/class/net/" + name + "/uevent", "INTERFACE=" + name + "\n");
        }
        QTemporaryDir directory;
        std::unique_ptr<base::FileSystem> files;
        std::filesystem::path root;
        std::unique_ptr<agent::HandsetFacts> facts;
        std::string routes;
    };

private slots:
    void aHandsetWithoutABatteryCountsAsCharging() {
        Scene scene;
        QVERIFY(scene.facts->charging());
        scene.supply("mouse", "Battery", "status", "Discharging");
        scene.write("sys/class/power_supply/mouse/scope", "Device\n");
        QVERIFY(scene.facts->charging());
    }

    void aBatteryChargesWhenItSaysSoOrAChargerIsOn() {
        Scene scene;
        scene.supply("battery", "Battery", "status", "Discharging");
        QVERIFY(!scene.facts->charging());
        scene.supply("usb", "USB", "online", "0");
        QVERIFY(!scene.facts->charging());
        scene.supply("usb", "USB", "online", "1");
        QVERIFY(scene.facts->charging());
        scene.supply("usb", "USB", "online", "0");
        scene.supply("battery", "Battery", "status", "Full");
        QVERIFY(scene.facts->charging());
    }

    void wiFiAndCablesAreNotMetered() {
        Scene scene;
        QVERIFY(!scene.facts->unmetered());  // there is no way to the world
        scene.interface("wlan0", "1");
        scene.write("sys/class/net/wlan0/phy80211/name", "phy0\n");
        scene.interface("eth0", "1");
        scene.route("wlan0", 600);
        QVERIFY(scene.facts->unmetered());
        scene.route("eth0", 100);
        QVERIFY(scene.facts->unmetered());
    }

    void mobileNetworksAreMetered() {
        Scene scene;
        scene.interface("wlan0", "1");
        scene.write("sys/class/net/wlan0/phy80211/name", "phy0\n");
        scene.interface("wwan0", "1");
        scene.write("sys/class/net/wwan0/uevent", "DEVTYPE=wwan\nINTERFACE=wwan0\n");
        scene.interface("rmnet0", "519");
        scene.route("wwan0", 300);
        QVERIFY(!scene.facts->unmetered());
        scene.routes.clear();
        scene.route("rmnet0", 300);
        QVERIFY(!scene.facts->unmetered());
        scene.route("wlan0", 100);  // the better way
        QVERIFY(scene.facts->unmetered());
    }

    void theWayOfIpv6CountsWhereThereIsNoOther() {
        Scene scene;
        scene.interface("eth0", "1");
        scene.write("proc/net/ipv6_route",
                    "00000000000000000000000000000000 00 00000000000000000000000000000000 00 "
                    "fe800000000000000000000000000001 00000400 00000001 00000000 00450003     eth0\n"
                    "00000000000000000000000000000000 00 00000000000000000000000000000000 00 "
                    "00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo\n");
        QVERIFY(scene.facts->unmetered());
    }
};

QTEST_GUILESS_MAIN(HandsetFactsTest)
#include "handset_facts_test.moc"
