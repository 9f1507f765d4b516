# Targets of the house: one call a room, the same flags everywhere.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

add_library(bourse_flags INTERFACE)
target_include_directories(bourse_flags INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(bourse_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Werror)

# bourse_library(NAME SOURCES a.cc … DEPENDS bourse_core_base …): a static library; no sources, an
# interface library (headers only).
function(bourse_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS" ${ARGN})
  if(arg_SOURCES)
    add_library(${name} STATIC ${arg_SOURCES})
    target_link_libraries(${name} PUBLIC bourse_flags ${arg_DEPENDS})
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE bourse_flags ${arg_DEPENDS})
  endif()
endfunction()

# bourse_executable(NAME SOURCES … DEPENDS …)
function(bourse_executable name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE bourse_flags ${arg_DEPENDS})
endfunction()

# bourse_test(NAME SOURCES foo_test.cc … DEPENDS … [LABELS fast] [ARGUMENTS …]): a GoogleTest program,
# run by ctest as one test.
find_package(GTest REQUIRED)
function(bourse_test name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS;LABELS;ARGUMENTS" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE bourse_flags ${arg_DEPENDS} GTest::gtest GTest::gtest_main)
  add_test(NAME ${name} COMMAND ${name} ${arg_ARGUMENTS} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  if(arg_LABELS)
    set_tests_properties(${name} PROPERTIES LABELS "${arg_LABELS}")
  endif()
endfunction()
