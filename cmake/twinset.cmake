# The two functions every CMakeLists.txt of the project uses.

add_library(twinset_options INTERFACE)
target_include_directories(twinset_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(twinset_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual)
if(TWINSET_WERROR)
  target_compile_options(twinset_options INTERFACE -Werror)
endif()
if(TWINSET_SANITIZE)
  target_compile_options(twinset_options INTERFACE -fsanitize=${TWINSET_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(twinset_options INTERFACE -fsanitize=${TWINSET_SANITIZE})
endif()

find_program(TWINSET_CCACHE ccache)
if(TWINSET_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${TWINSET_CCACHE})
endif()

include(CheckLinkerFlag)
check_linker_flag(CXX "-fuse-ld=lld" TWINSET_HAS_LLD)
if(TWINSET_HAS_LLD)
  add_link_options(-fuse-ld=lld)
endif()

# twinset_library(NAME sources...): one static library with our warnings; links are added by target_link_libraries.
function(twinset_library name)
  add_library(${name} STATIC ${ARGN})
  target_link_libraries(${name} PUBLIC twinset_options)
endfunction()

# twinset_test(NAME [LIBRARIES lib...] [TIMEOUT seconds] [LABELS label...]): tests/.../NAME.cpp is one Qt Test
# executable and one ctest entry.
function(twinset_test name)
  cmake_parse_arguments(ARG "" "TIMEOUT" "LIBRARIES;LABELS;SOURCES" ${ARGN})
  add_executable(${name} ${name}.cpp ${ARG_SOURCES})
  set_target_properties(${name} PROPERTIES AUTOMOC ON UNITY_BUILD OFF)
  target_link_libraries(${name} PRIVATE twinset_options Qt6::Test ${ARG_LIBRARIES})
  target_compile_definitions(${name} PRIVATE TWINSET_SOURCE_DIR="${CMAKE_SOURCE_DIR}" TWINSET_BIN_DIR="${CMAKE_BINARY_DIR}/bin")
  add_test(NAME ${name} COMMAND ${name})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 60)
  endif()
  set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}"
    ENVIRONMENT "QT_QPA_PLATFORM=offscreen;QTEST_FUNCTION_TIMEOUT=${ARG_TIMEOUT}000")
  # A virtual machine and what drives it keep two processors busy, and two such tests would starve each other.
  if("qemu" IN_LIST ARG_LABELS)
    set_tests_properties(${name} PROPERTIES RESOURCE_LOCK qemu PROCESSORS 2)
  endif()
endfunction()
