"""A month of the books as a file that a Polish spreadsheet opens: UTF-8 with a mark, semicolons, decimal commas."""

import csv
import io
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from operations.clock import WARSAW
from operations.money import to_zloty
from shop.ledger.models import Posting
from shop.ledger.queries import entries_of
from shop.partner.models import Partner

MARK = "\ufeff"


def month_as_csv(partner: Partner, month: date) -> str:
    """Return every posting of a seller's month; debit and credit add up to the same."""
    out = io.StringIO()
    out.write(MARK)
    write = csv.writer(out, delimiter=";", lineterminator="\r\n").writerow
    write(
        [
            _("Date"),
            _("Order"),
            pgettext("ledger", "Entry"),
            _("Operator"),
            pgettext("ledger", "Account"),
            _("VAT rate"),
            pgettext("ledger", "Debit"),
            pgettext("ledger", "Credit"),
        ]
    )
    rows = (
        Posting.objects.filter(entry__in=entries_of(partner, month))
        .select_related("entry__vendor_order")
        .order_by("entry__at", "entry__pk", "pk")
    )
    for row in rows.iterator():
        entry = row.entry
        write(
            [
                f"{entry.at.astimezone(WARSAW):%Y-%m-%d}",
                entry.vendor_order.number,
                entry.get_kind_display(),
                entry.operator,
                row.get_account_display(),
                row.get_rate_display(),
                zloty(max(row.amount, 0)),
                zloty(max(-row.amount, 0)),
            ]
        )
    return out.getvalue()


def zloty(grosze: int) -> str:
    """Return an amount as a spreadsheet reads it; nothing for nothing."""
    return str(to_zloty(grosze)).replace(".", ",") if grosze else ""
