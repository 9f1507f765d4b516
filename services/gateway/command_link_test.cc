#include "services/gateway/command_link.h"

#include <gtest/gtest.h>

#include "services/engine/memory_journal.h"
#include "services/gateway/health.h"

namespace bourse::gateway {
namespace {

engine::EngineOptions Options() {
    engine::EngineOptions options;
    options.on_fault = [](const engine::JournalError&) { std::abort(); };
    options.on_snapshot_fault = [](const std::string&) {};
    return options;
}

TEST(CommandLink, SaysWhenAnswersAreLate) {
    engine::MemoryJournal journal;
    engine::NoSnapshots snapshots;
    engine::SystemClock clock;
    engine::Engine engine(exchange::Exchange(), journal, snapshots, clock, Options());
    CommandLink link(engine, SessionId(1));
    EXPECT_EQ(link.StateOfEngine({}), EngineState::kStopped);
    engine.Start();
    journal.gate.Close();
    const TimePoint sent{};
    link.Send(
        wire::Command(MakeCommand<CancelOrder>(AccountId(2))),
        sent,
        [](const Answer& answer) { EXPECT_EQ(answer.outcome, Answer::Outcome::kUnknown); }
    );
    http::Request request;
    request.method = "GET";
    request.path = "/health/ready";
    const TimePoint late = sent + CommandLink::kLateAfter;
    EXPECT_EQ(link.StateOfEngine(late), EngineState::kTaking);
    EXPECT_EQ(ServeHealth(request, link, late)->status, 200);
    EXPECT_EQ(link.StateOfEngine(late + TimePoint::duration(1)), EngineState::kLate);
    EXPECT_EQ(ServeHealth(request, link, late + TimePoint::duration(1))->status, 503);
    link.OnTick(sent + CommandLink::kAnswerTimeout);
    EXPECT_EQ(link.StateOfEngine(late), EngineState::kTaking);
    journal.gate.Open();
}

}  // namespace
}  // namespace bourse::gateway
