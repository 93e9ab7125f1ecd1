"""Letters: asked for in the caller's transaction, written and sent by the worker, once.

`send` keeps what the template needs by reference and puts a piece of work into the outbox. The worker renders
`templates/mail/<kind>.{subject.txt,txt,html}` and sends the letter with a Message-ID that is the same at every try,
so that a repeated delivery is recognised as one letter.
"""

import dataclasses
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from email.utils import parseaddr
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import models
from django.template import Context
from django.template.loader import get_template
from django.utils import translation
from django.utils.functional import Promise

from operations import outbox
from operations.clock import now
from operations.logs import redact
from operations.models import MailMessage, MailState, OutboxEntry

TOPIC = "mail.deliver"
PARTS = ("subject.txt", "txt", "html")
#: what a subject writes as one space; the hard spaces of an amount and of a one-letter word stay
_BLANKS = re.compile(r"[^\S\u00a0\u202f]+")


class NotKeepableError(TypeError):
    """A letter's context holds something that cannot be kept until the worker writes the letter."""


def send(
    kind: str,
    *,
    to: str,
    context: dict[str, Any],
    dedupe_key: str,
    language: str = "pl",
    reply_to: str | None = None,
) -> MailMessage:
    """Have one letter written and sent, however often this is called with the same `dedupe_key`.

    `context` may hold saved model instances (kept as keys, read again when the letter is written), strings, numbers,
    dates, dataclasses, lists and dicts of these. Its `unsubscribe_url` goes into the head of the letter. Every template
    also gets `portal_url`, `language` and `subject`.
    Raises `TemplateDoesNotExist` here and now, so that a missing part shows in the caller's tests.
    """
    for part in PARTS:
        get_template(f"mail/{kind}.{part}")

    with translation.override(language):
        kept = _keep(context, path="context")
    MailMessage.objects.bulk_create(
        [
            MailMessage(
                kind=kind,
                to=to,
                reply_to=reply_to or "",
                language=language,
                context=kept,
                dedupe_key=dedupe_key,
            )
        ],
        ignore_conflicts=True,
    )
    message = MailMessage.objects.get(dedupe_key=dedupe_key)
    outbox.put(TOPIC, message, dedupe_key=f"{TOPIC}:{message.pk}")
    return message


def deliver(message: MailMessage) -> None:
    """Write the letter and hand it to the mail server. A letter that is out already stays as it is."""
    if message.state == MailState.SENT:
        return

    write(message)
    letter = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        to=[message.to],
        reply_to=[message.reply_to] if message.reply_to else None,
        headers={
            "Message-ID": message_id(message),
            "Auto-Submitted": "auto-generated",
            "Content-Language": message.language,
            **_way_out(message.context.get("unsubscribe_url", "")),
        },
    )
    letter.attach_alternative(message.html, "text/html")
    try:
        letter.send()
    except Exception as error:
        message.error = redact(f"{type(error).__name__}: {error}")[:1000]
        message.save(update_fields=["error"])
        raise

    message.state = MailState.SENT
    message.sent_at = now()
    message.error = ""
    if not keeps_texts():
        message.context = {}
        message.text = message.html = ""
    message.save()


def write(message: MailMessage) -> None:
    """Fill subject, text and HTML from the templates, in the reader's language."""
    with translation.override(message.language):
        context = _recall(message.context) | {
            "portal_url": settings.WAGTAILADMIN_BASE_URL,
            "language": message.language,
        }
        subject = _render(f"mail/{message.kind}.subject.txt", context, plain=True)
        message.subject = _BLANKS.sub(" ", subject).strip()[:300]
        context["subject"] = message.subject
        message.text = _render(f"mail/{message.kind}.txt", context, plain=True).strip() + "\n"
        message.html = _render(f"mail/{message.kind}.html", context, plain=False)


def message_id(message: MailMessage) -> str:
    """Return the letter's Message-ID: the same however often it is sent."""
    _name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return f"<{message.public_id}@{address.rpartition('@')[2]}>"


def keeps_texts() -> bool:
    """Say whether sent letters stay readable here: on a developer's machine, never on a server."""
    return settings.ENVIRONMENT != "production"


@outbox.handler(TOPIC, on_dead=lambda entry: mark_failed(entry))
def deliver_message(entry: OutboxEntry) -> None:
    """Send the letter an outbox entry speaks of; one that was erased meanwhile needs no sending."""
    message = MailMessage.objects.filter(pk=entry.ref).first()
    if message:
        deliver(message)


def mark_failed(entry: OutboxEntry) -> None:
    MailMessage.objects.filter(pk=entry.ref, state=MailState.QUEUED).update(state=MailState.FAILED)


def _way_out(address: str) -> dict[str, str]:
    """Return the head lines by which a mail program stops letters of this kind with one click (RFC 8058)."""
    if not address:
        return {}
    return {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _render(name: str, context: dict[str, Any], *, plain: bool) -> str:
    return get_template(name).template.render(Context(dict(context), autoescape=not plain))


def _keep(value: Any, *, path: str) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str | Promise):
        return str(value)
    if isinstance(value, models.Model):
        if value.pk is None:
            raise NotKeepableError(f"{path} is not saved yet")
        return {"~model": value._meta.label, "pk": str(value.pk)}
    if isinstance(value, Decimal):
        return {"~decimal": str(value)}
    if isinstance(value, datetime):
        return {"~moment": value.astimezone(UTC).isoformat()}
    if isinstance(value, date):
        return {"~day": value.isoformat()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        value = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(key): _keep(part, path=f"{path}.{key}") for key, part in value.items()}
    if isinstance(value, list | tuple | set | models.QuerySet):
        return [_keep(part, path=f"{path}[{index}]") for index, part in enumerate(value)]
    raise NotKeepableError(
        f"{path} is a {type(value).__name__}; a letter can hold saved models, texts, numbers and dates"
    )


def _recall(value: Any) -> Any:
    if isinstance(value, list):
        return [_recall(part) for part in value]
    if not isinstance(value, dict):
        return value
    if "~model" in value:
        return apps.get_model(value["~model"])._default_manager.get(pk=value["pk"])
    if "~decimal" in value:
        return Decimal(value["~decimal"])
    if "~moment" in value:
        return datetime.fromisoformat(value["~moment"])
    if "~day" in value:
        return date.fromisoformat(value["~day"])
    return {key: _recall(part) for key, part in value.items()}
