// The standard functions, in groups; in the order of the reference implementation, which decides between overloads when
// arguments are dyn.
#pragma once

#include <initializer_list>
#include <string_view>

#include "policy/cel/function.h"

namespace policy::cel {

void addLogicFunctions(FunctionTable& table);
void addArithmeticFunctions(FunctionTable& table);
void addComparisonFunctions(FunctionTable& table);
void addContainerFunctions(FunctionTable& table);
void addConversionFunctions(FunctionTable& table);
void addTextFunctions(FunctionTable& table);
void addTimeFunctions(FunctionTable& table);

namespace types {
inline const Type kDyn{TypeKind::Dyn, {}, {}};
inline const Type kNull{TypeKind::Null, {}, {}};
inline const Type kBool{TypeKind::Bool, {}, {}};
inline const Type kInt{TypeKind::Int, {}, {}};
inline const Type kUint{TypeKind::Uint, {}, {}};
inline const Type kDouble{TypeKind::Double, {}, {}};
inline const Type kString{TypeKind::String, {}, {}};
inline const Type kBytes{TypeKind::Bytes, {}, {}};
inline const Type kTimestamp{TypeKind::Timestamp, {}, {}};
inline const Type kDuration{TypeKind::Duration, {}, {}};
inline const Type kA{TypeKind::Parameter, "A", {}};
inline const Type kB{TypeKind::Parameter, "B", {}};
inline const Type kListOfA{TypeKind::List, {}, {kA}};
inline const Type kMapOfAB{TypeKind::Map, {}, {kA, kB}};
}  // namespace types

/// A number as Go's strconv writes it with 'g' and the shortest digits: "123.456", "1e+06", "+Inf". What string(double)
/// gives.
std::string shortestText(double number);

}  // namespace policy::cel
