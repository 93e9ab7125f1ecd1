"""Forgetting what the term for it has ended."""

from datetime import timedelta

from operations import schedules
from shop.customer import keeping


@schedules.periodic("customer.forget_old_contracts", every=timedelta(hours=24))
def forget_old_contracts() -> None:
    keeping.forget_old_contracts()


@schedules.periodic("customer.forget_old_files", every=timedelta(hours=24))
def forget_old_files() -> None:
    keeping.forget_old_files()
