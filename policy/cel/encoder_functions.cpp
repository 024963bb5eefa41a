// base64.encode and base64.decode (cel-go, ext: encoders).
#include "policy/cel/base64_text.h"
#include "policy/cel/function.h"
#include "policy/cel/overload_types.h"

namespace policy::cel {

namespace {

Value encode(std::span<const Value> arguments, CallContext& context) { return madeText(base64Text(arguments[0].bytes().octets), context); }

Value decode(std::span<const Value> arguments, CallContext&) {
    auto octets = parseBase64(arguments[0].text());
    return octets ? Value(Bytes{std::move(*octets)}) : Value::error("base64.decode: the text is no base64");
}

}  // namespace

void addEncoderFunctions(FunctionTable& table) {
    using namespace types;
    table.add({"base64.encode", "base64_encode_bytes", false, {bytes()}, text(), encode});
    table.add({"base64.decode", "base64_decode_string", false, {text()}, bytes(), decode});
}

}  // namespace policy::cel
