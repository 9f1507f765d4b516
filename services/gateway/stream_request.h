// StreamRequest: a control message on a market stream connection:
//
//   {"method":"SUBSCRIBE","params":["btcusdt@trade"],"id":1}     also UNSUBSCRIBE
//   {"method":"LIST_SUBSCRIPTIONS","id":1}
//   {"method":"SET_PROPERTY","params":["combined",true],"id":1}
//   {"method":"GET_PROPERTY","params":["combined"],"id":1}
//
// Thread: any; the parser's memory is its caller's thread's. Size and depth are bounded by the
// message.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/expected.h"

namespace bourse::gateway {

enum class StreamMethod : std::uint8_t {
    kSubscribe,
    kUnsubscribe,
    kListSubscriptions,
    kSetProperty,
    kGetProperty,
};

struct StreamRequest {
    StreamMethod method{};
    std::vector<std::string> names{};  // of streams
    bool combined = false;             // kSetProperty
    std::string id = "null";           // JSON
};

enum class StreamErrorCode : int {
    kUnknownProperty = 0,
    kInvalidValue = 1,
    kInvalidRequest = 2,
    kInvalidJson = 3,
};

struct StreamError {
    StreamErrorCode code{};
    std::string message;
    std::string id{};  // JSON; empty: not known
};

Expected<StreamRequest, StreamError> ParseStreamRequest(std::string_view message);

// {"result":null,"id":1}
std::string StreamAnswer(std::string_view result, std::string_view id);
// {"code":2,"msg":"Invalid request: …","id":1}
std::string StreamErrorBody(const StreamError& error);

}  // namespace bourse::gateway
