"""The letter about a paper."""

from operations import outbox
from operations.models import OutboxEntry
from shop.documents import letters
from shop.documents.models import Document


@outbox.handler("mail.document_ready")
def tell_of_document(entry: OutboxEntry) -> None:
    letters.tell_buyer(Document.objects.select_related("vendor_order__order__user").get(pk=entry.ref))
