#include "app/cli/words.h"

#include <cstdlib>
#include <nlohmann/json.hpp>

namespace cli {

using base::Json;

const Json& at(const Json& json, std::string_view path) {
    static const Json kNone;
    const Json* here = &json;
    while (!path.empty()) {
        const std::size_t dot = path.find('.');
        const auto it = here->is_object() ? here->find(std::string(path.substr(0, dot))) : here->end();
        if (!here->is_object() || it == here->end()) return kNone;
        here = &*it;
        path.remove_prefix(dot == std::string_view::npos ? path.size() : dot + 1);
    }
    return *here;
}

std::string textAt(const Json& json, std::string_view path) {
    const Json& member = at(json, path);
    if (member.is_string()) return member.get<std::string>();
    if (member.is_number() || member.is_boolean()) return member.dump();
    return {};
}

std::int64_t numberAt(const Json& json, std::string_view path) {
    const Json& member = at(json, path);
    return member.is_number() ? member.get<std::int64_t>() : 0;
}

double fractionAt(const Json& json, std::string_view path) {
    const Json& member = at(json, path);
    return member.is_number() ? member.get<double>() : 0.0;
}

bool trueAt(const Json& json, std::string_view path) {
    const Json& member = at(json, path);
    return member.is_boolean() && member.get<bool>();
}

bool hasAt(const Json& json, std::string_view path) { return !at(json, path).is_null(); }

std::optional<base::Timestamp> timeAt(const Json& json, std::string_view path) {
    const auto parsed = base::parseTimestamp(textAt(json, path));
    return parsed ? std::optional(*parsed) : std::nullopt;
}

std::string sizeAt(const Json& json, std::string_view path) {
    const Json& member = at(json, path);
    if (!member.is_number() || member.get<std::int64_t>() < 0) return {};
    return base::humanSize({member.get<std::uint64_t>()});
}

std::string durationAt(const Json& json, std::string_view path) {
    const Json& member = at(json, path);
    return member.is_number() ? base::humanDuration(base::Duration(member.get<std::int64_t>())) : std::string();
}

std::string age(base::Timestamp then, base::Timestamp now) {
    using namespace std::chrono;
    const bool past = then <= now;
    const std::int64_t s = duration_cast<seconds>(past ? now - then : then - now).count();
    std::string span;
    if (s < 1) return "now";
    if (s < 60)
        span = std::to_string(s) + " s";
    else if (s < 3600)
        span = std::to_string(s / 60) + " min";
    else if (s < 2 * 86'400)
        span = std::to_string(s / 3600) + " h";
    else if (s <= 60 * 86'400)
        span = std::to_string(s / 86'400) + " d";
    else
        return base::formatTimestamp(then).substr(0, 10);
    return past ? span + " ago" : "in " + span;
}

std::string ageAt(const Json& json, std::string_view path, base::Timestamp now) {
    const auto then = timeAt(json, path);
    return then ? age(*then, now) : std::string();
}

std::string momentAt(const Json& json, std::string_view path, base::Timestamp now) {
    const auto then = timeAt(json, path);
    if (!then) return {};
    const std::string text = base::formatTimestamp(*then);
    return text.substr(0, 10) + " " + text.substr(11, 8) + " UTC (" + age(*then, now) + ")";
}

std::string consistencyAt(const base::Json& json, std::string_view path) {
    const std::string written = textAt(json, path);
    return written == "frozen" ? "application-consistent" : written == "crash" ? "crash-consistent" : written;
}

std::string yesNoAt(const Json& json, std::string_view path) {
    const Json& member = at(json, path);
    if (!member.is_boolean()) return {};
    return member.get<bool>() ? "yes" : "no";
}

std::string settingsText(const Json& settings) {
    if (!settings.is_object() || settings.empty()) return "none";
    std::string all;
    for (const auto& [name, value] : settings.items())
        all += (all.empty() ? "" : ", ") + name + " = " + (value.is_string() ? value.get<std::string>() : value.dump());
    return all;
}

std::string joinedText(const Json& json) {
    if (json.is_object()) return settingsText(json);
    if (!json.is_array())
        return json.is_string() ? json.get<std::string>() : json.is_null() ? std::string() : json.dump();
    std::string all;
    for (const Json& each : json) {
        const std::string named = each.is_object() ? namedText(each) : std::string();
        all += (all.empty() ? "" : ", ") + (each.is_string() ? each.get<std::string>()
                                            : named.empty()  ? each.dump()
                                                             : named);
    }
    return all;
}

std::string releaseText(const Json& release) {
    if (!release.is_object()) return joinedText(release);
    const std::string image = textAt(release, "image");
    return image + (image.empty() ? "" : " ") + textAt(release, "version");
}

std::string phoneText(const Json& phone) {
    if (phone.is_string()) return phone.get<std::string>();
    const std::string handset = textAt(phone, "handset.name");
    const std::string persona = textAt(phone, "persona");
    if (!handset.empty() && !persona.empty()) return handset + "/" + persona;
    const std::string name = textAt(phone, "name");
    return name.empty() ? textAt(phone, "id") : name;
}

std::string namedText(const Json& object) {
    if (object.is_string()) return object.get<std::string>();
    const std::string name = textAt(object, "name");
    const std::string id = textAt(object, "id");
    if (name.empty()) return id;
    return id.empty() ? name : name + " (" + id + ")";
}

}  // namespace cli
