"""People of every role."""

import factory
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group

from pes_profiles.accounts.models import Role, User
from pes_profiles.accounts.services import ensure_groups

PASSWORD = "cztery zwykłe słowa razem"
ROLES = {"rops": Role.ROPS, "editor": Role.EDITOR, "owes_adviser": Role.OWES_ADVISER, "admin": Role.ADMIN}


class UserFactory(factory.django.DjangoModelFactory):
    """A person with a confirmed address; `rops=True`, `editor=True` … put them into the group of that role."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"osoba{n}@example.com")
    first_name = "Anna"
    last_name = factory.Sequence(lambda n: f"Próbna{n}")
    password = factory.django.Password(PASSWORD)

    @classmethod
    def _generate(cls, strategy: str, params: dict) -> User:
        """Turn `rops=True` into the group of that role; a trait cannot do it, it does not reach what is done afterwards."""
        roles = [role for name, role in ROLES.items() if params.pop(name, False)]
        if roles:
            params["groups"] = [*params.get("groups", []), *roles]
        return super()._generate(strategy, params)

    @factory.post_generation
    def groups(self, create: bool, extracted: list[str] | None, **kwargs: object) -> None:
        if create and extracted:
            ensure_groups()
            self.groups.set(Group.objects.filter(name__in=[str(name) for name in extracted]))
            self.__dict__.pop("group_names", None)

    @factory.post_generation
    def verified(self, create: bool, extracted: bool | None, **kwargs: object) -> None:
        if create and extracted is not False:
            EmailAddress.objects.create(user=self, email=self.email, verified=True, primary=True)
