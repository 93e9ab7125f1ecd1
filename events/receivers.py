"""What a published fair sets off."""

from django.dispatch import receiver
from wagtail.signals import page_published

from events.models import FairPage
from events.services import tell_of_cancellation


@receiver(page_published, sender=FairPage)
def tell_exhibitors(sender: type[FairPage], instance: FairPage, **kwargs: object) -> None:
    if instance.is_cancelled:
        tell_of_cancellation(instance)
