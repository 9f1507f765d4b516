#include "services/gateway/fault_admin.h"

#include <memory>
#include <utility>

#include "services/gateway/api_error.h"
#include "services/gateway/json_writer.h"
#include "services/gateway/parameters.h"

namespace bourse::gateway {

namespace {

constexpr std::string_view kSettings[] = {
    "delay",
    "jitter",
    "every",
    "for",
    "status",
    "retry-after",
    "executed",
    "route",
    "symbol",
    "times",
    "chance",
    "seed"};
// How much larger the smallest quantity becomes.
constexpr std::int64_t kFilterFactor = 10;

http::Response Refusal(int status, std::string_view message) {
    http::Response response{.status = status};
    JsonWriter json(response.body);
    json.BeginObject().Key("code").Number(-1130).Key("msg").String(message).EndObject();
    return response;
}

std::string NumberBody(std::string_view name, std::uint64_t number) {
    std::string text;
    JsonWriter json(text);
    json.BeginObject().Key(name).Number(number).EndObject();
    return text;
}

bool IsLoopback(std::string_view address) {
    return address.starts_with("127.") || address == "::1";
}

TimePoint Now() { return std::chrono::steady_clock::now(); }

}  // namespace

void FaultAdmin::OnRequest(const http::Request& request, http::Responder responder) {
    if (!IsLoopback(request.remote_address)) return responder.Answer(Refusal(404, "Not Found."));
    if (request.Find("Origin")) {
        return responder.Answer(Refusal(403, "A web page may not change faults."));
    }
    if (request.method == "POST") return Add(request, std::move(responder));
    if (request.method == "DELETE") return Clear(request, std::move(responder));
    if (request.method == "GET") return responder.Answer({.body = faults_.List(Now())});
    responder.Answer(Refusal(405, "It takes GET, POST and DELETE."));
}

void FaultAdmin::Add(const http::Request& request, http::Responder responder) {
    auto parameters = Parameters::FromForms(request.query, request.body);
    if (!parameters) return responder.Answer(Refusal(400, parameters.error().message));
    std::vector<FaultSetting> settings;
    const std::string_view name = parameters->Find("fault").value_or("");
    for (const std::string_view setting : kSettings) {
        if (const auto value = parameters->Find(setting)) settings.emplace_back(setting, *value);
    }
    const auto read = parameters->Finish();
    if (!read) return responder.Answer(Refusal(400, read.error().message));
    auto fault = MakeFault(name, settings);
    if (!fault) return responder.Answer(Refusal(400, fault.error()));
    if (!fault->symbol.empty() && !views_.catalog().FindSymbol(fault->symbol)) {
        return responder.Answer(Refusal(400, "'" + fault->symbol + "' is no symbol"));
    }
    const auto shared = std::make_shared<http::Responder>(std::move(responder));
    Begin(*fault, [this, fault = *fault, shared](const std::string& problem) {
        if (!problem.empty()) return shared->Answer(Refusal(409, problem));
        const auto id = faults_.Add(fault, Now());
        if (id) return shared->Answer({.body = NumberBody("id", *id)});
        Undo(fault, [](const std::string&) {});
        shared->Answer(Refusal(409, id.error()));
    });
}

void FaultAdmin::Clear(const http::Request& request, http::Responder responder) {
    auto parameters = Parameters::FromForms(request.query, {});
    if (!parameters) return responder.Answer(Refusal(400, parameters.error().message));
    const auto id = parameters->FindInteger("id");
    const auto read = parameters->Finish();
    if (!read) return responder.Answer(Refusal(400, read.error().message));
    const std::vector<Fault> ended = faults_.Clear(id);
    if (id && ended.empty()) return responder.Answer(Refusal(404, "There is no such fault."));

    // Answers when the last of them is undone: what a Responder owns goes with the last handler.
    struct Waiting {
        http::Responder responder;
        std::size_t count;
        std::string problem;
        std::size_t open = 1;

        void Finish(const std::string& what) {
            if (!what.empty()) problem = what;
            if (--open > 0) return;
            if (!problem.empty()) return responder.Answer(Refusal(409, problem));
            responder.Answer({.body = NumberBody("cleared", count)});
        }
    };
    const auto waiting = std::make_shared<Waiting>(Waiting{std::move(responder), ended.size(), {}});
    for (const Fault& fault : ended) {
        if (TargetOf(fault.kind) != FaultTarget::kSymbol) continue;
        ++waiting->open;
        Undo(fault, [waiting](const std::string& problem) { waiting->Finish(problem); });
    }
    waiting->Finish("");
}

void FaultAdmin::OnTick(TimePoint now) {
    for (const Fault& fault : faults_.OnTick(now)) Undo(fault, [](const std::string&) {});
}

void FaultAdmin::Begin(const Fault& fault, Done done) {
    if (TargetOf(fault.kind) != FaultTarget::kSymbol) return done("");
    const SymbolId symbol = *views_.catalog().FindSymbol(fault.symbol);
    if (fault.kind == FaultKind::kFilterChange) {
        auto command = MakeCommand<ChangeFilters>(kVenueAccount);
        command.symbol = symbol;
        command.filters = views_.catalog().symbol(symbol).symbol.definition.filters;
        if (command.filters.quantity_min.raw() >
            command.filters.quantity_max.raw() / kFilterFactor) {
            return done("the smallest quantity cannot become ten times as large");
        }
        command.filters.quantity_min = Quantity(command.filters.quantity_min.raw() * kFilterFactor);
        return Send(wire::Command(command), std::move(done));
    }
    auto command = MakeCommand<SetSymbolMode>(kVenueAccount);
    command.symbol = symbol;
    command.mode = fault.kind == FaultKind::kHalt ? SymbolMode::kHalted : SymbolMode::kCancelOnly;
    Send(wire::Command(command), std::move(done));
}

void FaultAdmin::Undo(const Fault& fault, Done done) {
    if (TargetOf(fault.kind) != FaultTarget::kSymbol) return done("");
    const SymbolId symbol = *views_.catalog().FindSymbol(fault.symbol);
    if (fault.kind == FaultKind::kFilterChange) {
        auto command = MakeCommand<ChangeFilters>(kVenueAccount);
        command.symbol = symbol;
        command.filters = views_.catalog().symbol(symbol).symbol.definition.filters;
        command.filters.quantity_min = Quantity(command.filters.quantity_min.raw() / kFilterFactor);
        return Send(wire::Command(command), std::move(done));
    }
    auto command = MakeCommand<SetSymbolMode>(kVenueAccount);
    command.symbol = symbol;
    command.mode = SymbolMode::kContinuous;
    Send(wire::Command(command), std::move(done));
}

void FaultAdmin::Send(wire::Command command, Done done) {
    link_.Send(command, Now(), [done = std::move(done)](const Answer& answer) {
        const bool is_done =
            answer.outcome == Answer::Outcome::kApplied && answer.reason == RejectReason::kNone;
        done(is_done ? "" : "the exchange did not take the operator's command");
    });
}

}  // namespace bourse::gateway
