#include "services/identity/identity.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <future>

#include "platform/crypto/encoding.h"

namespace bourse::identity {
namespace {

class IdentityTest : public testing::Test {
protected:
    IdentityTest() {
        std::string name = testing::TempDir() + "bourse-identity-XXXXXX";
        directory_ = mkdtemp(name.data());
        Open();
        EXPECT_TRUE(identity_->EnsureUser({"alice", "dev", ""}, AccountId(9)));
    }
    ~IdentityTest() override {
        identity_.reset();
        std::filesystem::remove_all(directory_);
    }

    void Open() {
        identity_.reset();
        keys_ = std::make_shared<ApiKeys>();
        IdentityOptions options;
        options.directory = directory_;
        options.cost = {.memory_kib = 64, .passes = 1};
        options.now_s = [this] { return now_s_.load(); };
        auto opened = Identity::Open(std::move(options), keys_);
        ASSERT_TRUE(opened) << opened.error();
        identity_ = *std::move(opened);
    }
    template <class T>
    static Identity::Result<T> Await(const std::function<void(Identity::Handler<T>)>& start) {
        auto result = std::make_shared<std::promise<Identity::Result<T>>>();
        start([result](Identity::Result<T> given) { result->set_value(std::move(given)); });
        return result->get_future().get();
    }
    Identity::Result<Session> SignIn(const Credentials& credentials) {
        return Await<Session>([&](auto handler) { identity_->SignIn(credentials, handler); });
    }
    Identity::Result<Session> SignUp(const Credentials& credentials) {
        return Await<Session>([&](auto handler) { identity_->SignUp(credentials, handler); });
    }
    Identity::Result<MadeKey> MakeKey(const Principal& principal, const NewKey& key) {
        return Await<MadeKey>([&](auto handler) { identity_->MakeKey(principal, key, handler); });
    }
    Principal Alice() {
        const auto session = SignIn({"alice", "dev", "1.2.3.4"});
        EXPECT_TRUE(session.has_value());
        return *identity_->Find(session->token);
    }
    // Everything in the files, as one text.
    std::string Files() const {
        std::string all;
        for (const auto& entry : std::filesystem::directory_iterator(directory_)) {
            if (entry.path().filename() == "master.key") continue;
            std::ifstream input(entry.path(), std::ios::binary);
            all.append(std::istreambuf_iterator<char>(input), {});
        }
        return all;
    }

