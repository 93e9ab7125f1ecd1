"""How editors choose offers and PES for a page. Choosing is all they may do: the things themselves stay with their sellers."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import chooser as views
from wagtail.admin.viewsets.chooser import ChooserViewSet

from pes_profiles.models import Profile
from shop.catalogue.models import Product


class NameFilterForm(BaseFilterForm):
    """Finds by part of the name."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100)

    #: looked through by `filter`
    lookups: tuple[str, ...] = ()

    def filter(self, objects: QuerySet) -> QuerySet:
        objects = super().filter(objects)
        for word in self.cleaned_data.get("q", "").split():
            wanted = objects.none()
            for lookup in self.lookups:
                wanted |= objects.filter(**{lookup: word})
            objects = wanted
        if self.cleaned_data.get("q"):
            self.is_searching = True
            self.search_query = self.cleaned_data["q"]
        return objects


class OfferFilterForm(NameFilterForm):
    lookups = ("title__icontains", "partner__profile__short_name__icontains")


class ProfileFilterForm(NameFilterForm):
    lookups = ("short_name__icontains", "town__icontains")


class OfferList:
    """Public offers only: what cannot be seen cannot be promised."""

    filter_form_class = OfferFilterForm

    def get_object_list(self) -> QuerySet[Product]:
        return Product.objects.public().select_related("partner__profile").order_by("title")

    @property
    def columns(self) -> list[Column]:
        return [*super().columns, Column("seller", label=_("Seller"), accessor="partner.profile")]


class ProfileList:
    filter_form_class = ProfileFilterForm

    def get_object_list(self) -> QuerySet[Profile]:
        return Profile.objects.listed().order_by("short_name")

    @property
    def columns(self) -> list[Column]:
        return [*super().columns, Column("town", label=_("Town"), accessor="town")]


class OfferChooseView(OfferList, views.ChooseView):
    pass


class OfferResultsView(OfferList, views.ChooseResultsView):
    pass


class ProfileChooseView(ProfileList, views.ChooseView):
    pass


class ProfileResultsView(ProfileList, views.ChooseResultsView):
    pass


class OfferChooserViewSet(ChooserViewSet):
    model = "catalogue.Product"
    icon = "tag"
    choose_one_text = _("Choose an offer")
    choose_another_text = _("Choose another offer")
    choose_view_class = OfferChooseView
    choose_results_view_class = OfferResultsView
    register_widget = False
    per_page = 20


class ProfileChooserViewSet(ChooserViewSet):
    model = "pes_profiles.Profile"
    icon = "group"
    choose_one_text = _("Choose a PES")
    choose_another_text = _("Choose another PES")
    choose_view_class = ProfileChooseView
    choose_results_view_class = ProfileResultsView
    register_widget = False
    per_page = 20


offer_chooser_viewset = OfferChooserViewSet("offer_chooser", url_prefix="wybor-oferty")
profile_chooser_viewset = ProfileChooserViewSet("profile_chooser", url_prefix="wybor-pes")

OfferChooserBlock = offer_chooser_viewset.get_block_class(name="OfferChooserBlock", module_path="cms.pages.choosers")
ProfileChooserBlock = profile_chooser_viewset.get_block_class(
    name="ProfileChooserBlock", module_path="cms.pages.choosers"
)
