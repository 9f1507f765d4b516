// Answers of the routes under /identity/: nothing of them is cached, and a refusal says why.
// Thread: any; pure.
#pragma once

#include <string>
#include <string_view>

#include "platform/http/message.h"
#include "services/gateway/command_link.h"
#include "services/identity/identity.h"

namespace bourse::gateway::identity_answers {

http::Response ResponseOf(std::string body);
// {"msg":…}
http::Response Refusal(int status, std::string_view message);
http::Response RefusalOf(identity::IdentityError error);
// Of a command that was sent: {} once it is durable.
http::Response ResponseTo(const Answer& answer);

}  // namespace bourse::gateway::identity_answers
