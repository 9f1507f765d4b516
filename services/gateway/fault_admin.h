// FaultAdmin: /dev/faults, where faults are added, listed and cleared; and the operator's commands
// of faults of symbols. Absent outside `bourse dev`, and for any other address than loopback's; a
// page of another site is refused, too.
//
//   POST /dev/faults?fault=unknown&executed=true&times=1   → {"id":1}
//   GET /dev/faults                                        → {"faults":[…]}
//   DELETE /dev/faults[?id=1]                              → {"cleared":1}
//
// Thread: the gateway thread's.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "core/domain/symbol.h"
#include "core/market/views.h"
#include "platform/http/message.h"
#include "platform/http/responder.h"
#include "services/gateway/command_link.h"
#include "services/gateway/faults.h"

namespace bourse::gateway {

class FaultAdmin {
public:
    FaultAdmin(Faults& faults, const market::Views& views, CommandLink& link)
        : faults_(faults), views_(views), link_(link) {}

    static bool Serves(std::string_view path) { return path == "/dev/faults"; }
    void OnRequest(const http::Request& request, http::Responder responder);
    // Of one thread only: faults come and go by time.
    void OnTick(TimePoint now);

private:
    using Done = std::function<void(std::string problem)>;

    void Add(const http::Request& request, http::Responder responder);
    void Clear(const http::Request& request, http::Responder responder);
    // `done` hears of it once it is durable, or why it is not.
    void Begin(const Fault& fault, Done done);
    void Undo(const Fault& fault, Done done);
    void Send(wire::Command command, Done done);

    Faults& faults_;
    const market::Views& views_;
    CommandLink& link_;
};

}  // namespace bourse::gateway
