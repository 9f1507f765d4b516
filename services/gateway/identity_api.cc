#include "services/gateway/identity_api.h"

#include <algorithm>
#include <utility>

#include "core/wire/event_codec.h"
#include "services/gateway/authorization.h"
#include "services/gateway/identity_answers.h"
#include "services/gateway/json_writer.h"
#include "services/gateway/rest_api.h"

namespace bourse::gateway {

namespace {

using identity::IdentityError;
using identity::KeyKind;
using identity::KeyScope;
using identity_answers::Refusal;
using identity_answers::RefusalOf;
using identity_answers::ResponseOf;

constexpr Named<KeyKind> kKinds[] = {
    {"HMAC", KeyKind::kHmac}, {"ED25519", KeyKind::kEd25519}, {"RSA", KeyKind::kRsa}};
constexpr Named<KeyScope> kScopes[] = {{"READ", KeyScope::kRead}, {"TRADE", KeyScope::kTrade}};
constexpr std::int64_t kWeight = 5;

template <class T, std::size_t kSize>
std::string_view NameOf(const Named<T> (&table)[kSize], T value) {
    return std::ranges::find(table, value, &Named<T>::value)->name;
}

std::string UserBody(const std::string* user) {
    std::string body;
    JsonWriter json(body);
    json.BeginObject().Key("user");
    user == nullptr ? json.Null() : json.String(*user);
    json.EndObject();
    return body;
}

}  // namespace

constexpr IdentityApi::Method IdentityApi::kMethods[] = {
    {"GET", "/identity/venue", &IdentityApi::Venue},
    {"GET", "/identity/session", &IdentityApi::ShowSession},
    {"POST", "/identity/sign-up", &IdentityApi::SignUp},
    {"POST", "/identity/sign-in", &IdentityApi::SignIn},
    {"POST", "/identity/sign-out", &IdentityApi::SignOut},
    {"GET", "/identity/keys", &IdentityApi::ShowKeys},
    {"POST", "/identity/keys", &IdentityApi::MakeKey},
    {"DELETE", "/identity/keys", &IdentityApi::RevokeKey},
    {"GET", "/identity/security", &IdentityApi::ShowSecurity},
    {"POST", "/identity/password", &IdentityApi::ChangePassword},
    {"POST", "/identity/sessions/end-others", &IdentityApi::EndOtherSessions},
    {"POST", "/identity/totp", &IdentityApi::BeginTotp},
    {"POST", "/identity/totp/confirm", &IdentityApi::ConfirmTotp},
    {"POST", "/identity/totp/off", &IdentityApi::TurnOffTotp},
    {"POST", "/identity/freeze", &IdentityApi::Freeze},
};

void IdentityApi::OnRequest(const http::Request& request, http::Responder responder) {
    const auto admitted = context_.throttle.Admit({request.remote_address, kWeight, SystemTime()});
    if (!admitted) {
        return responder.Answer(Refusal(admitted.error().http_status, admitted.error().message));
    }
    const auto method = std::ranges::find_if(kMethods, [&](const Method& candidate) {
        return candidate.method == request.method && candidate.path == request.path;
    });
    if (method == std::end(kMethods)) return responder.Answer(Refusal(404, "Not Found."));
    static_assert(std::ranges::all_of(kMethods, [](const Method& one) {
        return FindRoute(one.method, one.path) != nullptr;  // the authorization matrix has it
    }));
    const Access access = FindRoute(request.method, request.path)->access;
    if (access != Access::kEveryone && !IsOfOwnPage(request)) {
        return responder.Answer(Refusal(403, "This is for the venue's own page."));
    }
    auto parameters = Parameters::FromForms(request.query, request.body);
    if (!parameters) return responder.Answer(Refusal(400, parameters.error().message));
    Call call;
    call.parameters = std::move(*parameters);
    call.address = request.remote_address;
    call.token = SessionToken(request).value_or("");
    call.principal = context_.identity.Find(call.token);
    call.responder = std::make_shared<http::Responder>(std::move(responder));
    if (access == Access::kSignedIn && !call.principal) {
        return call.responder->Answer(Refusal(401, "Sign in first."));
    }
    (this->*method->handler)(std::move(call));
}

void IdentityApi::Venue(Call call) {
    std::string body;
    JsonWriter json(body);
    const bool is_dev = context_.policy.mode == IdentityPolicy::Mode::kDev;
    json.BeginObject().Key("mode").String(is_dev ? "dev" : "prod");
    json.Key("demoUsers").BeginArray();
    for (const std::string& user : context_.policy.demo_users) json.String(user);
    json.EndArray().EndObject();
    call.responder->Answer(ResponseOf(std::move(body)));
}

void IdentityApi::ShowSession(Call call) {
    if (!call.principal) return call.responder->Answer(ResponseOf(UserBody(nullptr)));
    if (call.principal->key == nullptr) return OpenAccount(*call.principal, call.responder);
    call.responder->Answer(ResponseOf(UserBody(&call.principal->name)));
}

void IdentityApi::SignUp(Call call) { Enter(std::move(call), true); }
void IdentityApi::SignIn(Call call) { Enter(std::move(call), false); }

void IdentityApi::Enter(Call call, bool is_new) {
    identity::Credentials credentials;
    credentials.name = call.parameters.Require("name");
    credentials.password = call.parameters.Require("password");
    credentials.address = call.address;
    if (!is_new) credentials.code = call.parameters.Find("code").value_or("");
    if (const auto read = call.parameters.Finish(); !read) {
        return call.responder->Answer(Refusal(400, read.error().message));
    }
    const auto finish = [responder = call.responder, transport = context_.transport](
                            const identity::Identity::Result<identity::Session>& session
                        ) {
        if (!session) return responder->Answer(RefusalOf(session.error()));
        http::Response response = ResponseOf(UserBody(&session->user));
        response.headers += SetCookieLine(
            {session->token, std::chrono::seconds(identity::Identity::kSessionSeconds), transport}
        );
        responder->Answer(std::move(response));
    };
    if (is_new) return context_.identity.SignUp(std::move(credentials), finish);
    context_.identity.SignIn(std::move(credentials), finish);
}

void IdentityApi::SignOut(Call call) {
    const auto finish = [responder = call.responder,
                         transport =
                             context_.transport](const identity::Identity::Result<bool>& ended) {
        http::Response response = ended ? ResponseOf("{}") : RefusalOf(ended.error());
        response.headers += SetCookieLine({{}, {}, transport});
        responder->Answer(std::move(response));
    };
    context_.identity.SignOut(call.token, finish);
}

void IdentityApi::ShowKeys(Call call) {
    std::string body;
    JsonWriter json(body);
    json.BeginArray();
    for (const identity::KeySummary& key : context_.identity.KeysOf(call.principal->user)) {
        json.BeginObject().Key("apiKey").String(key.name).Key("label").String(key.label);
        json.Key("kind").String(NameOf(kKinds, key.kind));
        json.Key("permission").String(NameOf(kScopes, key.scope));
        json.Key("addresses").String(key.addresses);
        json.Key("created").Number(key.created_s * 1'000).EndObject();
    }
    json.EndArray();
    call.responder->Answer(ResponseOf(std::move(body)));
}

void IdentityApi::MakeKey(Call call) {
    constexpr std::size_t kMaxLabel = 64;
    Parameters& parameters = call.parameters;
    identity::NewKey key;
    key.label = parameters.Require("label");
    const auto kind = parameters.FindOneOf("kind", kKinds, InvalidParameter("kind"));
    const auto scope = parameters.FindOneOf("permission", kScopes, InvalidParameter("permission"));
    key.public_key = parameters.Find("publicKey").value_or("");
    key.addresses = parameters.FindList("addresses").value_or(std::vector<std::string>());
    if (const auto read = parameters.Finish(); !read) {
        return call.responder->Answer(Refusal(400, read.error().message));
    }
    if (!kind || !scope || key.label.size() > kMaxLabel) {
        return call.responder->Answer(
            Refusal(400, "Needs label (up to 64 bytes), kind and permission.")
        );
    }
    key.kind = *kind;
    key.scope = *scope;
    const auto finish =
        [responder = call.responder](const identity::Identity::Result<identity::MadeKey>& made) {
            if (!made) return responder->Answer(RefusalOf(made.error()));
            std::string body;
            JsonWriter json(body);
            json.BeginObject().Key("apiKey").String(made->name);
            if (!made->secret.empty()) json.Key("secret").String(made->secret);
            if (!made->private_key.empty()) json.Key("privateKey").String(made->private_key);
            json.EndObject();
            responder->Answer(ResponseOf(std::move(body)));
        };
    context_.identity.MakeKey(*call.principal, std::move(key), finish);
}

void IdentityApi::RevokeKey(Call call) {
    const std::string name(call.parameters.Require("apiKey"));
    if (const auto read = call.parameters.Finish(); !read) {
        return call.responder->Answer(Refusal(400, read.error().message));
    }
    const auto finish = [responder = call.responder](const identity::Identity::Result<bool>& done) {
        responder->Answer(done ? ResponseOf("{}") : RefusalOf(done.error()));
    };
    context_.identity.RevokeKey(*call.principal, name, finish);
}

void IdentityApi::OpenAccount(const identity::Principal& principal, const Shared& responder) {
    if (!context_.identity.BeginOpening(principal.user)) {
        return responder->Answer(RefusalOf(IdentityError::kNoAccount));
    }
    auto command = MakeCommand<bourse::OpenAccount>(kVenueAccount);
    command.tier = context_.policy.tier;
    const auto finish = [this, principal, responder](const Answer& answer) {
        std::optional<AccountId> account;
        if (answer.outcome == Answer::Outcome::kApplied && answer.reason == RejectReason::kNone) {
            wire::ForEachEvent(answer.events, [&](const wire::EventView& event) {
                if (event.type() == EventType::kAccountChanged) {
                    account = event.As<AccountChanged>().account;
                }
            });
        }
        // An answer that never came may have opened one: it stays empty, and nobody's.
        context_.identity.EndOpening(principal.user, account);
        if (!account) return responder->Answer(RefusalOf(IdentityError::kBusy));
        Give(*account, [principal, responder] {
            responder->Answer(ResponseOf(UserBody(&principal.name)));
        });
    };
    context_.link.Send(wire::Command(command), std::chrono::steady_clock::now(), finish);
}

// Commands are applied in order, so the last one's answer speaks for all.
void IdentityApi::Give(AccountId account, std::function<void()> done) {
    const std::vector<Gift>& gifts = context_.policy.gifts;
    if (gifts.empty()) return done();
    for (const Gift& gift : gifts) {
        auto command = MakeCommand<Deposit>(account);
        command.asset = gift.asset;
        command.amount = gift.amount;
        AnswerHandler handler = [](const Answer&) {};
        if (&gift == &gifts.back()) handler = [done](const Answer&) { done(); };
        context_.link.Send(
            wire::Command(command), std::chrono::steady_clock::now(), std::move(handler)
        );
    }
}

}  // namespace bourse::gateway
