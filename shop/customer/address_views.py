"""A person's addresses. Every query starts from the person: somebody else's address is not there."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shop.address import services
from shop.customer.address_forms import OwnAddressForm

UNPROCESSABLE = 422


@require_safe
def addresses(request: HttpRequest) -> HttpResponse:
    found = list(services.addresses_of(request.user))
    context = {"addresses": found, "may_add": len(found) < services.MOST, "most": services.MOST}
    return render(request, "customer/addresses.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Add an address or change one."""
    row = _own(request, pk) if pk is not None else None
    form = OwnAddressForm(request.POST if request.method == "POST" else None, initial=_initial(request, row))
    if form.is_bound and form.is_valid():
        try:
            services.keep_address(request.user, pk=pk, **form.cleaned_data)
        except services.SameAddressError:
            form.add_error(None, _("You have this address already"))
        except services.TooManyAddressesError:
            form.add_error(None, _("We keep %(most)s addresses. Remove one first") % {"most": services.MOST})
        else:
            messages.success(request, _("The address is saved."))
            return redirect("account:addresses")
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "customer/address.html", {"form": form, "row": row}, status=status)


@require_POST
def usual(request: HttpRequest, pk: int) -> HttpResponse:
    services.make_usual(request.user, _own(request, pk).pk)
    return redirect("account:addresses")


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    services.remove_address(request.user, _own(request, pk).pk)
    messages.success(request, _("The address is removed. Orders that you have placed keep theirs."))
    return redirect("account:addresses")


def _own(request: HttpRequest, pk: int) -> services.UserAddress:
    return get_object_or_404(services.addresses_of(request.user), pk=pk)


def _initial(request: HttpRequest, row: services.UserAddress | None) -> dict[str, str]:
    if row is None:
        return {"first_name": request.user.first_name, "last_name": request.user.last_name}
    return {
        "first_name": row.first_name,
        "last_name": row.last_name,
        "street": row.line1,
        "postcode": row.postcode,
        "town": row.line4,
    }
