// AnswerReader: takes members of a gateway's answer by name, as Qt types. Unlike base::ObjectReader it passes over
// members it does not know, so that a console can look at a newer gateway; a member that is missing, or of another type,
// is an error that finish() reports. Members that the admin API calls nullable have an `optional` or `...Or` reader.
#pragma once

#include <QString>
#include <QStringList>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/json.h"
#include "base/result.h"

namespace console {

class AnswerReader {
public:
    /// `json` must outlive the reader.
    AnswerReader(const base::Json& json, std::string where);

    QString text(std::string_view name);
    QString textOr(std::string_view name, const QString& other = {});
    std::int64_t integer(std::string_view name);
    std::int64_t integerOr(std::string_view name, std::int64_t other);
    double numberOr(std::string_view name, double other);
    bool boolean(std::string_view name);
    bool booleanOr(std::string_view name, bool other);
    base::Timestamp time(std::string_view name);
    std::optional<base::Timestamp> optionalTime(std::string_view name);
    QStringList textsOr(std::string_view name);
    /// Any value as text for people: text as it is, objects and lists as JSON, null as nothing.
    QString displayText(std::string_view name);
    /// Calls `read` with a reader of the member when it is an object; false when it is missing or null.
    bool object(std::string_view name, const std::function<void(AnswerReader&)>& read);
    /// Calls `read` with each element of an array member; the first error ends it.
    void array(std::string_view name, const std::function<base::Result<void>(const base::Json&)>& read);
    /// Member names of an object member with each value as text, in the answer's order; of a text
    /// member, the text without a name.
    std::vector<std::pair<QString, QString>> members(std::string_view name);

    void fail(std::string_view name, std::string_view why);
    base::Result<void> finish() const;

private:
    const base::Json* find(std::string_view name) const;
    const base::Json& m_json;
    std::string m_where;
    std::optional<base::Error> m_error;
};

/// A JSON value as text for people.
QString jsonText(const base::Json& value);

}  // namespace console
