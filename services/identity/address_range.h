// AddressRange: the addresses that a key may be used from: one, or those with the same first bits.
//
//   range := address [ "/" bits ]        192.0.2.1  10.0.0.0/8  2001:db8::/32
//
// IPv4 is the part ::ffff:0:0/96 of IPv6, so an IPv4 client matches however its socket tells it.
// Thread: any; plain values.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace bourse::identity {

class AddressRange {
public:
    using Address = std::array<std::uint8_t, 16>;

    // nullopt for what is no range, and for one whose address has bits behind its prefix.
    static std::optional<AddressRange> Parse(std::string_view text);
    // nullopt for what is no address. A zone (fe80::1%eth0) is left out.
    static std::optional<Address> ParseAddress(std::string_view text);

    bool Contains(const Address& address) const;

    friend bool operator==(const AddressRange&, const AddressRange&) = default;

private:
    AddressRange(const Address& first, int bits) : first_(first), bits_(bits) {}

    Address first_;
    int bits_;  // that must be the same, of 128
};

}  // namespace bourse::identity
