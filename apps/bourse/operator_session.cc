#include "apps/bourse/operator_session.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <system_error>

namespace bourse::apps {

namespace {

constexpr const char* kOwnPage = "X-Bourse-Session: 1";
constexpr long kOk = 200, kNotSignedIn = 401;

// A user's name, so that it can be one of a file.
bool IsFileName(const std::string& user) {
    return !user.empty() && std::ranges::all_of(user, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    });
}

}  // namespace

OperatorSession::OperatorSession(VenueAddress venue, std::string user, std::string password)
    : venue_(std::move(venue)), user_(std::move(user)), password_(std::move(password)) {
    if (std::filesystem::is_directory(venue_.data) && IsFileName(user_)) {
        file_ = venue_.data / "operator-sessions" / user_;
    }
    Load();
}

// Two lines: the venue's URL, the cookie.
void OperatorSession::Load() {
    if (file_.empty()) return;
    std::ifstream input(file_);
    std::string url, cookie;
    if (std::getline(input, url) && std::getline(input, cookie) && url == venue_.url) {
        cookie_ = cookie;
    }
}

// What cannot be kept costs the next verb a sign-in, and nothing else.
void OperatorSession::Keep() const {
    if (file_.empty()) return;
    std::error_code error;
    std::filesystem::create_directory(file_.parent_path(), error);
    std::filesystem::permissions(file_.parent_path(), std::filesystem::perms::owner_all, error);
    std::filesystem::remove(file_, error);
    const int file = open(file_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) return;
    const std::string text = venue_.url + "\n" + cookie_ + "\n";
    const bool is_whole =
        write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    close(file);
    if (!is_whole) std::filesystem::remove(file_, error);
}

Expected<void, std::string> OperatorSession::SignIn() {
    const auto answer = apps::Ask(
        venue_,
        {.method = "POST",
         .path = "/identity/sign-in",
         .form = {{"name", user_}, {"password", password_}},
         .headers = {kOwnPage}}
    );
    if (!answer) return Unexpected{answer.error()};
    if (answer->status != kOk || answer->cookie.empty()) {
        return Unexpected{fmt::format(
            "{} cannot sign in: {}; set BOURSE_OPERATOR and BOURSE_PASSWORD", user_, answer->body
        )};
    }
    cookie_ = answer->cookie;
    Keep();
    return {};
}

Expected<HttpAnswer, std::string> OperatorSession::Ask(HttpQuestion question) {
    const bool was_kept = !cookie_.empty();
    if (!was_kept) {
        if (const auto signed_in = SignIn(); !signed_in) return Unexpected{signed_in.error()};
    }
    question.headers = {kOwnPage, "Cookie: " + cookie_};
    auto answer = apps::Ask(venue_, question);
    if (!answer || answer->status != kNotSignedIn || !was_kept) return answer;
    cookie_.clear();
    return Ask(std::move(question));
}

}  // namespace bourse::apps
