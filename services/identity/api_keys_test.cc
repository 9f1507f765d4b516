#include "services/identity/api_keys.h"

#include <gtest/gtest.h>

namespace bourse::identity {
namespace {

bool Contains(std::string_view range, std::string_view address) {
    const auto parsed = AddressRange::Parse(range);
    const auto from = AddressRange::ParseAddress(address);
    EXPECT_TRUE(parsed && from) << range << ' ' << address;
    return parsed && from && parsed->Contains(*from);
}

TEST(AddressRange, HoldsThoseWithTheSameFirstBits) {
    struct Case {
        std::string_view range, inside, outside;
    };
    for (const auto& [range, inside, outside] :
         {Case{"192.0.2.1", "192.0.2.1", "192.0.2.2"},
          Case{"192.0.2.1/32", "::ffff:192.0.2.1", "192.0.2.0"},
          Case{"10.0.0.0/8", "10.255.255.255", "11.0.0.0"},
          Case{"192.0.2.128/25", "192.0.2.255", "192.0.2.127"},
          Case{"192.0.2.4/30", "192.0.2.7", "192.0.2.8"},
          Case{"0.0.0.0/0", "203.0.113.9", "2001:db8::1"},
          Case{"2001:db8::/32", "2001:db8:ffff::1", "2001:db9::"},
          Case{"2001:db8::1", "2001:0db8:0::1", "2001:db8::2"},
          Case{"fe80::/10", "fe80::1%eth0", "fec0::1"},
          Case{"::ffff:10.0.0.0/104", "10.1.2.3", "11.1.2.3"}}) {
        EXPECT_TRUE(Contains(range, inside)) << range << ' ' << inside;
        EXPECT_FALSE(Contains(range, outside)) << range << ' ' << outside;
    }
    EXPECT_TRUE(Contains("::/0", "192.0.2.1"));
}

TEST(AddressRange, RefusesWhatIsNone) {
    for (const char* text :
         {"",
          "/",
          "192.0.2",
          "192.0.2.1/33",
          "192.0.2.1/",
          "192.0.2.1/-1",
          "192.0.2.1/8x",
          "192.0.2.1/24",
          "2001:db8::/129",
          "2001:db8::1/32",
          "fe80::1%eth0",
          "localhost"}) {
        EXPECT_FALSE(AddressRange::Parse(text)) << text;
    }
    EXPECT_FALSE(AddressRange::ParseAddress("192.0.2.1/8"));
}

TEST(ApiKey, MayBeBoundToRanges) {
    ApiKey key;
    EXPECT_TRUE(MayComeFrom(key, "192.0.2.1"));
    EXPECT_TRUE(MayComeFrom(key, "not an address"));
    for (const char* text : {"192.0.2.0/24", "2001:db8::/32"}) {
        key.addresses.push_back(*AddressRange::Parse(text));
    }
    EXPECT_TRUE(MayComeFrom(key, "192.0.2.77"));
    EXPECT_TRUE(MayComeFrom(key, "2001:db8::7"));
    for (const char* address : {"192.0.3.1", "2001:db9::1", "127.0.0.1", "not an address", ""}) {
        EXPECT_FALSE(MayComeFrom(key, address)) << address;
    }
}

TEST(ApiKey, PermissionsAreASet) {
    constexpr Permissions reading{Permission::kRead, Permission::kUserStream};
    EXPECT_TRUE(reading.Has(Permission::kRead) && reading.Has(Permission::kUserStream));
    EXPECT_FALSE(reading.Has(Permission::kTrade));
    EXPECT_TRUE(kAllPermissions.Has(Permission::kTrade));
    EXPECT_FALSE(Permissions({}).Has(Permission::kRead));
}

TEST(ApiKey, ExpiresAtItsTime) {
    ApiKey key;
    EXPECT_FALSE(HasExpired(key, Timestamp(std::int64_t{1} << 62)));
    key.expires = Timestamp(10);
    EXPECT_FALSE(HasExpired(key, Timestamp(9)));
    EXPECT_TRUE(HasExpired(key, Timestamp(10)));
}

}  // namespace
}  // namespace bourse::identity
