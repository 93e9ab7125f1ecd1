"""People of every role."""

import factory
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group

from pes_profiles.accounts.models import Role, User
from pes_profiles.accounts.services import ensure_groups

PASSWORD = "cztery zwykłe słowa razem"


class UserFactory(factory.django.DjangoModelFactory):
    """A person with a confirmed address; `rops=True`, `editor=True` … put them into the group of that role."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        rops = factory.Trait(groups=[Role.ROPS])
        editor = factory.Trait(groups=[Role.EDITOR])
        owes_adviser = factory.Trait(groups=[Role.OWES_ADVISER])
        admin = factory.Trait(groups=[Role.ADMIN])

    email = factory.Sequence(lambda n: f"osoba{n}@example.com")
    first_name = "Anna"
    last_name = factory.Sequence(lambda n: f"Próbna{n}")
    password = factory.django.Password(PASSWORD)

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
