// UserStore: users, sessions and API keys in a SQLite file of their own. Secrets come in sealed
// (secret_box.h) or as hashes; nothing here can be used to sign in or to sign.
// docs/formats/identity.md has the tables.
//
// Errors are texts for the log. Thread: one at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/expected.h"
#include "core/base/strong.h"
#include "core/domain/types.h"
#include "platform/sql/sqlite.h"

namespace bourse::identity {

struct UserIdTag {};
using UserId = Strong<UserIdTag, std::uint32_t>;  // 1, 2, 3 …

struct UserRow {
    UserId id;
    std::string name;
    std::string password_hash;
    AccountId account;  // 0: none yet
};

struct SessionRow {
    std::string token_hash;  // hexadecimal SHA-256 of the token
    UserId user;
    std::int64_t expires_s = 0;  // since 1970
};

enum class KeyKind : std::uint8_t { kHmac = 1, kEd25519 = 2, kRsa = 3 };
enum class KeyScope : std::uint8_t { kRead = 1, kTrade = 2 };  // kTrade includes kRead

struct KeyRow {
    std::uint32_t id = 0;  // given by Add
    std::string name;      // what X-MBX-APIKEY carries
    UserId user;
    std::string label;
    KeyKind kind{};
    KeyScope scope{};
    std::vector<std::uint8_t> sealed_secret{};  // of kHmac
    std::string public_key{};                   // PEM, of the others
    std::string addresses{};                    // ranges separated by commas; empty: any
    std::int64_t created_s = 0;
};

class UserStore {
public:
    template <class T>
    using Result = Expected<T, std::string>;

    static Result<UserStore> Open(const std::filesystem::path& file);

    Result<std::vector<UserRow>> Users();
    Result<std::vector<SessionRow>> Sessions();
    Result<std::vector<KeyRow>> LiveKeys();

    // The name must be new.
    Result<UserId> AddUser(const UserRow& user, std::int64_t created_s);
    Result<void> SetAccount(UserId user, AccountId account);
    Result<void> SetPassword(UserId user, std::string_view password_hash);
    Result<void> AddSession(const SessionRow& session);
    Result<void> DropSession(std::string_view token_hash);
    Result<void> DropExpiredSessions(std::int64_t now_s);
    Result<std::uint32_t> AddKey(const KeyRow& key);
    Result<void> RevokeKey(std::string_view name, std::int64_t revoked_s);

private:
    explicit UserStore(sql::Database database) : database_(std::move(database)) {}

    sql::Database database_;
};

}  // namespace bourse::identity
