// math.bitAnd, bitOr, bitXor, bitNot, bitShiftLeft and bitShiftRight (cel-go, ext: math).
#pragma once

namespace policy::cel {

class FunctionTable;

void addMathBitFunctions(FunctionTable& table);

}  // namespace policy::cel
