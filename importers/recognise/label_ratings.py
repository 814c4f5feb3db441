"""Names the field of labels like 評価 and 進捗状況 on sheets: what stands beside them tells states from ratings."""

from collections.abc import Sequence

from domain.names import match_key
from importers.lexicon import may_rate
from importers.recognise.label_blocks import Block
from importers.recognise.label_grid import Labelled
from importers.recognise.list_header import state_field


def name_ratings(blocks: Sequence[Block]) -> None:
    """Give each such label its field where all its values on all sheets are of one kind."""
    found: dict[str, list[tuple[Block, Labelled]]] = {}
    for block in blocks:
        for label in block.labels:
            if label.field is None and not label.own and label.values and may_rate(label.label):
                found.setdefault(match_key(label.label), []).append((block, label))
    for places in found.values():
        name = state_field([value.text for _, label in places for value in label.values])
        if name is None or any(block.of(name) for block, _ in places):
            continue
        for _, label in places:
            label.field = name
