// The table of settings. Long because it is the one place: a setting is one statement here and nothing anywhere else.
//
// What may be called `hypervisor`: what the driver or the agent does without asking the guest. Everything else goes to the guest as JSON and
// counts as enforced when a program in the guest acknowledges it by name. A setting is declared only when one of the two happens.
#include <algorithm>
#include <array>

#include "policy/setting.h"

namespace policy {
namespace {

using enum MergeOperator;
using Choices = std::span<const std::string_view>;

/// A setting being declared; of the guest until it is said otherwise.
struct Row : Setting {
private:
    template <typename Change>
    constexpr Row with(Change change) const {
        Row copy = *this;
        change(copy);
        return copy;
    }

public:
    constexpr Row handset(std::string_view by) const {
        return with([&](Row& r) { r.enforcement = Enforcement::Hypervisor, r.survivesCompromisedGuest = true, r.control = by; });
    }
    constexpr Row both(std::string_view by) const {
        return with([&](Row& r) { r.enforcement = Enforcement::Both, r.control = by; });
    }
    constexpr Row api(std::string_view path) const { return with([&](Row& r) { r.amapi = path; }); }
    constexpr Row together(std::string_view group) const { return with([&](Row& r) { r.atomicGroup = group; }); }
    constexpr Row of(Choices elements) const { return with([&](Row& r) { r.choices = elements; }); }
};

constexpr Row row(std::string_view name, ValueType type, MergeOperator merge, std::int64_t least, std::int64_t most, std::string_view description) {
    return Row{Setting{name, type, merge, Enforcement::Guest, false, least, most, "", "", description}};
}
constexpr Row flag(std::string_view name, MergeOperator merge, std::string_view description) {
    return row(name, ValueType::Boolean, merge, 0, 0, description);
}
constexpr Row number(std::string_view name, MergeOperator merge, std::int64_t least, std::int64_t most, std::string_view unit,
                     std::string_view description) {
    Row made = row(name, ValueType::Integer, merge, least, most, description);
    made.unit = unit;
    return made;
}
constexpr Row choice(std::string_view name, MergeOperator merge, Choices choices, std::string_view description) {
    return row(name, ValueType::Choice, merge, 0, 0, description).of(choices);
}
constexpr std::int64_t longest(Format format) {
    switch (format) {
        case Format::Lines: return 4096;
        case Format::NetworkName: return 32;
        case Format::TimeWindow:
        case Format::YearPeriod: return 16;
        case Format::Version:
        case Format::Language:
        case Format::TimeZone: return 64;
        case Format::Url: return 2048;
        default: return 255;
    }
}
constexpr Row text(std::string_view name, MergeOperator merge, Format format, std::string_view description) {
    Row made = row(name, ValueType::Text, merge, 1, longest(format), description);
    made.format = format;
    return made;
}
constexpr Row texts(std::string_view name, MergeOperator merge, Format format, std::string_view description) {
    Row made = text(name, merge, format, description);
    made.type = ValueType::Texts;
    return made;
}

// The order of the choices of an EnumJoin is part of its meaning: loosest first.
constexpr std::string_view kAllowed[] = {"allowed", "disallowed"};
constexpr std::string_view kUsbData[] = {"allowed", "fileTransferDisallowed", "disallowed"};
constexpr std::string_view kWifiConfiguration[] = {"allowed", "addDisallowed", "disallowed"};
constexpr std::string_view kWifiSecurity[] = {"open", "personal", "enterprise", "enterprise192"};
constexpr std::string_view kTethering[] = {"allowed", "wifiDisallowed", "disallowed"};
constexpr std::string_view kDnsModes[] = {"userChoice", "automatic", "host"};
constexpr std::string_view kPasswordQuality[] = {"none",       "biometricWeak", "something",    "numeric",
                                                 "numericComplex", "alphabetic", "alphanumeric", "complex"};
constexpr std::string_view kPasswordComplexity[] = {"none", "low", "medium", "high"};
constexpr std::string_view kPlugs[] = {"ac", "usb", "wireless"};
constexpr std::string_view kKeyguardFeatures[] = {"all",  "biometrics",  "camera",    "face",        "fingerprint", "iris",
                                                  "notifications", "shortcuts", "trustAgents", "unredactedNotifications"};
constexpr std::string_view kStoreModes[] = {"blocklist", "allowlist"};
constexpr std::string_view kPermission[] = {"prompt", "deny"};
constexpr std::string_view kAppUpdates[] = {"userChoice", "wifiOnly", "always"};
constexpr std::string_view kLogs[] = {"network", "security"};

constexpr std::array kHardware{
    flag("camera.allowed", And, "The camera is attached to the virtual phone.").handset("port.twinset.camera.0").api("cameraAccess"),
    flag("microphone.allowed", And, "The microphone is attached to the virtual phone.").handset("port.twinset.microphone.0").api("microphoneAccess"),
    flag("location.allowed", And, "The receiver that tells where the handset is, is attached to the virtual phone.")
        .handset("port.twinset.location.0").api("locationMode"),
    flag("location.sharingAllowed", And, "The person may share the virtual phone's location with others.").api("shareLocationDisabled"),
    flag("sensors.allowed", And, "The sensors of motion and surroundings are attached to the virtual phone.").handset("port.twinset.sensors.0"),
    choice("usb.dataAccess", EnumJoin, kUsbData,
           "What USB may carry besides power; 'disallowed' detaches the port from the virtual phone, 'fileTransferDisallowed' is kept by the guest.")
        .both("port.twinset.usb.0").api("deviceConnectivityManagement.usbDataAccess"),
    flag("usb.massStorageAllowed", And, "External storage is attached to the virtual phone.")
        .handset("port.twinset.storage.0").api("mountPhysicalMediaDisabled"),
    flag("printing.allowed", And, "The person may print.").api("printingPolicy"),
};

constexpr std::array kWireless{
    flag("airplaneMode.allowed", And, "The person may switch airplane mode on.").api("deviceRadioState.airplaneModeState"),
    flag("bluetooth.allowed", And, "Bluetooth is attached to the virtual phone.").handset("port.twinset.bluetooth.0").api("bluetoothDisabled"),
    flag("bluetooth.configurationAllowed", And, "The person may pair and configure Bluetooth devices.").api("bluetoothConfigDisabled"),
    flag("bluetooth.contactSharingAllowed", And, "Contacts may be shown to Bluetooth devices.").api("bluetoothContactSharingDisabled"),
    flag("cellular.twoGAllowed", And, "The virtual phone may use 2G networks.").api("deviceRadioState.cellularTwoGState"),
    flag("nfc.allowed", And, "NFC is attached to the virtual phone.").handset("port.twinset.nfc.0"),
    flag("nfc.beamAllowed", And, "Apps may send data over NFC.").api("outgoingBeamDisabled"),
    flag("wifi.allowed", And, "Wi-Fi may be on.").api("deviceRadioState.wifiState"),
    texts("wifi.allowedNetworks", Intersect, Format::NetworkName, "The only Wi-Fi networks, by name, that the virtual phone joins.")
        .api("deviceConnectivityManagement.wifiSsidPolicy"),
    texts("wifi.blockedNetworks", Union, Format::NetworkName, "Wi-Fi networks, by name, that the virtual phone never joins.")
        .api("deviceConnectivityManagement.wifiSsidPolicy"),
    choice("wifi.configuration", EnumJoin, kWifiConfiguration, "How far the person may configure Wi-Fi.")
        .api("deviceConnectivityManagement.configureWifi"),
    flag("wifi.directAllowed", And, "The person may use Wi-Fi Direct.").api("deviceConnectivityManagement.wifiDirectSettings"),
    choice("wifi.minimumSecurity", EnumJoin, kWifiSecurity, "The weakest security that a Wi-Fi network may have for the virtual phone to join it.")
        .api("deviceRadioState.minimumWifiSecurityLevel"),
};

constexpr std::array kNetwork{
    flag("network.allowed", And, "The virtual phone's network link is up.").handset("network.link"),
    number("network.bandwidthLimit", Min, 8, 10'000'000, "kbit/s", "Most the virtual phone sends and receives, in each direction.")
        .handset("network.bandwidth"),
    flag("network.resetAllowed", And, "The person may reset the network settings.").api("networkResetDisabled"),
    flag("network.restricted", Or, "The virtual phone reaches the handset's own services only.").handset("network.restricted"),
    flag("mobileNetwork.configurationAllowed", And, "The person may configure mobile networks.").api("mobileNetworksConfigDisabled"),
    flag("mobileNetwork.roamingAllowed", And, "The virtual phone may use mobile data abroad.").api("dataRoamingDisabled"),
    choice("tethering.access", EnumJoin, kTethering, "Which ways of sharing its network the virtual phone offers to other devices.")
        .api("deviceConnectivityManagement.tetheringSettings"),
    flag("vpn.configurationAllowed", And, "The person may configure a VPN.").api("vpnConfigDisabled"),
    text("vpn.package", Exclusive, Format::PackageName, "The app that keeps the VPN always on.").together("vpn").api("alwaysOnVpnPackage.packageName"),
    flag("vpn.lockdown", Exclusive, "Nothing but the VPN reaches the network.").together("vpn").api("alwaysOnVpnPackage.lockdownEnabled"),
    text("vpn.server", Exclusive, Format::HostName, "The VPN's server.").together("vpn"),
    choice("dns.privateMode", Exclusive, kDnsModes, "Whether names are looked up over TLS: as the person chooses, where it is offered, or with dns.privateHost only.")
        .together("privateDns").api("deviceConnectivityManagement.privateDnsSettings.privateDnsMode"),
    text("dns.privateHost", Exclusive, Format::HostName, "The name server that is asked over TLS.")
        .together("privateDns").api("deviceConnectivityManagement.privateDnsSettings.privateDnsHost"),
    text("proxy.host", Exclusive, Format::HostName, "The HTTP proxy's host.").together("proxy").api("recommendedGlobalProxy.host"),
    number("proxy.port", Exclusive, 1, 65'535, "port", "The HTTP proxy's port.").together("proxy").api("recommendedGlobalProxy.port"),
    texts("proxy.excludedHosts", Exclusive, Format::HostPattern, "Hosts that are reached without the HTTP proxy.")
        .together("proxy").api("recommendedGlobalProxy.excludedHosts"),
    text("proxy.pacUrl", Exclusive, Format::Url, "Where the script stands that chooses the HTTP proxy.").together("proxy").api("recommendedGlobalProxy.pacUri"),
};

constexpr std::array kCrossProfile{
    flag("crossProfile.channelAllowed", And, "The channel to the other virtual phone of the handset is open.").handset("port.twinset.channel.0"),
    choice("crossProfile.copyPaste", EnumJoin, kAllowed, "Whether text can be copied between the virtual phones of the handset.")
        .handset("port.twinset.clipboard.0").api("crossProfilePolicies.crossProfileCopyPaste"),
    choice("crossProfile.dataSharing", EnumJoin, kAllowed, "Whether files and links can be handed between the virtual phones of the handset.")
        .handset("port.twinset.share.0").api("crossProfilePolicies.crossProfileDataSharing"),
    flag("crossProfile.contactsAllowed", And, "The personal phone may look up the contacts of the work phone.")
        .api("crossProfilePolicies.showWorkContactsInPersonalProfile"),
    flag("crossProfile.widgetsAllowed", And, "Widgets of work apps may stand on the personal phone's home screen.")
        .api("crossProfilePolicies.workProfileWidgetsDefault"),
    number("workPhone.maximumDaysOff", Min, 1, 3'650, "days", "How long the work phone may stay switched off before the handset reports it.")
        .handset("agent.workPhone.maximumDaysOff").api("personalUsagePolicies.maxDaysWithWorkOff"),
};

constexpr std::array kLock{
    choice("password.quality", EnumJoin, kPasswordQuality, "What the password must at least be made of.").api("passwordRequirements.passwordQuality"),
    choice("password.complexity", EnumJoin, kPasswordComplexity, "How hard the password must at least be to guess.")
        .api("passwordRequirements.passwordQuality"),
    number("password.minimumLength", Max, 1, 128, "characters", "The shortest password.").api("passwordRequirements.passwordMinimumLength"),
    number("password.minimumLetters", Max, 0, 128, "characters", "The fewest letters in a password.").api("passwordRequirements.passwordMinimumLetters"),
    number("password.minimumLowerCase", Max, 0, 128, "characters", "The fewest small letters in a password.")
        .api("passwordRequirements.passwordMinimumLowerCase"),
    number("password.minimumUpperCase", Max, 0, 128, "characters", "The fewest capital letters in a password.")
        .api("passwordRequirements.passwordMinimumUpperCase"),
    number("password.minimumNonLetter", Max, 0, 128, "characters", "The fewest digits and symbols in a password.")
        .api("passwordRequirements.passwordMinimumNonLetter"),
    number("password.minimumNumeric", Max, 0, 128, "characters", "The fewest digits in a password.").api("passwordRequirements.passwordMinimumNumeric"),
    number("password.minimumSymbols", Max, 0, 128, "characters", "The fewest symbols in a password.").api("passwordRequirements.passwordMinimumSymbols"),
    number("password.historyLength", Max, 0, 100, "passwords", "How many former passwords may not be used again.")
        .api("passwordRequirements.passwordHistoryLength"),
    number("password.maximumFailures", Min, 1, 1'000, "attempts", "How many wrong passwords the guest takes before it erases its data.")
        .api("passwordRequirements.maximumFailedPasswordsForWipe"),
    number("password.expiration", Min, 3'600, 315'360'000, "s", "How long a password may be used before it must be changed.")
        .api("passwordRequirements.passwordExpirationTimeout"),
    flag("password.dailyUnlockRequired", Or, "Once a day only the password unlocks, not a finger or a face.")
        .api("passwordRequirements.requirePasswordUnlock"),
    flag("password.separateLockRequired", Or, "The work phone has a password of its own.").api("passwordRequirements.unifiedLockSettings"),
    number("lock.maximumTime", Min, 1, 86'400, "s", "How long the virtual phone stays unlocked without being used.").api("maximumTimeToLock"),
    flag("keyguard.required", Or, "The lock screen cannot be switched off.").api("keyguardDisabled"),
    texts("keyguard.disabledFeatures", Union, Format::None, "What the lock screen does not offer.").of(kKeyguardFeatures).api("keyguardDisabledFeatures"),
};

constexpr std::array kScreen{
    flag("screenCapture.allowed", And, "The screen may be captured; if not, the agent refuses the fleet's screenshots and the guest refuses the person's.")
        .both("agent.screenCapture.allowed").api("screenCaptureDisabled"),
    flag("assistContent.allowed", And, "Assistant apps may see what other apps show.").api("assistContentPolicy"),
    flag("statusBar.allowed", And, "The person may open the status bar.").api("statusBarDisabled"),
    texts("screen.stayOnPlugged", Intersect, Format::None, "Power sources while on which the screen may stay on.").of(kPlugs).api("stayOnPluggedModes"),
    flag("volume.adjustmentAllowed", And, "The person may change the volume.").api("adjustVolumeDisabled"),
    flag("wallpaper.changeAllowed", And, "The person may change the wallpaper.").api("setWallpaperDisabled"),
    flag("windows.creationAllowed", And, "Apps may open windows besides their own, such as toasts and overlays.").api("createWindowsDisabled"),
};

constexpr std::array kCalls{
    flag("calls.outgoingAllowed", And, "The person may make calls.").api("outgoingCallsDisabled"),
    flag("cellBroadcasts.configurationAllowed", And, "The person may configure emergency broadcasts.").api("cellBroadcastsConfigDisabled"),
    flag("sms.allowed", And, "The person may send and receive text messages.").api("smsDisabled"),
};

constexpr std::array kApps{
    choice("apps.storeMode", EnumJoin, kStoreModes, "Whether apps are installed unless apps.blocked names them, or only when apps.allowed does.")
        .api("playStoreMode"),
    texts("apps.allowed", Intersect, Format::PackageName, "The apps that may be installed when apps.storeMode is 'allowlist'.").api("applications.installType"),
    texts("apps.blocked", Union, Format::PackageName, "The apps that are not installed, and removed where they are.").api("applications.installType"),
    texts("apps.required", Union, Format::PackageName, "The apps that are installed and cannot be removed.").api("applications.installType"),
    flag("apps.installationAllowed", And, "The person may install apps.").api("installAppsDisabled"),
    flag("apps.removalAllowed", And, "The person may remove apps.").api("uninstallAppsDisabled"),
    flag("apps.unknownSourcesAllowed", And, "Apps may come from elsewhere than the store.").api("advancedSecurityOverrides.untrustedAppsPolicy"),
    flag("apps.verificationRequired", Or, "Apps are scanned for harm, and the person cannot switch that off.")
        .api("advancedSecurityOverrides.googlePlayProtectVerifyApps"),
    choice("apps.updates", EnumJoin, kAppUpdates, "When apps are updated by themselves: as the person chooses, over Wi-Fi, or always.").api("appAutoUpdatePolicy"),
    choice("apps.defaultPermission", EnumJoin, kPermission, "What an app is answered that asks for a permission.").api("defaultPermissionPolicy"),
    texts("apps.accessibilityServices", Intersect, Format::PackageName, "The only apps, besides the system's, that may be accessibility services.")
        .api("permittedAccessibilityServices"),
    texts("apps.inputMethods", Intersect, Format::PackageName, "The only apps, besides the system's, that may be input methods.")
        .api("permittedInputMethods"),
};

constexpr std::array kAccounts{
    flag("accounts.modificationAllowed", And, "The person may add and remove accounts.").api("modifyAccountsDisabled"),
    texts("accounts.unmanagedTypes", Union, Format::PackageName, "Types of account that the person may neither add nor remove.")
        .api("accountTypesWithManagementDisabled"),
    flag("credentials.configurationAllowed", And, "The person may configure certificates and credentials.").api("credentialsConfigDisabled"),
    flag("users.additionAllowed", And, "The person may add users.").api("addUserDisabled"),
    flag("users.removalAllowed", And, "The person may remove users.").api("removeUserDisabled"),
};

constexpr std::array kSystem{
    flag("backup.allowed", And, "Restore points of the virtual phone may be made; if not, the agent refuses to.").handset("agent.backup.allowed"),
    flag("debugging.allowed", And, "The fleet may run programs in the virtual phone; if not, the agent refuses to.").handset("agent.debugging.allowed"),
    flag("developerSettings.allowed", And, "The person may use the developer settings.").api("advancedSecurityOverrides.developerSettings"),
    flag("encryption.required", Or, "The agent starts the virtual phone only when its data disk is encrypted.")
        .handset("agent.encryption.required").api("encryptionPolicy"),
    flag("factoryReset.allowed", And, "The person may erase the virtual phone's data and begin anew.").api("factoryResetDisabled"),
    texts("factoryReset.adminEmails", Exclusive, Format::Email, "Who may sign in after a reset.").api("frpAdminEmails"),
    flag("safeBoot.allowed", And, "The person may start the virtual phone in safe mode.").api("safeBootDisabled"),
    flag("time.automaticRequired", Or, "Date, time and time zone are set automatically, and the person cannot change that.").api("autoDateAndTimeZone"),
    text("time.zone", Exclusive, Format::TimeZone, "The virtual phone's time zone."),
    text("locale.language", Exclusive, Format::Language, "The virtual phone's language."),
    text("notice.lockScreen", Exclusive, Format::Lines, "What the lock screen says about whose phone this is.").api("deviceOwnerLockScreenInfo"),
    text("notice.support", Exclusive, Format::Lines, "What the person reads where something is forbidden.").api("shortSupportMessage"),
    text("notice.supportLong", Exclusive, Format::Lines, "What the person reads about how the phone is managed.").api("longSupportMessage"),
};

constexpr std::array kUpdates{
    flag("update.automatic", And, "The agent switches to a new release by itself; if not, it waits for the virtual phone's next restart.")
        .handset("agent.update.automatic").api("systemUpdate.type"),
    text("update.window", Exclusive, Format::TimeWindow, "The part of the day, in the handset's local time, in which the agent switches to a new release.")
        .handset("agent.update.window").api("systemUpdate.startMinutes"),
    texts("update.freezePeriods", Union, Format::YearPeriod, "Parts of the year in which the agent does not switch to a new release.")
        .handset("agent.update.freezePeriods").api("systemUpdate.freezePeriods"),
    text("update.minimumRelease", MaxVersion, Format::Version, "The oldest release that the agent still starts.")
        .handset("agent.update.minimumRelease").api("minimumApiLevel"),
};

constexpr std::array kResources{
    number("cpu.limit", Min, 1, 100, "percent", "How much of its processors the virtual phone may use.").handset("cpu.limit"),
    number("disk.operationsLimit", Min, 10, 10'000'000, "operations/s", "Most reads and writes a second on the virtual phone's data disk.")
        .handset("disk.operations"),
    number("disk.rateLimit", Min, 65'536, 10'000'000'000, "bytes/s", "Most bytes a second that the virtual phone reads and writes on its data disk.")
        .handset("disk.rate"),
    number("lease.duration", Min, 60, 31'536'000, "s", "How long the virtual phone runs without hearing from the fleet before it is suspended.")
        .handset(""),
    number("memory.limit", Min, 64, 1'048'576, "MiB", "How much memory the virtual phone may use.").handset("memory.limit"),
};

constexpr std::array kReporting{
    flag("statusReporting.health", And, "The agent's reports say what the guest answered to its health check.").handset("agent.statusReporting.health"),
    number("statusReporting.interval", Min, 10, 86'400, "s", "The longest time between two reports of the agent.")
        .handset("agent.statusReporting.interval"),
    texts("statusReporting.logs", Union, Format::None, "Logs that the guest keeps for the fleet.").of(kLogs).api("usageLog.enabledLogTypes"),
};

constexpr std::size_t kCount = kHardware.size() + kWireless.size() + kNetwork.size() + kCrossProfile.size() + kLock.size() + kScreen.size() +
                               kCalls.size() + kApps.size() + kAccounts.size() + kSystem.size() + kUpdates.size() + kResources.size() +
                               kReporting.size();

constexpr auto kDeclared = [] {
    std::array<Setting, kCount> all{};
    std::size_t used = 0;
    const auto take = [&](const auto& rows, Area area) {
        for (const Row& each : rows) {
            all[used] = each;
            all[used++].area = area;
        }
    };
    take(kHardware, Area::Hardware);
    take(kWireless, Area::Wireless);
    take(kNetwork, Area::Network);
    take(kCrossProfile, Area::CrossProfile);
    take(kLock, Area::Lock);
    take(kScreen, Area::Screen);
    take(kCalls, Area::Calls);
    take(kApps, Area::Apps);
    take(kAccounts, Area::Accounts);
    take(kSystem, Area::System);
    take(kUpdates, Area::Updates);
    take(kResources, Area::Resources);
    take(kReporting, Area::Reporting);
    std::sort(all.begin(), all.end(), [](const Setting& a, const Setting& b) { return a.name < b.name; });
    return all;
}();

constexpr std::string_view kGuestPrefix = "guest.";
constexpr std::size_t kLongestName = 48;

/// "guest.NAME" for each setting, so that `control` can point at it.
constexpr auto kGuestControls = [] {
    std::array<std::array<char, kGuestPrefix.size() + kLongestName>, kCount> texts{};
    for (std::size_t i = 0; i < kCount; ++i) {
        std::copy(kGuestPrefix.begin(), kGuestPrefix.end(), texts[i].begin());
        std::copy(kDeclared[i].name.begin(), kDeclared[i].name.end(), texts[i].begin() + kGuestPrefix.size());
    }
    return texts;
}();

constexpr auto kSettings = [] {
    auto all = kDeclared;
    for (std::size_t i = 0; i < kCount; ++i)
        if (all[i].enforcement == Enforcement::Guest)
            all[i].control = std::string_view(kGuestControls[i].data(), kGuestPrefix.size() + all[i].name.size());
    return all;
}();

constexpr bool typeTakesOperator(const Setting& s) {
    if (s.merge == Exclusive) return true;
    switch (s.type) {
        case ValueType::Boolean: return s.merge == Or || s.merge == And;
        case ValueType::Integer: return s.merge == Min || s.merge == Max;
        case ValueType::Choice: return s.merge == EnumJoin;
        case ValueType::Texts: return s.merge == Union || s.merge == Intersect;
        case ValueType::Text: return s.merge == MaxVersion && s.format == Format::Version;
    }
    return false;
}

constexpr bool isWhole(const Setting& s) {
    const bool choosing = s.type == ValueType::Choice;
    const bool sized = s.type == ValueType::Integer || s.type == ValueType::Text || s.type == ValueType::Texts;
    return !s.name.empty() && s.name.size() <= kLongestName && s.description.ends_with('.') && typeTakesOperator(s) &&
           (!choosing || s.choices.size() >= 2) && (s.choices.empty() || choosing || s.type == ValueType::Texts) &&
           (sized ? s.least < s.most : s.least == 0 && s.most == 0) && (s.type == ValueType::Integer) == !s.unit.empty() &&
           (s.atomicGroup.empty() || s.merge == Exclusive) && s.survivesCompromisedGuest == (s.enforcement == Enforcement::Hypervisor);
}

static_assert(std::all_of(kSettings.begin(), kSettings.end(), isWhole), "a setting is declared whole and with an operator that its type has");
static_assert(std::adjacent_find(kSettings.begin(), kSettings.end(), [](const Setting& a, const Setting& b) { return a.name >= b.name; }) ==
                  kSettings.end(),
              "setting names are unique");
static_assert(kCount >= 60);

}  // namespace

std::span<const Setting> allSettings() { return kSettings; }

}  // namespace policy
