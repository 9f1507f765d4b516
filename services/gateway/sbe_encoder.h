// SBE from JSON: an answer's bytes, made of its JSON text by the schema (sbe_schema.h). Handlers
// know nothing of it.
//
// Decimals stay exact: the mantissas of one exponent field share the exponent -8, or a smaller one
// where a figure has more decimals, or the largest exact one where they would not fit. Nothing is
// rounded and no figure passes through floating point, but what the schema itself calls `float`: a
// percentage, for which the wire has no other type.
//
// Thread: any; pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "services/gateway/sbe_schema.h"

namespace bourse::gateway {

// The message of the schema that answers `operation` ("GET /api/v3/depth") with this JSON; header
// included. nullopt: there is none, or a figure does not fit.
std::optional<std::string> EncodeSbeAnswer(
    const SbeSchema& schema, std::string_view operation, std::string_view json
);
// That message, named, with `payload` where it carries another message.
std::optional<std::string> EncodeSbe(
    const SbeSchema& schema,
    std::string_view message,
    std::string_view json,
    std::string_view payload = {}
);
// Whether the schema has answers of the operation.
bool HasSbeAnswer(const SbeSchema& schema, std::string_view operation);

}  // namespace bourse::gateway
