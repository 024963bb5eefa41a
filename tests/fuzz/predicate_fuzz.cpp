// Any text as a rule's condition: the typed plan over columns answers as the condition's program does, row by row and chunk by chunk, and stays so
// until the instant that it names.
#include <string>

#include "policy/cel/expression.h"
#include "policy/engine/predicate.h"
#include "policy/expression_tree.h"
#include "policy/facts_activation.h"
#include "tests/fuzz/facts_samples.h"
#include "tests/fuzz/fuzz_check.h"

using policy::engine::Tri;

namespace {

struct Fleet {
    policy::engine::FactTable table;
    std::vector<policy::PhoneFacts> phones = fuzz::samplePhones();

    Fleet() {
        for (const policy::PhoneFacts& phone : phones)
            table.write(table.add(phone.phone), phone, policy::engine::AttributeSet().set());
    }
};

std::string_view word(Tri tri) { return tri == Tri::True ? "true" : tri == Tri::False ? "false" : "an error"; }

Tri answerOf(const policy::CompiledCondition& condition, const policy::PhoneFacts& phone, base::Timestamp now, bool& tooDear) {
    const policy::cel::Value value = condition.expression.program->evaluate(policy::FactsActivation(phone, now));
    tooDear = tooDear || (value.isError() && value.error().message.find(" costs more than ") != std::string::npos);
    return value.isTrue() ? Tri::True : value.isFalse() ? Tri::False : Tri::Error;
}

void same(Tri program, Tri plan, const std::string& phone, const char* how) {
    fuzz::demand(program == plan, std::string("for ") + phone + " " + how + " the program says " + std::string(word(program)) + ", the plan " +
                                      std::string(word(plan)));
}

void checkRow(const policy::engine::Predicate& predicate, const policy::CompiledCondition& condition, const Fleet& fleet, std::uint32_t row) {
    const base::Timestamp now = fuzz::sampleNow();
    const policy::PhoneFacts& phone = fleet.phones[row];
    bool tooDear = false;
    const Tri program = answerOf(condition, phone, now, tooDear);
    if (tooDear)
        return;
    same(program, predicate.evaluate(row, now), phone.phone, "in its row");
    policy::engine::ChunkBits wanted{}, isTrue{}, isError{};
    wanted[0] = policy::engine::Word{1} << row;
    predicate.evaluate(0, now, wanted, isTrue, isError);
    same(program, (isTrue[0] & wanted[0]) != 0 ? Tri::True : (isError[0] & wanted[0]) != 0 ? Tri::Error : Tri::False, phone.phone, "in its chunk");
    fuzz::demand(((isTrue[0] | isError[0]) & ~wanted[0]) == 0, "rows that were not asked for have no bits");

    const auto flip = predicate.nextFlip(row, now);
    fuzz::demand(!flip || *flip > now, "a flip lies ahead");
    if (flip && predicate.solved()) {
        same(program, answerOf(condition, phone, *flip - base::Duration(1), tooDear), phone.phone, "just before its flip");
        fuzz::demand(tooDear || answerOf(condition, phone, *flip, tooDear) != program, "a solved condition flips when it says for " + phone.phone);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Fleet fleet;
    auto expression = policy::cel::compile(std::string(reinterpret_cast<const char*>(data), size), policy::conditionEnvironment(),
                                           policy::cel::Type{policy::cel::TypeKind::Bool, {}, {}});
    if (!expression)
        return 0;
    policy::CompiledCondition condition;
    condition.expression = std::move(*expression);
    auto reads = policy::readAttributes(*condition.expression.checked);
    condition.attributes = std::move(reads.attributes);
    condition.readsNow = reads.readsNow;
    const policy::engine::Predicate predicate(condition, fleet.table);
    for (std::uint32_t row = 0; row < fleet.phones.size(); ++row)
        checkRow(predicate, condition, fleet, row);
    return 0;
}
