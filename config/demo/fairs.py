"""Fairs, past and to come, with their programme and who asks for a stand."""

from datetime import time
from decimal import Decimal
from typing import Any

from cms.media.models import Image
from config.demo import people, sources
from config.demo.anchor import Days
from config.demo.news import publish
from events.models import FairDay, FairIndexPage, FairPage, ProgrammeItem, StandApplication
from operations.working_days import SATURDAY
from pes_profiles.accounts.models import User
from pes_profiles.models import Profile
from pes_profiles.region.models import Gmina
from shop.catalogue.models import Product

State = StandApplication.State
Zone = StandApplication.Zone
ZONES = {"żywność": Zone.FOOD, "rękodzieło": Zone.CRAFT, "usługi": Zone.SERVICES}
PICTURES = ("editorial-targi", "editorial-hero-stragan", "editorial-kosz-sezonowy", "editorial-targi")
#: states of the fixtures that a stand's application has; a draft is not sent yet
STATES = {"submitted": State.SUBMITTED, "sent_back": State.REJECTED}
WAITING_SLOGAN = "Chętnie zajmiemy wolne miejsce"
OFFERS_BROUGHT = 3


def load_fairs(days: Days, pictures: dict[str, Image]) -> int:
    """Make the fairs that are missing."""
    index = FairIndexPage.objects.get(locale__language_code="pl")
    known = set(FairPage.objects.child_of(index).values_list("slug", flat=True))
    made = 0
    for entry, picture in zip(sources.read_yaml(sources.EDITORIAL / "fairs.yaml")["fairs"], PICTURES, strict=True):
        if entry["key"] not in known:
            fair = _fair(index, entry, days, pictures[picture])
            _stands(fair, entry, days)
            made += 1
    return made


def _fair(index: FairIndexPage, entry: dict[str, Any], days: Days, picture: Image) -> FairPage:
    call = entry["call"]
    profiles = {profile.slug: profile for profile in Profile.objects.filter(demo=True)}
    fair = FairPage(
        title=entry["title"],
        slug=entry["key"],
        lead=entry["lead"],
        picture=picture,
        body=[("text", sources.rich_text(entry["description"]))],
        place=entry["place"],
        address=entry["address"],
        gmina=Gmina.objects.filter(name=entry["gmina"], powiat__name=entry["powiat"]).first(),
        practical="\n".join(entry["practical"]),
        accessibility="\n".join(entry["accessibility"]),
        call_opens_at=days.at(call["opens"]["day"], call["opens"]["time"]),
        call_closes_at=days.at(call["closes"]["day"], call["closes"]["time"]),
        call_decisions_on=days.day(call["decisions_by"]["day"]),
        call_conditions="\n".join(call["conditions"]),
    )
    hold = Days(days.day(_to_saturday(days, entry["starts"]["day"])))
    hours = entry.get("daily_hours") or [
        {"day": entry["starts"]["day"], "from": entry["starts"]["time"], "until": entry["ends"]["time"]}
    ]
    fair.days = [
        FairDay(
            sort_order=number,
            day=hold.day(each["day"]),
            opens=time.fromisoformat(each["from"]),
            closes=time.fromisoformat(each["until"]),
        )
        for number, each in enumerate(hours)
    ]
    fair.programme = [
        ProgrammeItem(
            sort_order=number,
            day=hold.day(item.get("day", entry["starts"]["day"])),
            begins=time.fromisoformat(item["time"]),
            ends=time.fromisoformat(item["until"]),
            title=item["title"],
            stage=item["stage"],
            profile=profiles.get(item["who"]),
            who="" if item["who"] in profiles else item["who"],
            seats=item.get("seats"),
        )
        for number, item in enumerate(entry["programme"])
    ]
    return publish(index, fair)


def _to_saturday(days: Days, offset: int) -> int:
    """Return by how many days to move a fair so that it begins on the nearest Saturday."""
    return (SATURDAY - days.day(offset).weekday() + 3) % 7 - 3


def _stands(fair: FairPage, entry: dict[str, Any], days: Days) -> None:
    stands = {stand["number"]: stand for stand in entry["stands"]}
    zone_of: dict[str, str] = {}
    for one in entry.get("exhibitors", []):
        stand = stands[one["stand"]]
        zone_of[one["pes"]] = stand["zone"]
        details = {"zone": ZONES[stand["zone"]], "power_kw": Decimal(str(stand["power_kw"]))}
        _application(fair, one, days, entry, state=State.ACCEPTED, stand_number=one["stand"], **details)
    for key in entry.get("waiting_list", []):
        zone = Zone.FOOD if key == "malwowe-podworko" else Zone.SERVICES
        _application(fair, {"pes": key, "slogan": WAITING_SLOGAN}, days, entry, state=State.SUBMITTED, zone=zone)
    for one in entry.get("applications", []):
        if one["state"] not in STATES:
            continue
        _application(
            fair,
            one,
            days,
            entry,
            state=STATES[one["state"]],
            zone=ZONES[one["zone"]],
            tables=one["tables"],
            chairs=one["chairs"],
            power_kw=Decimal(str(one["power_kw"])),
            needs=f"Przyjazd o {one['arrival'].replace(':', '.')}, {one['vehicle']}.",
            reason=one.get("reason", ""),
        )


def _application(fair: FairPage, one: dict[str, Any], days: Days, entry: dict[str, Any], **fields: Any) -> None:
    profile = Profile.objects.get(slug=one["pes"])
    owner = User.objects.get(email=people.owner_email(profile.slug))
    decided = fields["state"] in {State.ACCEPTED, State.REJECTED}
    call = entry["call"]
    application = StandApplication.objects.create(
        fair=fair,
        profile=profile,
        slogan=one.get("slogan") or profile.tagline[:80],
        contact_name=owner.get_full_name(),
        contact_phone=profile.phone,
        submitted_by=owner,
        submitted_at=days.at(call["opens"]["day"] + 4, "11:00"),
        decided_by=User.objects.get(email=people.MODERATOR.email) if decided else None,
        decided_at=days.at(min(call["decisions_by"]["day"], -1), "12:00") if decided else None,
        **fields,
    )
    brought = Product.objects.offers().filter(partner__profile=profile, is_public=True).order_by("pk")
    application.offers.set(brought[:OFFERS_BROUGHT])
