#include "apps/bourse/dev_certificates.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>
#include <vector>

#include "apps/bourse/data_directory.h"

namespace bourse::apps {
namespace {

constexpr std::int64_t kNow_s = 1'800'000'000;
constexpr std::int64_t kDay_s = 86'400;

class DevCertificatesTest : public testing::Test {
protected:
    std::string Load(const std::vector<std::string>& names, std::int64_t now_s = kNow_s) {
        const auto loaded = LoadOrMakeDevCertificates(directory_.path(), names, now_s);
        EXPECT_TRUE(loaded.has_value()) << loaded.error();
        return loaded->remark;
    }
    std::string Read(const char* name) const {
        std::ifstream file(directory_.path() / "ca" / name);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    DataDirectory directory_ = *DataDirectory::MakeEphemeral();
};

TEST_F(DevCertificatesTest, AreMadeOnceAndForTheirOwnerOnly) {
    EXPECT_EQ(Load({}), "");
    const std::string authority = Read("ca.pem"), server = Read("server.pem");
    EXPECT_EQ(Load({"localhost"}), "");
    EXPECT_EQ(Read("ca.pem"), authority);
    EXPECT_EQ(Read("server.pem"), server);
    for (const char* name : {"", "ca.pem", "ca-key.pem", "server.pem", "server-key.pem"}) {
        struct stat status {};
        ASSERT_EQ(::stat((directory_.path() / "ca" / name).c_str(), &status), 0) << name;
        EXPECT_EQ(status.st_mode & 0077, 0u) << name;
    }
}

TEST_F(DevCertificatesTest, AreRenewedAMonthBeforeTheEnd) {
    Load({});
    const std::string authority = Read("ca.pem"), server = Read("server.pem");
    EXPECT_EQ(Load({}, kNow_s + 366 * kDay_s), "");
    EXPECT_EQ(Load({}, kNow_s + 368 * kDay_s), "server.pem is new: it expires");
    EXPECT_NE(Read("server.pem"), server);
    EXPECT_EQ(Read("ca.pem"), authority);
    EXPECT_EQ(
        Load({}, kNow_s + 3'621 * kDay_s), "ca.pem is new: it expires; give it to the clients again"
    );
    EXPECT_NE(Read("ca.pem"), authority);
}

TEST_F(DevCertificatesTest, FollowTheNames) {
    Load({});
    EXPECT_EQ(Load({"venue.example"}), "server.pem is new: its names are others");
    EXPECT_EQ(Load({"venue.example"}), "");
    EXPECT_EQ(Load({}), "server.pem is new: its names are others");
}

TEST_F(DevCertificatesTest, ADamagedFileIsReplaced) {
    Load({});
    std::ofstream(directory_.path() / "ca" / "server-key.pem") << "damaged";
    EXPECT_EQ(Load({}), "server.pem is new: the private key cannot be read");
    std::ofstream(directory_.path() / "ca" / "ca-key.pem") << "damaged";
    EXPECT_EQ(
        Load({}), "ca.pem is new: the private key cannot be read; give it to the clients again"
    );
    EXPECT_EQ(Load({}), "");
}

}  // namespace
}  // namespace bourse::apps
