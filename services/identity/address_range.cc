#include "services/identity/address_range.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <string>

namespace bourse::identity {

namespace {

constexpr int kAddressBits = 128;
constexpr int kMappedBits = 96;  // of ::ffff:0:0/96
constexpr std::size_t kMappedBytes = 12;

// The address with all bits behind the first `bits` cleared.
AddressRange::Address FirstOf(AddressRange::Address address, int bits) {
    for (std::size_t i = 0; i < address.size(); ++i) {
        const int kept = std::clamp(bits - static_cast<int>(i) * 8, 0, 8);
        address[i] = static_cast<std::uint8_t>(address[i] & (0xff00 >> kept));
    }
    return address;
}

}  // namespace

std::optional<AddressRange::Address> AddressRange::ParseAddress(std::string_view text) {
    const std::string plain(text.substr(0, text.find('%')));
    Address address{};
    if (plain.find(':') != std::string::npos) {
        if (inet_pton(AF_INET6, plain.c_str(), address.data()) != 1) return std::nullopt;
        return address;
    }
    address[10] = address[11] = 0xff;
    if (inet_pton(AF_INET, plain.c_str(), address.data() + kMappedBytes) != 1) return std::nullopt;
    return address;
}

std::optional<AddressRange> AddressRange::Parse(std::string_view text) {
    const std::size_t slash = text.find('/');
    const std::string_view name = text.substr(0, slash);
    const auto address = ParseAddress(name);
    if (!address || name.find('%') != std::string_view::npos) return std::nullopt;
    if (slash == std::string_view::npos) return AddressRange(*address, kAddressBits);
    const std::string_view digits = text.substr(slash + 1);
    const char* const end = digits.data() + digits.size();
    const int before = name.find(':') == std::string_view::npos ? kMappedBits : 0;
    unsigned bits = 0;
    const auto read = std::from_chars(digits.data(), end, bits);
    if (read.ec != std::errc{} || read.ptr != end) return std::nullopt;
    if (bits > static_cast<unsigned>(kAddressBits - before)) return std::nullopt;
    const AddressRange range(*address, before + static_cast<int>(bits));
    if (FirstOf(*address, range.bits_) != *address) return std::nullopt;
    return range;
}

bool AddressRange::Contains(const Address& address) const {
    return FirstOf(address, bits_) == first_;
}

}  // namespace bourse::identity
