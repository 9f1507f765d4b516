// What the tests of journal and snapshots share: numbered batches with payloads drawn from a seed,
// and a journal on a disk that can lose power.
#pragma once

#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "services/engine/sqlite_journal.h"
#include "sim/powercut/powercut.h"

namespace bourse::engine {

using Payload = std::vector<std::byte>;

inline Payload RandomPayload(std::mt19937_64& random, std::size_t size) {
    Payload payload(size);
    for (std::byte& byte : payload) byte = static_cast<std::byte>(random());
    return payload;
}

inline SqliteJournalOptions OptionsOn(const sim::PowerCutVfs& disk) {
    return {
        .database = {.path = "journal", .vfs = disk.name(), .checkpoint_pages = 8},
        .verify = VerifyAtOpen::kEverything,
    };
}

struct StoredBatch {
    Sequence first;
    Sequence last;
    std::uint64_t epoch = 0;
    Payload payload;

    friend bool operator==(const StoredBatch&, const StoredBatch&) = default;
};

inline JournalBatch View(const StoredBatch& batch) {
    return {batch.first, batch.last, batch.epoch, batch.payload};
}

// A batch of 1 to 4 commands that may follow `head`.
inline StoredBatch NextBatch(std::mt19937_64& random, const JournalHead& head, std::size_t size) {
    const Sequence first = head.last.Next();
    return {
        first,
        Sequence(first.raw() + random() % 4),
        head.epoch + random() % 2,
        RandomPayload(random, size),
    };
}

inline Expected<std::vector<StoredBatch>, JournalError> ReadAll(
    Journal& journal, Sequence from = Sequence(1)
) {
    std::vector<StoredBatch> batches;
    const auto read = journal.ReadFrom(from, [&](const JournalBatch& batch) {
        batches.push_back(
            {batch.first, batch.last, batch.epoch, {batch.payload.begin(), batch.payload.end()}}
        );
        return Journal::Visit::kContinue;
    });
    if (!read) return Unexpected{read.error()};
    return batches;
}

}  // namespace bourse::engine
