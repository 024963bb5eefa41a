// The fields of an Android Management API policy (enterprises.policies) and what becomes of each: the table that
// amapi_import.h works from.
#pragma once

#include <span>
#include <string_view>

namespace policy {

enum class AmapiKind {
    Group,         // an object, or a list of objects, whose members are fields
    Forbidden,     // true forbids: the setting becomes false
    Flag,          // true or false, as it stands
    Word,          // one of `words`; for a boolean "true" and "false"
    WordList,      // a list of some of `words`
    Number,        // 0 means none
    Seconds,       // "86400s"
    Milliseconds,  // a number or its text; 0 means none
    Text,
    TextList,
    Packages,     // {"packageNames": [...]}
    Message,      // {"defaultMessage": ...}
    Special,      // a function of its own in the import
    Always,       // true of every Twinset fleet; `note` says how
    None,         // no equivalent; `note` says why
};

struct AmapiWord {
    std::string_view word;
    std::string_view value;         // empty: what holds anyway
    std::string_view setting = {};  // another one than the field's
    std::string_view note = {};
    std::string_view also = {};  // a second setting that takes the same value
};

struct AmapiField {
    std::string_view path;  // without list indices
    AmapiKind kind;
    std::string_view note = {};
    std::string_view setting = {};  // empty: the one whose `amapi` is the path
    std::span<const AmapiWord> words = {};
    std::string_view supersededBy = {};  // counts only where that field says nothing
    // The word that counts when nothing is said: where the Android Management API is stricter than we are.
    std::string_view absent = {};
};

std::span<const AmapiField> amapiFields();
/// nullptr for one that is not known. passwordPolicies has the fields of passwordRequirements.
const AmapiField* findAmapiField(std::string_view path);

}  // namespace policy
