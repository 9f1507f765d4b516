#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <future>
#include <thread>

#include "services/identity/identity.h"
#include "services/identity/totp.h"

namespace bourse::identity {
namespace {

constexpr std::string_view kPassword = "correct horse battery";

class SecurityTest : public testing::Test {
protected:
    SecurityTest() {
        std::string name = testing::TempDir() + "bourse-security-XXXXXX";
        directory_ = mkdtemp(name.data());
        Open();
        EXPECT_TRUE(identity_->EnsureUser({"alice", std::string(kPassword), ""}, AccountId(9)));
    }
    ~SecurityTest() override {
        identity_.reset();
        std::filesystem::remove_all(directory_);
    }
    void Open() {
        identity_.reset();
        IdentityOptions options;
        options.directory = directory_;
        options.cost = {.memory_kib = 64, .passes = 1};
        options.now_s = [this] { return now_s_.load(); };
        auto opened = Identity::Open(std::move(options), std::make_shared<ApiKeys>());
        ASSERT_TRUE(opened) << opened.error();
        identity_ = *std::move(opened);
    }
    template <class T>
    static Identity::Result<T> Await(const std::function<void(Identity::Handler<T>)>& start) {
        auto result = std::make_shared<std::promise<Identity::Result<T>>>();
        start([result](Identity::Result<T> given) { result->set_value(std::move(given)); });
        return result->get_future().get();
    }
    // What a sign-in with this code answers; nothing: a session.
    std::optional<IdentityError> SignIn(
        const std::string& code, std::string_view password = kPassword
    ) {
        const Credentials credentials{"alice", std::string(password), NextAddress(), code};
        const auto session =
            Await<Session>([&](auto handler) { identity_->SignIn(credentials, handler); });
        if (!session) return session.error();
        token_ = session->token;
        return std::nullopt;
    }
    // Guesses are limited by address, too: here by the second factor alone.
    std::string NextAddress() { return "10.0.0." + std::to_string(++addresses_); }

