// Measures the policy engine (Google Benchmark): conditions on 1,000 phones, and a fleet of a million.
//
//   policy_bench [--benchmark_... options]
//   policy_bench --sample FILE      the phones and rules as JSON, and what each rule says of each phone, for peers in other languages
//
// Inputs change between iterations: each one takes the next of several fleets and a later `now`. What is kept from one iteration to the next is what
// the engine keeps: for a predicate over a single text-like attribute, its answer for each different text of the attribute.
#include <benchmark/benchmark.h>

#include <fstream>
#include <iostream>
#include <memory>

#include <nlohmann/json.hpp>

#include "allocation_count.h"
#include "policy/cel/expression.h"
#include "policy/engine/fleet_comparison.h"
#include "policy/engine/fleet_engine.h"
#include "policy/engine/predicate.h"
#include "policy/engine/tracked_condition.h"
#include "policy/facts_activation.h"
#include "policy_sample.h"

namespace {

using policy::engine::Tri;

constexpr std::size_t kPhones = 1000;
constexpr std::size_t kMillion = 1'000'000;
constexpr std::uint32_t kFleets = 4;

policy::cel::Expression compiled(const std::string& source) {
    auto expression = policy::cel::compile(source, policy::conditionEnvironment(), {policy::cel::TypeKind::Bool, {}, {}});
    if (!expression) {
        std::cerr << source << ": " << expression.error().message << '\n';
        std::exit(1);
    }
    return std::move(*expression);
}

const std::vector<policy::CompiledCondition>& conditions() {
    static const auto all = [] {
        std::vector<policy::CompiledCondition> made;
        for (const auto& rule : bench::sampleRules()) made.push_back({compiled(rule), {}, false});
        return made;
    }();
    return all;
}

std::shared_ptr<const policy::CompiledBook> compiledBook(policy::RuleBook book, const policy::CompiledBook* previous = nullptr) {
    auto made = policy::CompiledBook::compile(std::move(book), previous);
    if (!made) {
        std::cerr << made.error().message << '\n';
        std::exit(1);
    }
    return *made;
}

/// A thousand phones and 200 predicates over them.
struct SmallFleet {
    policy::engine::FactTable table;
    std::vector<std::unique_ptr<policy::engine::Predicate>> predicates;
    explicit SmallFleet(std::uint32_t variant) {
        for (std::size_t i = 0; i < kPhones; ++i) {
            const auto facts = bench::samplePhone(i, variant);
            table.write(table.add(facts.phone), facts, policy::engine::AttributeSet().set());
        }
        for (const auto& condition : conditions()) predicates.push_back(std::make_unique<policy::engine::Predicate>(condition, table));
    }
};

std::vector<std::unique_ptr<SmallFleet>>& smallFleets() {
    static auto fleets = [] {
        std::vector<std::unique_ptr<SmallFleet>> made;
        for (std::uint32_t i = 0; i < kFleets; ++i) made.push_back(std::make_unique<SmallFleet>(i));
        return made;
    }();
    return fleets;
}

/// The rules of one shape, or all for -1.
bool isWanted(std::size_t rule, std::int64_t shape) { return shape < 0 || rule % bench::kShapes.size() == static_cast<std::size_t>(shape); }

void label(benchmark::State& state, std::size_t evaluations) {
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(evaluations));
    state.SetLabel(state.range(0) < 0 ? "all shapes" : bench::kShapes[static_cast<std::size_t>(state.range(0))]);
}

void rowWise(benchmark::State& state) {
    std::vector<std::uint8_t> results(bench::kRules * kPhones);
    auto now = bench::sampleNow();
    std::size_t turn = 0;
    for (auto _ : state) {
        const SmallFleet& fleet = *smallFleets()[turn++ % kFleets];
        now += base::Duration(1);
        for (std::size_t rule = 0; rule < bench::kRules; ++rule) {
            if (!isWanted(rule, state.range(0))) continue;
            for (std::uint32_t row = 0; row < kPhones; ++row)
                results[rule * kPhones + row] = static_cast<std::uint8_t>(fleet.predicates[rule]->evaluate(row, now));
        }
        benchmark::DoNotOptimize(results.data());
        benchmark::ClobberMemory();
    }
    label(state, (state.range(0) < 0 ? bench::kRules : bench::kRules / bench::kShapes.size()) * kPhones);
}

