#include "core/matching/settlement.h"

#include "core/ledger/commission.h"

namespace bourse::matching {

namespace {

struct Delivery {
    ledger::BalanceSlot payer;
    ledger::BalanceSlot payee;
    Amount amount;
    Rate rate;
};

// Moves what the payer holds to the payee, less the commission, which goes to the venue.
Amount Deliver(ledger::Ledger& ledger, const Delivery& delivery) {
    const Amount commission = ledger::Commission(delivery.amount, delivery.rate);
    const AssetId asset = ledger[delivery.payer].asset;
    ledger.Settle(delivery.payer, delivery.payee, delivery.amount - commission);
    ledger.Settle(delivery.payer, ledger.commission_slot(asset), commission);
    return commission;
}

}  // namespace

Settlement Settle(ledger::Ledger& ledger, const Symbol& symbol, const Trade& trade) {
    const auto& [price, quantity, buyer, seller] = trade;
    const Amount notional = symbol.Notional(price, quantity);
    ledger.Touch(buyer.quote);
    const Amount buyer_commission =
        Deliver(ledger, {seller.base, buyer.base, symbol.BaseAmount(quantity), buyer.rate});
    const Amount seller_commission =
        Deliver(ledger, {buyer.quote, seller.quote, notional, seller.rate});
    return {notional, buyer_commission, seller_commission};
}

}  // namespace bourse::matching
