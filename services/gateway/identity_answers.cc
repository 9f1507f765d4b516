#include "services/gateway/identity_answers.h"

#include "core/base/check.h"
#include "services/gateway/json_writer.h"

namespace bourse::gateway::identity_answers {

namespace {

// The page asks for the code then.
http::Response CodeNeeded() {
    std::string body;
    JsonWriter json(body);
    json.BeginObject().Key("msg").String("A code of your authenticator is needed.");
    json.Key("needs").String("code").EndObject();
    http::Response response = ResponseOf(std::move(body));
    response.status = 401;
    return response;
}

}  // namespace

http::Response ResponseOf(std::string body) {
    http::Response response;
    response.body = std::move(body);
    response.headers = "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n";
    return response;
}

http::Response Refusal(int status, std::string_view message) {
    std::string body;
    JsonWriter(body).BeginObject().Key("msg").String(message).EndObject();
    http::Response response = ResponseOf(std::move(body));
    response.status = status;
    return response;
}

http::Response RefusalOf(identity::IdentityError error) {
    using identity::IdentityError;
    switch (error) {
        case IdentityError::kBadName:
            return Refusal(400, "A name has 3 to 32 of a-z, 0-9, '-' and '_'.");
        case IdentityError::kWeakPassword:
            return Refusal(400, "A password has 12 to 256 characters, and is not the name.");
        case IdentityError::kNameTaken:
            return Refusal(409, "That name is taken.");
        case IdentityError::kWrongCredentials:
            return Refusal(401, "Name or password is wrong.");
        case IdentityError::kNeedsCode:
            return CodeNeeded();
        case IdentityError::kWrongCode:
            return Refusal(401, "That code is wrong, or was used already.");
        case IdentityError::kTooManyAttempts:
            return Refusal(429, "Too many attempts; try again in some minutes.");
        case IdentityError::kBusy:
            return Refusal(503, "The venue is busy; nothing was done.");
        case IdentityError::kFailed:
            return Refusal(500, "The venue could not store that.");
        case IdentityError::kNoAccount:
            return Refusal(409, "The account is not open yet; ask again.");
        case IdentityError::kBadKey:
            return Refusal(
                400,
                "publicKey must be the PEM of an Ed25519 key or of an RSA key of 2048 to 4096 "
                "bits, addresses IP addresses or ranges."
            );
        case IdentityError::kTooManyKeys:
            return Refusal(409, "Too many API keys; revoke one that is not needed.");
        case IdentityError::kUnknownKey:
            return Refusal(404, "You have no such API key.");
    }
    CHECK(false);
}

http::Response ResponseTo(const Answer& answer) {
    switch (answer.outcome) {
        case Answer::Outcome::kBusy:
            return RefusalOf(identity::IdentityError::kBusy);
        case Answer::Outcome::kUnknown:
            return Refusal(503, "It is not known yet whether that was done; look again.");
        case Answer::Outcome::kApplied:
            if (answer.reason == RejectReason::kNone) return ResponseOf("{}");
            return Refusal(409, "Refused: " + std::string(ToString(answer.reason)) + ".");
    }
    CHECK(false);
}

}  // namespace bourse::gateway::identity_answers
