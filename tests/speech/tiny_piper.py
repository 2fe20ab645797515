"""Tiny voices for piper: a model that hums for as long as its phonemes take. Made on the spot, in milliseconds."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path

import onnx
from onnx import TensorProto, helper

RATE_HZ = 22_050
ID_S = 0.04
"""How long each id sounds; piper puts one of padding after each phoneme."""

LEVEL = 0.3

PHONEMES = (
    "_^$ !'(),-.:;?abcdefghijklmnopqrstuvwxyz0123456789#\""
    + "".join(map(chr, range(0x250, 0x370)))  # IPA, its modifiers, and its combining marks
    + "æçðøħŋœβθχᵻⱱε↑↓"
)
"""Whatever espeak-ng's phonemes of English are written with; a model's id of each is its place."""


def make_voice(
    folder: Path, name: str, *, pitch_hz: float = 220.0, length_scale: float = 1.0, speakers: Sequence[str] = ()
) -> Path:
    """Write a voice of American English into a folder; each further speaker hums a fifth above the last."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.onnx"
    onnx.save(_model(pitch_hz, several=bool(speakers)), path)
    config = {
        "audio": {"sample_rate": RATE_HZ, "quality": "tiny"},
        "dataset": "hum",
        "espeak": {"voice": "en-us"},
        "language": {"code": "en_US", "name_english": "English", "country_english": "United States"},
        "inference": {"noise_scale": 0.0, "length_scale": length_scale, "noise_w": 0.0},
        "num_speakers": max(1, len(speakers)),
        "num_symbols": len(PHONEMES),
        "phoneme_id_map": {phoneme: [place] for place, phoneme in enumerate(PHONEMES)},
        "phoneme_type": "espeak",
        "speaker_id_map": {speaker: number for number, speaker in enumerate(speakers)},
    }
    path.with_name(f"{name}.onnx.json").write_text(json.dumps(config), encoding="utf-8")
    return path


def _model(pitch_hz: float, *, several: bool) -> onnx.ModelProto:
    """As many ids times `scales[1]` times ID_S of a sine."""
    numbers: dict[str, tuple[TensorProto.DataType, list[int], list[float]]] = {
        "one": (TensorProto.INT64, [], [1]),
        "axes": (TensorProto.INT64, [1], [0]),
        "zero": (TensorProto.FLOAT, [], [0.0]),
        "step": (TensorProto.FLOAT, [], [1.0]),
        "id_frames": (TensorProto.FLOAT, [], [RATE_HZ * ID_S]),
        "turn": (TensorProto.FLOAT, [], [2 * math.pi * pitch_hz / RATE_HZ]),
        "fifth": (TensorProto.FLOAT, [], [1.5]),
        "level": (TensorProto.FLOAT, [], [LEVEL]),
        "shape": (TensorProto.INT64, [3], [1, 1, -1]),
    }
    steps = [
        ("Size", ["input"], "count"),
        ("Cast", ["count"], "ids"),
        ("Gather", ["scales", "one"], "stretch"),
        ("Mul", ["ids", "id_frames"], "plain_frames"),
        ("Mul", ["plain_frames", "stretch"], "frames"),
        ("Range", ["zero", "frames", "step"], "times"),
        ("Mul", ["times", "turn"], "first_phase"),
    ]
    if several:
        steps += [("Cast", ["sid"], "speaker"), ("Pow", ["fifth", "speaker"], "higher")]
        steps += [("Mul", ["first_phase", "higher"], "phase")]
    else:
        steps += [("Identity", ["first_phase"], "phase")]
    steps += [("Sin", ["phase"], "sine"), ("Mul", ["sine", "level"], "hum"), ("Reshape", ["hum", "shape"], "output")]
    nodes = [helper.make_node(kind, given, [result]) for kind, given, result in steps]
    for node in nodes:
        if node.op_type == "Cast":
            node.attribute.append(helper.make_attribute("to", TensorProto.FLOAT))
    inputs = [
        helper.make_tensor_value_info("input", TensorProto.INT64, [1, "ids"]),
        helper.make_tensor_value_info("input_lengths", TensorProto.INT64, [1]),
        helper.make_tensor_value_info("scales", TensorProto.FLOAT, [3]),
    ]
    if several:
        inputs.append(helper.make_tensor_value_info("sid", TensorProto.INT64, [1]))
    graph = helper.make_graph(
        nodes,
        "hum",
        inputs,
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, 1, "frames"])],
        [helper.make_tensor(name, kind, shape, values) for name, (kind, shape, values) in numbers.items()],
    )
    return helper.make_model(graph, ir_version=8, opset_imports=[helper.make_opsetid("", 13)])
