"""Forgetting files that no order needs."""

from datetime import timedelta

from operations import schedules
from shop.basket import personal_files


@schedules.periodic("basket.forget_files", every=timedelta(hours=6))
def forget_files() -> None:
    personal_files.forget_loose()
