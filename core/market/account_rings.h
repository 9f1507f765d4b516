// AccountRings: the newest entries of each account.
// Thread: one owner. Memory: at most `capacity` entries an account that ever had one.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "core/domain/types.h"
#include "core/market/ring.h"

namespace bourse::market {

template <class T>
class AccountRings {
public:
    explicit AccountRings(std::size_t capacity) : capacity_(capacity) {}

    void Add(AccountId account, const T& entry) {
        if (account.raw() >= rings_.size()) rings_.resize(account.raw() + 1);
        auto& ring = rings_[account.raw()];
        if (!ring) ring.emplace(capacity_);
        ring->PushBack(entry);
    }
    // nullptr when there never was one.
    const Ring<T>* Find(AccountId account) const {
        const bool is_known = account.raw() < rings_.size() && rings_[account.raw()];
        return is_known ? &*rings_[account.raw()] : nullptr;
    }
    Ring<T>* Find(AccountId account) {
        return const_cast<Ring<T>*>(std::as_const(*this).Find(account));
    }
    // The oldest `limit` entries for which `is_asked_for` holds.
    template <class IsAskedFor>
    std::vector<T> Select(AccountId account, std::size_t limit, IsAskedFor&& is_asked_for) const {
        std::vector<T> selected;
        const Ring<T>* ring = Find(account);
        for (std::size_t i = 0; ring != nullptr && i < ring->size(); ++i) {
            if (selected.size() == limit) break;
            if (is_asked_for((*ring)[i])) selected.push_back((*ring)[i]);
        }
        return selected;
    }

private:
    std::size_t capacity_;
    std::vector<std::optional<Ring<T>>> rings_;
};

}  // namespace bourse::market
