// Why a command has no effect. The set is closed and numbered for the wire. Reasons of one command
// are checked in the order of this list, and the first that applies is given
// (reject_order_test.cc).
#pragma once

#include <cstdint>
#include <string_view>

namespace bourse {

enum class RejectReason : std::uint16_t {
    kNone = 0,  // not rejected
    // The envelope
    kMalformedCommand = 1,
    kTooManySessions = 2,
    kSessionNumberGap = 3,      // above the next expected number
    kSessionNumberReused = 4,   // known number, other payload
    kSessionNumberExpired = 5,  // known number, answer no longer kept
    kRepeated = 6,              // known number, same payload: the answer follows again
    kNotAuthorized = 7,         // an operator's command from a customer, or the reverse
    kNothingToContinue = 8,
    // What it names
    kUnknownAccount = 10,
    kAccountFrozen = 11,
    kUnknownAsset = 12,
    kUnknownSymbol = 13,
    kUnknownFeeTier = 14,
    kUnknownWithdrawal = 15,
    kMarketHalted = 16,
    kMarketCancelOnly = 17,
    kInvalidOrderList = 18,   // its kind, or legs that do not make one
    kInvalidListPrices = 19,  // limit leg, last price and stop leg are not in their order
    // Order fields
    kInvalidSide = 20,
    kInvalidOrderType = 21,
    kInvalidTimeInForce = 22,
    kInvalidSelfTradePrevention = 23,
    kSelfTradePreventionNotAllowed = 24,
    kInvalidClientOrderId = 25,
    kInvalidQuantity = 26,    // not positive, or both or neither of quantity and quote quantity
    kInvalidPrice = 27,       // present for MARKET, absent otherwise
    kInvalidConditions = 28,  // that do not fit the order's type, time in force or each other
    kUnsupportedOrder = 29,   // a type or condition that this exchange does not have (yet)
    // Filters
    kFilterPrice = 30,
    kFilterLotSize = 31,
    kFilterMarketLotSize = 32,
    kFilterPercentPriceBySide = 33,
    kFilterNotional = 34,
    kFilterMaxOrders = 35,
    kFilterTrailingDelta = 36,
    kFilterIcebergParts = 37,
    kFilterMaxAlgoOrders = 38,
    kFilterMaxIcebergOrders = 39,
    // The engine's state
    kDuplicateClientOrderId = 40,
    kWouldMatchImmediately = 41,  // LIMIT_MAKER
    kNoLiquidity = 42,            // MARKET finds nothing to trade with
    kInsufficientBalance = 43,
    kWouldTriggerImmediately = 44,  // a stop price at or beyond the last price
    kFilterMaxPosition = 45,
    kFilterMaxOrderLists = 46,
    kDuplicateListClientId = 47,
    kNoPegPrice = 48,  // the book has no price level to peg to
    kUnknownOrderList = 49,
    // Cancel and amend
    kUnknownOrder = 50,
    kCancelRestriction = 51,
    kInvalidCancelReplaceMode = 52,
    kAmendNotSmaller = 53,  // the new quantity must be below the present one and above the executed
    kAmendLimit = 54,
    // Money movements
    kInvalidAmount = 60,  // not positive, or the asset's total would reach kAmountBound
    // Operator commands
    kInvalidDefinition = 70,
    kDuplicateName = 71,
    kInvalidMode = 72,
    kInvalidRate = 73,
    kCapacity = 74,  // a table of fixed size is full
    kInvalidAccountStatus = 75,
    kInvalidTradeGroup = 76,  // above kMaxTradeGroup
};

// The identifier without the k, such as "InsufficientBalance"; "Unknown" for a number not in the
// list.
std::string_view ToString(RejectReason reason);

}  // namespace bourse
