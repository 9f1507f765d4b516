#include "services/identity/secret_box.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "platform/crypto/encoding.h"
#include "platform/crypto/random.h"

namespace bourse::identity {

namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kSealedKeyBytes = 12 + 32 + 16;

Expected<void, std::string> MakeMasterFile(const std::filesystem::path& file) {
    crypto::AeadKey master;
    crypto::FillRandom(master);
    const std::string text = crypto::EncodeHex(master) + "\n";
    const int descriptor =
        open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0) return Unexpected{file.string() + ": cannot be created"};
    const bool is_written =
        write(descriptor, text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
        fsync(descriptor) == 0;
    close(descriptor);
    if (!is_written) return Unexpected{file.string() + ": cannot be written"};
    return {};
}

}  // namespace

Expected<std::unique_ptr<LocalSecretBox>, std::string> LocalSecretBox::OfFile(
    const std::filesystem::path& file
) {
    if (!std::filesystem::exists(file)) {
        if (const auto made = MakeMasterFile(file); !made) return Unexpected{made.error()};
    }
    struct stat status {};
    if (stat(file.c_str(), &status) != 0 || (status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return Unexpected{file.string() + ": others may read it; allowed: mode 0600"};
    }
    std::ifstream input(file);
    std::string text(std::istreambuf_iterator<char>(input), {});
    while (text.ends_with('\n')) text.pop_back();
    const auto bytes = crypto::DecodeHex(text);
    crypto::AeadKey master;
    if (!bytes || bytes->size() != master.size()) {
        return Unexpected{
            file.string() +
            ": needs 64 hexadecimal digits; without the right ones, "
            "the API keys in identity.sqlite are lost"};
    }
    std::ranges::copy(*bytes, master.begin());
    return std::make_unique<LocalSecretBox>(master);
}

std::vector<std::uint8_t> LocalSecretBox::Close(const Secret& secret) const {
    crypto::AeadKey data_key;
    crypto::FillRandom(data_key);
    const crypto::ByteView context = crypto::AsBytes(secret.context);
    const auto sealed_key = crypto::Seal(data_key, {master_, context});
    const auto sealed_text = crypto::Seal(crypto::AsBytes(secret.text), {data_key, context});
    std::vector<std::uint8_t> sealed{kVersion};
    sealed.insert(sealed.end(), sealed_key.begin(), sealed_key.end());
    sealed.insert(sealed.end(), sealed_text.begin(), sealed_text.end());
    return sealed;
}

std::optional<std::string> LocalSecretBox::Open(crypto::ByteView sealed, std::string_view context)
    const {
    if (sealed.size() < 1 + kSealedKeyBytes || sealed[0] != kVersion) return std::nullopt;
    const crypto::ByteView sealed_key = sealed.subspan(1, kSealedKeyBytes);
    const auto data_key = crypto::Unseal(sealed_key, {master_, crypto::AsBytes(context)});
    crypto::AeadKey key;
    if (!data_key || data_key->size() != key.size()) return std::nullopt;
    std::ranges::copy(*data_key, key.begin());
    const auto text =
        crypto::Unseal(sealed.subspan(1 + kSealedKeyBytes), {key, crypto::AsBytes(context)});
    if (!text) return std::nullopt;
    return std::string(text->begin(), text->end());
}

}  // namespace bourse::identity
