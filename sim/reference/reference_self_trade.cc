// Section 6 of the rules: self-trade prevention.
#include <algorithm>

#include "sim/reference/reference_exchange.h"

namespace bourse::reference {

ReferenceExchange::Meeting ReferenceExchange::Meet(const Order& taker, const Order& maker) const {
    const bool is_same_group = taker.account == maker.account ||
                               (taker.trade_group != 0 && taker.trade_group == maker.trade_group);
    if (!is_same_group) return Meeting::kTrade;
    switch (taker.self_trade_prevention) {
        case SelfTradePrevention::kExpireTaker:
            return Meeting::kExpireTaker;
        case SelfTradePrevention::kExpireMaker:
            return defect_ == Defect::kExpireMakerExpiresTaker ? Meeting::kExpireTaker
                                                               : Meeting::kExpireMaker;
        case SelfTradePrevention::kExpireBoth:
            return Meeting::kExpireBoth;
        case SelfTradePrevention::kDecrement:
            return Meeting::kDecrement;
        case SelfTradePrevention::kTransfer:
            return maker.self_trade_prevention == SelfTradePrevention::kTransfer &&
                           maker.account != taker.account
                       ? Meeting::kTransfer
                       : Meeting::kDecrement;
        default:
            return Meeting::kTrade;
    }
}

void ReferenceExchange::PreventSelfTrade(
    Market& market, Order& taker, Order& maker, Meeting meeting
) {
    const bool is_decrement = meeting == Meeting::kDecrement || meeting == Meeting::kTransfer;
    const std::int64_t lots = is_decrement ? std::min(taker.open, maker.shown) : 0;
    taker.open -= lots;
    maker.open -= lots;
    maker.shown -= lots;
    auto& event = Say<SelfTradePrevented>();
    event.prevented_match = PreventedMatchId{++market.prevented_matches};
    event.symbol = market.id;
    event.taker_side = taker.side;
    event.mode = meeting == Meeting::kDecrement ? SelfTradePrevention::kDecrement
                                                : taker.self_trade_prevention;
    event.maker_order = maker.id;
    event.taker_order = taker.id;
    event.maker = maker.account;
    event.taker = taker.account;
    event.price = maker.price;
    event.quantity = Quantity{lots};
    event.maker_open = Quantity{maker.open};
    event.taker_open = Quantity{taker.open};
    if (is_decrement) event.update_id = UpdateId{++market.updates};

    if (meeting == Meeting::kDecrement) {
        Release(Spends(market, maker), HoldOf(market, maker, lots));
        Release(Spends(market, taker), HoldOf(market, taker, lots));
    } else if (meeting == Meeting::kTransfer) {
        const bool is_buy = taker.side == Side::kBuy;
        const Rate rate{defect_ == Defect::kTransferTrades ? 1 : 0};
        Settle(
            {market,
             is_buy ? taker : maker,
             is_buy ? maker : taker,
             maker.price,
             lots,
             Commission(BaseAmount(market, lots), rate),
             Natural{}}
        );
    }
    const bool ends_maker =
        meeting == Meeting::kExpireMaker || meeting == Meeting::kExpireBoth || maker.open == 0;
    if (ends_maker) Expire(market, maker, ExpiryReason::kSelfTradePrevention);
}

}  // namespace bourse::reference
