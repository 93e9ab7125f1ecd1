"""A buyer for the bench: keeps cookies, reads the forms of a page as a browser does, fills them in and sends them."""

from __future__ import annotations

import http.client
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit

STEPS = 12
ANSWERS = (
    ("email", "bench@example.com"),
    ("postcode", "45-018"),
    ("phone", "+48600700800"),
    ("first_name", "Anna"),
    ("last_name", "Próbna"),
    ("name", "Anna Próbna"),
    ("line1", "ul. Krakowska 1"),
    ("street", "ul. Krakowska"),
    ("house", "1"),
    ("building", "1"),
    ("locker", "OPO01M"),
    ("point", "OPO01M"),
    ("line4", "Opole"),
    ("town", "Opole"),
    ("nip", ""),
    ("company", ""),
    ("note", ""),
)


@dataclass
class Form:
    """A form with the values that a browser would send."""

    method: str
    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    label: str = ""


class Forms(HTMLParser):
    """Collects the forms of a page, filled in."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.named: dict[str, Form] = {}
        self.open: Form | None = None
        self.chosen: set[tuple[int, str]] = set()
        self.select: tuple[str, list[tuple[str, bool]]] | None = None
        self.area: str | None = None

    def handle_starttag(self, tag: str, pairs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in pairs}
        if tag == "form":
            self.open = Form(attributes.get("method", "get").lower(), attributes.get("action", ""))
            self.forms.append(self.open)
            self.named[attributes.get("id", "")] = self.open
            return
        form = self.named.get(attributes["form"]) if "form" in attributes else self.open
        name = attributes.get("name", "")
        if form is None:
            return
        if tag == "option" and self.select:
            self.select[1].append((attributes.get("value", ""), "selected" in attributes))
        elif not name or "disabled" in attributes:
            return
        elif tag == "input":
            self.take(form, name, attributes)
        elif tag == "select":
            self.select = (name, [])
        elif tag == "textarea":
            self.area = name
            form.fields.append((name, ""))
        elif tag == "button" and attributes.get("type", "submit") == "submit":
            form.label = form.label or name

    def take(self, form: Form, name: str, attributes: dict[str, str]) -> None:
        kind, value = attributes.get("type", "text"), attributes.get("value", "")
        if kind == "radio":
            if "checked" in attributes or (id(form), name) not in self.chosen:
                form.fields = [pair for pair in form.fields if pair[0] != name]
                form.fields.append((name, value))
                self.chosen.add((id(form), name))
        elif kind == "checkbox":
            if "checked" in attributes or "required" in attributes:
                form.fields.append((name, value or "on"))
        elif kind not in {"submit", "button", "reset", "file", "image"}:
            form.fields.append((name, value or (answer(name) if kind != "hidden" else "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.open = None
        elif tag == "select" and self.select and self.open:
            name, options = self.select
            marked = next((value for value, selected in options if selected and value), None)
            self.open.fields.append((name, marked or next((value for value, _ in options if value), "")))
            self.select = None


def answer(name: str) -> str:
    return next((value for part, value in ANSWERS if part in name.lower()), "")


class Buyer:
    """One visitor with a session of its own."""

    def __init__(self, address: str) -> None:
        self.host = urlsplit(address).netloc
        self.cookies: SimpleCookie = SimpleCookie()
        self.path = "/"
        self.status = 0

    def ask(self, method: str, path: str, body: str | None = None) -> str:
        """Send one request and follow where it leads; an answer of 400 or more ends the bench."""
        for _ in range(6):
            connection = http.client.HTTPConnection(self.host, timeout=60)
            headers = {"Cookie": "; ".join(f"{key}={morsel.value}" for key, morsel in self.cookies.items())}
            if body is not None:
                headers |= {
                    "Content-Type": "application/x-www-form-urlencoded",
                    "Referer": f"http://{self.host}{self.path}",
                }
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode(errors="replace")
            connection.close()
            for header in response.headers.get_all("Set-Cookie", []):
                self.cookies.load(header)
            self.path, self.status = path, response.status
            if response.status in {301, 302, 303}:
                target = urlsplit(urljoin(f"http://{self.host}{path}", response.headers["Location"]))
                method, body, path = "GET", None, target.path + (f"?{target.query}" if target.query else "")
                continue
            if response.status >= 400:
                raise SystemExit(f"{method} {path} answered {response.status}")
            return text
        raise SystemExit(f"{path} leads in a circle")

    def get(self, path: str) -> str:
        return self.ask("GET", path)

    def send(self, form: Form) -> str:
        return self.ask("POST", form.action or self.path, urlencode(form.fields))

    def forms(self, html: str) -> list[Form]:
        parser = Forms()
        parser.feed(html)
        return [form for form in parser.forms if form.method == "post"]

    def basket_form(self, path: str) -> Form:
        forms = [form for form in self.forms(self.get(path)) if "/koszyk/" in form.action]
        if not forms:
            raise LookupError(path)
        return forms[0]

    def can_buy(self, path: str) -> bool:
        try:
            self.basket_form(path)
        except LookupError:
            return False
        return True

    def walk_to_the_button(self) -> Form | None:
        """Go through the checkout, filling in each page, up to the form of the last button."""
        html = self.get("/zamowienie/")
        for _ in range(STEPS):
            forms = [form for form in self.forms(html) if not re.search(r"wyloguj|jezyk|koszyk", form.action)]
            if not forms:
                return None
            if "obowiązkiem zapłaty" in html:
                return next((form for form in forms if "zloz" in form.action or "place" in form.action), forms[-1])
            html = self.send(forms[-1])
        return None
