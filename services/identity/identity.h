// Identity: people, their sessions and their API keys. It knows accounts by number, and nothing of
// what is done with them.
//
// A session is a random token of 32 bytes; the venue keeps its SHA-256 only. Sessions end after
// kSessionSeconds. A user's session acts as an ApiKey of his, without secret: what may act on an
// account is one kind of thing.
//
// A second factor (second_factors.h) is asked for where a user has one, and the history of his
// sign-ins is his to see.
//
// Guessing: a hash takes as long for a name that nobody has; attempts are limited by address, by
// name, and by both; a limit's answer is the same whether or not the password was right.
//
// Thread: any. What hashes or writes runs on one thread of this, in order, and calls back there; at
// most kMaxWaiting wait. Lookups never wait for it. Memory: a revoked key stays until the process
// ends, and an account may make kMaxKeysEver; expired sessions are dropped when somebody signs in.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "core/base/expected.h"
#include "platform/crypto/password.h"
#include "services/identity/api_keys.h"
#include "services/identity/attempts.h"
#include "services/identity/second_factors.h"
#include "services/identity/secret_box.h"
#include "services/identity/user_store.h"

namespace bourse::identity {

enum class IdentityError : std::uint8_t {
    kBadName,           // not 3 to 32 of a-z, 0-9, '-', '_'
    kWeakPassword,      // not 12 to 256 bytes, or the name itself
    kNameTaken,         //
    kWrongCredentials,  // either of them
    kNeedsCode,         // the password is right; a second factor is asked for
    kWrongCode,         //
    kTooManyAttempts,
    kBusy,         // too many wait; nothing was done
    kFailed,       // the store failed; the log says how
    kNoAccount,    // the user's account is not open yet
    kBadKey,       // a public key or an address that is none
    kTooManyKeys,  // more than kMaxLiveKeys, or kMaxKeysEver since the start
    kUnknownKey,
};

struct Principal {
    UserId user;
    std::string name;
    const ApiKey* key = nullptr;  // acts on the user's account; nullptr: there is none yet
};

// What the browser keeps.
struct Session {
    std::string token;
    std::string user;
};

struct Credentials {
    std::string name;
    std::string password;
    std::string address;  // that they come from
    std::string code{};   // of the second factor, where the user has one
};

// What a person sees of his own account's safety.
struct SecuritySummary {
    bool has_totp = false;
    std::size_t recovery_codes = 0;
    struct OpenSession {
        std::int64_t started_s = 0;
        bool is_this = false;
    };
    std::vector<OpenSession> sessions;  // newest first
    std::vector<SignInRow> sign_ins{};  // newest first
};

struct NewKey {
    std::string label;
    KeyKind kind{};
    KeyScope scope{};
    std::string public_key{};              // PEM; kRsa needs one, kEd25519 is made without
    std::vector<std::string> addresses{};  // that it may be used from; empty: any
};
// The only time that anybody sees the secret.
struct MadeKey {
    std::string name;
    std::string secret{};       // of kHmac
    std::string private_key{};  // PEM, of a kEd25519 that was made here
};
struct KeySummary {
    std::string name, label;
    KeyKind kind{};
    KeyScope scope{};
    std::string addresses;
    std::int64_t created_s = 0;
};

struct IdentityOptions {
    std::filesystem::path directory;  // identity.sqlite and master.key
    crypto::PasswordCost cost{};
    std::function<std::int64_t()> now_s;  // seconds since 1970
};

class Identity {
public:
    static constexpr std::int64_t kSessionSeconds = 7 * 24 * 3'600;
    static constexpr std::size_t kMaxWaiting = 64;
    static constexpr std::size_t kMaxSessionsPerUser = 32;
    static constexpr std::size_t kMaxLiveKeys = 30;
    static constexpr std::size_t kMaxKeysEver = 200;

    template <class T>
    using Result = Expected<T, IdentityError>;
    template <class T>
    using Handler = std::function<void(Result<T>)>;

    // `keys` gets the users' own keys; those that it holds already go on.
    static Expected<std::unique_ptr<Identity>, std::string> Open(
        IdentityOptions options, std::shared_ptr<ApiKeys> keys
    );
    ~Identity();

    // Adds a user, or does nothing when he is there. Before anything else.
    Expected<void, std::string> EnsureUser(const Credentials& credentials, AccountId account);

    void SignUp(Credentials credentials, Handler<Session> handler);
    void SignIn(Credentials credentials, Handler<Session> handler);
    void SignOut(std::string_view token, Handler<bool> handler);
    void MakeKey(const Principal& principal, NewKey key, Handler<MadeKey> handler);
    void RevokeKey(const Principal& principal, std::string name, Handler<bool> handler);
    std::vector<KeySummary> KeysOf(UserId user) const;

