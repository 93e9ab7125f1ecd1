"""The brand: what the public meets on the page of a PES."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from pes_profiles.models.standing import VerificationState


class PesKind(models.TextChoices):
    """Kinds of social economy entity (act of 5 August 2022, art. 2 pkt 5)."""

    SOCIAL_COOP = "SOCIAL_COOP", _("social co-operative")
    WTZ = "WTZ", _("occupational therapy workshop (WTZ)")
    ZAZ = "ZAZ", _("vocational activity establishment (ZAZ)")
    CIS = "CIS", _("social integration centre (CIS)")
    KIS = "KIS", _("social integration club (KIS)")
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


#: kinds that are units of another legal person (art. 2 pkt 3)
UNIT_KINDS = frozenset({PesKind.WTZ, PesKind.ZAZ, PesKind.CIS, PesKind.KIS})


class SaleBasis(models.TextChoices):
    """On what ground the PES sells."""

    BUSINESS = "BUSINESS", _("business activity")
    PAID_PUBLIC_BENEFIT = "PAID_PUBLIC_BENEFIT", _("paid public-benefit activity")
    KGW_INCOME = "KGW_INCOME", _("income of a village women's circle")
    CIS_ACTIVITY = "CIS_ACTIVITY", _("activity of a social integration centre")
    THERAPY_PRODUCTS = "THERAPY_PRODUCTS", _("products of therapy")
    NONE = "", _("does not sell")


class Visual:
    """The seven dyes and eight ornaments of the look; never a free colour."""

    class Dye(models.TextChoices):
        MALLOW = "mallow", _("mallow")
        ONION = "onion", _("onion")
        CORNFLOWER = "cornflower", _("cornflower")
        RYE = "rye", _("rye")
        ELDER = "elder", _("elder")
        WOAD = "woad", _("woad")
        ALDER = "alder", _("alder")

    class Ornament(models.TextChoices):
        KLOS = "klos", _("ear of corn")
        TULIPAN = "tulipan", _("tulip")
        PTAK = "ptak", _("bird")
        PAPROC = "paproc", _("fern")
        SERCE = "serce", _("heart")
        DAB = "dab", _("oak")
        ROZETA = "rozeta", _("rosette")
        GALAZKA = "galazka", _("twig")


class ProfileQuerySet(models.QuerySet):
    def listed(self) -> "ProfileQuerySet":
        """Verified and not suspended: what the public may see."""
        return self.filter(is_listed=True)

    def for_member(self, user) -> "ProfileQuerySet":
        """The PES that this person belongs to."""
        return self.filter(memberships__user=user, memberships__is_active=True)

    def selling(self) -> "ProfileQuerySet":
        return self.exclude(sale_basis=SaleBasis.NONE)


class Profile(models.Model):
    """A PES as people know it. Its contract party is a `LegalEntity`, often a different body."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    name = models.CharField(_("full name"), max_length=255)
    short_name = models.CharField(_("short name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=30, choices=PesKind)
    legal_entity = models.ForeignKey(
        "pes_profiles.LegalEntity",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="profiles",
        verbose_name=_("contract party"),
    )

    # --- where ---
    street = models.CharField(_("street and number"), max_length=160, blank=True)
    postcode = models.CharField(_("postcode"), max_length=6, blank=True)
    town = models.CharField(_("town"), max_length=80, blank=True)
    gmina = models.ForeignKey(
        "region.Gmina",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="profiles",
        verbose_name=_("gmina"),
    )
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    served_powiats = models.ManyToManyField(
        "region.Powiat", blank=True, related_name="served_by", verbose_name=_("powiats served")
    )

    # --- contact ---
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    website = models.URLField(_("website"), blank=True)
    opening_hours = models.CharField(_("opening hours"), max_length=200, blank=True)

    # --- story ---
    tagline = models.CharField(_("one sentence"), max_length=160, blank=True)
    story = models.TextField(_("story"), blank=True)
    good_at = models.JSONField(_("good at"), default=list, blank=True)
    client_reference = models.JSONField(_("a client's words"), default=dict, blank=True)
    cover = models.ForeignKey("cms_media.Image", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    dye = models.CharField(max_length=12, choices=Visual.Dye, default=Visual.Dye.ALDER)
    ornament = models.CharField(max_length=12, choices=Visual.Ornament, default=Visual.Ornament.ROZETA)

    # --- selling ---
    sale_basis = models.CharField(_("ground for selling"), max_length=24, choices=SaleBasis, blank=True)
    trader_declared = models.BooleanField(_("declares to be a trader"), null=True, blank=True)
    trader_declared_on = models.DateField(null=True, blank=True)
    break_from = models.DateField(_("break from"), null=True, blank=True)
    break_until = models.DateField(_("break until"), null=True, blank=True)
    break_note = models.CharField(_("break note"), max_length=200, blank=True)

    # --- standing ---
    verification_state = models.CharField(
        _("verification"),
        max_length=12,
        choices=VerificationState,
        default=VerificationState.DRAFT,
        db_index=True,
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    #: kept by services: verified and no open suspension; the public queryset reads only this
    is_listed = models.BooleanField(default=False, editable=False, db_index=True)
    terms_version = models.CharField(max_length=20, blank=True)
    terms_accepted_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    demo = models.BooleanField(_("example data"), default=False, editable=False)

    objects = ProfileQuerySet.as_manager()

    class Meta:
        ordering = ["short_name"]
        verbose_name = _("PES")
        verbose_name_plural = _("PES")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(is_listed=False) | models.Q(verification_state=VerificationState.VERIFIED),
                name="listed_implies_verified",
            ),
            models.CheckConstraint(
                condition=~models.Q(verification_state=VerificationState.VERIFIED)
                | models.Q(legal_entity__isnull=False),
                name="verified_implies_contract_party",
            ),
        ]

    def __str__(self) -> str:
        return self.short_name

    def get_absolute_url(self) -> str:
        return reverse("pes:profile", args=[self.slug])

    @property
    def is_unit(self) -> bool:
        """Whether somebody else is the legal person (WTZ, ZAZ, CIS, KIS)."""
        return self.kind in UNIT_KINDS

    @property
    def address(self) -> str:
        return ", ".join(filter(None, [self.street, f"{self.postcode} {self.town}".strip()]))
