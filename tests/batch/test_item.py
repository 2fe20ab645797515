"""The order in which items are made."""

from __future__ import annotations

from voicecoach.batch.item import Item, spread


def test_items_with_the_same_words_are_as_far_apart_as_can_be() -> None:
    items = [
        Item(path=f"{language}{bitrate}", routine="a", language=language, bitrate=bitrate)
        for language in ("en", "de")
        for bitrate in (32, 64, 128)
    ]
    order = [items[index].path for index in spread(tuple(items))]
    assert order == ["en32", "de32", "en64", "de64", "en128", "de128"]


def test_items_with_other_words_keep_their_order() -> None:
    items = tuple(Item(path="", routine="a", pace=pace) for pace in ("slow", "steady", "brisk"))
    assert spread(items) == (0, 1, 2)
