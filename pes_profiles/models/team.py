"""Who acts for a PES."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Membership(models.Model):
    """A person acts for a PES. Owners manage everything; packers handle orders only."""

    class Role(models.TextChoices):
        OWNER = "OWNER", _("owner")
        PACKER = "PACKER", _("packer")

    profile = models.ForeignKey("pes_profiles.Profile", on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.OWNER)
    is_active = models.BooleanField(_("active"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [models.UniqueConstraint(fields=["profile", "user"], name="one_membership_per_person")]

    def __str__(self) -> str:
        return f"{self.user} → {self.profile}"
