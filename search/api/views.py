"""Doors of the search for other programs. Anybody may ask, nothing is written but a count of the phrase."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, OpenApiTypes, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from operations import limits
from search import filters as filtering
from search.api.serializers import AnswerSerializer, ProblemSerializer, SuggestionsSerializer, answer_of
from search.engines.base import FACETS, KINDS, SORTS, EngineError
from search.queries import DEEPEST_PAGE, LONGEST_QUERY, MayNotChooseError, search
from search.suggest import suggestions
from shop.catalogue.filters import read_price

MINUTE = timedelta(minutes=1)
SEARCHES, SUGGESTIONS = 120, 600


class BadQuestionError(ValueError):
    """A parameter that is not what it should be; its text is a Polish sentence."""


def _parameter(name: str, told: str, *, many: bool = False, enum: tuple[str, ...] | None = None) -> OpenApiParameter:
    return OpenApiParameter(name, OpenApiTypes.STR, description=told, many=many, enum=enum)


class PublicView(APIView):
    """Limits each address, and says in Polish why there is no answer."""

    limit = SEARCHES
    #: which count this door has
    door = ""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Keep who is signed in: the API itself knows nobody, so that no answer depends on a person."""
        super().setup(request, *args, **kwargs)
        self.person = request.user

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        address = request.META.get("REMOTE_ADDR", "")
        self.is_late = not limits.allow(f"api:{self.door}:{address}", self.limit, MINUTE)

    def answered(self, body: dict[str, Any], *, seconds: int) -> Response:
        response = Response(body)
        response["Cache-Control"] = f"public, max-age={seconds}" if seconds else "private, no-store"
        response["Access-Control-Allow-Origin"] = "*"
        return response

    def refused(self, told: str, code: int) -> Response:
        return Response({"detail": told}, status=code)


class SearchView(PublicView):
    """Wyszukiwarka portalu: oferty, podmioty, wydarzenia i artykuły."""

    door = "search"

    @extend_schema(
        operation_id="search",
        parameters=[
            _parameter("q", "czego szukać; najwyżej 200 znaków"),
            _parameter("kind", "rodzaj wyników", enum=KINDS),
            OpenApiParameter("page", OpenApiTypes.INT, description="strona wyników, od 1"),
            _parameter("sort", "kolejność", enum=SORTS),
            _parameter("cena_od", "cena brutto w złotych, najmniejsza"),
            _parameter("cena_do", "cena brutto w złotych, największa"),
            *(_parameter(name, "filtr; można podać kilka razy", many=True) for name in FACETS),
            _parameter("bez_miejsca", "1: nazwa miejsca jest zwykłym słowem"),
        ],
        responses={200: AnswerSerializer, 400: ProblemSerializer, 429: ProblemSerializer},
    )
    def get(self, request: Request) -> Response:
        if self.is_late:
            return self.refused(_("Too many questions in a minute. Wait a moment."), status.HTTP_429_TOO_MANY_REQUESTS)
        data = request.query_params
        try:
            _check(data)
            found = search(
                data.get("q", ""),
                filtering.read(data),
                data.get("sort") or SORTS[0],
                int(data.get("page") or 1),
                self.person,
                kind=data.get("kind") or KINDS[0],
                place=data.get("bez_miejsca") != "1",
                engine=data.get("engine") or None,
            )
        except BadQuestionError as error:
            return self.refused(str(error), status.HTTP_400_BAD_REQUEST)
        except (MayNotChooseError, EngineError):
            return self.refused(_("The engine cannot be chosen or does not answer."), status.HTTP_400_BAD_REQUEST)
        return self.answered(answer_of(found), seconds=0 if data.get("engine") else 30)


class SuggestView(PublicView):
    """Podpowiedzi do pola wyszukiwania: oferty, kategorie, podmioty, miejsca."""

    door = "suggest"
    limit = SUGGESTIONS

    @extend_schema(
        operation_id="suggest",
        parameters=[_parameter("q", "początek szukanego słowa; od dwóch znaków")],
        responses={200: SuggestionsSerializer, 429: ProblemSerializer},
    )
    def get(self, request: Request) -> Response:
        if self.is_late:
            return self.refused(_("Too many questions in a minute. Wait a moment."), status.HTTP_429_TOO_MANY_REQUESTS)
        found = suggestions(request.query_params.get("q", "")[: LONGEST_QUERY * 2])
        told = [{"kind": each.kind, "label": each.label, "url": each.url} for each in found]
        return self.answered({"suggestions": told}, seconds=60)


def _check(data: Any) -> None:
    """Refuse what a program surely did not mean; unknown values of filters are left out."""
    page = data.get("page") or "1"
    if not (
        page.isascii()
        and page.isdigit()
        and 1 <= len(page) <= len(str(DEEPEST_PAGE))
        and 1 <= int(page) <= DEEPEST_PAGE
    ):
        raise BadQuestionError(_("The page must be a number from 1 to %(most)s.") % {"most": DEEPEST_PAGE})
    for name, known in (("kind", KINDS), ("sort", SORTS)):
        if data.get(name) and data[name] not in known:
            raise BadQuestionError(_("%(name)s must be one of: %(known)s.") % {"name": name, "known": ", ".join(known)})
    for name in filtering.PRICES:
        if data.get(name) and read_price(data[name]) is None:
            raise BadQuestionError(_("%(name)s must be an amount in zloty, such as 12.50.") % {"name": name})
