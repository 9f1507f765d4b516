#include "apps/bourse/operator_verb.h"

namespace bourse::apps {

namespace {

constexpr OperatorField kSymbol[] = {{"SYMBOL", "symbol", "The market"}};
constexpr OperatorField kNewMarket[] = {
    {"SYMBOL", "symbol", "The market, such as ETHBTC"},
    {"--base", "base", "Asset that is traded", true},
    {"--quote", "quote", "Asset that prices are in", true},
    {"--tick", "tickSize", "Step of prices, such as 0.01", true},
    {"--step", "stepSize", "Step of quantities, such as 0.001", true},
    {"--max-price", "maxPrice", "Highest price", true},
    {"--max-qty", "maxQty", "Largest quantity", true},
    {"--min-price", "minPrice", "Lowest price; a tick if not given"},
    {"--min-qty", "minQty", "Smallest quantity; a step if not given"},
    {"--min-notional", "minNotional", "Smallest price times quantity"},
    {"--reference-price", "referencePrice", "Stands for the last price until the first trade"},
};
constexpr OperatorField kFilters[] = {
    {"SYMBOL", "symbol", "The market"},
    {"--min-price", "minPrice", "Lowest price"},
    {"--max-price", "maxPrice", "Highest price"},
    {"--min-qty", "minQty", "Smallest quantity"},
    {"--max-qty", "maxQty", "Largest quantity"},
    {"--market-min-qty", "marketMinQty", "Smallest quantity of a market order"},
    {"--market-max-qty", "marketMaxQty", "Largest quantity of a market order"},
    {"--min-notional", "minNotional", "Smallest price times quantity"},
    {"--max-notional", "maxNotional", "Largest price times quantity"},
    {"--max-orders", "maxNumOrders", "Open orders an account"},
    {"--max-algo-orders", "maxNumAlgoOrders", "Stop orders an account"},
    {"--max-order-lists", "maxNumOrderLists", "Order lists an account"},
    {"--max-amends", "maxNumOrderAmends", "Amendments an order"},
};
constexpr OperatorField kNewAsset[] = {
    {"ASSET", "asset", "Its name, such as ETH"},
    {"--decimals", "decimals", "0 to 18; 8 if not given"}};
constexpr OperatorField kFee[] = {
    {"TIER", "tier", "1, 2, 3 …; the next free number is new"},
    {"--maker", "makerPercent", "Percent, such as 0.1", true},
    {"--taker", "takerPercent", "Percent, such as 0.1", true},
};
constexpr OperatorField kPrefix[] = {
    {"--prefix", "prefix", "Names that begin so"}, {"--after", "after", "Behind this name"}};
constexpr OperatorField kUser[] = {{"USER", "user", "The user's name"}};
constexpr OperatorField kUserTier[] = {
    {"USER", "user", "The user's name"}, {"TIER", "tier", "A fee tier"}};
constexpr OperatorField kUserLimits[] = {
    {"USER", "user", "The user's name"},
    {"--orders-10s", "ordersPer10s", "Orders in ten seconds", true},
    {"--orders-day", "ordersPerDay", "Orders a day", true},
};
constexpr OperatorField kCredit[] = {
    {"USER", "user", "The user's name"},
    {"ASSET", "asset", "What is deposited"},
    {"AMOUNT", "amount", "How much, such as 1.5"},
};
constexpr OperatorField kRole[] = {
    {"USER", "user", "The user's name"}, {"ROLE", "role", "OPERATOR, AUDITOR or NONE"}};
constexpr OperatorField kKey[] = {{"KEY", "apiKey", "What X-MBX-APIKEY carries"}};
constexpr OperatorField kSwitch[] = {
    {"--scope", "scope", "VENUE, MARKET, USER or KEY", true},
    {"--target", "target", "A symbol, a user, a key; the venue has none"},
};
constexpr OperatorField kRequest[] = {{"REQUEST", "request", "Its number"}};
constexpr OperatorField kJournal[] = {
    {"--account", "account", "A number"},
    {"--order", "order", "An order id"},
    {"--kind", "kind", "Such as PlaceOrder"},
    {"--from", "startTime", "Milliseconds since 1970"},
    {"--to", "endTime", "Milliseconds since 1970"},
    {"--before", "before", "Older than this sequence"},
    {"--limit", "limit", "At most so many; 50 if not given"},
};
constexpr OperatorField kTail[] = {
    {"--before", "before", "Older than this entry"},
    {"--limit", "limit", "At most so many; 50 if not given"},
};

constexpr std::string_view kGet = "GET", kPost = "POST";
constexpr OperatorVerb kVerbs[] = {
    {"market", "ls", kGet, "/admin/api/markets", "List markets"},
    {"market", "add", kPost, "/admin/api/markets", "Create a market; no restart", kNewMarket},
    {"market", "set", kPost, "/admin/api/markets/filters", "Change filters", kFilters},
    {"market", "halt", kPost, "/admin/api/markets/mode", "Only cancels", kSymbol, "mode=HALT"},
    {"market",
     "cancel-only",
     kPost,
     "/admin/api/markets/mode",
     "Only cancels and amendments",
     kSymbol,
     "mode=CANCEL_ONLY"},
    {"market", "resume", kPost, "/admin/api/markets/mode", "Trade", kSymbol, "mode=TRADING"},
    {"asset", "ls", kGet, "/admin/api/assets", "List assets"},
    {"asset", "add", kPost, "/admin/api/assets", "Create an asset", kNewAsset},
    {"fee", "ls", kGet, "/admin/api/fees", "List fee tiers"},
    {"fee", "set", kPost, "/admin/api/fees", "Make or change a fee tier", kFee},
    {"user", "ls", kGet, "/admin/api/users", "List users by name", kPrefix},
    {"user", "show", kGet, "/admin/api/user", "Balances, keys, limits of a user", kUser},
    {"user", "freeze", kPost, "/admin/api/users/freeze", "Only cancels", kUser},
    {"user", "unfreeze", kPost, "/admin/api/users/unfreeze", "End it", kUser},
    {"user", "tier", kPost, "/admin/api/users/tier", "Give a fee tier", kUserTier},
    {"user", "limits", kPost, "/admin/api/users/limits", "Limit orders", kUserLimits},
    {"user", "credit", kPost, "/admin/api/users/credit", "Deposit; needs two persons", kCredit},
    {"user", "role", kPost, "/admin/api/users/role", "Give a role; needs two persons", kRole},
    {"key", "ls", kGet, "/admin/api/user", "A user, with his API keys", kUser},
    {"key", "revoke", kPost, "/admin/api/keys/revoke", "Revoke an API key for good", kKey},
    {"kill", "ls", kGet, "/admin/api/controls", "What is engaged, and what waits"},
    {"kill", "engage", kPost, "/admin/api/kill", "Stop at once", kSwitch},
    {"kill", "release", kPost, "/admin/api/kill/release", "Needs two persons", kSwitch},
    {"request", "ls", kGet, "/admin/api/controls", "What waits for a second person"},
    {"request", "approve", kPost, "/admin/api/approve", "Carry it out", kRequest},
    {"request", "decline", kPost, "/admin/api/decline", "Drop it", kRequest},
    {"ledger", "trial-balance", kGet, "/admin/api/ledger/trial-balance", "Of each asset"},
    {.noun = "ledger",
     .verb = "check",
     .method = kGet,
     .path = "/admin/api/ledger/trial-balance",
     .help = "Fail unless every asset sums to zero",
     .task = OperatorTask::kCheckLedger},
    {"ledger",
     "search",
     kGet,
     "/admin/api/ledger/journal",
     "Newest commands of the journal",
     kJournal},
    {"audit", "tail", kGet, "/admin/api/audit", "Newest entries of the audit log", kTail},
    {.noun = "audit",
     .verb = "verify",
     .method = kGet,
     .path = "/admin/api/audit/verify",
     .help = "Walk the chain; fail when it is broken",
     .task = OperatorTask::kCheckAudit},
    {"status", "", kGet, "/admin/api/dashboard", "Rates, latencies and invariants, once"},
    {.noun = "top",
     .verb = "",
     .method = kGet,
     .path = "/admin/api/dashboard",
     .help = "Rates, latencies and invariants, each second",
     .task = OperatorTask::kTop},
    {.noun = "doctor",
     .verb = "",
     .method = kGet,
     .path = "/admin/api/dashboard",
     .help = "Check the venue from outside: health, sign-in, ledger, audit log",
     .task = OperatorTask::kDoctor},
};

}  // namespace

std::span<const OperatorVerb> OperatorVerbs() { return kVerbs; }

}  // namespace bourse::apps
