"""How Oscar finds price and availability of what is sold here.

One offer has one seller, so there is one stock record for each thing that can be bought.
"""

from oscar.apps.partner import strategy as oscar
from oscar.apps.partner.availability import Available, StockRequired, Unavailable

from shop.partner.prices import GrossPrice
from shop.partner.prices import Unavailable as UnavailablePrice


class PortalStrategy(oscar.Structured):
    """Gross prices from the stock record; nothing to count means it can be bought."""

    def select_stockrecord(self, product):
        return next(iter(product.stockrecords.all()), None)

    def fetch_for_line(self, line, stockrecord=None):
        """Use the stock record of the line, which Oscar would drop."""
        record = stockrecord or line.stockrecord
        return oscar.PurchaseInfo(
            price=self.pricing_policy(line.product, record),
            availability=self.availability_policy(line.product, record),
            stockrecord=record,
        )

    def pricing_policy(self, product, stockrecord):
        if stockrecord is None or stockrecord.price is None:
            return UnavailablePrice()
        return GrossPrice(stockrecord.price_currency, stockrecord.price, product.effective_vat_code)

    def availability_policy(self, product, stockrecord):
        if stockrecord is None or not product.can_be_bought_now:
            return Unavailable()
        if stockrecord.num_in_stock is None:
            return Available()
        return StockRequired(stockrecord.net_stock_level)

    def parent_pricing_policy(self, product, children_stock):
        for child, record in children_stock:
            if record is not None:
                return self.pricing_policy(child, record)
        return UnavailablePrice()

    def parent_availability_policy(self, product, children_stock):
        for child, record in children_stock:
            policy = self.availability_policy(child, record)
            if policy.is_available_to_buy:
                return policy
        return Unavailable()


class Selector:
    """Oscar's seam: the same strategy for everybody."""

    def strategy(self, request=None, user=None, **kwargs):
        return PortalStrategy(request)
