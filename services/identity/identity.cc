#include "services/identity/identity.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "core/base/check.h"
#include "platform/crypto/encoding.h"
#include "platform/crypto/random.h"
#include "platform/crypto/sha256.h"

namespace bourse::identity {

namespace {

using std::chrono::minutes;
constexpr std::uint32_t kOwnKeyIds = 0x4000'0000;  // + row

constexpr Attempts::Limit kPerAddress{120, minutes(15)};
constexpr Attempts::Limit kPerName{200, minutes(15)};
constexpr Attempts::Limit kPerNameAndAddress{10, minutes(15)};
constexpr Attempts::Limit kSignUps{20, minutes(60)};

std::string HashOf(std::string_view token) {
    return crypto::EncodeHex(crypto::Sha256::OneShot(crypto::AsBytes(token)));
}

std::string RandomText() {
    std::array<std::uint8_t, 32> random;
    crypto::FillRandom(random);
    return crypto::EncodeHex(random);
}

bool IsUserName(std::string_view name) {
    const auto is_allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    };
    return name.size() >= 3 && name.size() <= 32 && std::ranges::all_of(name, is_allowed);
}

void Log(const std::string& what) { std::fprintf(stderr, "bourse: %s\n", what.c_str()); }

std::string ContextOf(std::string_view key_name) { return "api key " + std::string(key_name); }

std::vector<std::string> Split(std::string_view addresses) {
    std::vector<std::string> list;
    while (!addresses.empty()) {
        const std::size_t end = addresses.find(',');
        list.emplace_back(addresses.substr(0, end));
        addresses.remove_prefix(end == std::string_view::npos ? addresses.size() : end + 1);
    }
    return list;
}

}  // namespace

Expected<std::unique_ptr<Identity>, std::string> Identity::Open(
    IdentityOptions options, std::shared_ptr<ApiKeys> keys
) {
    auto box = LocalSecretBox::OfFile(options.directory / "master.key");
    if (!box) return Unexpected{box.error()};
    auto store = UserStore::Open(options.directory / "identity.sqlite");
    if (!store) return Unexpected{store.error()};
    std::unique_ptr<Identity> made(
        new Identity(std::move(options), std::move(keys), *std::move(store))
    );
    made->box_ = *std::move(box);
    auto factors = SecondFactors::Open(made->options_.directory / "security.sqlite", *made->box_);
    if (!factors) return Unexpected{factors.error()};
    made->factors_ = *std::move(factors);
    if (const auto loaded = made->Load(); !loaded) return Unexpected{loaded.error()};
    made->worker_ = std::thread([raw = made.get()] { raw->Work(); });
    return made;
}

Identity::Identity(IdentityOptions options, std::shared_ptr<ApiKeys> keys, UserStore store)
    : options_(std::move(options)),
      keys_(std::move(keys)),
      store_(std::move(store)),
      no_ones_hash_(crypto::HashPassword(RandomText(), options_.cost)),
      by_address_(kPerAddress),
      by_name_(kPerName),
      by_both_(kPerNameAndAddress),
      sign_ups_(kSignUps) {}

Identity::~Identity() {
    {
        const std::lock_guard lock(queue_mutex_);
        is_stopping_ = true;
    }
    queued_.notify_all();
    if (worker_.joinable()) worker_.join();
}

Expected<void, std::string> Identity::Load() {
    auto users = store_.Users();
    if (!users) return Unexpected{users.error()};
    for (UserRow& row : *users) AdoptUser(std::move(row));
    if (const auto dropped = store_.DropExpiredSessions(options_.now_s()); !dropped) return dropped;
    const auto sessions = store_.Sessions();
    if (!sessions) return Unexpected{sessions.error()};
    for (const SessionRow& row : *sessions) {
        sessions_[row.token_hash] = {row.user, row.expires_s};
    }
    const auto keys = store_.LiveKeys();
    if (!keys) return Unexpected{keys.error()};
    for (const KeyRow& row : *keys) {
        std::optional<std::string> secret;
        if (row.kind == KeyKind::kHmac) {
            secret = box_->Open(row.sealed_secret, ContextOf(row.name));
            if (!secret)
                return Unexpected<std::string>{"identity: master.key is not the one of these keys"};
        }
        const auto user = users_.find(row.user);
        if (user == users_.end() || !AdoptKey(row, user->second.row.account, secret)) {
            return Unexpected{"identity: the API key " + row.name + " is damaged"};
        }
    }
    return {};
}

