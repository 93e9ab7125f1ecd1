"""The door of a PES's own pages: only its people, and for some pages only its owners."""

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from pes_profiles.models import Membership, Profile


class ProfileScopedMixin:
    """Load the PES named by the url keyword `pes` (its slug) before any verb, for its active members only.

    Signed out: to the login door and back. A stranger gets 404, as if there were no such PES; so does a packer
    where `owner_only` holds. Sets `profile`, `membership` and `is_owner`; `get_context_data` hands on what the panel's
    base template needs. Put it first among the bases.
    """

    owner_only = False

    profile: Profile
    membership: Membership
    is_owner: bool

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())

        membership = membership_in(kwargs["pes"], user=request.user)
        if membership is None or (self.owner_only and membership.role != Membership.Role.OWNER):
            raise Http404
        self.membership = membership
        self.profile = membership.profile
        self.is_owner = membership.role == Membership.Role.OWNER
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = self.scope_context()
        parent = getattr(super(), "get_context_data", None)
        return parent(**own | kwargs) if parent else own | kwargs

    def scope_context(self) -> dict[str, Any]:
        """Return what every page of the panel shows: for views that render by themselves."""
        return {"profile": self.profile, "membership": self.membership, "is_owner": self.is_owner}


def membership_in(slug: str, *, user: Any) -> Membership | None:
    """Return the person's active membership in the PES of this slug, with the PES; None for a stranger."""
    return (
        Membership.objects.filter(profile__slug=slug, user=user, is_active=True)
        .select_related("profile__legal_entity", "profile__gmina__powiat")
        .first()
    )
