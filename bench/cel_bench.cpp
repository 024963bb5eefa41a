// Measures the condition language on one condition of each of the eight shapes that rules have: what it costs to compile one (parse, check and plan,
// together and apart), and to evaluate one with the generic evaluator.
//
//   cel_bench [--benchmark_filter=compile]
#include <benchmark/benchmark.h>

#include <array>
#include <cstdio>
#include <cstdlib>

#include "policy/attribute.h"
#include "policy/cel/expression.h"
#include "policy/cel/parser.h"
#include "policy/facts_activation.h"

namespace {

struct Shape {
    const char* name;
    const char* source;
};

constexpr std::array<Shape, 8> kShapes{{
    {"equality", "device.model == \"SM-G991B\""},
    {"membership", "device.model in [\"Pixel 6\", \"Pixel 7\", \"Pixel 8\", \"SM-G980F\", \"SM-G981B\", \"SM-G985F\", \"SM-G988B\", \"SM-G990B\", "
                   "\"SM-G991B\", \"SM-G996B\", \"SM-G998B\", \"SM-S901B\"]"},
    {"prefix", "device.model.startsWith(\"SM-G9\")"},
    {"pattern", "device.name.matches(\"^berlin-[0-9]{4}-(sales|field)$\")"},
    {"version", "phone.desiredRelease >= version(\"14.2.0\")"},
    {"time", "now - device.enrolledAt > duration(\"720h\")"},
    {"range", "phone.memoryMiB >= 2048 && phone.memoryMiB < 8192"},
    {"nested", "phone.persona == \"work\" && (device.state == \"enrolled\" || device.online) && !(phone.cpus < 2 || \"contractors\" in user.groups)"},
}};

const policy::cel::Type kBool{policy::cel::TypeKind::Bool, {}, {}};

policy::PhoneFacts makeFacts() {
    policy::PhoneFacts facts;
    facts.phone = "phone-1";
    facts.values.resize(policy::allAttributes().size());
    const auto set = [&](std::string_view attribute, policy::AttributeValue value) {
        facts.values[policy::attributeIndex(attribute).value()] = std::move(value);
    };
    set("device.model", "SM-G991B");
    set("device.name", "berlin-0042-sales");
    set("device.state", "enrolled");
    set("device.online", true);
    set("device.enrolledAt", base::Timestamp(base::Duration(1'700'000'000'000)));
    set("phone.desiredRelease", "14.2.1");
    set("phone.memoryMiB", std::int64_t{4096});
    set("phone.persona", "work");
    set("phone.cpus", std::int64_t{4});
    set("user.groups", std::vector<std::string>{"sales", "berlin", "drivers"});
    return facts;
}

const Shape& shapeOf(const benchmark::State& state) { return kShapes[static_cast<std::size_t>(state.range(0))]; }

void compile(benchmark::State& state) {
    const Shape& shape = shapeOf(state);
    state.SetLabel(shape.name);
    for (auto _ : state) {
        auto compiled = policy::cel::compile(shape.source, policy::conditionEnvironment(), kBool);
        if (!compiled.ok()) {
            std::fputs(compiled.error().message.c_str(), stderr);
            std::exit(1);
        }
        benchmark::DoNotOptimize(compiled);
    }
}

void parse(benchmark::State& state) {
    const Shape& shape = shapeOf(state);
    state.SetLabel(shape.name);
    for (auto _ : state)
        benchmark::DoNotOptimize(policy::cel::parse(shape.source, policy::conditionEnvironment().limits));
}

void parseAndCheck(benchmark::State& state) {
    const Shape& shape = shapeOf(state);
    state.SetLabel(shape.name);
    const auto& environment = policy::conditionEnvironment();
    for (auto _ : state)
        benchmark::DoNotOptimize(policy::cel::check(std::move(*policy::cel::parse(shape.source, environment.limits).ast), environment));
}

void evaluate(benchmark::State& state) {
    const Shape& shape = shapeOf(state);
    state.SetLabel(shape.name);
    const auto compiled = policy::cel::compile(shape.source, policy::conditionEnvironment(), kBool);
    const policy::FactsActivation facts(makeFacts(), base::Timestamp(base::Duration(1'800'000'000'000)));
    for (auto _ : state) {
        const auto value = compiled.value().program->evaluate(facts);
        if (!value.isTrue()) {
            std::fputs(policy::cel::valueText(value).c_str(), stderr);
            std::exit(1);
        }
    }
    state.SetItemsProcessed(state.iterations());
}

}  // namespace

BENCHMARK(compile)->DenseRange(0, kShapes.size() - 1);
BENCHMARK(parse)->DenseRange(0, kShapes.size() - 1);
BENCHMARK(parseAndCheck)->DenseRange(0, kShapes.size() - 1);
BENCHMARK(evaluate)->DenseRange(0, kShapes.size() - 1);
BENCHMARK_MAIN();
