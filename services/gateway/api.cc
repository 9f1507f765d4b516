#include "services/gateway/api.h"

#include <algorithm>
#include <utility>

#include "services/gateway/struck_call.h"

namespace bourse::gateway {

namespace {

// Requires: not kNone.
identity::Permission PermissionFor(Security security) {
    switch (security) {
        case Security::kTrade:
            return identity::Permission::kTrade;
        case Security::kUserStream:
            return identity::Permission::kUserStream;
        default:
            return identity::Permission::kRead;
    }
}

}  // namespace

void Api::Execute(Request request, Handler handler) {
    if (context_.faults != nullptr) {
        const auto strike = StrikeOn(*context_.faults, request);
        if (strike) return ExecuteStruck(*strike, std::move(request), std::move(handler));
    }
    ExecuteSound(std::move(request), std::move(handler));
}

// A call that is made is made as any other; only its answer is another one, or late.
void Api::ExecuteStruck(const Faults::Strike& strike, Request request, Handler handler) {
    const Timestamp now = context_.authenticator.Now();
    if (auto instead = AnswerInstead(strike, request, now)) {
        if (!*instead) return handler(Refuse(request.address, std::move(instead->error())));
        return handler({std::move(*instead), context_.throttle.UsedWeight(request.address, now), {}}
        );
    }
    ExecuteSound(
        std::move(request),
        [this, strike, handler = std::move(handler)](Response response) {
            if (strike.kind == FaultKind::kLatency) {
                return context_.defer(strike.delay, [handler, late = std::move(response)] {
                    handler(late);
                });
            }
            if (response.reply) response.reply = Unexpected{AnswerAfter(strike)};
            response.order_counts.reset();
            handler(std::move(response));
        }
    );
}

void Api::ExecuteSound(Request request, Handler handler) {
    const Operation& operation = *request.operation;
    const bool charged_always = operation.charging == Charging::kAlways;
    const std::int64_t weight = operation.weight(request.parameters);
    Call call;
    call.unit = request.unit;
    call.interface = request.interface;
    call.now = std::max(context_.authenticator.Now(), context_.views.applied_time());
    call.parameters = std::move(request.parameters);

    const auto finish = [this,
                         &operation,
                         handler = std::move(handler),
                         address = std::string(request.address),
                         failure_weight = charged_always ? 0 : weight,
                         now = call.now](Reply reply, AccountId account) {
        if (!reply) context_.throttle.Charge({address, failure_weight, now});
        Response response{std::move(reply), context_.throttle.UsedWeight(address, now), {}};
        if (response.reply && operation.counting == OrderCounting::kPlacement) {
            response.order_counts = context_.throttle.CountsOf(account, now);
        }
        handler(std::move(response));
    };

    const auto admitted =
        context_.throttle.Admit({request.address, charged_always ? weight : 0, call.now});
    if (!admitted) return finish(Unexpected{admitted.error()}, {});
    if (operation.security != Security::kNone) {
        const auto identified = Identify(request, call);
        if (!identified) return finish(Unexpected{identified.error()}, {});
    }
    const AccountId account = call.key == nullptr ? AccountId() : call.account();
    Operate(operation, std::move(call), [finish, account](Reply reply) {
        finish(std::move(reply), account);
    });
}

bool Api::IsBehind() const {
    return context_.newest_batch != nullptr &&
           context_.views.applied_sequence() < context_.newest_batch->last();
}

void Api::Operate(const Operation& operation, Call call, ReplyHandler reply) {
    if (IsBehind()) {
        waiting_.push_back([this, &operation, call = std::move(call), reply = std::move(reply)] {
            Operate(operation, call, reply);
        });
        return;
    }
    call.now = std::max(call.now, context_.views.applied_time());
    if (operation.query != nullptr) return reply(operation.query(context_, call));
    operation.act(context_, std::move(call), std::move(reply));
}

void Api::OnBatch() {
    for (const auto& call : std::exchange(waiting_, {})) call();
}

Api::Response Api::Refuse(std::string_view address, ApiError error) const {
    const Timestamp now = context_.authenticator.Now();
    const auto admitted = context_.throttle.Admit({address, 1, now});
    if (!admitted) error = admitted.error();
    return {Unexpected{std::move(error)}, context_.throttle.UsedWeight(address, now), {}};
}

Result<void> Api::Identify(const Request& request, Call& call) const {
    const identity::Permission permission = PermissionFor(request.operation->security);
    if (request.operation->security == Security::kUserStream) {
        if (request.session_key != nullptr) {
            const auto allowed = context_.authenticator.CheckKey(*request.session_key, permission);
            call.key = request.session_key;
            return allowed;
        }
        const auto key = context_.authenticator.FindKey(request.credentials, permission);
        if (!key) return Unexpected{key.error()};
        call.key = *key;
        return {};
    }
    if (request.session_key != nullptr) {
        const auto allowed = context_.authenticator.CheckKey(*request.session_key, permission);
        if (!allowed) return allowed;
        const auto window = context_.authenticator.CheckTime(call.parameters);
        if (!window) return Unexpected{window.error()};
        call.key = request.session_key;
        call.window = *window;
        return {};
    }
    const auto authenticated =
        context_.authenticator.Authenticate(request.credentials, permission, call.parameters);
    if (!authenticated) return Unexpected{authenticated.error()};
    call.key = authenticated->key;
    call.window = authenticated->window;
    return {};
}

}  // namespace bourse::gateway
