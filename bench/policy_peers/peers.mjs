// Evaluates the rules of a sample (policy_bench --sample FILE) on its phones with other implementations of CEL, and prints JSON: for each peer and shape
// the evaluations a second, and how many results are the ones in the sample.
//
//   node peers.mjs SAMPLE [SECONDS]
//
// No peer has an ordered type for versions: each gets version() as a function that makes a whole number, and the phones' versions as such numbers,
// made beforehand.
import { readFileSync } from "node:fs";
import { celEnv, celFunc, CelScalar, isCelError, parse as bufParse, plan } from "@bufbuild/cel";
import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { Environment } from "@marcbachmann/cel-js";
import { evaluate as celJsEvaluate, parse as celJsParse } from "cel-js";

const sample = JSON.parse(readFileSync(process.argv[2], "utf8"));
const seconds = Number(process.argv[3] ?? 1);

const kVersions = new Set(["agentVersion", "desiredRelease", "release", "provedRelease"]);
const isTime = (name) => name.endsWith("At");

function versionNumber(text) {
  const [major, minor, patch] = text.split(".").map(BigInt);
  return (major * 1000000n + minor) * 1000000n + patch;
}

/** The sample's devices with integers, versions and times as the peer wants them. */
function bindings({ integer, time, struct }) {
  const value = (name, held) => {
    if (kVersions.has(name)) return integer(versionNumber(held));
    if (isTime(name)) return time(new Date(held));
    if (typeof held === "number") return integer(BigInt(held));
    return Array.isArray(held) || typeof held !== "object" ? held : struct(Object.entries(held));
  };
  const now = time(new Date(sample.now));
  return sample.devices.map((device) => {
    const variables = { now };
    for (const [variable, fields] of Object.entries(device))
      variables[variable] = struct(Object.entries(fields).map(([name, held]) => [name, value(name, held)]));
    return variables;
  });
}

const peers = {
  "@marcbachmann/cel-js 8.0.0": () => {
    const environment = new Environment({ unlistedVariablesAreDyn: true }).registerFunction("version(string): int", versionNumber);
    return {
      compile: (source) => environment.parse(source),
      devices: bindings({ integer: (n) => n, time: (date) => date, struct: Object.fromEntries }),
    };
  },
  "@bufbuild/cel 0.6.1": () => {
    const environment = celEnv({ funcs: [celFunc("version", [CelScalar.STRING], CelScalar.INT, versionNumber)] });
    return {
      compile: (source) => {
        const run = plan(environment, bufParse(source));
        return (variables) => {
          const result = run(variables);
          if (isCelError(result)) throw result;
          return result;
        };
      },
      devices: bindings({ integer: (n) => n, time: timestampFromDate, struct: (entries) => new Map(entries) }),
    };
  },
  "cel-js 0.8.2": () => {
    const functions = { version: (text) => Number(versionNumber(text)) };
    return {
      compile: (source) => {
        const parsed = celJsParse(source);
        if (!parsed.isSuccess) throw new Error(parsed.errors.join("; "));
        return (variables) => celJsEvaluate(parsed.cst, variables, functions);
      },
      devices: bindings({ integer: Number, time: (date) => date, struct: Object.fromEntries }),
    };
  },
};

/** Processor seconds of this process, as our own figures are: what else runs on the machine does not count. */
function processorSeconds() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function verdict(program, variables) {
  try {
    return program(variables) === true ? "t" : "f";
  } catch {
    return "e";
  }
}

function measure({ compile, devices }) {
  const shapes = {};
  let compiledIn = 0;
  sample.rules.forEach((rule, index) => {
    const shape = (shapes[rule.shape] ??= { programs: [], agree: 0, of: 0 });
    const begun = processorSeconds();
    let program;
    try {
      program = compile(rule.source);
    } catch {
      program = () => {
        throw new Error("it does not compile");
      };
    }
    compiledIn += processorSeconds() - begun;
    shape.programs.push(program);
    devices.forEach((variables, place) => {
      shape.of += 1;
      if (verdict(program, variables) === sample.results[index][place]) shape.agree += 1;
    });
  });
  const measured = { compile_us: (compiledIn * 1e6) / sample.rules.length, shapes: {} };
  for (const [name, shape] of Object.entries(shapes)) {
    let evaluations = 0;
    let trues = 0;
    const begun = processorSeconds();
    let elapsed = 0;
    while (elapsed < seconds) {
      for (const program of shape.programs)
        for (const variables of devices) if (verdict(program, variables) === "t") trues += 1;
      evaluations += shape.programs.length * devices.length;
      elapsed = processorSeconds() - begun;
    }
    measured.shapes[name] = { a_second: evaluations / elapsed, agree: shape.agree, of: shape.of, trues };
  }
  return measured;
}

const results = {};
for (const [name, make] of Object.entries(peers)) results[name] = measure(make());
console.log(JSON.stringify(results));
