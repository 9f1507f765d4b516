// VictimProcess: kill_victim as a child with two pipes.
// Thread: one owner. Errors: a victim that does not start or ends by itself fails a CHECK; it says
// why on standard error.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tests/kill/victim_answer.h"

namespace bourse::kill {

struct VictimOptions {
    std::string program;
    std::string directory;
    enum class Start : std::uint8_t { kRecover, kReplay } start = Start::kRecover;
    enum class Variant : std::uint8_t { kHonest, kForgetful } variant = Variant::kHonest;
};

class VictimProcess {
public:
    // Waits until the victim has recovered.
    explicit VictimProcess(const VictimOptions& options);
    // As Kill.
    ~VictimProcess();
    VictimProcess(const VictimProcess&) = delete;
    VictimProcess& operator=(const VictimProcess&) = delete;

    const Hello& hello() const { return hello_; }
    void Send(std::span<const std::byte> commands) const;
    // What came within `timeout`; nothing when it ended.
    std::vector<Answer> Receive(std::chrono::microseconds timeout);
    // kill -9. Answers what the victim had written and nobody had read.
    std::vector<Answer> Kill();

private:
    bool ReadSome();
    template <class T>
    std::optional<T> Take();

    pid_t process_ = 0;
    int to_ = -1;
    int from_ = -1;
    std::vector<std::byte> received_;
    Hello hello_;
};

}  // namespace bourse::kill
