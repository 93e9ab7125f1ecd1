"""The contract party: the legal person that invoices and receives the money."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LegalForm(models.TextChoices):
    """Legal persons that run a PES (act of 5 August 2022 on the social economy, art. 2)."""

    SOCIAL_COOP = "SOCIAL_COOP", _("social co-operative")
    WORKERS_COOP = "WORKERS_COOP", _("workers' co-operative")
    DISABLED_COOP = "DISABLED_COOP", _("co-operative of people with disabilities")
    BLIND_COOP = "BLIND_COOP", _("co-operative of blind people")
    AGRI_COOP = "AGRI_COOP", _("agricultural production co-operative")
    FOUNDATION = "FOUNDATION", _("foundation")
    ASSOCIATION = "ASSOCIATION", _("association")
    KGW = "KGW", _("village women's circle")
    CHURCH_ENTITY = "CHURCH_ENTITY", _("church body")
    JST_ASSOCIATION = "JST_ASSOCIATION", _("association of local authorities")
    NONPROFIT_COMPANY = "NONPROFIT_COMPANY", _("non-profit company")
    LOCAL_AUTHORITY = "LOCAL_AUTHORITY", _("local authority")


class Register(models.TextChoices):
    KRS = "KRS", _("National Court Register (KRS)")
    KGW = "KGW", _("National Register of Village Women's Circles (ARiMR)")
    OTHER = "OTHER", _("another register")


class VatStatus(models.TextChoices):
    """Act on VAT: art. 113 frees the small, art. 43 certain services."""

    ACTIVE = "ACTIVE", _("active VAT payer")
    EXEMPT_113 = "EXEMPT_113", _("exempt (art. 113)")
    EXEMPT_43 = "EXEMPT_43", _("exempt (art. 43)")


class LegalEntity(models.Model):
    """A legal person. Numbers are stored bare: digits only, no spaces, no country prefix."""

    name = models.CharField(_("full name"), max_length=255)
    form = models.CharField(_("legal form"), max_length=30, choices=LegalForm)
    nip = models.CharField("NIP", max_length=10, blank=True, db_index=True)
    regon = models.CharField("REGON", max_length=14, blank=True)
    register = models.CharField(_("register"), max_length=10, choices=Register, default=Register.KRS)
    krs = models.CharField(_("number in the register"), max_length=40, blank=True)
    street = models.CharField(_("street and number"), max_length=160, blank=True)
    postcode = models.CharField(_("postcode"), max_length=6, blank=True)
    town = models.CharField(_("town"), max_length=80, blank=True)
    nrb = models.CharField(_("bank account (NRB)"), max_length=26, blank=True)
    vat_status = models.CharField(_("VAT"), max_length=12, choices=VatStatus, default=VatStatus.EXEMPT_113)
    demo = models.BooleanField(_("example data"), default=False, editable=False)

    class Meta:
        verbose_name = _("legal entity")
        verbose_name_plural = _("legal entities")

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        return ", ".join(filter(None, [self.street, f"{self.postcode} {self.town}".strip()]))

    @property
    def account(self) -> str:
        """The account number in groups that a narrow screen may break: `80 0009 9903 …`."""
        return " ".join([self.nrb[:2], *(self.nrb[start : start + 4] for start in range(2, len(self.nrb), 4))])

    @property
    def is_vat_exempt(self) -> bool:
        return self.vat_status != VatStatus.ACTIVE
