// What a person does for the safety of his own account: second factor, password, sessions.
#include <algorithm>
#include <cstdio>
#include <utility>

#include "platform/crypto/encoding.h"
#include "platform/crypto/sha256.h"
#include "services/identity/identity.h"

namespace bourse::identity {

namespace {

void Log(const std::string& what) { std::fprintf(stderr, "bourse: %s\n", what.c_str()); }

std::string HashOf(std::string_view token) {
    return crypto::EncodeHex(crypto::Sha256::OneShot(crypto::AsBytes(token)));
}

template <class T>
Identity::Result<T> Stored(Expected<T, std::string> result) {
    if (result) return *std::move(result);
    Log(result.error());
    return Unexpected{IdentityError::kFailed};
}

}  // namespace

void Identity::NoteSignIn(UserId user, const Credentials& credentials, SignInOutcome outcome) {
    const SignInRow row{user, options_.now_s(), credentials.address, outcome};
    if (const auto noted = factors_->store().AddSignIn(row); !noted) Log(noted.error());
}

Identity::Result<void> Identity::CheckSecondFactor(UserId user, const Credentials& credentials) {
    if (!factors_->IsOn(user)) return {};
    if (credentials.code.empty()) return Unexpected{IdentityError::kNeedsCode};
    switch (factors_->Check({user, credentials.code, options_.now_s()})) {
        case SecondFactors::Verdict::kRight:
            return {};
        case SecondFactors::Verdict::kWrong:
            NoteSignIn(user, credentials, SignInOutcome::kWrongCode);
            return Unexpected{IdentityError::kWrongCode};
        case SecondFactors::Verdict::kTooMany:
            return Unexpected{IdentityError::kTooManyAttempts};
        case SecondFactors::Verdict::kFailed:
            break;
    }
    return Unexpected{IdentityError::kFailed};
}

Identity::Result<void> Identity::CheckAgain(const OwnAct& act) {
    std::string hash;
    {
        const std::shared_lock lock(mutex_);
        hash = users_.at(act.principal.user).row.password_hash;
    }
    if (!crypto::VerifyPassword(act.credentials.password, hash)) {
        return Unexpected{IdentityError::kWrongCredentials};
    }
    return CheckSecondFactor(act.principal.user, act.credentials);
}

void Identity::PostOwnAct(OwnAct act, std::function<void(Result<void>, const OwnAct&)> then) {
    act.credentials.name = act.principal.name;
    if (act.credentials.password.size() > 256) {
        return then(Unexpected{IdentityError::kWrongCredentials}, act);
    }
    if (!MayTry(act.credentials)) return then(Unexpected{IdentityError::kTooManyAttempts}, act);
    auto shared = std::make_shared<const OwnAct>(std::move(act));
    const bool is_posted = Post([this, shared, then] { then(CheckAgain(*shared), *shared); });
    if (!is_posted) then(Unexpected{IdentityError::kBusy}, *shared);
}

void Identity::Reauthenticate(OwnAct act, Handler<bool> handler) {
    PostOwnAct(std::move(act), [handler](const Result<void>& checked, const OwnAct&) {
        handler(checked ? Result<bool>(true) : Unexpected{checked.error()});
    });
}

void Identity::ChangePassword(OwnAct act, std::string new_password, Handler<bool> handler) {
    Credentials wanted;
    wanted.name = act.principal.name;
    wanted.password = new_password;
    if (!IsGoodPassword(wanted)) return handler(Unexpected{IdentityError::kWeakPassword});
    PostOwnAct(
        std::move(act),
        [this, new_password, handler](const Result<void>& checked, const OwnAct& own) {
            if (!checked) return handler(Unexpected{checked.error()});
            handler(DoChangePassword(own, new_password));
        }
    );
}

Identity::Result<bool> Identity::DoChangePassword(
    const OwnAct& act, const std::string& new_password
) {
    const UserId user = act.principal.user;
    const std::string hash = crypto::HashPassword(new_password, options_.cost);
    if (const auto stored = store_.SetPassword(user, hash); !stored) {
        Log(stored.error());
        return Unexpected{IdentityError::kFailed};
    }
    {
        const std::unique_lock lock(mutex_);
        users_.at(user).row.password_hash = hash;
    }
    return DropSessionsBut(user, act.token);
}

void Identity::EndOtherSessions(
    const Principal& principal, std::string token, Handler<bool> handler
) {
    const bool is_posted = Post([this, user = principal.user, token, handler] {
        handler(DropSessionsBut(user, token));
    });
    if (!is_posted) handler(Unexpected{IdentityError::kBusy});
}

Identity::Result<bool> Identity::DropSessionsBut(UserId user, std::string_view token) {
    const std::string kept = HashOf(token);
    std::vector<std::string> dropped;
    {
        const std::unique_lock lock(mutex_);
        for (const auto& [hash, session] : sessions_) {
            if (session.user == user && hash != kept) dropped.push_back(hash);
        }
        for (const std::string& hash : dropped) sessions_.erase(hash);
    }
    for (const std::string& hash : dropped) {
        if (const auto stored = store_.DropSession(hash); !stored) {
            Log(stored.error());
            return Unexpected{IdentityError::kFailed};
        }
    }
    return true;
}

void Identity::BeginTotp(OwnAct act, Handler<std::string> handler) {
    PostOwnAct(std::move(act), [this, handler](const Result<void>& checked, const OwnAct& own) {
        if (!checked) return handler(Unexpected{checked.error()});
        handler(factors_->Begin(own.principal.user));
    });
}

void Identity::ConfirmTotp(
    const Principal& principal, std::string code, Handler<std::vector<std::string>> handler
) {
    const bool is_posted = Post([this, user = principal.user, code, handler] {
        auto codes = Stored(factors_->Confirm({user, code, options_.now_s()}));
        if (codes && codes->empty()) return handler(Unexpected{IdentityError::kWrongCode});
        handler(std::move(codes));
    });
    if (!is_posted) handler(Unexpected{IdentityError::kBusy});
}

void Identity::TurnOffTotp(OwnAct act, Handler<bool> handler) {
    PostOwnAct(std::move(act), [this, handler](const Result<void>& checked, const OwnAct& own) {
        if (!checked) return handler(Unexpected{checked.error()});
        const auto done = factors_->TurnOff(own.principal.user);
        if (!done) Log(done.error());
        handler(done ? Result<bool>(true) : Unexpected{IdentityError::kFailed});
    });
}

void Identity::ShowSecurity(
    const Principal& principal, std::string token, Handler<SecuritySummary> handler
) {
    const bool is_posted = Post([this, user = principal.user, token, handler] {
        SecuritySummary summary;
        summary.has_totp = factors_->IsOn(user);
        summary.recovery_codes = factors_->CodesLeft(user);
        const std::string own = HashOf(token);
        {
            const std::shared_lock lock(mutex_);
            for (const auto& [hash, session] : sessions_) {
                if (session.user != user || session.expires_s <= options_.now_s()) continue;
                summary.sessions.push_back({session.expires_s - kSessionSeconds, hash == own});
            }
        }
        std::ranges::sort(
            summary.sessions, std::ranges::greater(), &SecuritySummary::OpenSession::started_s
        );
        auto sign_ins = Stored(factors_->store().SignIns(user));
        if (!sign_ins) return handler(Unexpected{sign_ins.error()});
        summary.sign_ins = *std::move(sign_ins);
        handler(std::move(summary));
    });
    if (!is_posted) handler(Unexpected{IdentityError::kBusy});
}

}  // namespace bourse::identity
