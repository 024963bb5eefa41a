// Long because it is one table: a field of the Android Management API is one line here and nothing anywhere else.
#include "policy/amapi_field.h"

#include <algorithm>
#include <array>
#include <string>

namespace policy {
namespace {

using enum AmapiKind;
using Words = AmapiWord;

constexpr std::string_view kPersonal = "about the personal phone; write a policy of its own and assign it to persona:personal";
constexpr std::string_view kApp = "there are no settings for a single app but whether it is there";
constexpr std::string_view kKiosk = "a virtual phone has no kiosk mode";
constexpr std::string_view kNotReported = "Twinset's reports do not hold this";
constexpr std::string_view kNetworkPlan = "which mobile network is used is the handset's matter, not the virtual phone's";
constexpr std::string_view kBothWays = "closed in both directions: the hypervisor opens or closes the path as a whole";

constexpr Words kCamera[] = {{"CAMERA_ACCESS_USER_CHOICE", ""}, {"CAMERA_ACCESS_DISABLED", "false"}, {"CAMERA_ACCESS_ENFORCED", ""}};
constexpr Words kMicrophone[] = {{"MICROPHONE_ACCESS_USER_CHOICE", ""}, {"MICROPHONE_ACCESS_DISABLED", "false"}, {"MICROPHONE_ACCESS_ENFORCED", ""}};
constexpr Words kLocation[] = {{"LOCATION_USER_CHOICE", ""}, {"LOCATION_ENFORCED", ""}, {"LOCATION_DISABLED", "false"}, {"HIGH_ACCURACY", ""},
                               {"SENSORS_ONLY", ""},         {"BATTERY_SAVING", ""},    {"OFF", "false"}};
constexpr Words kUsb[] = {{"ALLOW_USB_DATA_TRANSFER", ""},
                          {"DISALLOW_USB_FILE_TRANSFER", "fileTransferDisallowed"},
                          {"DISALLOW_USB_DATA_TRANSFER", "disallowed"}};
constexpr Words kUsbFiles[] = {{"true", "fileTransferDisallowed"}, {"false", ""}};
constexpr Words kUsbStorage[] = {{"true", ""}, {"false", "false"}};
constexpr Words kPrinting[] = {{"PRINTING_ALLOWED", ""}, {"PRINTING_DISALLOWED", "false"}};
constexpr Words kAirplane[] = {{"AIRPLANE_MODE_USER_CHOICE", ""}, {"AIRPLANE_MODE_DISABLED", "false"}};
constexpr Words kTwoG[] = {{"CELLULAR_TWO_G_USER_CHOICE", ""}, {"CELLULAR_TWO_G_DISABLED", "false"}};
constexpr Words kWifi[] = {{"WIFI_STATE_USER_CHOICE", ""},
                           {"WIFI_ENABLED", "", "", "the person may still switch it off: a policy only forbids"},
                           {"WIFI_DISABLED", "false"}};
constexpr Words kWifiSecurity[] = {{"OPEN_NETWORK_SECURITY", ""},
                                   {"PERSONAL_NETWORK_SECURITY", "personal"},
                                   {"ENTERPRISE_NETWORK_SECURITY", "enterprise"},
                                   {"ENTERPRISE_BIT192_NETWORK_SECURITY", "enterprise192"}};
constexpr Words kConfigureWifi[] = {{"ALLOW_CONFIGURING_WIFI", ""},
                                    {"DISALLOW_ADD_WIFI_CONFIG", "addDisallowed"},
                                    {"DISALLOW_CONFIGURING_WIFI", "disallowed"}};
constexpr Words kDisallowedByTrue[] = {{"true", "disallowed"}, {"false", ""}};
constexpr Words kWifiDirect[] = {{"ALLOW_WIFI_DIRECT", ""}, {"DISALLOW_WIFI_DIRECT", "false"}};
constexpr Words kTethering[] = {{"ALLOW_ALL_TETHERING", ""}, {"DISALLOW_WIFI_TETHERING", "wifiDisallowed"}, {"DISALLOW_ALL_TETHERING", "disallowed"}};
constexpr Words kDns[] = {{"PRIVATE_DNS_USER_CHOICE", "userChoice"}, {"PRIVATE_DNS_AUTOMATIC", "automatic"}, {"PRIVATE_DNS_SPECIFIED_HOST", "host"}};
constexpr Words kCopyPaste[] = {{"CROSS_PROFILE_COPY_PASTE_ALLOWED", ""},
                                {"COPY_FROM_WORK_TO_PERSONAL_DISALLOWED", "disallowed", "", kBothWays}};
constexpr Words kDataSharing[] = {{"CROSS_PROFILE_DATA_SHARING_ALLOWED", ""},
                                  {"DATA_SHARING_FROM_WORK_TO_PERSONAL_DISALLOWED", "disallowed", "", kBothWays},
                                  {"CROSS_PROFILE_DATA_SHARING_DISALLOWED", "disallowed"}};
constexpr Words kContacts[] = {{"SHOW_WORK_CONTACTS_IN_PERSONAL_PROFILE_ALLOWED", ""},
                               {"SHOW_WORK_CONTACTS_IN_PERSONAL_PROFILE_DISALLOWED", "false"},
                               {"SHOW_WORK_CONTACTS_IN_PERSONAL_PROFILE_DISALLOWED_EXCEPT_SYSTEM", "false", "", "for the system's apps too"}};
constexpr Words kWidgets[] = {{"WORK_PROFILE_WIDGETS_DEFAULT_ALLOWED", ""}, {"WORK_PROFILE_WIDGETS_DEFAULT_DISALLOWED", "false"}};
constexpr Words kQuality[] = {{"BIOMETRIC_WEAK", "biometricWeak"},
                              {"SOMETHING", "something"},
                              {"NUMERIC", "numeric"},
                              {"NUMERIC_COMPLEX", "numericComplex"},
                              {"ALPHABETIC", "alphabetic"},
                              {"ALPHANUMERIC", "alphanumeric"},
                              {"COMPLEX", "complex"},
                              {"COMPLEXITY_LOW", "low", "password.complexity"},
                              {"COMPLEXITY_MEDIUM", "medium", "password.complexity"},
                              {"COMPLEXITY_HIGH", "high", "password.complexity"}};
constexpr Words kScope[] = {{"SCOPE_PROFILE", "", "", "the virtual phone is the scope"},
                            {"SCOPE_DEVICE", "", "", "taken for the virtual phone: the handset's own lock is not managed"}};
constexpr Words kUnlock[] = {{"USE_DEFAULT_DEVICE_TIMEOUT", ""}, {"REQUIRE_EVERY_DAY", "true"}};
constexpr Words kUnified[] = {{"ALLOW_UNIFIED_WORK_AND_PERSONAL_LOCK", ""}, {"REQUIRE_SEPARATE_WORK_LOCK", "true"}};
constexpr Words kKeyguard[] = {{"CAMERA", "camera"},
                               {"NOTIFICATIONS", "notifications"},
                               {"UNREDACTED_NOTIFICATIONS", "unredactedNotifications"},
                               {"TRUST_AGENTS", "trustAgents"},
                               {"DISABLE_FINGERPRINT", "fingerprint"},
                               {"DISABLE_REMOTE_INPUT", "", "", "DISABLE_REMOTE_INPUT has no effect since Android 7"},
                               {"FACE", "face"},
                               {"IRIS", "iris"},
                               {"BIOMETRICS", "biometrics"},
                               {"SHORTCUTS", "shortcuts"},
                               {"ALL_FEATURES", "all"}};
constexpr Words kAssist[] = {{"ASSIST_CONTENT_ALLOWED", ""}, {"ASSIST_CONTENT_DISALLOWED", "false"}};
constexpr Words kPlugs[] = {{"AC", "ac"}, {"USB", "usb"}, {"WIRELESS", "wireless"}};
constexpr Words kStore[] = {{"WHITELIST", "allowlist"}, {"BLACKLIST", ""}};
constexpr Words kUntrusted[] = {{"DISALLOW_INSTALL", "false"},
                                {"ALLOW_INSTALL_IN_PERSONAL_PROFILE_ONLY", "false"},
                                {"ALLOW_INSTALL_DEVICE_WIDE", ""}};
constexpr Words kVerify[] = {{"VERIFY_APPS_ENFORCED", "true"}, {"VERIFY_APPS_USER_CHOICE", ""}};
constexpr Words kTrue[] = {{"true", "true"}, {"false", ""}};
constexpr Words kDeveloper[] = {{"DEVELOPER_SETTINGS_DISABLED", "false", "", "", "safeBoot.allowed"}, {"DEVELOPER_SETTINGS_ALLOWED", ""}};
constexpr Words kAllowedByTrue[] = {{"true", ""}, {"false", "false"}};
constexpr Words kAppUpdates[] = {{"CHOICE_TO_THE_USER", ""}, {"NEVER", "", "", "the person may still choose otherwise: a policy only restricts"}, {"WIFI_ONLY", "wifiOnly"}, {"ALWAYS", "always"}};
constexpr Words kPermission[] = {{"PROMPT", ""}, {"GRANT", "", "", "the person is asked all the same: a policy only restricts"}, {"DENY", "deny"}};
constexpr Words kEncryption[] = {{"ENABLED_WITHOUT_PASSWORD", "true"},
                                 {"ENABLED_WITH_PASSWORD", "true", "", "the handset keeps the key: no password is asked for at the start"}};
constexpr Words kTime[] = {{"AUTO_DATE_AND_TIME_ZONE_USER_CHOICE", ""}, {"AUTO_DATE_AND_TIME_ZONE_ENFORCED", "true"}};
constexpr Words kUpdate[] = {{"AUTOMATIC", ""},
                             {"WINDOWED", "", "", "see startMinutes"},
                             {"POSTPONE", "false", "", "until the next restart of the virtual phone, without the limit of 30 days"}};
constexpr Words kLogs[] = {{"SECURITY_LOGS", "security"}, {"NETWORK_ACTIVITY_LOGS", "network"}};

constexpr AmapiField word(std::string_view path, std::span<const AmapiWord> words, std::string_view absent = {}, std::string_view setting = {},
                          std::string_view supersededBy = {}) {
    return {path, Word, "", setting, words, supersededBy, absent};
}
constexpr AmapiField old(std::string_view path, std::span<const AmapiWord> words, std::string_view setting, std::string_view by) {
    return word(path, words, {}, setting, by);
}
constexpr AmapiField oldForbidden(std::string_view path, std::string_view setting, std::string_view by) {
    return {path, Forbidden, "", setting, {}, by};
}
constexpr AmapiField none(std::string_view path, std::string_view note) { return {path, None, note}; }
constexpr AmapiField forbidden(std::string_view path) { return {path, Forbidden}; }

constexpr auto kFields = std::to_array<AmapiField>({
    {"name", Special},
    {"version", None, "a read-only number; Twinset counts revisions itself"},

    word("cameraAccess", kCamera),
    oldForbidden("cameraDisabled", "camera.allowed", "cameraAccess"),
    word("microphoneAccess", kMicrophone),
    oldForbidden("unmuteMicrophoneDisabled", "microphone.allowed", "microphoneAccess"),
    word("locationMode", kLocation),
    forbidden("shareLocationDisabled"),
    forbidden("mountPhysicalMediaDisabled"),
    old("usbMassStorageEnabled", kUsbStorage, "usb.massStorageAllowed", "mountPhysicalMediaDisabled"),
    old("usbFileTransferDisabled", kUsbFiles, "usb.dataAccess", "deviceConnectivityManagement.usbDataAccess"),
    word("printingPolicy", kPrinting),
    forbidden("bluetoothDisabled"),
    forbidden("bluetoothConfigDisabled"),
    forbidden("bluetoothContactSharingDisabled"),
    forbidden("outgoingBeamDisabled"),

    {"deviceRadioState", Group},
    word("deviceRadioState.airplaneModeState", kAirplane),
    word("deviceRadioState.cellularTwoGState", kTwoG),
    word("deviceRadioState.wifiState", kWifi),
    word("deviceRadioState.minimumWifiSecurityLevel", kWifiSecurity),
    none("deviceRadioState.ultraWidebandState", "a virtual phone has no ultra-wideband radio"),
    none("deviceRadioState.userInitiatedAddEsimSettings", kNetworkPlan),

    {"deviceConnectivityManagement", Group},
    word("deviceConnectivityManagement.usbDataAccess", kUsb, "DISALLOW_USB_FILE_TRANSFER"),
    word("deviceConnectivityManagement.configureWifi", kConfigureWifi),
    old("wifiConfigDisabled", kDisallowedByTrue, "wifi.configuration", "deviceConnectivityManagement.configureWifi"),
    none("wifiConfigsLockdownEnabled", "deprecated, without effect"),
    word("deviceConnectivityManagement.wifiDirectSettings", kWifiDirect),
    word("deviceConnectivityManagement.tetheringSettings", kTethering),
    old("tetheringConfigDisabled", kDisallowedByTrue, "tethering.access", "deviceConnectivityManagement.tetheringSettings"),
    {"deviceConnectivityManagement.wifiSsidPolicy", Special},
    none("deviceConnectivityManagement.wifiRoamingPolicy", "how Wi-Fi roams is left to the guest"),
    none("deviceConnectivityManagement.bluetoothSharing", "Bluetooth is attached or not: bluetooth.allowed"),
    none("deviceConnectivityManagement.apnPolicy", kNetworkPlan),
    none("deviceConnectivityManagement.preferentialNetworkServiceSettings", kNetworkPlan),
    {"deviceConnectivityManagement.privateDnsSettings", Group},
    word("deviceConnectivityManagement.privateDnsSettings.privateDnsMode", kDns),
    {"deviceConnectivityManagement.privateDnsSettings.privateDnsHost", Text},

    forbidden("networkResetDisabled"),
    forbidden("mobileNetworksConfigDisabled"),
    forbidden("dataRoamingDisabled"),
    forbidden("vpnConfigDisabled"),
    none("networkEscapeHatchEnabled", "a handset reaches its fleet without the guest's network"),
    none("preferentialNetworkService", kNetworkPlan),
    none("openNetworkConfiguration", "networks with their secrets are configured in the guest, not by a policy"),
    {"alwaysOnVpnPackage", Group},
    {"alwaysOnVpnPackage.packageName", Text},
    {"alwaysOnVpnPackage.lockdownEnabled", Flag},
    {"recommendedGlobalProxy", Group},
    {"recommendedGlobalProxy.host", Text},
    {"recommendedGlobalProxy.port", Number},
    {"recommendedGlobalProxy.excludedHosts", TextList},
    {"recommendedGlobalProxy.pacUri", Text},

    {"crossProfilePolicies", Group},
    word("crossProfilePolicies.crossProfileCopyPaste", kCopyPaste, "COPY_FROM_WORK_TO_PERSONAL_DISALLOWED"),
    word("crossProfilePolicies.crossProfileDataSharing", kDataSharing, "DATA_SHARING_FROM_WORK_TO_PERSONAL_DISALLOWED"),
    word("crossProfilePolicies.showWorkContactsInPersonalProfile", kContacts),
    word("crossProfilePolicies.workProfileWidgetsDefault", kWidgets, "WORK_PROFILE_WIDGETS_DEFAULT_DISALLOWED"),
    none("crossProfilePolicies.exemptionsToShowWorkContactsInPersonalProfile", "contacts are shown to all apps of the personal phone or to none"),
    none("crossProfilePolicies.crossProfileAppFunctions", "apps of two virtual phones cannot call each other"),
    {"personalUsagePolicies", Group},
    {"personalUsagePolicies.maxDaysWithWorkOff", Number},
    none("personalUsagePolicies.cameraDisabled", kPersonal),
    none("personalUsagePolicies.screenCaptureDisabled", kPersonal),
    none("personalUsagePolicies.accountTypesWithManagementDisabled", kPersonal),
    none("personalUsagePolicies.personalApplications", kPersonal),
    none("personalUsagePolicies.personalPlayStoreMode", kPersonal),
    none("personalUsagePolicies.bluetoothSharing", kPersonal),
    none("personalUsagePolicies.privateSpacePolicy", kPersonal),

    {"passwordRequirements", Group, "", "", {}, "passwordPolicies"},
    {"passwordPolicies", Group},
    word("passwordRequirements.passwordQuality", kQuality, {}, "password.quality"),
    word("passwordRequirements.passwordScope", kScope, {}, "password.quality"),
    {"passwordRequirements.passwordMinimumLength", Number},
    {"passwordRequirements.passwordMinimumLetters", Number},
    {"passwordRequirements.passwordMinimumLowerCase", Number},
    {"passwordRequirements.passwordMinimumUpperCase", Number},
    {"passwordRequirements.passwordMinimumNonLetter", Number},
    {"passwordRequirements.passwordMinimumNumeric", Number},
    {"passwordRequirements.passwordMinimumSymbols", Number},
    {"passwordRequirements.passwordHistoryLength", Number},
    {"passwordRequirements.maximumFailedPasswordsForWipe", Number},
    {"passwordRequirements.passwordExpirationTimeout", Seconds},
    word("passwordRequirements.requirePasswordUnlock", kUnlock),
    word("passwordRequirements.unifiedLockSettings", kUnified),
    {"maximumTimeToLock", Milliseconds},
    none("keyguardDisabled", "the lock screen is not switched off by a policy; keyguard.required keeps it on"),
    {"keyguardDisabledFeatures", WordList, "", "", kKeyguard},

    forbidden("screenCaptureDisabled"),
    word("assistContentPolicy", kAssist),
    forbidden("statusBarDisabled"),
    {"stayOnPluggedModes", WordList, "", "", kPlugs},
    forbidden("adjustVolumeDisabled"),
    forbidden("setWallpaperDisabled"),
    none("setUserIconDisabled", "the person's picture is left to the person"),
    forbidden("createWindowsDisabled"),
    none("displaySettings", "brightness and time-out are left to the person; lock.maximumTime bounds the time-out"),
    none("funDisabled", "there is nothing to switch off"),
    none("skipFirstUseHintsEnabled", "hints are left to the apps"),

    forbidden("outgoingCallsDisabled"),
    forbidden("cellBroadcastsConfigDisabled"),
    forbidden("smsDisabled"),

    word("playStoreMode", kStore, "WHITELIST"),
    {"applications", Special},
    none("applications.disabled", "an app is there or not; apps.blocked would remove its data"),
    none("applications.minimumVersionCode", kApp),
    none("applications.managedConfiguration", kApp),
    none("applications.managedConfigurationTemplate", kApp),
    none("applications.permissionGrants", kApp),
    none("applications.defaultPermissionPolicy", "apps.defaultPermission is for all apps"),
    none("applications.delegatedScopes", kApp),
    none("applications.accessibleTrackIds", kApp),
    none("applications.autoUpdateMode", "apps.updates is for all apps"),
    none("applications.connectedWorkAndPersonalApp", "apps of two virtual phones cannot talk to each other but through the channel"),
    none("applications.extensionConfig", kApp),
    none("applications.alwaysOnVpnLockdownExemption", "vpn.lockdown is for all apps"),
    none("applications.workProfileWidgets", "crossProfile.widgetsAllowed is for all apps"),
    none("applications.credentialProviderPolicy", kApp),
    none("applications.customAppConfig", kApp),
    none("applications.installConstraint", kApp),
    none("applications.installPriority", kApp),
    none("applications.userControlSettings", kApp),
    none("applications.preferentialNetworkId", kNetworkPlan),
    none("applications.signingKeyCerts", kApp),
    none("applications.roles", kApp),
    none("applications.lockTaskAllowed", kKiosk),
    forbidden("installAppsDisabled"),
    forbidden("uninstallAppsDisabled"),
    none("blockApplicationsEnabled", "deprecated, without effect"),
    none("installUnknownSourcesAllowed", "deprecated, without effect"),
    old("ensureVerifyAppsEnabled", kTrue, "apps.verificationRequired", "advancedSecurityOverrides.googlePlayProtectVerifyApps"),
    word("appAutoUpdatePolicy", kAppUpdates),
    word("defaultPermissionPolicy", kPermission),
    none("permissionGrants", "apps.defaultPermission is for all permissions"),
    {"permittedAccessibilityServices", Packages},
    {"permittedInputMethods", Packages},
    none("persistentPreferredActivities", "which app opens what is left to the guest"),
    none("defaultApplicationSettings", "which app opens what is left to the guest"),
    none("androidDevicePolicyTracks", "deprecated, without effect"),
    none("appFunctions", "what apps offer each other is left to the guest"),
    none("autofillPolicy", "autofill is left to the guest"),

    forbidden("modifyAccountsDisabled"),
    {"accountTypesWithManagementDisabled", TextList},
    forbidden("credentialsConfigDisabled"),
    none("credentialProviderPolicyDefault", kApp),
    forbidden("addUserDisabled"),
    forbidden("removeUserDisabled"),
    none("choosePrivateKeyRules", "which key an app uses is left to the guest"),
    none("privateKeySelectionEnabled", "which key an app uses is left to the guest"),
    none("workAccountSetupConfig", "accounts of others than the fleet are not set up by a policy"),
    none("oncCertificateProviders", "not generally available"),

    {"advancedSecurityOverrides", Group},
    word("advancedSecurityOverrides.untrustedAppsPolicy", kUntrusted, "DISALLOW_INSTALL"),
    word("advancedSecurityOverrides.googlePlayProtectVerifyApps", kVerify, "VERIFY_APPS_ENFORCED"),
    word("advancedSecurityOverrides.developerSettings", kDeveloper, "DEVELOPER_SETTINGS_DISABLED"),
    old("debuggingFeaturesAllowed", kAllowedByTrue, "developerSettings.allowed", "advancedSecurityOverrides.developerSettings"),
    oldForbidden("safeBootDisabled", "safeBoot.allowed", "advancedSecurityOverrides.developerSettings"),
    none("advancedSecurityOverrides.commonCriteriaMode", "a certification of Android devices"),
    none("advancedSecurityOverrides.mtePolicy", "memory tagging is a matter of the handset's processor"),
    none("advancedSecurityOverrides.contentProtectionPolicy", "apps.verificationRequired is all there is"),
    none("advancedSecurityOverrides.personalAppsThatCanReadWorkNotifications", "no app of the personal phone can read the work phone's notifications"),

    word("encryptionPolicy", kEncryption),
    forbidden("factoryResetDisabled"),
    {"frpAdminEmails", TextList},
    none("wipeDataFlags", "a wipe destroys the data disk's key, and nothing outlives it"),
    word("autoDateAndTimeZone", kTime),
    old("autoTimeRequired", kTrue, "time.automaticRequired", "autoDateAndTimeZone"),
    {"deviceOwnerLockScreenInfo", Message},
    {"shortSupportMessage", Message},
    {"longSupportMessage", Message},
    none("enterpriseDisplayNameVisibility", "notice.lockScreen says whose phone it is"),
    none("setupActions", "a virtual phone is set up by its image"),
    none("kioskCustomLauncherEnabled", kKiosk),
    none("kioskCustomization", kKiosk),

    {"systemUpdate", Group},
    word("systemUpdate.type", kUpdate),
    {"systemUpdate.startMinutes", Special},
    {"systemUpdate.endMinutes", Special},
    {"systemUpdate.freezePeriods", Special},
    none("minimumApiLevel", "a virtual phone runs releases of its image: write the oldest acceptable one as update.minimumRelease"),

    {"statusReportingSettings", Group},
    {"statusReportingSettings.softwareInfoEnabled", Always, "every report names the release"},
    {"statusReportingSettings.deviceSettingsEnabled", Always, "every report says what is in force"},
    none("statusReportingSettings.applicationReportsEnabled", kNotReported),
    none("statusReportingSettings.applicationReportingSettings", kNotReported),
    none("statusReportingSettings.memoryInfoEnabled", kNotReported),
    none("statusReportingSettings.networkInfoEnabled", kNotReported),
    none("statusReportingSettings.displayInfoEnabled", kNotReported),
    none("statusReportingSettings.powerManagementEventsEnabled", kNotReported),
    none("statusReportingSettings.hardwareStatusEnabled", kNotReported),
    none("statusReportingSettings.systemPropertiesEnabled", kNotReported),
    none("statusReportingSettings.commonCriteriaModeEnabled", kNotReported),
    none("statusReportingSettings.defaultApplicationInfoReportingEnabled", kNotReported),
    {"usageLog", Group},
    {"usageLog.enabledLogTypes", WordList, "", "", kLogs},
    none("usageLog.uploadOnCellularAllowed", "logs stay in the guest until they are asked for"),

    {"policyEnforcementRules", Special},
    none("complianceRules", "deprecated; policyEnforcementRules become compliance rules"),
});

}  // namespace

std::span<const AmapiField> amapiFields() { return kFields; }

const AmapiField* findAmapiField(std::string_view path) {
    constexpr std::string_view kPolicies = "passwordPolicies.", kRequirements = "passwordRequirements.";
    std::string same(path);
    if (path.starts_with(kPolicies)) same = std::string(kRequirements) + std::string(path.substr(kPolicies.size()));
    const auto found = std::find_if(kFields.begin(), kFields.end(), [&](const AmapiField& field) { return field.path == same; });
    return found == kFields.end() ? nullptr : &*found;
}

}  // namespace policy