    // A person's own safety (security.cc). `token` is that of the session that asks; whoever asks
    // shows his password again (`credentials`), and his second factor where he has one.
    struct OwnAct {
        Principal principal;
        std::string token;
        Credentials credentials;
    };
    void ShowSecurity(
        const Principal& principal, std::string token, Handler<SecuritySummary> handler
    );
    // Ends every other session.
    void ChangePassword(OwnAct act, std::string new_password, Handler<bool> handler);
    void EndOtherSessions(const Principal& principal, std::string token, Handler<bool> handler);
    // The secret of a new authenticator, in base32; it counts once a code of it has come back.
    void BeginTotp(OwnAct act, Handler<std::string> handler);
    // The recovery codes, shown once.
    void ConfirmTotp(
        const Principal& principal, std::string code, Handler<std::vector<std::string>> handler
    );
    void TurnOffTotp(OwnAct act, Handler<bool> handler);
    // Only whether it is he; for what is done elsewhere (freezing his account).
    void Reauthenticate(OwnAct act, Handler<bool> handler);

    // For operators (directory.cc).
    struct UserSummary {
        UserId id;
        std::string name;
        AccountId account;  // 0: none yet
    };
    // At most `count` whose names begin with `prefix`, in the order of names, behind `after`.
    struct UserQuery {
        std::string_view prefix, after;
        std::size_t count = 100;
    };
    std::vector<UserSummary> Users(const UserQuery& query) const;
    std::optional<UserSummary> FindUser(std::string_view name) const;
    // Revokes anybody's key; of one that nobody of identity.sqlite owns only until the process
    // ends.
    void RevokeAnyKey(std::string name, Handler<bool> handler);
    // What a command by session carries in the journal.
    static KeyId SessionKeyId(UserId user);

    // Nothing for a token that is none, or has ended.
    std::optional<Principal> Find(std::string_view token) const;

    // True for one caller: he opens the account and says so with SetAccount, or gives up.
    bool BeginOpening(UserId user);
    void EndOpening(UserId user, std::optional<AccountId> account);

private:
    struct User {
        UserRow row;
        std::unique_ptr<ApiKey> key;  // made with the account, kept for good
        bool is_opening = false;
        std::vector<KeySummary> keys;
        std::size_t keys_ever = 0;
    };
    struct LiveSession {
        UserId user;
        std::int64_t expires_s = 0;
    };
    using Task = std::function<void()>;

    Identity(IdentityOptions options, std::shared_ptr<ApiKeys> keys, UserStore store);
    Expected<void, std::string> Load();
    void AdoptUser(UserRow row);
    static void GiveAccount(User& user, AccountId account);
    bool AdoptKey(const KeyRow& row, AccountId account, std::optional<std::string> secret);
    // False when too many wait.
    bool Post(Task task);
    // What must be noted, and cannot be more than there are sessions, keys and users.
    void PostAlways(Task task);
    void Work();
    static bool IsGoodPassword(const Credentials& credentials);
    bool MayTry(const Credentials& credentials);

    Result<Session> DoSignUp(const Credentials& credentials);
    Result<Session> DoSignIn(const Credentials& credentials);
    Result<Session> StartSession(UserId user);
    // Whether the second factor is shown, or not asked for.
    Result<void> CheckSecondFactor(UserId user, const Credentials& credentials);
    // Password and second factor of somebody who has signed in already.
    Result<void> CheckAgain(const OwnAct& act);
    void NoteSignIn(UserId user, const Credentials& credentials, SignInOutcome outcome);
    Result<bool> DoChangePassword(const OwnAct& act, const std::string& new_password);
    Result<bool> DropSessionsBut(UserId user, std::string_view token);
    void PostOwnAct(OwnAct act, std::function<void(Result<void>, const OwnAct&)> then);
    Result<MadeKey> DoMakeKey(const Principal& principal, const NewKey& key);
    std::vector<std::string> SurplusSessions(UserId user, std::int64_t now_s);

    const IdentityOptions options_;
    const std::shared_ptr<ApiKeys> keys_;
    UserStore store_;  // the worker's, once it runs
    std::unique_ptr<SecretBox> box_;
    std::unique_ptr<SecondFactors> factors_;
    std::string no_ones_hash_;  // what a password is compared with when there is no such user
    Attempts by_address_, by_name_, by_both_, sign_ups_;

    mutable std::shared_mutex mutex_;  // of the maps
    std::map<UserId, User> users_;
    std::map<std::string, UserId, std::less<>> by_user_name_;
    std::map<std::string, LiveSession, std::less<>> sessions_;  // by hash of the token

    std::mutex queue_mutex_;
    std::condition_variable queued_;
    std::deque<Task> queue_;
    bool is_stopping_ = false;
    std::thread worker_;
};

}  // namespace bourse::identity