    Identity::OwnAct Act(const std::string& code = "") {
        return {
            *identity_->Find(token_),
            token_,
            {"alice", std::string(kPassword), NextAddress(), code}};
    }
    std::string Code(std::int64_t by = 0) const {
        return TotpCode(secret_, now_s_ / kTotpStepSeconds + by);
    }
    // Signs in and turns the second factor on.
    std::vector<std::string> TurnOn() {
        EXPECT_EQ(SignIn(""), std::nullopt);
        const auto secret =
            Await<std::string>([&](auto handler) { identity_->BeginTotp(Act(), handler); });
        EXPECT_TRUE(secret.has_value());
        secret_ = FromBase32(*secret);
        const auto codes = Await<std::vector<std::string>>([&](auto handler) {
            identity_->ConfirmTotp(*identity_->Find(token_), Code(), handler);
        });
        EXPECT_TRUE(codes.has_value());
        now_s_ += kTotpStepSeconds;
        return codes ? *codes : std::vector<std::string>();
    }
    SecuritySummary Summary() {
        const auto summary = Await<SecuritySummary>([&](auto handler) {
            identity_->ShowSecurity(*identity_->Find(token_), token_, handler);
        });
        EXPECT_TRUE(summary.has_value());
        return *summary;
    }
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
    std::unique_ptr<Identity> identity_;
    std::atomic<std::int64_t> now_s_ = 1'700'000'010;
    std::string token_, secret_;
    int addresses_ = 0;
};

TEST_F(SecurityTest, ASecondFactorIsAskedFor) {
    TurnOn();
    EXPECT_EQ(SignIn(""), IdentityError::kNeedsCode);
    EXPECT_EQ(SignIn("", "wrong horse battery"), IdentityError::kWrongCredentials);
    EXPECT_EQ(SignIn(Code(), "wrong horse battery"), IdentityError::kWrongCredentials);
    EXPECT_EQ(SignIn("000000"), IdentityError::kWrongCode);
    EXPECT_EQ(SignIn(Code()), std::nullopt);
    EXPECT_TRUE(Summary().has_totp);
}

TEST_F(SecurityTest, ACodeCountsOnce) {
    TurnOn();
    const std::string code = Code();
    EXPECT_EQ(SignIn(code), std::nullopt);
    EXPECT_EQ(SignIn(code), IdentityError::kWrongCode);
    EXPECT_EQ(SignIn(Code(-1)), IdentityError::kWrongCode) << "older than the one that was taken";
    Open();
    EXPECT_EQ(SignIn(code), IdentityError::kWrongCode) << "after a restart, too";
    now_s_ += kTotpStepSeconds;
    EXPECT_EQ(SignIn(Code()), std::nullopt);
}

TEST_F(SecurityTest, RecoveryCodesCountOnceEach) {
    const std::vector<std::string> codes = TurnOn();
    ASSERT_EQ(codes.size(), 10U);
    EXPECT_EQ(SignIn(codes[3]), std::nullopt);
    EXPECT_EQ(SignIn(codes[3]), IdentityError::kWrongCode);
    Open();
    EXPECT_EQ(SignIn(codes[3]), IdentityError::kWrongCode);
    EXPECT_EQ(SignIn(codes[4]), std::nullopt);
    EXPECT_EQ(Summary().recovery_codes, 8U);
}

TEST_F(SecurityTest, NothingIsInClear) {
    const std::vector<std::string> codes = TurnOn();
    EXPECT_EQ(Files().find(secret_), std::string::npos);
    EXPECT_EQ(Files().find(codes[0]), std::string::npos);
    EXPECT_NE(Files().find("alice"), std::string::npos) << "the search finds what is there";
}

TEST_F(SecurityTest, AnotherMasterKeyOpensNoSecondFactor) {
    TurnOn();
    identity_.reset();
    std::filesystem::remove(directory_ / "master.key");
    IdentityOptions options;
    options.directory = directory_;
    options.cost = {.memory_kib = 64, .passes = 1};
    options.now_s = [this] { return now_s_.load(); };
    EXPECT_FALSE(Identity::Open(std::move(options), std::make_shared<ApiKeys>()));
}

TEST_F(SecurityTest, GuessesOfACodeAreLimited) {
    TurnOn();
    int wrong = 0;
    std::optional<IdentityError> last;
    for (int guess = 0; guess < 12; ++guess) {
        last = SignIn("000000");
        wrong += last == IdentityError::kWrongCode;
    }
    EXPECT_EQ(wrong, 10);
    EXPECT_EQ(last, IdentityError::kTooManyAttempts);
    EXPECT_EQ(SignIn(Code()), IdentityError::kTooManyAttempts) << "also the right one";
}

TEST_F(SecurityTest, OfManyGuessesAtOnceNoneIsAccepted) {
    TurnOn();
    std::atomic<int> accepted = 0, answered = 0;
    std::promise<void> all;
    constexpr int kGuesses = 200;
    const auto count = [&](const Identity::Result<Session>& session) {
        accepted += session.has_value();
        if (++answered == kGuesses) all.set_value();
    };
    std::vector<std::thread> guessers;
    for (int guesser = 0; guesser < 4; ++guesser) {
        guessers.emplace_back([&, guesser] {
            for (int guess = guesser; guess < kGuesses; guess += 4) {
                const std::string password = guess % 2 == 0
                                                 ? std::string(kPassword)
                                                 : "guess number " + std::to_string(guess);
                const std::string address = "10.1.0." + std::to_string(guess);
                identity_->SignIn(
                    {"alice", password, address, "999" + std::to_string(100 + guess)}, count
                );
            }
        });
    }
    for (std::thread& guesser : guessers) guesser.join();
    all.get_future().wait();
    EXPECT_EQ(accepted, 0);
}

TEST_F(SecurityTest, ANewPasswordEndsTheOtherSessions) {
    EXPECT_EQ(SignIn(""), std::nullopt);
    const std::string other = token_;
    EXPECT_EQ(SignIn(""), std::nullopt);
    const auto change = [&](Identity::OwnAct act, const std::string& password) {
        return Await<bool>([&](auto handler) {
            identity_->ChangePassword(std::move(act), password, handler);
        });
    };
    EXPECT_EQ(change(Act(), "short").error(), IdentityError::kWeakPassword);
    Identity::OwnAct wrong = Act();
    wrong.credentials.password = "not the password";
    EXPECT_EQ(change(wrong, "a wholly new password").error(), IdentityError::kWrongCredentials);
    EXPECT_TRUE(identity_->Find(other));
    EXPECT_TRUE(change(Act(), "a wholly new password"));
    EXPECT_FALSE(identity_->Find(other));
    EXPECT_TRUE(identity_->Find(token_));
    Open();
    EXPECT_FALSE(identity_->Find(other));
    EXPECT_EQ(SignIn(""), IdentityError::kWrongCredentials);
    EXPECT_EQ(SignIn("", "a wholly new password"), std::nullopt);
}

TEST_F(SecurityTest, OffAgainNeedsPasswordAndCode) {
    TurnOn();
    EXPECT_EQ(SignIn(Code()), std::nullopt);
    const auto turn_off = [&](const std::string& code) {
        return Await<bool>([&](auto handler) { identity_->TurnOffTotp(Act(code), handler); });
    };
    EXPECT_EQ(turn_off("").error(), IdentityError::kNeedsCode);
    now_s_ += kTotpStepSeconds;
    EXPECT_TRUE(turn_off(Code()));
    EXPECT_EQ(SignIn(""), std::nullopt);
    EXPECT_EQ(Summary().recovery_codes, 0U);
}

TEST_F(SecurityTest, SignInsAreToldNewestFirst) {
    EXPECT_EQ(SignIn("", "wrong horse battery"), IdentityError::kWrongCredentials);
    EXPECT_EQ(SignIn(""), std::nullopt);
    const SecuritySummary summary = Summary();
    ASSERT_EQ(summary.sign_ins.size(), 2U);
    EXPECT_EQ(summary.sign_ins[0].outcome, SignInOutcome::kDone);
    EXPECT_EQ(summary.sign_ins[0].address, "10.0.0.2");
    EXPECT_EQ(summary.sign_ins[1].outcome, SignInOutcome::kWrongPassword);
    ASSERT_EQ(summary.sessions.size(), 1U);
    EXPECT_TRUE(summary.sessions[0].is_this);
}

}  // namespace
}  // namespace bourse::identity
