"""A StreamField whose blocks stay out of the migrations."""

from typing import Any

from wagtail.blocks import StreamBlock
from wagtail.fields import StreamField


class ContentField(StreamField):
    """A StreamField that migrations know as a plain JSON column.

    The blocks are code, not schema: writing each change of a label or a help text into a migration would make
    hundreds of lines of noise. The price: a data migration sees raw JSON, not blocks.
    """

    def __init__(self, block_types: StreamBlock | type[StreamBlock] | list = (), **kwargs: Any) -> None:
        super().__init__(block_types or [], **kwargs)

    def deconstruct(self) -> tuple[str, str, list, dict[str, Any]]:
        name, path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [], kwargs
