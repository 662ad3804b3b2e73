"""Packs trained models: half precision, no optimiser, Stanza's folder layout, and a manifest that vouches for each file."""

import hashlib
import json
from pathlib import Path
from typing import Any

PACKAGE = "news"
# Where Stanza looks for each file below its resources folder, and the file that training leaves.
LAYOUT = {
    "tokenize": "tokenizer.pt",
    "pos": "tagger.pt",
    "lemma": "lemmatizer.pt",
    "depparse": "parser.pt",
    "pretrain": "vectors.pt",
}
VECTORS = [{"model": "pretrain", "package": PACKAGE}]
TAUGHT = "tagger and parser, by what larger nets think of it"
READ = f"word vectors; tokenizer; the lemmatizer's list; {TAUGHT}"
ORIGINS = [
    {"name": "UD English EWT", "licence": "CC BY-SA 4.0", "use": "tokenizer, tagger, lemmatizer, parser"},
    {
        "name": "UD English GUM, openly licensed documents",
        "licence": "texts CC BY or CC BY-SA, annotations CC BY 4.0",
        "use": "tokenizer, tagger, lemmatizer, parser",
    },
    {
        "name": "PolNeAR 1.0 train (Newell, Margolin and Ruths 2018)",
        "licence": "none stated; only weights are fitted to it",
        "use": f"reader; the lemmatizer's list; {TAUGHT}",
    },
    {
        "name": "US Senate press releases 2005-07",
        "licence": "work of the US government",
        "use": READ,
    },
    {
        "name": "White House statements and briefings",
        "licence": "work of the US government",
        "use": READ,
    },
    {"name": "Wikinews 2019-20", "licence": "CC BY 2.5", "use": READ},
]


def resources() -> dict[str, Any]:
    """Return what Stanza's `resources.json` says of the package: its processors and what they depend on."""
    processors = [name for name in LAYOUT if name != "pretrain"]
    entries: dict[str, Any] = {name: {PACKAGE: {}} for name in LAYOUT}
    for name in ("pos", "depparse"):
        entries[name][PACKAGE] = {"dependencies": VECTORS}
    packages = {name: dict.fromkeys(processors, PACKAGE) for name in ("default", PACKAGE)}
    return {"en": {"lang_name": "English", "packages": packages, **entries}}


def halve(value: Any) -> Any:
    """Return a checkpoint with every 32-bit tensor in 16 bits, whatever it is nested in."""
    import torch

    if isinstance(value, torch.Tensor):
        return value.half() if value.dtype == torch.float32 else value
    if isinstance(value, dict):
        return type(value)((key, halve(item)) for key, item in value.items())
    if isinstance(value, list | tuple):
        return type(value)(halve(item) for item in value)
    return value


def slim(checkpoint: dict[str, Any]) -> dict[str, Any]:
    """Return a checkpoint without what only training needs, and without the paths of the machine that trained it."""
    kept = {key: item for key, item in checkpoint.items() if "optimizer" not in key and "scheduler" not in key}
    for key in ("config", "args"):
        if isinstance(kept.get(key), dict):
            paths = ("_file", "_dir", "save_name", "load_name")
            kept[key] = {k: None if k.endswith(paths) and isinstance(v, str) else v for k, v in kept[key].items()}
    return kept


def pack(work: Path, out: Path, *, version: str, name: str = "quotes-en-news", **others: str) -> Path:
    """Write the models of `work` into the resources folder `out`; return the manifest's path.

    `others` are files in the place of those of LAYOUT, each by its processor.
    """
    import torch

    for processor, file in (LAYOUT | others).items():
        checkpoint = torch.load(work / file, map_location="cpu", weights_only=True)
        place = out / "en" / processor / f"{PACKAGE}.pt"
        place.parent.mkdir(parents=True, exist_ok=True)
        torch.save(halve(slim(checkpoint)), place)
    (out / "resources.json").write_text(json.dumps(resources(), indent=1) + "\n", encoding="utf-8")
    return write_manifest(out, name=name, version=version)


def write_manifest(out: Path, *, name: str, version: str) -> Path:
    """Write `en/manifest.json` for the model files that lie in `out`."""
    kinds = ("pt", "json", "npz")
    files = [out / "resources.json", *(path for kind in kinds for path in sorted((out / "en").glob(f"*/*.{kind}")))]
    manifest = {
        "name": name,
        "version": version,
        "language": "en",
        "licence": "CC BY-SA 4.0",
        "data": ORIGINS,
        "files": {
            path.relative_to(out).as_posix(): {
                "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
                "size": path.stat().st_size,
            }
            for path in files
        },
    }
    place = out / "en" / "manifest.json"
    place.write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    return place
