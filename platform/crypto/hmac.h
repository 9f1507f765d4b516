// HMAC-SHA256 (RFC 2104) for many messages under one key.
//
// The key is absorbed once: its inner and outer hash states are kept and copied for each message.
// Thread: Sign is const and may run on any thread.
#pragma once

#include <initializer_list>
#include <memory>

#include "platform/crypto/bytes.h"

namespace bourse::crypto {

class HmacSha256Key {
public:
    explicit HmacSha256Key(ByteView secret);
    // Wipes the states: whoever holds them can sign.
    ~HmacSha256Key();
    HmacSha256Key(HmacSha256Key&&) noexcept;
    HmacSha256Key& operator=(HmacSha256Key&&) noexcept;

    // The signature of the parts one after the other, as if they were one message.
    Digest256 Sign(std::initializer_list<ByteView> parts) const;
    Digest256 Sign(ByteView message) const { return Sign({message}); }

private:
    struct States;
    std::unique_ptr<States> states_;
};

}  // namespace bourse::crypto
