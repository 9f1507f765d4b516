// The REST operations as an OpenAPI 3.0 document, made from their table (operation.h) and from what
// each takes. docs/reference/openapi.json is this document, indented.
// Thread: any; pure.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace bourse::gateway {

struct ParameterList {
    std::string_view method, path;
    std::string_view names;  // between blanks; a "!" behind a name: it is mandatory
};

// Without timestamp, recvWindow and signature, which every signed operation takes.
std::span<const ParameterList> ParameterLists();

std::string OpenApiDocument();

}  // namespace bourse::gateway
