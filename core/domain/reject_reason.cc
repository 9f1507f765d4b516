#include "core/domain/reject_reason.h"

#include <algorithm>
#include <array>

namespace bourse {

namespace {

struct Named {
    RejectReason reason;
    std::string_view name;
};
using enum RejectReason;
constexpr std::array kNames{
    Named{kNone, "None"},
    Named{kMalformedCommand, "MalformedCommand"},
    Named{kTooManySessions, "TooManySessions"},
    Named{kSessionNumberGap, "SessionNumberGap"},
    Named{kSessionNumberReused, "SessionNumberReused"},
    Named{kSessionNumberExpired, "SessionNumberExpired"},
    Named{kRepeated, "Repeated"},
    Named{kNotAuthorized, "NotAuthorized"},
    Named{kNothingToContinue, "NothingToContinue"},
    Named{kUnknownAccount, "UnknownAccount"},
    Named{kAccountFrozen, "AccountFrozen"},
    Named{kUnknownAsset, "UnknownAsset"},
    Named{kUnknownSymbol, "UnknownSymbol"},
    Named{kUnknownFeeTier, "UnknownFeeTier"},
    Named{kUnknownWithdrawal, "UnknownWithdrawal"},
    Named{kMarketHalted, "MarketHalted"},
    Named{kMarketCancelOnly, "MarketCancelOnly"},
    Named{kInvalidOrderList, "InvalidOrderList"},
    Named{kInvalidListPrices, "InvalidListPrices"},
    Named{kInvalidSide, "InvalidSide"},
    Named{kInvalidOrderType, "InvalidOrderType"},
    Named{kInvalidTimeInForce, "InvalidTimeInForce"},
    Named{kInvalidSelfTradePrevention, "InvalidSelfTradePrevention"},
    Named{kSelfTradePreventionNotAllowed, "SelfTradePreventionNotAllowed"},
    Named{kInvalidClientOrderId, "InvalidClientOrderId"},
    Named{kInvalidQuantity, "InvalidQuantity"},
    Named{kInvalidPrice, "InvalidPrice"},
    Named{kInvalidConditions, "InvalidConditions"},
    Named{kUnsupportedOrder, "UnsupportedOrder"},
    Named{kFilterPrice, "FilterPrice"},
    Named{kFilterLotSize, "FilterLotSize"},
    Named{kFilterMarketLotSize, "FilterMarketLotSize"},
    Named{kFilterPercentPriceBySide, "FilterPercentPriceBySide"},
    Named{kFilterNotional, "FilterNotional"},
    Named{kFilterMaxOrders, "FilterMaxOrders"},
    Named{kFilterTrailingDelta, "FilterTrailingDelta"},
    Named{kFilterIcebergParts, "FilterIcebergParts"},
    Named{kFilterMaxAlgoOrders, "FilterMaxAlgoOrders"},
    Named{kFilterMaxIcebergOrders, "FilterMaxIcebergOrders"},
    Named{kDuplicateClientOrderId, "DuplicateClientOrderId"},
    Named{kWouldMatchImmediately, "WouldMatchImmediately"},
    Named{kNoLiquidity, "NoLiquidity"},
    Named{kInsufficientBalance, "InsufficientBalance"},
    Named{kWouldTriggerImmediately, "WouldTriggerImmediately"},
    Named{kFilterMaxPosition, "FilterMaxPosition"},
    Named{kFilterMaxOrderLists, "FilterMaxOrderLists"},
    Named{kDuplicateListClientId, "DuplicateListClientId"},
    Named{kNoPegPrice, "NoPegPrice"},
    Named{kUnknownOrderList, "UnknownOrderList"},
    Named{kUnknownOrder, "UnknownOrder"},
    Named{kCancelRestriction, "CancelRestriction"},
    Named{kInvalidCancelReplaceMode, "InvalidCancelReplaceMode"},
    Named{kAmendNotSmaller, "AmendNotSmaller"},
    Named{kAmendLimit, "AmendLimit"},
    Named{kInvalidAmount, "InvalidAmount"},
    Named{kInvalidDefinition, "InvalidDefinition"},
    Named{kDuplicateName, "DuplicateName"},
    Named{kInvalidMode, "InvalidMode"},
    Named{kInvalidRate, "InvalidRate"},
    Named{kCapacity, "Capacity"},
    Named{kInvalidAccountStatus, "InvalidAccountStatus"},
    Named{kInvalidTradeGroup, "InvalidTradeGroup"},
};

}  // namespace

std::string_view ToString(RejectReason reason) {
    const auto found = std::find_if(kNames.begin(), kNames.end(), [&](const Named& named) {
        return named.reason == reason;
    });
    return found == kNames.end() ? "Unknown" : found->name;
}

}  // namespace bourse