void columnar(benchmark::State& state) {
    struct Bits {
        policy::engine::ChunkBits isTrue, isError;
    };
    std::vector<Bits> results(bench::kRules);
    auto now = bench::sampleNow();
    std::size_t turn = 0;
    for (auto _ : state) {
        const SmallFleet& fleet = *smallFleets()[turn++ % kFleets];
        now += base::Duration(1);
        for (std::size_t rule = 0; rule < bench::kRules; ++rule)
            if (isWanted(rule, state.range(0)))
                fleet.predicates[rule]->evaluate(0, now, fleet.table.live().chunk(0), results[rule].isTrue, results[rule].isError);
        benchmark::DoNotOptimize(results.data());
        benchmark::ClobberMemory();
    }
    label(state, (state.range(0) < 0 ? bench::kRules : bench::kRules / bench::kShapes.size()) * kPhones);
}

/// The tree walk of the language's evaluator, with the facts already boxed as its values: what the typed plans are compared with.
void generic(benchmark::State& state) {
    std::vector<policy::FactsActivation> activations;
    for (std::size_t i = 0; i < kPhones; ++i) activations.emplace_back(bench::samplePhone(i, 0), bench::sampleNow());
    std::vector<std::uint8_t> results(bench::kRules * kPhones);
    for (auto _ : state) {
        for (std::size_t rule = 0; rule < bench::kRules; ++rule) {
            if (!isWanted(rule, state.range(0))) continue;
            for (std::uint32_t row = 0; row < kPhones; ++row)
                results[rule * kPhones + row] = conditions()[rule].expression.program->evaluate(activations[row]).isTrue();
        }
        benchmark::DoNotOptimize(results.data());
        benchmark::ClobberMemory();
    }
    label(state, (state.range(0) < 0 ? bench::kRules : bench::kRules / bench::kShapes.size()) * kPhones);
}

