"""The letters of a PDF's page with what a line and a cell need of them, and no more."""

from typing import Any


def letters_only(page: Any) -> None:
    """Let the page make its letters of their text, box, size and direction alone. pdfplumber copies and resolves
    twenty values of each, colours and fonts among them, which takes a third of the time that a page takes."""
    from pdfminer.layout import LTChar

    whole = page.process_object
    left, top = page.mediabox[:2]
    height = page.height

    def process(item: Any) -> dict[str, Any]:
        if type(item) is not LTChar:
            found: dict[str, Any] = whole(item)
            return found
        return {
            "object_type": "char",
            "text": item.get_text(),
            "x0": item.x0 + left,
            "x1": item.x1 + left,
            "top": height - item.y1 + top,
            "bottom": height - item.y0 + top,
            "size": item.size,
            "upright": item.upright,
        }

    page.process_object = process