void Identity::AdoptUser(UserRow row) {
    const std::unique_lock lock(mutex_);
    by_user_name_[row.name] = row.id;
    User& user = users_[row.id];
    user.row = std::move(row);
    if (user.row.account.raw() != 0) GiveAccount(user, user.row.account);
}

void Identity::GiveAccount(User& user, AccountId account) {
    user.row.account = account;
    user.key = std::make_unique<ApiKey>();
    user.key->id = SessionKeyId(user.row.id);
    user.key->account = account;
}

bool Identity::AdoptKey(const KeyRow& row, AccountId account, std::optional<std::string> secret) {
    if (account.raw() == 0) return false;
    ApiKey key;
    key.id = KeyId(kOwnKeyIds | row.id);
    key.account = account;
    key.permissions = row.scope == KeyScope::kTrade ? kAllPermissions : kReadOnly;
    key.created = Timestamp(row.created_s * 1'000'000'000);
    for (const std::string& address : Split(row.addresses)) {
        const auto range = AddressRange::Parse(address);
        if (!range) return false;
        key.addresses.push_back(*range);
    }
    if (secret) key.hmac.emplace(crypto::AsBytes(*secret));
    if (row.kind == KeyKind::kEd25519) {
        const auto read = crypto::Ed25519PublicKey::FromPem(row.public_key);
        if (!read) return false;
        key.ed25519 = *read;
    } else if (row.kind == KeyKind::kRsa) {
        auto read = crypto::RsaPublicKey::FromPem(row.public_key);
        if (!read) return false;
        key.rsa = *std::move(read);
    }
    keys_->Add(row.name, std::move(key));
    const std::unique_lock lock(mutex_);
    User& user = users_.at(row.user);
    ++user.keys_ever;
    user.keys.push_back({row.name, row.label, row.kind, row.scope, row.addresses, row.created_s});
    return true;
}

Expected<void, std::string> Identity::EnsureUser(
    const Credentials& credentials, AccountId account
) {
    if (by_user_name_.contains(credentials.name)) return {};
    UserRow row{
        {}, credentials.name, crypto::HashPassword(credentials.password, options_.cost), account};
    const auto id = store_.AddUser(row, options_.now_s());
    if (!id) return Unexpected{id.error()};
    row.id = *id;
    AdoptUser(std::move(row));
    return {};
}

bool Identity::Post(Task task) {
    {
        const std::lock_guard lock(queue_mutex_);
        if (queue_.size() >= kMaxWaiting) return false;
        queue_.push_back(std::move(task));
    }
    queued_.notify_one();
    return true;
}

void Identity::PostAlways(Task task) {
    {
        const std::lock_guard lock(queue_mutex_);
        queue_.push_back(std::move(task));
    }
    queued_.notify_one();
}

void Identity::Work() {
    while (true) {
        Task task;
        {
            std::unique_lock lock(queue_mutex_);
            queued_.wait(lock, [this] { return is_stopping_ || !queue_.empty(); });
            if (queue_.empty()) return;
            task = std::move(queue_.front());
            queue_.pop_front();
        }
        task();
    }
}

bool Identity::IsGoodPassword(const Credentials& credentials) {
    const std::size_t size = credentials.password.size();
    return size >= 12 && size <= 256 && credentials.password != credentials.name;
}

bool Identity::MayTry(const Credentials& credentials) {
    const auto now = std::chrono::steady_clock::now();
    const std::string both = credentials.address + "|" + credentials.name;
    return by_address_.Take(credentials.address, now) && by_both_.Take(both, now) &&
           by_name_.Take(credentials.name, now);
}

void Identity::SignUp(Credentials credentials, Handler<Session> handler) {
    if (!IsUserName(credentials.name)) return handler(Unexpected{IdentityError::kBadName});
    if (!IsGoodPassword(credentials)) {
        return handler(Unexpected{IdentityError::kWeakPassword});
    }
    if (!sign_ups_.Take(credentials.address, std::chrono::steady_clock::now())) {
        return handler(Unexpected{IdentityError::kTooManyAttempts});
    }
    const bool is_posted = Post([this, credentials, handler] { handler(DoSignUp(credentials)); });
    if (!is_posted) handler(Unexpected{IdentityError::kBusy});
}

void Identity::SignIn(Credentials credentials, Handler<Session> handler) {
    if (!IsUserName(credentials.name) || credentials.password.size() > 256) {
        return handler(Unexpected{IdentityError::kWrongCredentials});
    }
    if (!MayTry(credentials)) return handler(Unexpected{IdentityError::kTooManyAttempts});
    const bool is_posted = Post([this, credentials, handler] { handler(DoSignIn(credentials)); });
    if (!is_posted) handler(Unexpected{IdentityError::kBusy});
}

Identity::Result<Session> Identity::DoSignUp(const Credentials& credentials) {
    UserRow row{
        {},
        credentials.name,
        crypto::HashPassword(credentials.password, options_.cost),
        AccountId(0)};
    {
        const std::shared_lock lock(mutex_);
        if (by_user_name_.contains(row.name)) return Unexpected{IdentityError::kNameTaken};
    }
    const auto id = store_.AddUser(row, options_.now_s());
    if (!id) {
        Log(id.error());
        return Unexpected{IdentityError::kFailed};
    }
    row.id = *id;
    AdoptUser(std::move(row));
    return StartSession(*id);
}

Identity::Result<Session> Identity::DoSignIn(const Credentials& credentials) {
    std::optional<UserId> user;
    std::string hash = no_ones_hash_;
    {
        const std::shared_lock lock(mutex_);
        const auto id = by_user_name_.find(credentials.name);
        if (id != by_user_name_.end()) {
            user = id->second;
            hash = users_.at(*user).row.password_hash;
        }
    }
    const bool fits = crypto::VerifyPassword(credentials.password, hash);
    if (!fits || !user) {
        if (user) NoteSignIn(*user, credentials, SignInOutcome::kWrongPassword);
        return Unexpected{IdentityError::kWrongCredentials};
    }
    if (const auto shown = CheckSecondFactor(*user, credentials); !shown) {
        return Unexpected{shown.error()};
    }
    NoteSignIn(*user, credentials, SignInOutcome::kDone);
    by_both_.Forgive(credentials.address + "|" + credentials.name);
    return StartSession(*user);
}

std::vector<std::string> Identity::SurplusSessions(UserId user, std::int64_t now_s) {
    std::vector<std::string> dropped;
    std::vector<std::pair<std::int64_t, std::string>> own;
    for (const auto& [hash, session] : sessions_) {
        if (session.expires_s <= now_s)
            dropped.push_back(hash);
        else if (session.user == user)
            own.emplace_back(session.expires_s, hash);
    }
    std::ranges::sort(own);
    for (std::size_t i = 0; i + kMaxSessionsPerUser <= own.size(); ++i) {
        dropped.push_back(own[i].second);
    }
    return dropped;
}

Identity::Result<Session> Identity::StartSession(UserId user) {
    const std::int64_t now = options_.now_s();
    const std::string token = RandomText();
    const SessionRow row{HashOf(token), user, now + kSessionSeconds};
    std::vector<std::string> dropped;
    std::string name;
    {
        const std::unique_lock lock(mutex_);
        dropped = SurplusSessions(user, now);
        for (const std::string& hash : dropped) sessions_.erase(hash);
        name = users_.at(user).row.name;
    }
    auto stored = store_.AddSession(row);
    for (const std::string& hash : dropped) {
        if (stored) stored = store_.DropSession(hash);
    }
    if (!stored) {
        Log(stored.error());
        return Unexpected{IdentityError::kFailed};
    }
    const std::unique_lock lock(mutex_);
    sessions_[row.token_hash] = {user, row.expires_s};
    return Session{token, name};
}

void Identity::SignOut(std::string_view token, Handler<bool> handler) {
    const std::string hash = HashOf(token);
    {
        const std::unique_lock lock(mutex_);
        if (sessions_.erase(hash) == 0) return handler(false);
    }
    // Out of memory, the session is over already; the file follows, whatever waits before it.
    PostAlways([this, hash, handler] {
        const auto dropped = store_.DropSession(hash);
        if (!dropped) Log(dropped.error());
        handler(dropped ? Result<bool>(true) : Unexpected{IdentityError::kFailed});
    });
}

std::optional<Principal> Identity::Find(std::string_view token) const {
    if (token.empty()) return std::nullopt;
    const std::string hash = HashOf(token);
    const std::shared_lock lock(mutex_);
    const auto session = sessions_.find(hash);
    if (session == sessions_.end() || session->second.expires_s <= options_.now_s()) {
        return std::nullopt;
    }
    const User& user = users_.at(session->second.user);
    return Principal{user.row.id, user.row.name, user.key.get()};
}

bool Identity::BeginOpening(UserId id) {
    const std::unique_lock lock(mutex_);
    User& user = users_.at(id);
    if (user.is_opening || user.key != nullptr) return false;
    user.is_opening = true;
    return true;
}

void Identity::EndOpening(UserId id, std::optional<AccountId> account) {
    {
        const std::unique_lock lock(mutex_);
        User& user = users_.at(id);
        user.is_opening = false;
        if (!account) return;
        GiveAccount(user, *account);
    }
    PostAlways([this, id, account] {
        if (const auto stored = store_.SetAccount(id, *account); !stored) Log(stored.error());
    });
}

void Identity::MakeKey(const Principal& principal, NewKey key, Handler<MadeKey> handler) {
    const bool is_posted =
        Post([this, principal, key, handler] { handler(DoMakeKey(principal, key)); });
    if (!is_posted) handler(Unexpected{IdentityError::kBusy});
}

Identity::Result<MadeKey> Identity::DoMakeKey(const Principal& principal, const NewKey& key) {
    if (principal.key == nullptr) return Unexpected{IdentityError::kNoAccount};
    {
        const std::shared_lock lock(mutex_);
        const User& user = users_.at(principal.user);
        if (user.keys.size() >= kMaxLiveKeys || user.keys_ever >= kMaxKeysEver) {
            return Unexpected{IdentityError::kTooManyKeys};
        }
    }
    MadeKey made{RandomText()};
    KeyRow row;
    row.name = made.name;
    row.user = principal.user;
    row.label = key.label;
    row.kind = key.kind;
    row.scope = key.scope;
    row.public_key = key.public_key;
    row.created_s = options_.now_s();
    for (const std::string& address : key.addresses) {
        if (!AddressRange::Parse(address)) return Unexpected{IdentityError::kBadKey};
        row.addresses.append(row.addresses.empty() ? "" : ",").append(address);
    }
    std::optional<std::string> secret;
    if (key.kind == KeyKind::kHmac) {
        secret = made.secret = RandomText();
        row.sealed_secret = box_->Close({made.secret, ContextOf(made.name)});
    } else if (key.kind == KeyKind::kEd25519 && key.public_key.empty()) {
        const auto pair = crypto::Ed25519PrivateKey::Generate();
        made.private_key = pair.ToPem();
        row.public_key = pair.public_key().ToPem();
    } else if (key.kind == KeyKind::kEd25519 ? !crypto::Ed25519PublicKey::FromPem(key.public_key) : !crypto::RsaPublicKey::FromPem(key.public_key)) {
        return Unexpected{IdentityError::kBadKey};
    }
    const auto id = store_.AddKey(row);
    if (!id) {
        Log(id.error());
        return Unexpected{IdentityError::kFailed};
    }
    row.id = *id;
    CHECK(AdoptKey(row, principal.key->account, secret));
    return made;
}

void Identity::RevokeKey(const Principal& principal, std::string name, Handler<bool> handler) {
    {
        const std::unique_lock lock(mutex_);
        auto& keys = users_.at(principal.user).keys;
        if (std::erase_if(keys, [&](const KeySummary& key) { return key.name == name; }) == 0) {
            return handler(Unexpected{IdentityError::kUnknownKey});
        }
    }
    keys_->Revoke(name);
    PostAlways([this, name, handler] {
        const auto revoked = store_.RevokeKey(name, options_.now_s());
        if (!revoked) Log(revoked.error());
        handler(revoked ? Result<bool>(true) : Unexpected{IdentityError::kFailed});
    });
}

std::vector<KeySummary> Identity::KeysOf(UserId user) const {
    const std::shared_lock lock(mutex_);
    const auto found = users_.find(user);
    return found == users_.end() ? std::vector<KeySummary>() : found->second.keys;
}

}  // namespace bourse::identity
