"""How Oscar finds its classes here: the fork first, Oscar's own module only when something is missing.

The stock loader always imports Oscar's own module as well, and some of those import Haystack,
which this portal does not run.
"""

from importlib import import_module

from oscar.core import loading
from oscar.core.exceptions import AppNotFoundError


def local_first(module_label: str, classnames: list[str], module_prefix: str = "oscar.apps") -> list[type]:
    """Return the classes named, from the fork when it defines all of them.

    Of an app that is not installed (the dashboard, whose template tags Django loads all the same) Oscar's own are returned.
    """
    try:
        app_name = loading._find_registered_app_name(module_label)
    except AppNotFoundError:
        module = import_module(f"{module_prefix}.{module_label}")
        return [getattr(module, name) for name in classnames]
    if not app_name.startswith(f"{module_prefix}."):
        label = ".".join([*app_name.split("."), *module_label.split(".")[1:]])
        local = loading._import_module(label, classnames)
        if local is not None and all(hasattr(local, name) for name in classnames):
            return [getattr(local, name) for name in classnames]
    return loading.default_class_loader(module_label, classnames, module_prefix)