    std::filesystem::path directory_;
    std::atomic<std::int64_t> now_s_ = 1'700'000'000;
    std::shared_ptr<ApiKeys> keys_;
    std::unique_ptr<Identity> identity_;
};

TEST_F(IdentityTest, ASessionActsForItsUserUntilItEnds) {
    const auto session = SignIn({"alice", "dev", "1.2.3.4"});
    ASSERT_TRUE(session.has_value());
    const auto principal = identity_->Find(session->token);
    ASSERT_TRUE(principal.has_value());
    EXPECT_EQ(principal->name, "alice");
    EXPECT_EQ(principal->key->account, AccountId(9));
    EXPECT_TRUE(principal->key->permissions.Has(Permission::kTrade));
    EXPECT_FALSE(identity_->Find(""));
    EXPECT_FALSE(identity_->Find(std::string(64, '0')));

    Open();
    EXPECT_TRUE(identity_->Find(session->token)) << "sessions outlive the process";
    now_s_ += Identity::kSessionSeconds;
    EXPECT_FALSE(identity_->Find(session->token));
}

TEST_F(IdentityTest, SigningOutEndsTheSessionForGood) {
    const auto session = SignIn({"alice", "dev", "1.2.3.4"});
    const auto out = [&] {
        return Await<bool>([&](auto handler) { identity_->SignOut(session->token, handler); });
    };
    EXPECT_EQ(out().value(), true);
    EXPECT_EQ(out().value(), false);
    EXPECT_FALSE(identity_->Find(session->token));
    Open();
    EXPECT_FALSE(identity_->Find(session->token));
}

TEST_F(IdentityTest, WrongNamesAndPasswordsHaveOneAnswer) {
    for (const Credentials& credentials :
         {Credentials{"alice", "wrong", "a"},
          Credentials{"nobody", "dev", "a"},
          Credentials{"ALICE", "dev", "a"},
          Credentials{"alice", "", "a"},
          Credentials{"alice", std::string(300, 'x'), "a"}}) {
        EXPECT_EQ(SignIn(credentials).error(), IdentityError::kWrongCredentials);
    }
}

TEST_F(IdentityTest, TwoHundredGuessesAtOnceAreNotAccepted) {
    constexpr int kGuesses = 200;
    std::atomic<int> accepted = 0, refused = 0;
    for (int i = 0; i < kGuesses; ++i) {
        const std::string password = i == kGuesses - 1 ? "dev" : "guess" + std::to_string(i);
        identity_->SignIn({"alice", password, "6.6.6.6"}, [&](const auto& result) {
            ++(result ? accepted : refused);
        });
    }
    identity_.reset();
    EXPECT_EQ(accepted, 0) << "the right password came too late";
    EXPECT_EQ(refused, kGuesses);

    Open();
    EXPECT_TRUE(SignIn({"alice", "dev", "1.2.3.4"})) << "the person himself is not locked out";
}

TEST_F(IdentityTest, SignUpChecksNamesAndPasswords) {
    EXPECT_EQ(SignUp({"al", "a long password", "a"}).error(), IdentityError::kBadName);
    EXPECT_EQ(SignUp({"Al<b>", "a long password", "a"}).error(), IdentityError::kBadName);
    EXPECT_EQ(SignUp({"carla", "too short", "a"}).error(), IdentityError::kWeakPassword);
    EXPECT_EQ(SignUp({"alice", "a long password", "a"}).error(), IdentityError::kNameTaken);
    EXPECT_TRUE(SignUp({"carla", "a long password", "a"}));
    EXPECT_EQ(SignUp({"carla", "a long password", "a"}).error(), IdentityError::kNameTaken);
    EXPECT_TRUE(SignIn({"carla", "a long password", "a"}));
    EXPECT_EQ(Files().find("a long password"), std::string::npos);
    EXPECT_NE(Files().find("carla"), std::string::npos) << "the files are read at all";
}

TEST_F(IdentityTest, AnAccountIsOpenedByOneCaller) {
    const auto session = SignUp({"carla", "a long password", "a"});
    const auto before = identity_->Find(session->token);
    EXPECT_EQ(before->key, nullptr);
    EXPECT_EQ(MakeKey(*before, {}).error(), IdentityError::kNoAccount);
    EXPECT_TRUE(identity_->BeginOpening(before->user));
    EXPECT_FALSE(identity_->BeginOpening(before->user));
    identity_->EndOpening(before->user, std::nullopt);
    EXPECT_TRUE(identity_->BeginOpening(before->user));
    identity_->EndOpening(before->user, AccountId(40));
    EXPECT_FALSE(identity_->BeginOpening(before->user));
    EXPECT_EQ(identity_->Find(session->token)->key->account, AccountId(40));
    Open();
    EXPECT_EQ(identity_->Find(session->token)->key->account, AccountId(40));
}

TEST_F(IdentityTest, KeysAreShownOnceSealedAndOutliveTheProcess) {
    const auto made = MakeKey(Alice(), {"bot", KeyKind::kHmac, KeyScope::kRead});
    ASSERT_TRUE(made.has_value());
    const SignedText text{"symbol=BTCUSDT", ""};
    const crypto::HmacSha256Key signer(crypto::AsBytes(made->secret));
    const std::string signature = crypto::EncodeHex(signer.Sign(crypto::AsBytes(text.head)));
    EXPECT_TRUE(IsSignedBy(*keys_->Find(made->name), signature, text));
    EXPECT_EQ(Files().find(made->secret), std::string::npos);
    Open();
    const ApiKey* key = keys_->Find(made->name);
    ASSERT_NE(key, nullptr);
    EXPECT_TRUE(IsSignedBy(*key, signature, text));
    EXPECT_EQ(key->account, AccountId(9));
    EXPECT_FALSE(key->permissions.Has(Permission::kTrade));
    EXPECT_EQ(identity_->KeysOf(Alice().user).at(0).label, "bot");
}

TEST_F(IdentityTest, ARevokedKeyActsNoMore) {
    const Principal alice = Alice();
    const auto made = MakeKey(alice, {"bot", KeyKind::kEd25519, KeyScope::kTrade});
    EXPECT_TRUE(made->private_key.starts_with("-----BEGIN PRIVATE KEY-----"));
    const ApiKey* held = keys_->Find(made->name);
    EXPECT_FALSE(held->revocation.is_set());
    const auto revoke = [&](const Principal& principal) {
        return Await<bool>([&](auto handler) {
            identity_->RevokeKey(principal, made->name, handler);
        });
    };
    const auto other = SignUp({"carla", "a long password", "a"});
    EXPECT_EQ(revoke(*identity_->Find(other->token)).error(), IdentityError::kUnknownKey);
    EXPECT_TRUE(revoke(alice));
    EXPECT_EQ(revoke(alice).error(), IdentityError::kUnknownKey);
    EXPECT_TRUE(held->revocation.is_set()) << "whoever logged on with it, too";
    EXPECT_EQ(keys_->Find(made->name), nullptr);
    Open();
    EXPECT_EQ(keys_->Find(made->name), nullptr);
}

TEST_F(IdentityTest, KeysAreCheckedAndBounded) {
    const Principal alice = Alice();
    EXPECT_EQ(MakeKey(alice, {"", KeyKind::kRsa, {}}).error(), IdentityError::kBadKey);
    EXPECT_EQ(MakeKey(alice, {"", KeyKind::kEd25519, {}, "x"}).error(), IdentityError::kBadKey);
    EXPECT_EQ(
        MakeKey(alice, {"", KeyKind::kHmac, {}, "", {"a host"}}).error(), IdentityError::kBadKey
    );
    for (std::size_t i = 0; i < Identity::kMaxLiveKeys; ++i) {
        ASSERT_TRUE(MakeKey(alice, {"", KeyKind::kHmac, {}, "", {"127.0.0.1"}}));
    }
    EXPECT_EQ(MakeKey(alice, {"", KeyKind::kHmac, {}}).error(), IdentityError::kTooManyKeys);
}

TEST_F(IdentityTest, AnotherMasterKeyIsToldAtTheStart) {
    ASSERT_TRUE(MakeKey(Alice(), {"bot", KeyKind::kHmac, KeyScope::kRead}));
    identity_.reset();
    std::filesystem::remove(directory_ / "master.key");
    IdentityOptions options;
    options.directory = directory_;
    options.now_s = [] { return std::int64_t{0}; };
    const auto opened = Identity::Open(std::move(options), std::make_shared<ApiKeys>());
    EXPECT_FALSE(opened);
}

}  // namespace
}  // namespace bourse::identity
