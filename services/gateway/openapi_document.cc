// openapi_document: prints the OpenAPI document of the REST operations.
#include <cstdio>

#include "services/gateway/openapi.h"

int main() {
    std::puts(bourse::gateway::OpenApiDocument().c_str());
    return 0;
}
