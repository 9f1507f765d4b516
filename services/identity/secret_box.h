// SecretBox: envelope encryption of what must not stand in a table in clear. Each secret has a data
// key of its own, which is sealed under a master key that never leaves its keeper: here a file, on
// AWS KMS.
//
// docs/formats/identity.md:
//   sealed = version (1 byte) · sealed data key (60 bytes) · sealed secret
//
// `context` says what the secret is of ("api key <name>"): sealed for one row, it opens in no
// other. Thread: any.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/expected.h"
#include "platform/crypto/aead.h"

namespace bourse::identity {

class SecretBox {
public:
    virtual ~SecretBox() = default;

    struct Secret {
        std::string_view text;
        std::string_view context;
    };
    virtual std::vector<std::uint8_t> Close(const Secret& secret) const = 0;
    // Nothing when it was sealed by another box or for another context, or was changed.
    virtual std::optional<std::string> Open(crypto::ByteView sealed, std::string_view context)
        const = 0;
};

class LocalSecretBox final : public SecretBox {
public:
    explicit LocalSecretBox(const crypto::AeadKey& master) : master_(master) {}
    // Of a file of 64 hexadecimal digits, made with mode 0600 when there is none; refuses one that
    // others may read.
    static Expected<std::unique_ptr<LocalSecretBox>, std::string> OfFile(
        const std::filesystem::path& file
    );

    std::vector<std::uint8_t> Close(const Secret& secret) const override;
    std::optional<std::string> Open(crypto::ByteView sealed, std::string_view context)
        const override;

private:
    crypto::AeadKey master_;
};

}  // namespace bourse::identity
