// Api: what every call goes through, whatever transport it came over: weight, key, signature, time,
// then the operation.
// Thread: the gateway thread's; what the context refers to must outlive it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/gateway/operation.h"

namespace bourse::gateway {

class Api {
public:
    explicit Api(ApiContext context) : context_(std::move(context)) {}

    struct Request {
        const Operation* operation = nullptr;
        Parameters parameters;
        std::string_view address;  // of the client
        Credentials credentials;   // of an operation that is not for everybody
        // Who has logged on to the connection, or has signed in: no signature is needed then, but
        // a timestamp is.
        const identity::ApiKey* session_key = nullptr;
        TimeUnit unit = TimeUnit::kMillisecond;
        Interface interface = Interface::kRest;
        const Fault* fault = nullptr;  // that the request asks for itself
    };
    struct Response {
        Reply reply;
        std::int64_t used_weight = 0;             // of the address, this minute
        std::optional<OrderCounts> order_counts;  // after a placement that succeeded
    };
    using Handler = std::function<void(Response)>;

    // `handler` is called once, here or later. The request's views are read during the call only.
    void Execute(Request request, Handler handler);
    // After the views have folded a batch: makes the calls that waited for it.
    void OnBatch();
    // Counts a request that is none of ours, or that cannot be read.
    Response Refuse(std::string_view address, ApiError error) const;

    const ApiContext& context() const { return context_; }

private:
    void ExecuteStruck(const Faults::Strike& strike, Request request, Handler handler);
    void ExecuteSound(Request request, Handler handler);
    Result<void> Identify(const Request& request, Call& call) const;
    // Whether a client may have seen more elsewhere than the views hold.
    bool IsBehind() const;
    void Operate(const Operation& operation, Call call, ReplyHandler reply);

    ApiContext context_;
    // While the views are behind: until a batch that is on its way, so as many as come meanwhile.
    std::vector<std::function<void()>> waiting_;
};

}  // namespace bourse::gateway
