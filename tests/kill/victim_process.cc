#include "tests/kill/victim_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>

#include "core/base/check.h"

namespace bourse::kill {

VictimProcess::VictimProcess(const VictimOptions& options) {
    int input[2];
    int output[2];
    CHECK(pipe2(input, O_CLOEXEC) == 0 && pipe2(output, O_CLOEXEC) == 0);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
    const bool replays = options.start == VictimOptions::Start::kReplay;
    const bool forgets = options.variant == VictimOptions::Variant::kForgetful;
    std::string arguments[] = {
        options.program,
        options.directory,
        replays ? "replay" : "recover",
        forgets ? "forgetful" : "honest"};
    char* argv[std::size(arguments) + 1] = {};
    for (std::size_t i = 0; i < std::size(arguments); ++i) argv[i] = arguments[i].data();
    const int spawned =
        posix_spawn(&process_, options.program.c_str(), &actions, nullptr, argv, environ);
    CHECK(spawned == 0);
    posix_spawn_file_actions_destroy(&actions);
    close(input[0]);
    close(output[1]);
    to_ = input[1];
    from_ = output[0];
    for (auto hello = Take<Hello>(); true; hello = Take<Hello>()) {
        if (hello) {
            hello_ = *hello;
            return;
        }
        CHECK(ReadSome());
    }
}

VictimProcess::~VictimProcess() { Kill(); }

void VictimProcess::Send(std::span<const std::byte> commands) const {
    while (!commands.empty()) {
        const ssize_t written = write(to_, commands.data(), commands.size());
        CHECK(written > 0);
        commands = commands.subspan(static_cast<std::size_t>(written));
    }
}

std::vector<Answer> VictimProcess::Receive(std::chrono::microseconds timeout) {
    pollfd readable{from_, POLLIN, 0};
    const timespec wait{0, timeout.count() * 1'000};
    CHECK(timeout < std::chrono::seconds(1));
    if (ppoll(&readable, 1, timeout.count() > 0 ? &wait : nullptr, nullptr) > 0) CHECK(ReadSome());
    std::vector<Answer> answers;
    while (const auto answer = Take<Answer>()) answers.push_back(*answer);
    return answers;
}

std::vector<Answer> VictimProcess::Kill() {
    std::vector<Answer> answers;
    if (process_ == 0) return answers;
    ::kill(process_, SIGKILL);
    waitpid(process_, nullptr, 0);
    process_ = 0;
    while (ReadSome()) {
    }
    while (const auto answer = Take<Answer>()) answers.push_back(*answer);
    close(to_);
    close(from_);
    return answers;
}

// False at the end: the victim is gone.
bool VictimProcess::ReadSome() {
    std::byte chunk[65'536];
    const ssize_t count = read(from_, chunk, sizeof chunk);
    if (count <= 0) return false;
    received_.insert(received_.end(), chunk, chunk + count);
    return true;
}

template <class T>
std::optional<T> VictimProcess::Take() {
    if (received_.size() < sizeof(T)) return std::nullopt;
    T value;
    std::memcpy(&value, received_.data(), sizeof value);
    received_.erase(received_.begin(), received_.begin() + sizeof value);
    return value;
}

}  // namespace bourse::kill
