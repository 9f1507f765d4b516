// SHA-256 (FIPS 180-4), at once and in pieces.
// Thread: a Sha256 belongs to one thread; OneShot: any.
#pragma once

#include <memory>

#include "platform/crypto/bytes.h"

namespace bourse::crypto {

class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256& other);
    Sha256& operator=(const Sha256&) = delete;

    void Update(ByteView bytes);
    // The digest of all bytes given; nothing may be added afterwards.
    Digest256 Finish();

    static Digest256 OneShot(ByteView bytes);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace bourse::crypto
