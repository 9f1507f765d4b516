// kill_test [--kills N] [--seed S]: kill -9 at random moments under load. An oracle in another
// process knows what was sent and answered; after each kill it judges the journal, and what was not
// answered is sent again.
//
// A kill -9 leaves the page cache alone: it shows the order of acknowledging and writing, recovery,
// and idempotency, and cannot tell synchronous=FULL from OFF. Lost page caches are
// journal_powercut_test's. So the control here is a victim that acknowledges before it writes.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <filesystem>

#include "tests/kill/journal_replay.h"
#include "tests/kill/record.h"
#include "tests/kill/traders.h"
#include "tests/kill/victim_process.h"

namespace bourse::kill {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

struct Plan {
    std::uint64_t kills = 300;
    std::uint64_t control_kills = 10;
    std::uint64_t seed = 1;
    std::string program;
};
Plan plan;

// A directory of the test's own, on the disk of the build, not in a memory file system.
class Directory {
public:
    Directory()
        : path_(
              std::filesystem::path(plan.program).parent_path() /
              fmt::format("kill_test.{}", getpid())
          ) {
        std::filesystem::remove_all(path_);
        std::filesystem::create_directory(path_);
    }
    ~Directory() { std::filesystem::remove_all(path_); }
    Directory(const Directory&) = delete;
    Directory& operator=(const Directory&) = delete;
    const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

class Trial {
public:
    Trial(std::uint64_t seed, VictimOptions::Variant variant)
        : random_(seed), traders_(seed), record_(record_path()), variant_(variant) {}

    // Starts a victim, loads it, kills it after its first answer, judges. False when nothing was in
    // flight then.
    bool RunAndKill() {
        VictimProcess victim({
            plan.program,
            directory_.path(),
            ++starts_ % 2 == 0 ? VictimOptions::Start::kRecover : VictimOptions::Start::kReplay,
            variant_,
        });
        if (variant_ == VictimOptions::Variant::kHonest) {
            EXPECT_EQ(victim.hello().sequence, replay_.exchange().sequence());
            EXPECT_EQ(victim.hello().state_hash, replay_.exchange().Hash());
        }
        Send(victim, traders_.Unanswered());
        const auto kill_at = Clock::now() + milliseconds(random_.In({20, 150}));
        for (bool answered = false; !answered || Clock::now() < kill_at;) {
            const auto answers = victim.Receive(milliseconds(1));
            answered = answered || !answers.empty();
            Hear(answers);
            Send(victim, traders_.Next());
        }
        Hear(victim.Kill());
        record_.Write();
        replay_.ReadOn(directory_.path(), oracle_);
        return traders_.has_unanswered();
    }

    Tally Judge() const { return oracle_.Judge(); }

    // The same from the record and the journal alone.
    Tally JudgeFromDisk() const {
        Oracle oracle;
        Record::Tell(record_path(), oracle);
        JournalReplay replay;
        replay.ReadOn(directory_.path(), oracle);
        EXPECT_EQ(replay.exchange().Hash(), replay_.exchange().Hash());
        return oracle.Judge();
    }

private:
    std::filesystem::path record_path() const { return directory_.path() / "record"; }

    void Send(const VictimProcess& victim, const std::vector<wire::Command>& commands) {
        wire::ByteBuffer bytes;
        for (const wire::Command& command : commands) {
            const CommandId id{command.header().session, command.header().number};
            record_.NoteSent(id);
            oracle_.Sent(id);
            bytes.Append(command.bytes());
        }
        record_.Write();
        victim.Send(bytes.bytes());
    }
    void Hear(const std::vector<Answer>& answers) {
        for (const Answer& answer : answers) {
            const CommandId id{answer.session, answer.number};
            record_.NoteAnswered(id, {answer.sequence, answer.reason});
            oracle_.Answered(id, {answer.sequence, answer.reason});
            traders_.Answered(id);
        }
    }

    Directory directory_;
    reference::Random random_;
    Traders traders_;
    Record record_;
    VictimOptions::Variant variant_;
    Oracle oracle_;
    JournalReplay replay_;
    std::uint64_t starts_ = 0;
};

TEST(Kill, NothingAcknowledgedIsLost) {
    Trial trial(plan.seed, VictimOptions::Variant::kHonest);
    std::uint64_t kills = 0;
    for (std::uint64_t runs = 1; kills < plan.kills; ++runs) {
        ASSERT_LE(runs, 2 * plan.kills) << "most kills come when nothing happens";
        kills += trial.RunAndKill() ? 1 : 0;
        ASSERT_EQ(trial.Judge().faults(), 0u) << "seed " << plan.seed << ", kill " << runs;
        ASSERT_FALSE(HasFailure()) << "seed " << plan.seed << ", kill " << runs;
    }
    const Tally tally = trial.Judge();
    EXPECT_GT(tally.acknowledged, 10 * kills);
    EXPECT_GT(tally.rejected, kills);
    EXPECT_EQ(trial.JudgeFromDisk(), tally);
    fmt::print(
        "kills: {}, acknowledged commands: {}, lost: {}, doubled: {}, ghosts: {}\n",
        kills,
        tally.acknowledged,
        tally.lost,
        tally.doubled,
        tally.ghosts
    );
}

TEST(KillControl, AVictimThatAcknowledgesBeforeItWritesLoses) {
    std::uint64_t losing = 0;
    for (std::uint64_t i = 0; i < plan.control_kills; ++i) {
        Trial trial(plan.seed + i, VictimOptions::Variant::kForgetful);
        trial.RunAndKill();
        losing += trial.Judge().lost > 0 ? 1 : 0;
    }
    EXPECT_GT(losing, 0u);
    fmt::print(
        "control (acknowledges before it writes): {} of {} kills lose\n", losing, plan.control_kills
    );
}

}  // namespace
}  // namespace bourse::kill

int main(int argc, char** argv) {
    using bourse::kill::plan;
    testing::InitGoogleTest(&argc, argv);
    CLI::App app("Kills an engine under load, and judges what is left.");
    app.add_option("victim", plan.program, "the program kill_victim")->required();
    app.add_option("--kills", plan.kills, "how often");
    app.add_option("--seed", plan.seed, "of the commands and the moments");
    CLI11_PARSE(app, argc, argv);
    signal(SIGPIPE, SIG_IGN);
    return RUN_ALL_TESTS();
}
