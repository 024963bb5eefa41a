#include "app/console/answer_reader.h"

#include <nlohmann/json.hpp>

namespace console {

AnswerReader::AnswerReader(const base::Json& json, std::string where) : m_json(json), m_where(std::move(where)) {
    if (!json.is_object()) fail("", "is not an object");
}

const base::Json* AnswerReader::find(std::string_view name) const {
    if (!m_json.is_object()) return nullptr;
    const auto found = m_json.find(std::string(name));
    return found == m_json.end() || found->is_null() ? nullptr : &*found;
}

void AnswerReader::fail(std::string_view name, std::string_view why) {
    if (m_error) return;
    std::string message = "the gateway's answer cannot be read: " + m_where;
    if (!name.empty()) message += "." + std::string(name);
    m_error = base::Error{base::ErrorCode::Corrupt,
                          message + " " + std::string(why) + "; check that gateway and console have the same version"};
}

QString AnswerReader::text(std::string_view name) {
    const auto* member = find(name);
    if (member == nullptr || !member->is_string()) {
        fail(name, "is not a text");
        return {};
    }
    return QString::fromStdString(member->get_ref<const std::string&>());
}

QString AnswerReader::textOr(std::string_view name, const QString& other) {
    return find(name) == nullptr ? other : text(name);
}

std::int64_t AnswerReader::integer(std::string_view name) {
    const auto* member = find(name);
    if (member == nullptr || !member->is_number_integer()) {
        fail(name, "is not a whole number");
        return 0;
    }
    return member->get<std::int64_t>();
}

std::int64_t AnswerReader::integerOr(std::string_view name, std::int64_t other) {
    return find(name) == nullptr ? other : integer(name);
}

double AnswerReader::numberOr(std::string_view name, double other) {
    const auto* member = find(name);
    if (member == nullptr) return other;
    if (!member->is_number()) {
        fail(name, "is not a number");
        return other;
    }
    return member->get<double>();
}

bool AnswerReader::boolean(std::string_view name) {
    const auto* member = find(name);
    if (member == nullptr || !member->is_boolean()) {
        fail(name, "is neither true nor false");
        return false;
    }
    return member->get<bool>();
}

bool AnswerReader::booleanOr(std::string_view name, bool other) { return find(name) == nullptr ? other : boolean(name); }

base::Timestamp AnswerReader::time(std::string_view name) {
    auto parsed = base::parseTimestamp(text(name).toStdString());
    if (!parsed) fail(name, "is not a time");
    return parsed ? *parsed : base::Timestamp{};
}

std::optional<base::Timestamp> AnswerReader::optionalTime(std::string_view name) {
    if (find(name) == nullptr) return std::nullopt;
    return time(name);
}

QStringList AnswerReader::textsOr(std::string_view name) {
    QStringList texts;
    const auto* member = find(name);
    if (member == nullptr) return texts;
    if (!member->is_array()) fail(name, "is not a list");
    else
        for (const auto& element : *member) texts.append(jsonText(element));
    return texts;
}

QString AnswerReader::displayText(std::string_view name) {
    const auto* member = find(name);
    return member == nullptr ? QString() : jsonText(*member);
}

bool AnswerReader::object(std::string_view name, const std::function<void(AnswerReader&)>& read) {
    const auto* member = find(name);
    if (member == nullptr) return false;
    AnswerReader inner(*member, m_where + "." + std::string(name));
    read(inner);
    if (auto done = inner.finish(); !done && !m_error) m_error = done.error();
    return true;
}

void AnswerReader::array(std::string_view name, const std::function<base::Result<void>(const base::Json&)>& read) {
    const auto* member = find(name);
    if (member == nullptr) return;
    if (!member->is_array()) return fail(name, "is not a list");
    for (const auto& element : *member) {
        if (auto done = read(element); !done) {
            if (!m_error) m_error = done.error();
            return;
        }
    }
}

std::vector<std::pair<QString, QString>> AnswerReader::members(std::string_view name) {
    std::vector<std::pair<QString, QString>> result;
    const auto* member = find(name);
    if (member == nullptr) return result;
    if (member->is_string()) result.emplace_back(QString(), jsonText(*member));
    else if (!member->is_object()) fail(name, "is not an object");
    else
        for (const auto& [key, value] : member->items()) result.emplace_back(QString::fromStdString(key), jsonText(value));
    return result;
}

base::Result<void> AnswerReader::finish() const {
    if (m_error) return *m_error;
    return base::success();
}

QString jsonText(const base::Json& value) {
    if (value.is_null()) return {};
    if (value.is_string()) return QString::fromStdString(value.get_ref<const std::string&>());
    return QString::fromStdString(value.dump(-1, ' ', false, base::Json::error_handler_t::replace));
}

}  // namespace console
