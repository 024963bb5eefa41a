#include "policy/cel/function.h"

namespace policy::cel {

const FunctionTable& allFunctions() {
    static const FunctionTable table = [] {
        FunctionTable made;
        addStandardFunctions(made);
        addStringFunctions(made);
        addMathFunctions(made);
        addOptionalFunctions(made);
        addEncoderFunctions(made);
        addNetworkFunctions(made);
        addVersionFunctions(made);
        return made;
    }();
    return table;
}

}  // namespace policy::cel
