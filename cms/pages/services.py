"""What makes and keeps the editors' room: an empty portal that works, and who may do what in it."""

from datetime import date
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Page,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from cms.base.models import BasePage
from cms.pages import texts
from cms.pages.models import (
    AccessibilityDeclarationPage,
    ArticleIndexPage,
    HomePage,
    LegalIndexPage,
    LegalPage,
    LegalVersionPage,
    NewsIndexPage,
    StandardPage,
)
from events.models import FairIndexPage
from operations.clock import today
from pes_profiles.accounts.models import Role

EDITORIAL_COLLECTION = "Redakcja"
WORKFLOW = "Zatwierdzenie przez ROPS"
EDITOR_MAY = ("add_page", "change_page")
ROPS_MAY = (
    "add_page",
    "change_page",
    "publish_page",
    "bulk_delete_page",
    "lock_page",
    "unlock_page",
)


@transaction.atomic
def ensure_site() -> HomePage:
    """Make the pages, groups' permissions and workflow that an empty portal needs; change nothing that is there.

    Needs `config.foundation.ensure_foundation` before it: languages, root page, site, groups.
    """
    home = ensure_home()
    ensure_pages(home)
    ensure_english_home(home)
    ensure_permissions(home)
    ensure_workflow(home)
    return home


def ensure_home() -> HomePage:
    """Return the home page of the default site; the plain page that stood in for it goes."""
    site = Site.objects.get(is_default_site=True)
    present = site.root_page.specific
    if isinstance(present, HomePage):
        return present

    root = Page.get_first_root_node()
    home = HomePage(
        title="OPES",
        slug="start",
        locale=Locale.objects.get(language_code="pl"),
        body=texts.home_body("pl"),
        **texts.HOME["pl"],
    )
    root.add_child(instance=home)
    home.save_revision().publish()
    site.root_page = home
    site.save()
    if not present.get_children().exists() and type(present) is Page:
        present.delete()
    return HomePage.objects.get(pk=home.pk)


def ensure_pages(home: HomePage) -> None:
    """Make the pages at the addresses that other rooms and printed leaflets rely on."""
    _ensure(home, NewsIndexPage, slug="aktualnosci", title="Aktualności")
    _ensure(home, ArticleIndexPage, slug="wiedza", title="Wiedza", intro=texts.KNOWLEDGE_INTRO)
    _ensure(home, FairIndexPage, slug="targi", title="Targi", intro=texts.FAIRS_INTRO)
    legal = _ensure(home, LegalIndexPage, slug="regulamin", title="Regulaminy i dokumenty", intro=texts.LEGAL_INTRO)
    for kind, slug, title in texts.LEGAL_DOCUMENTS:
        _ensure(legal, LegalPage, slug=slug, title=title, kind=kind)
    _ensure(
        home,
        AccessibilityDeclarationPage,
        slug="dostepnosc",
        title="Deklaracja dostępności",
        published_on=today(),
        changed_on=today(),
        prepared_on=today(),
        reviewed_on=today(),
        **texts.DECLARATION,
    )
    for page in texts.STANDARD_PAGES:
        _ensure(home, StandardPage, **page)


def ensure_english_home(home: HomePage) -> None:
    """Make the English front page; other pages show their Polish text until somebody translates them."""
    english = Locale.objects.get(language_code="en")
    if home.has_translation(english):
        return
    page = home.copy_for_translation(english)
    for name, value in texts.HOME["en"].items():
        setattr(page, name, value)
    page.body = texts.home_body("en")
    page.save_revision().publish()


def ensure_permissions(home: HomePage) -> None:
    """Let editors write and ROPS publish. Pictures and files of editors live in a collection of their own."""
    editors = Group.objects.get(name=Role.EDITOR.value)
    rops = Group.objects.get(name=Role.ROPS.value)
    pages = [home, *home.get_translations()]
    for group, may in ((editors, EDITOR_MAY), (rops, ROPS_MAY)):
        for permission in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=may):
            for page in pages:
                GroupPagePermission.objects.get_or_create(group=group, page_id=page.pk, permission=permission)

    top = Collection.get_first_root_node()
    editorial = top.get_children().filter(name=EDITORIAL_COLLECTION).first() or top.add_child(name=EDITORIAL_COLLECTION)
    for group, collection in ((editors, editorial), (rops, top)):
        for permission in Permission.objects.filter(
            content_type__app_label="cms_media",
            codename__in=[f"{verb}_{thing}" for verb in ("add", "change", "choose") for thing in ("image", "document")],
        ):
            GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)

    settings = Permission.objects.filter(
        content_type__app_label="cms_base",
        codename__in=["change_portalsettings", "change_navigationsettings"],
    )
    rops.permissions.add(*settings)

    own = Permission.objects.filter(content_type__app_label="cms_pages", content_type__model="offercollection")
    for group in (editors, rops):
        group.permissions.add(*own)


def ensure_workflow(home: HomePage) -> None:
    """An editor submits, somebody of ROPS approves: then it is published."""
    workflow, made = Workflow.objects.get_or_create(name=WORKFLOW, defaults={"active": True})
    if made:
        task = GroupApprovalTask.objects.create(name=WORKFLOW)
        task.groups.add(Group.objects.get(name=Role.ROPS.value))
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    for page in [home, *home.get_translations()]:
        WorkflowPage.objects.get_or_create(page_id=page.pk, defaults={"workflow": workflow})


def publish_legal_version(
    kind: str, *, version: str, valid_from: date, html: str, status: str = "", changes: str = ""
) -> LegalVersionPage:
    """Put a version of a legal document below it. One that is there already stays as it is.

    Raises `LegalPage.DoesNotExist` when the portal has no such document.
    """
    document = LegalPage.objects.filter(kind=kind, locale__language_code="pl").get()
    for present in LegalVersionPage.objects.child_of(document):
        if present.version == version:
            return present
    page = LegalVersionPage(
        title=f"{document.title}, wersja {version}",
        slug=version.replace(".", "-").lower(),
        version=version,
        valid_from=valid_from,
        status=status,
        changes=changes,
        body=[("text", html)],
    )
    document.add_child(instance=page)
    page.save_revision().publish()
    return page


def _ensure(parent: Page, model: type[BasePage], *, slug: str, **fields: Any) -> BasePage:
    present = model.objects.child_of(parent).filter(slug=slug).first()
    if present:
        return present
    page = model(slug=slug, locale=parent.locale, **fields)
    parent.add_child(instance=page)
    page.save_revision().publish()
    return model.objects.get(pk=page.pk)
