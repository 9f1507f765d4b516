#include "services/identity/attempts.h"

namespace bourse::identity {

bool Attempts::Take(std::string_view name, TimePoint now) {
    const std::lock_guard lock(mutex_);
    auto place = windows_.find(name);
    if (place == windows_.end()) {
        if (windows_.size() >= kMaxNames) {
            std::erase_if(windows_, [now](const auto& entry) { return entry.second.end <= now; });
            if (windows_.size() >= kMaxNames) return false;
        }
        place = windows_.emplace(name, Window{}).first;
    }
    Window& window = place->second;
    if (window.end <= now) window = {now + limit_.window, 0};
    if (window.count >= limit_.most) return false;
    ++window.count;
    return true;
}

void Attempts::Forgive(std::string_view name) {
    const std::lock_guard lock(mutex_);
    const auto place = windows_.find(name);
    if (place != windows_.end()) windows_.erase(place);
}

}  // namespace bourse::identity
