# Targets of the house: one call a room, the same flags everywhere.
#
# Every test has the parts of its room's path as labels (core/book: `core`, `book`), and the labels of
# its call: `unit` (default), `long` (over ten seconds), `threads` (run under ThreadSanitizer, too).
# Groups to build: `tests`, `tests_core`, `tests_threads`, `fuzzers`.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})

find_program(CCACHE ccache)
if(CCACHE)
  # Relative paths in the cache: a second clone of the tree compiles nothing again.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=true
      CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
endif()

add_library(bourse_flags INTERFACE)
target_include_directories(bourse_flags INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(bourse_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Werror
    # A failed CHECK and a stack trace name core/…, wherever the tree was built.
    -fmacro-prefix-map=${CMAKE_SOURCE_DIR}/= -fdebug-prefix-map=${CMAKE_SOURCE_DIR}=.)

# Clang does without precompiled headers, so that a missing include does not stay unnoticed.
if(CMAKE_CXX_COMPILER_ID STREQUAL Clang)
  set(CMAKE_DISABLE_PRECOMPILE_HEADERS ON)
endif()

# bourse_precompile(NAME <header> … DEPENDS …): headers that targets take from NAME, compiled once.
function(bourse_precompile name)
  cmake_parse_arguments(arg "" "" "DEPENDS" ${ARGN})
  file(CONFIGURE OUTPUT ${name}.cc CONTENT "")
  add_library(${name} OBJECT ${CMAKE_CURRENT_BINARY_DIR}/${name}.cc)
  target_link_libraries(${name} PRIVATE bourse_flags ${arg_DEPENDS})
  target_precompile_headers(${name} PRIVATE ${arg_UNPARSED_ARGUMENTS})
endfunction()

set(BOURSE_STANDARD_HEADERS
    <algorithm> <array> <atomic> <chrono> <functional> <map> <memory> <optional> <span> <string>
    <thread> <unordered_map> <variant> <vector>)
bourse_precompile(bourse_precompiled ${BOURSE_STANDARD_HEADERS})

# A test's own code is compiled once and run once: -O1 costs less in all. GCC's -Wmaybe-uninitialized
# is wrong there.
add_library(bourse_test_flags INTERFACE)
target_compile_options(bourse_test_flags INTERFACE
    $<$<CONFIG:Release>:-O1>
    $<$<AND:$<CONFIG:Release>,$<CXX_COMPILER_ID:GNU>>:-Wno-maybe-uninitialized>)
find_package(GTest REQUIRED)
target_link_libraries(bourse_test_flags INTERFACE GTest::gtest GTest::gtest_main)
bourse_precompile(bourse_test_precompiled
  ${BOURSE_STANDARD_HEADERS} <gtest/gtest.h>
  DEPENDS bourse_test_flags)

add_custom_target(tests)
add_custom_target(tests_core)
add_custom_target(tests_threads)
add_custom_target(fuzzers)

# The path of the calling room, as a list: its floor comes first.
function(bourse_room result)
  file(RELATIVE_PATH path ${CMAKE_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
  string(REPLACE "/" ";" parts "${path}")
  set(${result} "${parts}" PARENT_SCOPE)
endfunction()

# bourse_library(NAME SOURCES a.cc … DEPENDS bourse_core_base …): a static library; no sources, an
# interface library (headers only).
function(bourse_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS" ${ARGN})
  if(NOT arg_SOURCES)
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE bourse_flags ${arg_DEPENDS})
    return()
  endif()
  add_library(${name} STATIC ${arg_SOURCES})
  target_link_libraries(${name} PUBLIC bourse_flags ${arg_DEPENDS})
  target_precompile_headers(${name} REUSE_FROM bourse_precompiled)
  bourse_room(room)
  if(core IN_LIST room)
    add_dependencies(tests_core ${name})  # coverage sees a library that no test links
  endif()
endfunction()

# bourse_hot_path(NAME): a target on the path of every order, compiled as one source with -O3. The
# programs that bourse_link_hot_path names inline across the rooms; others link its plain objects.
function(bourse_hot_path name)
  set_target_properties(${name} PROPERTIES UNITY_BUILD ON DISABLE_PRECOMPILE_HEADERS ON)
  target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-O3>)
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:-flto -ffat-lto-objects>)
  endif()
  # GCC 12 clears a small struct by `rep stos`, whose start takes longer than the stores would.
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_SYSTEM_PROCESSOR STREQUAL x86_64)
    target_compile_options(${name} PRIVATE
        -mmemset-strategy=vector_loop:512:noalign,libcall:-1:noalign)
  endif()
endfunction()

function(bourse_link_hot_path name)
  set_target_properties(${name} PROPERTIES BOURSE_LINKS_HOT_PATH ON)
endfunction()

# GCC would optimize every link in which it meets such an object.
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  add_link_options(
      "$<$<CONFIG:Release>:$<IF:$<BOOL:$<TARGET_PROPERTY:BOURSE_LINKS_HOT_PATH>>,-flto=auto,-fno-lto>>")
endif()

# bourse_executable(NAME SOURCES … DEPENDS …)
function(bourse_executable name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE bourse_flags ${arg_DEPENDS})
  target_precompile_headers(${name} REUSE_FROM bourse_precompiled)
endfunction()

# bourse_test(NAME SOURCES foo_test.cc … DEPENDS … [LABELS long threads] [ARGUMENTS …]): a
# GoogleTest program, run by ctest as one test, in the root of the source tree.
function(bourse_test name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS;LABELS;ARGUMENTS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE bourse_flags ${arg_DEPENDS} bourse_test_flags)
  target_precompile_headers(${name} REUSE_FROM bourse_test_precompiled)
  add_test(NAME ${name} COMMAND ${name} ${arg_ARGUMENTS} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  if(NOT arg_LABELS)
    set(arg_LABELS unit)
  endif()
  bourse_room(room)
  set_tests_properties(${name} PROPERTIES LABELS "${room};${arg_LABELS}" TIMEOUT 600)
  add_dependencies(tests ${name})
  if(core IN_LIST room)
    add_dependencies(tests_core ${name})
  endif()
  if(threads IN_LIST arg_LABELS)
    add_dependencies(tests_threads ${name})
  endif()
endfunction()

# bourse_fuzz(NAME SOURCES foo_fuzz.cc … DEPENDS …): a libFuzzer program (LLVMFuzzerTestOneInput),
# run by tools/fuzz on the seeds in fuzz/corpus/NAME/. Only clang has libFuzzer: nothing under g++.
function(bourse_fuzz name)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL Clang)
    return()
  endif()
  cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS" ${ARGN})
  add_executable(${name} EXCLUDE_FROM_ALL ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE bourse_flags ${arg_DEPENDS})
  target_compile_options(${name} PRIVATE -fsanitize=fuzzer)
  target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/fuzzers)
  add_dependencies(fuzzers ${name})
endfunction()
