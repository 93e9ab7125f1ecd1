"""People sign in with an e-mail address; what they may do follows from groups and memberships."""

from django.contrib.auth.models import Group
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from oscar.apps.customer.abstract_models import AbstractUser

#: how the address of a closed account ends: nothing can be sent there
ERASED = "@invalid"


class Role(models.TextChoices):
    """The groups that the portal knows; a PES member has a membership instead."""

    ROPS = "Moderatorzy ROPS", _("ROPS moderators")
    EDITOR = "Redaktorzy", _("Editors")
    OWES_ADVISER = "Doradcy OWES", _("OWES advisers")
    ADMIN = "Administratorzy", _("Administrators")


class User(AbstractUser):
    """Anybody with an account: buyer, PES member, adviser, editor, moderator, administrator."""

    phone = models.CharField(_("phone"), max_length=20, blank=True)
    demo = models.BooleanField(_("example data"), default=False, editable=False)
    #: when a person who had long not been here was last asked whether to keep the account
    asked_to_stay_at = models.DateTimeField(null=True, blank=True, editable=False)

    def save(self, *args, **kwargs) -> None:
        """Lower the address, so that one person is one account however it was typed."""
        self.email = self.email.lower()
        super().save(*args, **kwargs)

    def _migrate_alerts_to_user(self) -> None:
        """Alerts left as a guest join on verification, not on every save as Oscar does it."""

    @cached_property
    def group_names(self) -> frozenset[str]:
        return frozenset(Group.objects.filter(user=self).values_list("name", flat=True))

    @cached_property
    def is_pes_member(self) -> bool:
        """Whether the person acts for some PES now."""
        return self.is_active and self.memberships.filter(is_active=True).exists()

    @property
    def is_erased(self) -> bool:
        """Whether the account was closed: the row stays for what the law makes us keep, nobody is behind it."""
        return not self.is_active and self.email.endswith(ERASED)

    @property
    def is_admin(self) -> bool:
        return self.is_active and (self.is_superuser or Role.ADMIN in self.group_names)

    @property
    def is_rops(self) -> bool:
        return self.is_active and (self.is_superuser or Role.ROPS in self.group_names)

    @property
    def is_editor(self) -> bool:
        return self.is_active and (self.is_superuser or Role.EDITOR in self.group_names)

    @property
    def is_owes_adviser(self) -> bool:
        return self.is_active and Role.OWES_ADVISER in self.group_names