void compileAndCheck(benchmark::State& state) {
    const auto rules = bench::sampleRules();
    for (auto _ : state)
        for (const auto& rule : rules) benchmark::DoNotOptimize(compiled(rule));
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(rules.size()));
    state.counters["a_rule"] = benchmark::Counter(static_cast<double>(rules.size()), benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

/// A rule book whose policies each set another VPN server for a site of their own (the dearest: every two may contradict each other, and conditions
/// settle that they do not; 1) or in which one policy in fifty sets an exclusive (0). Conditions are compiled already, as when one policy is edited.
void compileBook(benchmark::State& state) {
    policy::RuleBook rules;
    for (std::int64_t i = 0; i < state.range(0); ++i) {
        const auto number = std::to_string(i);
        policy::Policy made{"policy-" + number, {}, {{"camera.allowed", i % 2 == 0}, {"network.bandwidthLimit", i + 8}}, "device.name == 'site-" + number + "'"};
        if (state.range(1) == 1 || i % 50 == 0) made.settings.emplace("vpn.server", "vpn-" + number + ".example.org");
        rules.assignments.push_back({made.name, {policy::TargetKind::All, {}}, policy::Level::Group});
        rules.policies.emplace(made.name, std::move(made));
    }
    const auto before = compiledBook(rules);
    for (auto _ : state) benchmark::DoNotOptimize(compiledBook(rules, before.get()));
}

void planTyped(benchmark::State& state) {
    const policy::engine::FactTable table;
    for (auto _ : state)
        for (const auto& condition : conditions()) benchmark::DoNotOptimize(policy::engine::Predicate(condition, table));
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(bench::kRules));
    state.counters["a_rule"] = benchmark::Counter(bench::kRules, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

/// A million phones under 200 rules.
struct LargeFleet {
    policy::RuleBook rules = bench::sampleBook(bench::sampleRules());
    std::shared_ptr<const policy::CompiledBook> book = compiledBook(rules);
    std::unique_ptr<policy::FleetEngine> engine;
    double bytesAPhone = 0;
    LargeFleet() {
        const std::size_t before = bench::allocatedBytes();
        engine = std::make_unique<policy::FleetEngine>(book, bench::sampleNow());
        for (std::size_t i = 0; i < kMillion; i += kPhones) {
            std::vector<policy::PhoneFacts> some;
            for (std::size_t j = i; j < i + kPhones; ++j) some.push_back(bench::samplePhone(j, 0));
            engine->putAll(some);
        }
        (void)engine->nextFlip();
        bytesAPhone = static_cast<double>(bench::allocatedBytes() - before) / kMillion;
    }
};

LargeFleet& largeFleet() {
    static LargeFleet fleet;
    return fleet;
}

void memory(benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(largeFleet().bytesAPhone);
    state.counters["bytes_a_phone"] = largeFleet().bytesAPhone;
}

/// A policy that 100,000 phones match.
void addEdited(policy::RuleBook& rules) {
    std::string models;
    for (int i = 1; i <= 18; ++i) models += std::string(i == 1 ? "" : ", ") + "'Model " + std::to_string(i) + "'";
    rules.policies["edited"] = {"edited", {}, {{"camera.allowed", true}, {"network.bandwidthLimit", std::int64_t{8}}},
                                "phone.cpus == 1 && phone.persona == 'work' || phone.cpus == 2 && device.model in [" + models + "]"};
    rules.assignments.push_back({"edited", {policy::TargetKind::All, {}}, policy::Level::Group});
}

/// It gets another value, and loses it again: the list of changed phones.
void editValue(benchmark::State& state) {
    auto& fleet = largeFleet();
    auto with = fleet.rules, without = fleet.rules;
    addEdited(with);
    without = with;
    without.policies["edited"].settings["network.bandwidthLimit"] = std::int64_t{9};
    const auto first = compiledBook(with, fleet.book.get()), second = compiledBook(without, fleet.book.get());
    fleet.engine->setBook(first);
    std::size_t changed = 0, turn = 0;
    for (auto _ : state) changed = fleet.engine->setBook(turn++ % 2 == 0 ? second : first).size();
    state.counters["changed"] = static_cast<double>(changed);
    fleet.engine->setBook(fleet.book);
}

/// What the same edit of a value would do, with all totals and 1,000 of the phones.
void whatIf(benchmark::State& state) {
    auto& fleet = largeFleet();
    auto with = fleet.rules;
    addEdited(with);
    const auto edited = compiledBook(with, fleet.book.get());
    std::size_t changed = 0;
    for (auto _ : state) {
        const auto comparison = fleet.engine->compare(edited);
        changed = comparison->totals().changed;
        for (std::size_t i = 0; i < std::min<std::size_t>(changed, 1000); ++i) benchmark::DoNotOptimize(comparison->phone(comparison->changed()[i]));
    }
    state.counters["changed"] = static_cast<double>(changed);
}

/// The same policy comes and goes: its condition is new each time and evaluated on all phones.
void editCondition(benchmark::State& state) {
    auto& fleet = largeFleet();
    auto with = fleet.rules;
    with.policies["edited"] = {"edited", {}, {{"camera.allowed", false}, {"network.bandwidthLimit", std::int64_t{8}}}, "phone.cpus == 1 && phone.persona == 'work' && device.enrolledAt < timestamp('2028-01-01T00:00:00Z')"};
    with.assignments.push_back({"edited", {policy::TargetKind::All, {}}, policy::Level::Group});
    const auto edited = compiledBook(with, fleet.book.get());
    std::size_t changed = 0, turn = 0;
    for (auto _ : state) changed = fleet.engine->setBook(turn++ % 2 == 0 ? edited : fleet.book).size();
    state.counters["changed"] = static_cast<double>(changed);
    fleet.engine->setBook(fleet.book);
}

/// Reports of phones all over the fleet, of which 25 conditions read what is new (the handset was seen again; 0) or 75 (it also comes or goes, and its
/// phone's release is another one; 1). With the next instant on time.
void report(benchmark::State& state) {
    auto& fleet = largeFleet();
    const auto index = [](std::string_view name) { return *policy::attributeIndex(name); };
    const std::size_t seen = index("device.lastSeenAt"), release = index("phone.release"), online = index("device.online");
    std::vector<policy::PhoneFacts> facts;
    for (std::size_t i = 0; i < kPhones; ++i) facts.push_back(bench::samplePhone(i * 997 % kMillion, 0));
    std::size_t turn = 0, changed = 0;
    for (auto _ : state) {
        auto& one = facts[turn % kPhones];
        one.values[seen] = bench::sampleNow() - base::Duration(static_cast<std::int64_t>(turn % 7) * 86'400'000 + static_cast<std::int64_t>(turn));
        if (state.range(0) == 1) {
            one.values[release] = turn / kPhones % 2 == 0 ? std::string("12.1.1") : std::string("11.0.2");
            one.values[online] = turn / kPhones % 2 == 0;
        }
        ++turn;
        changed += fleet.engine->put(one);
    }
    state.counters["changed"] = static_cast<double>(changed) / static_cast<double>(turn);
}

void nextFlip(benchmark::State& state) {
    auto& fleet = largeFleet();
    for (auto _ : state) benchmark::DoNotOptimize(fleet.engine->nextFlip());
}

/// 200 conditions on all phones, nothing known before but the facts: not what any text was decided to be either.
void fullEvaluation(benchmark::State& state) {
    policy::engine::FactTable table;
    for (std::size_t i = 0; i < kMillion; ++i) {
        const auto facts = bench::samplePhone(i, 0);
        table.write(table.add(facts.phone), facts, policy::engine::AttributeSet().set());
    }
    auto now = bench::sampleNow();
    for (auto _ : state) {
        now += base::Duration(1);
        policy::engine::TriPanels panels;
        std::vector<std::unique_ptr<policy::engine::TrackedCondition>> tracked;
        for (std::size_t rule = 0; rule < bench::kRules; ++rule)
            if (isWanted(rule, state.range(0)))
                tracked.emplace_back(std::make_unique<policy::engine::TrackedCondition>(conditions()[rule], table))->keepIn(panels.take());
        for (std::size_t chunk = 0; chunk < table.chunks(); ++chunk)
            for (const auto& one : tracked) one->evaluateChunk(chunk, now);
        benchmark::ClobberMemory();
    }
    label(state, (state.range(0) < 0 ? bench::kRules : bench::kRules / bench::kShapes.size()) * kMillion);
}

/// From no rules to all of them, with the list of changed phones; and back.
void allRulesAtOnce(benchmark::State& state) {
    auto& fleet = largeFleet();
    const auto none = compiledBook({});
    std::size_t changed = 0;
    for (auto _ : state) {
        state.PauseTiming();
        fleet.engine->setBook(none);
        state.ResumeTiming();
        changed = fleet.engine->setBook(fleet.book).size();
    }
    state.counters["changed"] = static_cast<double>(changed);
}

/// A regular expression over a text that every handset has its own of: the dearest first evaluation there is.
void regularExpressionOverNames(benchmark::State& state) {
    auto& fleet = largeFleet();
    const policy::CompiledCondition condition{compiled("device.name.matches('^(sales|lab)-[0-9]*7$')"), {}, false};
    for (auto _ : state) benchmark::DoNotOptimize(fleet.engine->matching(condition));
}

void writeSample(const char* path) {
    auto all = nlohmann::json::parse(bench::sampleJson(kPhones));
    auto results = nlohmann::json::array();
    const SmallFleet fleet(0);
    for (const auto& predicate : fleet.predicates) {
        std::string row;  // t, f or e for each phone
        for (std::uint32_t i = 0; i < kPhones; ++i) row += "fte"[static_cast<std::size_t>(predicate->evaluate(i, bench::sampleNow()))];
        results.push_back(row);
    }
    all["results"] = results;
    std::ofstream(path) << all;
}

void byShape(benchmark::internal::Benchmark* benchmark) { benchmark->DenseRange(-1, static_cast<std::int64_t>(bench::kShapes.size()) - 1); }

BENCHMARK(rowWise)->Apply(byShape);
BENCHMARK(columnar)->Apply(byShape);
BENCHMARK(generic)->Apply(byShape);
BENCHMARK(compileAndCheck)->Unit(benchmark::kMicrosecond);
BENCHMARK(compileBook)->ArgsProduct({{200, 1000, 5000}, {0, 1}})->Unit(benchmark::kMillisecond);
BENCHMARK(planTyped)->Unit(benchmark::kMicrosecond);
BENCHMARK(memory);
BENCHMARK(editValue)->Unit(benchmark::kMillisecond);
BENCHMARK(whatIf)->Unit(benchmark::kMillisecond);
BENCHMARK(editCondition)->Unit(benchmark::kMillisecond);
BENCHMARK(report)->DenseRange(0, 1)->Unit(benchmark::kMicrosecond);
BENCHMARK(nextFlip)->Unit(benchmark::kMicrosecond);
BENCHMARK(fullEvaluation)->Arg(-1)->Unit(benchmark::kMillisecond);
BENCHMARK(allRulesAtOnce)->Unit(benchmark::kMillisecond);
BENCHMARK(regularExpressionOverNames)->Unit(benchmark::kMillisecond);

}  // namespace

int main(int argc, char** argv) {
    if (argc == 3 && std::string_view(argv[1]) == "--sample") {
        writeSample(argv[2]);
        return 0;
    }
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
