"""What people do in a browser, in sentences: signing in, joining, buying, paying, deciding."""

from io import BytesIO

from PIL import Image
from playwright.sync_api import Page, expect

from operations import outbox
from tests.factories.accounts import PASSWORD


def sign_in(page: Page, email: str) -> None:
    page.goto("/konto/zaloguj/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button").first.click()
    expect(page).not_to_have_url("/konto/zaloguj/")


def work_off_the_queue() -> None:
    """Do what the worker would do: letters, notices, the index."""
    outbox.drain(limit=500, raising=True)


def photograph(colour: str = "peru") -> bytes:
    """Return a picture as a phone's camera gives it."""
    file = BytesIO()
    Image.new("RGB", (1600, 1200), colour).save(file, "JPEG")
    return file.getvalue()


def join_as_pes(page: Page, *, short_name: str, numbers: dict[str, str], gmina: str) -> None:
    """Go through the five steps of joining, up to "sent to ROPS"."""
    page.goto("/pes/dolacz/")
    page.locator("[name=short_name]").fill(short_name)
    page.locator("[name=name]").fill(f"Spółdzielnia Socjalna „{short_name}”")
    page.locator("[name=kind]").select_option("SOCIAL_COOP")
    page.locator("[name=tagline]").fill("Pieczemy chleb na zakwasie")
    page.locator("form.step-form button").click()

    for name in ("nip", "regon", "krs"):
        page.locator(f"[name={name}]").fill(numbers[name])
    page.locator("form.step-form button").click()

    for name, value in {
        "street": "ul. Piekarska 3",
        "postcode": "45-018",
        "town": "Opole",
        "phone": "77 000 10 20",
        "email": "kontakt@piekarnia.example",
    }.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=gmina]").select_option(label=gmina)
    page.locator("form.step-form button").click()

    page.locator("[name=sale_basis][value=BUSINESS]").check()
    page.locator("[name=trader_declared]").first.check()
    page.locator("[name=vat_status][value=EXEMPT_113]").check()
    page.locator("[name=nrb]").fill(numbers["nrb"])
    page.locator("form.step-form button").click()

    page.locator("[name=terms]").check()
    page.locator("form.step-form button").click()


def put_in_basket(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("form[action='/koszyk/dodaj/'] button:not([type=button])").last.click()


def walk_to_the_button(page: Page, *, ways: dict[int, str], methods: dict[int, str]) -> None:
    """Answer the checkout's questions as a guest; `ways` and `methods` are by the seller's number."""
    page.goto("/zamowienie/")
    for name, value in {
        "email": "halina@example.com",
        "first_name": "Halina",
        "last_name": "Próbna",
        "phone": "600 700 800",
        "street": "ul. Lipowa 4",
        "postcode": "46-040",
        "town": "Ozimek",
    }.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=buyer_kind][value=CONSUMER]").check()
    page.locator("main form button").last.click()

    for seller, way in ways.items():
        page.locator(f"[name=way_{seller}][value={way}]").check()
        if way == "PARCEL_LOCKER":
            page.locator(f"[name=point_{seller}]").fill("opo 01m")
    page.locator("main form button").last.click()

    for seller, method in methods.items():
        page.locator(f"[name=method_{seller}][value={method}]").check()
    page.locator("main form button").last.click()


def set_up_delivery(page: Page, pes: str) -> None:
    """Offer a courier and pickup, a transfer and the test payment."""
    page.goto(f"/panel/{pes}/dostawa/")
    for code, gross in (("COURIER", "15,90"), ("PICKUP", "0")):
        page.locator(f"[name={code}-is_active]").check()
        page.locator(f"[name={code}-gross]").fill(gross)
    page.locator("[name=PICKUP-place]").fill("ul. Piekarska 3, 45-018 Opole")
    page.locator("[name=PICKUP-hours]").fill("pn.–pt. 6.00–14.00")
    for method in ("TRANSFER", "SANDBOX"):
        page.locator(f"input[name$=payment_methods][value={method}]").check()
    page.locator("main form button").last.click()


def add_offer(page: Page, pes: str, *, title: str, category: str) -> None:
    """Make an offer on one form: a draft with a photo first, then everything, then to ROPS."""
    page.goto(f"/panel/{pes}/oferty/dodaj/")
    page.locator("[name=title]").fill(title)
    page.locator("[name=category]").select_option(label=category)
    page.locator("[name=photos]").set_input_files(
        {"name": "chleb.jpg", "mimeType": "image/jpeg", "buffer": photograph()}
    )
    page.locator("[name=photos_alt]").fill("Okrągły chleb na lnianej ściereczce")
    page.locator(".form-end button[value=save]").click()
    page.locator("[name=description]").fill("Pieczony nocą na zakwasie z mąki żytniej z młyna pod Opolem, bez drożdży.")
    page.locator("[name=price]").fill("18,50")
    page.locator("[name=availability][value=STOCK]").check()
    page.locator("[name=stock]").fill("12")
    page.locator("[name=lead_days]").fill("2")
    page.locator("[name=withdrawal]").select_option("PERISHABLE")
    page.locator("[name=sale_mode]").select_option("BUY_NOW")
    page.locator(".form-end button[value=submit]").click()
