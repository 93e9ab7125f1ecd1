"""Files of questions and answers: on the private shelf, for the two who talk and for ROPS when it decides on a question."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponseBase

from operations.clock import now
from operations.private_files import PrivateStorage, hand_out, take_off_the_shelf
from shop.cases.uploads import Attachment
from shop.catalogue.models import Question
from shop.voices.models import FOLDER, QuestionFile

Side = QuestionFile.Side
SWEPT_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class FileLink:
    file: QuestionFile
    url: str


def links(question: Question, side: str, address: Callable[[int], str]) -> list[FileLink]:
    """Return one side's files of a question that was read with them; `address` says where a reader gets each."""
    return [FileLink(file, address(file.pk)) for file in question.files.all() if file.side == side]


def digest_of(given: Sequence[Attachment]) -> str:
    """Return what tells these files from others; empty for none."""
    seen = [hashlib.sha256(file.content.read()).hexdigest() for file in given]
    for file in given:
        file.content.seek(0)
    return ":".join(seen)


def keep(question: Question, given: Sequence[Attachment], *, side: str) -> None:
    """Put files beside a question. Inside a transaction only."""
    for file in given:
        QuestionFile.objects.create(
            question=question, side=side, kind=file.kind, file=file.content, name=file.name, size=file.content.size
        )


def drop(files: QuerySet[QuestionFile]) -> None:
    """Delete files, their rows now and themselves once nothing can bring the rows back. Inside a transaction only."""
    shelf = [row.file for row in files]
    files.delete()
    transaction.on_commit(lambda: take_off_the_shelf(shelf))


def file_response(question: Question, pk: int) -> HttpResponseBase:
    """Hand out a file of a question, once a view has checked who asks."""
    found = QuestionFile.objects.filter(question=question, pk=pk).first()
    if found is None:
        raise Http404
    return hand_out(found.file, is_pdf=not found.is_picture, name=found.name or f"{found.pk}.webp")


def sweep_shelf() -> int:
    """Delete files that no row knows: left by a transaction that came to nothing a day ago or earlier."""
    known = QuestionFile.objects.values_list("file", flat=True).iterator()
    return PrivateStorage().sweep(FOLDER, known=known, before=now() - SWEPT_AFTER)
