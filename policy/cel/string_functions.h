// The parts that addStringFunctions() is made of.
#pragma once

namespace policy::cel {

class FunctionTable;

/// join, split, replace.
void addStringListFunctions(FunctionTable& table);
/// format.
void addStringFormatFunction(FunctionTable& table);

}  // namespace policy::cel
