#include "tests/kill/oracle.h"

#include <algorithm>

#include "core/base/check.h"

namespace bourse::kill {

Oracle::Fate* Oracle::Find(CommandId id) {
    const auto session = sessions_.find(id.session);
    if (session == sessions_.end() || id.number.raw() == 0) return nullptr;
    auto& fates = session->second;
    return id.number.raw() <= fates.size() ? &fates[id.number.raw() - 1] : nullptr;
}

void Oracle::Sent(CommandId id) {
    auto& fates = sessions_[id.session];
    if (id.number.raw() <= fates.size()) return;
    CHECK(id.number.raw() == fates.size() + 1);
    fates.emplace_back().after = answered_;
}

void Oracle::Answered(CommandId id, Outcome outcome) {
    Fate* fate = Find(id);
    if (fate == nullptr) {
        ++never_sent_;
        return;
    }
    if (fate->answer && *fate->answer != outcome) ++changed_answers_;
    fate->answer = outcome;
    answered_ = std::max(answered_, outcome.sequence);
}

void Oracle::Found(CommandId id, Outcome outcome) {
    Fate* fate = Find(id);
    if (fate == nullptr) {
        ++never_sent_;
        return;
    }
    ++fate->entries;
    if (!fate->entry) fate->entry = outcome;
}

Tally Oracle::Judge() const {
    Tally tally;
    tally.ghosts = never_sent_;
    tally.flapping = changed_answers_;
    for (const auto& [session, fates] : sessions_) {
        for (const Fate& fate : fates) {
            if (fate.entries > 1) ++tally.doubled;
            if (fate.entry && fate.entry->sequence <= fate.after) ++tally.reordered;
            if (!fate.answer) continue;
            const bool is_rejected = fate.answer->reason != RejectReason::kNone;
            ++(is_rejected ? tally.rejected : tally.acknowledged);
            if (!fate.entry) {
                ++tally.lost;
            } else if (is_rejected && fate.entry->reason == RejectReason::kNone) {
                ++tally.ghosts;
            } else if (*fate.entry != *fate.answer) {
                ++tally.flapping;
            }
        }
    }
    return tally;
}

}  // namespace bourse::kill
