// The state of one import from the Android Management API: what was found so far, and the steps that the fields take.
// Inside of amapi_import.cpp.
#pragma once

#include <map>
#include <set>
#include <string>

#include "policy/amapi_field.h"
#include "policy/amapi_import.h"
#include "policy/setting.h"

namespace policy {

class AmapiReader {
public:
    AmapiReader(const base::Json& root, const AmapiImportOptions& options) : m_root(root), m_options(options) {}
    AmapiImport read();

private:
    using Json = base::Json;
    struct Place {
        std::string shown;  // "applications[0].installType"
        std::string path;   // "applications.installType"
    };
    /// What became of the field at hand.
    struct Finding {
        ImportOutcome outcome = ImportOutcome::Holds;
        std::vector<std::string> became;
        std::string why;
    };

    void object(const Json& json, const Place& at);
    void member(const Json& value, const Place& at);
    void defaults();
    void enforcementRules(const Json& rules);

    Finding convert(const AmapiField& field, const Json& value);
    Finding word(const AmapiField& field, const std::string& text);
    Finding words(const AmapiField& field, const Json& value);
    Finding number(const AmapiField& field, const Json& value);
    Finding texts(const AmapiField& field, const Json& value);
    void message(const AmapiField& field, const Json& value, const Place& at);
    void special(const Json& value, const Place& at);
    Finding networks(const Json& value);
    Finding freezePeriods(const Json& value);
    Finding window();
    void applications(const Json& value, const Place& at);
    void application(const Json& app, const Place& at);
    Finding install(const std::string& package, const std::string& type);
    [[nodiscard]] bool onlyListedApps() const;
    Finding enforcementRule(const Json& rule);

    /// Adds to the policy; a second value for a setting joins the first to the stricter one.
    Finding put(std::string_view setting, Value value, std::string why = {});
    Finding putText(std::string_view setting, std::string_view text, std::string why = {});
    [[nodiscard]] const Json* find(std::string_view path) const;
    [[nodiscard]] bool says(std::string_view path) const;
    [[nodiscard]] std::string policyName() const;
    void line(const Place& at, const Json* value, Finding finding);

    const Json& m_root;
    const AmapiImportOptions& m_options;
    AmapiImport m_result;
    std::map<std::string, std::set<std::string>> m_settingsOf;  // of each top-level field
    std::string m_top;                                          // the top-level field at hand
    std::set<std::string> m_allowedApps, m_requiredApps, m_blockedApps;
};

}  // namespace policy
