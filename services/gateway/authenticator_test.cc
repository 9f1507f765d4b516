#include "services/gateway/authenticator.h"

#include <gtest/gtest.h>

#include "platform/crypto/encoding.h"
#include "platform/crypto/test_rsa_key.h"

namespace bourse::gateway {
namespace {

// The example of Binance's documents.
constexpr std::string_view kSecret =
    "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j";
constexpr std::string_view kPayload =
    "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000"
    "&timestamp=1499827319559";
constexpr std::string_view kSignature =
    "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71";
constexpr std::int64_t kSigned = 1'499'827'319'559;  // ms

class AuthenticatorTest : public testing::Test {
protected:
    AuthenticatorTest() {
        identity::ApiKey key{
            KeyId(1),
            AccountId(2),
            identity::kAllPermissions,
            crypto::HmacSha256Key(crypto::AsBytes(kSecret)),
            {},
        };
        keys_.Add("key", std::move(key));
        identity::ApiKey bound;
        bound.id = KeyId(2);
        bound.account = AccountId(2);
        bound.rsa = *crypto::RsaPublicKey::FromPem(rsa_.PublicPem());
        for (const char* range : {"192.0.2.1", "2001:db8::/64"}) {
            bound.addresses.push_back(*identity::AddressRange::Parse(range));
        }
        keys_.Add("bound", std::move(bound));
    }

    // The code of the answer to the example, 0 when it is accepted.
    int CodeAt(
        std::int64_t milliseconds,
        std::string_view payload,
        std::string_view signature,
        const Credentials& sender = {"key"}
    ) {
        const Authenticator authenticator(keys_, [=] {
            return Timestamp(milliseconds * 1'000'000);
        });
        std::string form(payload);
        form.append("&signature=").append(signature);
        auto parameters = Parameters::FromForms(form, "");
        CHECK(parameters.has_value());
        const std::string text = WithoutSignature(form);
        const auto authenticated = authenticator.Authenticate(
            {sender.key_name, {text, ""}, sender.address}, identity::Permission::kTrade, *parameters
        );
        return authenticated ? 0 : static_cast<int>(authenticated.error().code);
    }

    crypto::TestRsaKey rsa_;
    identity::ApiKeys keys_;
};

TEST_F(AuthenticatorTest, TakesTheDocumentedSignature) {
    EXPECT_EQ(CodeAt(kSigned, kPayload, kSignature), 0);
    std::string upper(kSignature);
    for (char& c : upper) c = c >= 'a' ? static_cast<char>(c - 32) : c;
    EXPECT_EQ(CodeAt(kSigned, kPayload, upper), 0);
    std::string forged(kSignature);
    forged.back() = '0';
    EXPECT_EQ(CodeAt(kSigned, kPayload, forged), -1022);
    EXPECT_EQ(CodeAt(kSigned, kPayload, ""), -1102);
}

TEST_F(AuthenticatorTest, KeepsTheWindow) {
    EXPECT_EQ(CodeAt(kSigned + 5'000, kPayload, kSignature), 0);
    EXPECT_EQ(CodeAt(kSigned + 5'001, kPayload, kSignature), -1021);
    EXPECT_EQ(CodeAt(kSigned - 999, kPayload, kSignature), 0);
    EXPECT_EQ(CodeAt(kSigned - 1'000, kPayload, kSignature), -1021);
    EXPECT_EQ(CodeAt(kSigned - 10'001, kPayload, kSignature), -1100);
}

TEST_F(AuthenticatorTest, ReadsWindowsOfThreeDecimals) {
    struct Case {
        std::string_view window;
        int code;  // of a request signed a second ago, with a wrong signature
    };
    for (const auto& [window, code] :
         {Case{"6000.346", -1022},
          Case{"60000", -1022},
          Case{"60000.001", -1102},
          Case{"1.0001", -1102},
          Case{"-1", -1102},
          Case{"x", -1102}}) {
        const std::string payload =
            "timestamp=" + std::to_string(kSigned) + "&recvWindow=" + std::string(window);
        EXPECT_EQ(CodeAt(kSigned + 1'000, payload, kSignature), code) << window;
    }
}

TEST_F(AuthenticatorTest, TellsKeysApart) {
    const Authenticator authenticator(keys_, [] { return Timestamp(); });
    const auto code = [&](std::string_view name) {
        const auto key = authenticator.FindKey({name}, identity::Permission::kTrade);
        return key ? 0 : static_cast<int>(key.error().code);
    };
    EXPECT_EQ(code("key"), 0);
    EXPECT_EQ(code("Key"), -2015);
    EXPECT_EQ(code(""), -2014);
    EXPECT_EQ(code("k y"), -2014);
}

TEST(WithoutSignatureTest, LeavesTheOtherBytes) {
    EXPECT_EQ(WithoutSignature("a=1&signature=x"), "a=1");
    EXPECT_EQ(WithoutSignature("signature=x&a=%5B&b"), "a=%5B&b");
    EXPECT_EQ(WithoutSignature("a=1&signature=x&b=2"), "a=1&b=2");
    EXPECT_EQ(WithoutSignature("signature=x"), "");
    EXPECT_EQ(WithoutSignature("signatures=x"), "signatures=x");
    EXPECT_EQ(WithoutSignature(""), "");
}

TEST_F(AuthenticatorTest, TakesRsaSignatures) {
    const Credentials sender{"bound", {}, "192.0.2.1"};
    std::string signature = crypto::EncodeBase64(rsa_.Sign(crypto::AsBytes(kPayload)));
    const auto code = [&] {
        std::string encoded;
        for (const char c : signature) c == '+' ? encoded.append("%2B") : encoded.append(1, c);
        return CodeAt(kSigned, kPayload, encoded, sender);
    };
    EXPECT_EQ(code(), 0);
    signature.front() = signature.front() == 'A' ? 'B' : 'A';
    EXPECT_EQ(code(), -1022);
    EXPECT_EQ(CodeAt(kSigned, kPayload, kSignature, sender), -1022);
}

TEST_F(AuthenticatorTest, AKeyMayBeBoundToAddresses) {
    const Authenticator authenticator(keys_, [] { return Timestamp(); });
    const auto is_found = [&](std::string_view address) {
        return authenticator.FindKey({"bound", {}, address}, identity::Permission::kRead)
            .has_value();
    };
    EXPECT_TRUE(is_found("192.0.2.1"));
    EXPECT_TRUE(is_found("2001:db8::9"));
    for (const char* address : {"192.0.2.10", "192.0.2", "127.0.0.1", ""}) {
        EXPECT_FALSE(is_found(address)) << address;
    }
    EXPECT_TRUE(authenticator.FindKey({"key", {}, "127.0.0.1"}, identity::Permission::kRead));
}

}  // namespace
}  // namespace bourse::gateway
