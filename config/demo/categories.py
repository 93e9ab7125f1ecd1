"""Kinds of goods and services: seven groups and what is in them."""

from config.demo import sources
from shop.catalogue.models import Category


def load_categories() -> int:
    """Make the groups and kinds that are missing."""
    content = sources.read_yaml(sources.CATALOGUE / "categories.yaml")
    known = {category.slug: category for category in Category.objects.all()}
    before = len(known)
    for group in content["groups"]:
        if group["slug"] not in known:
            known[group["slug"]] = Category.add_root(
                **{name: group[name] for name in ("slug", "name", "name_en", "dye", "ornament", "description")}
            )
    for kind in content["categories"]:
        if kind["slug"] in known:
            continue
        # Read again: adding a child changes the parent's row.
        group = Category.objects.get(slug=kind["group"])
        known[kind["slug"]] = group.add_child(
            slug=kind["slug"],
            name=kind["name"],
            name_en=kind["name_en"],
            description=kind["description"],
            dye=group.dye,
            ornament=group.ornament,
            default_vat=kind["vat_default"],
            default_unit=kind["unit_default"],
            default_sale_mode=kind["sale_mode"],
            default_withdrawal=kind["withdrawal_default"],
            required_legal=kind["required_legal"],
        )
    return len(known) - before
