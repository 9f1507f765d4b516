// IdentityApi: sign-up, sign-in, sessions and own API keys over HTTP, for the venue's own page.
//
//   GET    /identity/venue      {"mode":"dev","demoUsers":[…]}
//   GET    /identity/session    {"user":"alice"} or {"user":null}; opens a new user's account
//   POST   /identity/sign-up    name, password       {"user":…} and the cookie
//   POST   /identity/sign-in    name, password, code where there is a second factor (without it:
//                               401 {"msg":…,"needs":"code"}); {"user":…} and the cookie
//   POST   /identity/sign-out
//   GET    /identity/keys       [{"apiKey":…,"label":…,"kind":…,"permission":…,…}]
//   POST   /identity/keys       label, kind (HMAC, ED25519, RSA), permission (READ, TRADE),
//                               publicKey, addresses; answers the secret, once
//   DELETE /identity/keys       apiKey
//   GET    /identity/security {"totp":…,"recoveryCodes":…,"frozen":…,"sessions":[…],"signIns":[…]}
//   POST   /identity/password            password, newPassword (code); ends the other sessions
//   POST   /identity/sessions/end-others
//   POST   /identity/totp                password (code): {"secret":…,"uri":"otpauth://…"}
//   POST   /identity/totp/confirm        code: {"recoveryCodes":[…]}, shown once
//   POST   /identity/totp/off            password, code
//   POST   /identity/freeze              password (code): the account trades no more until an
//                                        operator unfreezes it
//
// All but the first are refused to whoever is not the own page (session_cookie.h). A refusal is
// {"msg":…}. Orders and all else are the usual operations, by session (rest_api.h).
// Thread: the gateway thread's. What the context refers to outlives it and the calls in flight.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/types.h"
#include "core/market/views.h"
#include "platform/http/message.h"
#include "platform/http/responder.h"
#include "services/gateway/command_link.h"
#include "services/gateway/parameters.h"
#include "services/gateway/session_cookie.h"
#include "services/gateway/throttle.h"
#include "services/identity/identity.h"

namespace bourse::gateway {

struct Gift {
    AssetId asset;
    Amount amount;
};

// What new users get, and what the page is told about the venue.
struct IdentityPolicy {
    enum class Mode : std::uint8_t { kProduction, kDev } mode = Mode::kProduction;
    std::vector<std::string> demo_users{};  // of kDev
    std::vector<Gift> gifts{};              // of kDev: demo funds for a new account
    FeeTierId tier{};                       // of new accounts
};

struct IdentityContext {
    identity::Identity& identity;
    CommandLink& link;
    const market::Views& views;
    Throttle& throttle;
    const IdentityPolicy& policy;
    Transport transport{};
    std::function<void(std::function<void()>)> post;  // to the gateway thread, from any
};

class IdentityApi {
public:
    explicit IdentityApi(const IdentityContext& context) : context_(context) {}

    static bool Serves(std::string_view path) { return path.starts_with("/identity/"); }
    void OnRequest(const http::Request& request, http::Responder responder);

private:
    using Shared = std::shared_ptr<http::Responder>;
    struct Call {
        Parameters parameters;
        std::string address;
        std::string token;  // empty: none
        std::optional<identity::Principal> principal;
        Shared responder;
    };
    using Handler = void (IdentityApi::*)(Call call);
    struct Method {
        std::string_view method, path;
        Handler handler;
    };
    static const Method kMethods[];

    void Venue(Call call);
    void ShowSession(Call call);
    void SignUp(Call call);
    void SignIn(Call call);
    void SignOut(Call call);
    void ShowKeys(Call call);
    void MakeKey(Call call);
    void RevokeKey(Call call);

    // identity_security.cc
    void ShowSecurity(Call call);
    void ChangePassword(Call call);
    void EndOtherSessions(Call call);
    void BeginTotp(Call call);
    void ConfirmTotp(Call call);
    void TurnOffTotp(Call call);
    void Freeze(Call call);
    void SendFreeze(const ChangeAccount& command, const Shared& responder);
    // Reads password and code; nothing when that was refused already.
    static std::optional<identity::Identity::OwnAct> ReadOwnAct(Call& call);

    void Enter(Call call, bool is_new);
    void OpenAccount(const identity::Principal& principal, const Shared& responder);
    void Give(AccountId account, std::function<void()> done);

    IdentityContext context_;
};

}  // namespace bourse::gateway
