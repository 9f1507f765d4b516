// The routes of IdentityApi on the safety of one's own account.
#include <utility>

#include "core/wire/event_codec.h"
#include "services/gateway/identity_answers.h"
#include "services/gateway/identity_api.h"
#include "services/gateway/json_writer.h"

namespace bourse::gateway {

namespace {

using identity::Identity;
using identity::IdentityError;
using identity::SignInOutcome;
using identity_answers::Refusal;
using identity_answers::RefusalOf;
using identity_answers::ResponseOf;

constexpr Named<SignInOutcome> kOutcomes[] = {
    {"DONE", SignInOutcome::kDone},
    {"WRONG_PASSWORD", SignInOutcome::kWrongPassword},
    {"WRONG_CODE", SignInOutcome::kWrongCode}};

std::string_view NameOf(SignInOutcome outcome) {
    for (const auto& [name, value] : kOutcomes) {
        if (value == outcome) return name;
    }
    return "UNKNOWN";
}

std::string BodyOf(const identity::SecuritySummary& summary, bool is_frozen) {
    std::string body;
    JsonWriter json(body);
    json.BeginObject().Key("totp").Bool(summary.has_totp);
    json.Key("recoveryCodes").Number(summary.recovery_codes).Key("frozen").Bool(is_frozen);
    json.Key("sessions").BeginArray();
    for (const auto& session : summary.sessions) {
        json.BeginObject().Key("started").Number(session.started_s * 1'000);
        json.Key("isThis").Bool(session.is_this).EndObject();
    }
    json.EndArray().Key("signIns").BeginArray();
    for (const identity::SignInRow& row : summary.sign_ins) {
        json.BeginObject().Key("time").Number(row.at_s * 1'000);
        json.Key("address").String(row.address);
        json.Key("outcome").String(NameOf(row.outcome)).EndObject();
    }
    json.EndArray().EndObject();
    return body;
}

// Answers {} or why not.
Identity::Handler<bool> Finish(std::shared_ptr<http::Responder> responder) {
    return [responder = std::move(responder)](const Identity::Result<bool>& done) {
        responder->Answer(done ? ResponseOf("{}") : RefusalOf(done.error()));
    };
}

}  // namespace

std::optional<Identity::OwnAct> IdentityApi::ReadOwnAct(Call& call) {
    Identity::OwnAct act;
    act.principal = *call.principal;
    act.token = call.token;
    act.credentials.address = call.address;
    act.credentials.password = call.parameters.Require("password");
    act.credentials.code = call.parameters.Find("code").value_or("");
    if (const auto read = call.parameters.Finish(); !read) {
        call.responder->Answer(Refusal(400, read.error().message));
        return std::nullopt;
    }
    return act;
}

void IdentityApi::ShowSecurity(Call call) {
    bool is_frozen = false;
    if (call.principal->key != nullptr) {
        const auto* account = context_.views.catalog().FindAccount(call.principal->key->account);
        is_frozen = account != nullptr && account->status == AccountStatus::kFrozen;
    }
    const auto finish = [responder = call.responder,
                         is_frozen](const Identity::Result<identity::SecuritySummary>& summary) {
        if (!summary) return responder->Answer(RefusalOf(summary.error()));
        responder->Answer(ResponseOf(BodyOf(*summary, is_frozen)));
    };
    context_.identity.ShowSecurity(*call.principal, call.token, finish);
}

void IdentityApi::ChangePassword(Call call) {
    std::string new_password(call.parameters.Require("newPassword"));
    auto act = ReadOwnAct(call);
    if (!act) return;
    context_.identity.ChangePassword(
        *std::move(act), std::move(new_password), Finish(call.responder)
    );
}

void IdentityApi::EndOtherSessions(Call call) {
    context_.identity.EndOtherSessions(*call.principal, call.token, Finish(call.responder));
}

void IdentityApi::BeginTotp(Call call) {
    auto act = ReadOwnAct(call);
    if (!act) return;
    const auto finish = [responder = call.responder,
                         name = call.principal->name](const Identity::Result<std::string>& secret) {
        if (!secret) return responder->Answer(RefusalOf(secret.error()));
        std::string body;
        JsonWriter(body)
            .BeginObject()
            .Key("secret")
            .String(*secret)
            .Key("uri")
            .String("otpauth://totp/bourse:" + name + "?secret=" + *secret + "&issuer=bourse")
            .EndObject();
        responder->Answer(ResponseOf(std::move(body)));
    };
    context_.identity.BeginTotp(*std::move(act), finish);
}

void IdentityApi::ConfirmTotp(Call call) {
    std::string code(call.parameters.Require("code"));
    if (const auto read = call.parameters.Finish(); !read) {
        return call.responder->Answer(Refusal(400, read.error().message));
    }
    const auto finish =
        [responder = call.responder](const Identity::Result<std::vector<std::string>>& codes) {
            if (!codes) return responder->Answer(RefusalOf(codes.error()));
            std::string body;
            JsonWriter json(body);
            json.BeginObject().Key("recoveryCodes").BeginArray();
            for (const std::string& one : *codes) json.String(one);
            json.EndArray().EndObject();
            responder->Answer(ResponseOf(std::move(body)));
        };
    context_.identity.ConfirmTotp(*call.principal, std::move(code), finish);
}

void IdentityApi::TurnOffTotp(Call call) {
    auto act = ReadOwnAct(call);
    if (!act) return;
    context_.identity.TurnOffTotp(*std::move(act), Finish(call.responder));
}

// Password and code are judged on the thread of identity, the account belongs to this one.
void IdentityApi::Freeze(Call call) {
    auto act = ReadOwnAct(call);
    if (!act) return;
    if (call.principal->key == nullptr) {
        return call.responder->Answer(RefusalOf(IdentityError::kNoAccount));
    }
    const AccountId account = call.principal->key->account;
    const auto* view = context_.views.catalog().FindAccount(account);
    if (view == nullptr) return call.responder->Answer(RefusalOf(IdentityError::kNoAccount));
    auto command = MakeCommand<ChangeAccount>(kVenueAccount);
    command.account = account;
    command.tier = view->tier;
    command.trade_group = view->trade_group;
    command.status = AccountStatus::kFrozen;
    context_.identity.Reauthenticate(
        *std::move(act),
        [this, command, responder = call.responder](const Identity::Result<bool>& checked) {
            if (!checked) return responder->Answer(RefusalOf(checked.error()));
            context_.post([this, command, responder] { SendFreeze(command, responder); });
        }
    );
}

void IdentityApi::SendFreeze(const ChangeAccount& command, const Shared& responder) {
    const auto finish = [responder](const Answer& answer) {
        responder->Answer(identity_answers::ResponseTo(answer));
    };
    context_.link.Send(wire::Command(command), std::chrono::steady_clock::now(), finish);
}

}  // namespace bourse::gateway
