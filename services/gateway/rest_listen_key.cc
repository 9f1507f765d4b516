#include "services/gateway/rest_listen_key.h"

#include "services/gateway/json_writer.h"

namespace bourse::gateway {

namespace {

using Change = bool (ListenKeys::*)(std::string_view key, AccountId account, Timestamp now);

Reply ChangeListenKey(const ApiContext& context, Call& call, Change change) {
    const std::string key(call.parameters.Require("listenKey"));
    if (const auto read = call.parameters.Finish(); !read) return Unexpected{read.error()};
    if (!(context.listen_keys.*change)(key, call.account(), call.now)) {
        return Refuse(ErrorCode::kInvalidListenKey, "This listenKey does not exist.");
    }
    return std::string("{}");
}

}  // namespace

Reply OpenListenKey(const ApiContext& context, Call& call) {
    if (const auto read = call.parameters.Finish(); !read) return Unexpected{read.error()};
    std::string body;
    JsonWriter json(body);
    json.BeginObject().Key("listenKey");
    json.String(context.listen_keys.Open(call.account(), call.now)).EndObject();
    return body;
}

Reply ExtendListenKey(const ApiContext& context, Call& call) {
    return ChangeListenKey(context, call, &ListenKeys::Extend);
}

Reply CloseListenKey(const ApiContext& context, Call& call) {
    return ChangeListenKey(context, call, &ListenKeys::Close);
}

}  // namespace bourse::gateway
