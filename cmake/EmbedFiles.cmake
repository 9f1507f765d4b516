# bourse_embed(NAME NAMESPACE n FILES a.html …): a library with the files' bytes in the binary:
# <NAME>.h of the build directory declares kFiles, an array of {name, text} in namespace n.
# bourse_embed(NAME NAMESPACE n DIRECTORY d STAMP s): the same of all files below d, named by their
# paths in it; none when there is no d. It is read again when the file s changes.
#
# Run with cmake -P, the same file writes that source, so nothing but cmake is needed.

if(CMAKE_SCRIPT_MODE_FILE)
  set(entries "")
  set(count 0)
  if(DIRECTORY)
    file(GLOB_RECURSE FILES RELATIVE ${DIRECTORY} ${DIRECTORY}/*)
  endif()
  foreach(file IN LISTS FILES)
    if(DIRECTORY)
      set(name ${file})
      set(file ${DIRECTORY}/${file})
    else()
      get_filename_component(name ${file} NAME)
    endif()
    file(READ ${file} text HEX)
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "\\\\x\\1" text "${text}")
    file(SIZE ${file} size)
    string(APPEND entries "    {\"${name}\", {\"${text}\", ${size}}},\n")
    math(EXPR count "${count} + 1")
  endforeach()
  # A file may be longer than the 64 KiB of a literal that every compiler has to take.
  file(WRITE ${OUTPUT} "#pragma once\n\n#include <array>\n#include <string_view>\n
#pragma GCC diagnostic push\n#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n\nnamespace ${NAMESPACE} {\n
struct EmbeddedFile {\n    std::string_view name;\n    std::string_view text;\n};\n
inline constexpr std::array<EmbeddedFile, ${count}> kFiles{{\n${entries}}};\n\n}  // namespace ${NAMESPACE}\n\n#pragma GCC diagnostic pop\n")
  return()
endif()

function(bourse_embed name)
  cmake_parse_arguments(arg "" "NAMESPACE;DIRECTORY;STAMP" "FILES" ${ARGN})
  set(directory ${CMAKE_CURRENT_BINARY_DIR}/embedded)
  set(header ${directory}/${name}.h)
  if(arg_STAMP AND NOT EXISTS ${arg_STAMP})
    file(WRITE ${arg_STAMP} "none\n")
  endif()
  add_custom_command(
    OUTPUT ${header}
    COMMAND ${CMAKE_COMMAND} "-DFILES=${arg_FILES}" "-DDIRECTORY=${arg_DIRECTORY}"
            -DNAMESPACE=${arg_NAMESPACE} -DOUTPUT=${header}
            -P ${CMAKE_SOURCE_DIR}/cmake/EmbedFiles.cmake
    DEPENDS ${arg_FILES} ${arg_STAMP} ${CMAKE_SOURCE_DIR}/cmake/EmbedFiles.cmake
    VERBATIM)
  add_custom_target(${name}_files DEPENDS ${header})
  add_library(${name} INTERFACE)
  add_dependencies(${name} ${name}_files)
  target_include_directories(${name} INTERFACE ${directory})
endfunction()
