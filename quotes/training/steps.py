"""The training steps: each drives one of Stanza's own training programs in a process and thread of its own."""

import os
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

SHORTHAND = "en_news"
SEED = 1234
ANNEAL = "quotes.training.anneal"
PACKAGE_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One run of a Stanza training program: its module, its settings, the file that it leaves.

    `begins` are the arguments that come before all options.
    """

    module: str
    settings: tuple[str, ...]
    saves: str
    begins: tuple[str, ...] = ()


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


TOKENIZER = Step(
    module="stanza.models.tokenizer",
    settings=_words(
        "--txt_file train.txt --label_file train.labels --dev_txt_file dev.txt --dev_label_file dev.labels"
        " --mwt_json_file mwt.json --no_use_mwt --max_seqlen 300 --steps 2000 --eval_steps 500 --report_steps 500"
    ),
    saves="tokenizer.pt",
)
# --share_hid: the bilinear heads that it replaces are twenty times slower and gain nothing here.
TAGGER_SETTINGS = _words(
    "--eval_file dev_short.conllu --wordvec_pretrain_file vectors.pt --share_hid --word_cutoff 7 --batch_size 100"
    " --char_hidden_dim 100 --char_emb_dim 50 --fix_eval_interval --log_step 100"
)
# Two epochs: its accuracy on the sentences it has seen is still near the final tagger's on unseen ones, so its
# tags are what the parser should learn from.
EARLY_TAGGER = Step(
    module="stanza.models.tagger",
    settings=(
        *TAGGER_SETTINGS,
        *_words("--train_file train.conllu --hidden_dim 200 --deep_biaff_hidden_dim 200"),
        *_words("--lr 0.003 --max_steps 450 --eval_interval 450"),
    ),
    saves="early_tagger.pt",
)
TAGGER = Step(
    module=ANNEAL,
    begins=("tagger", "-"),
    settings=(
        *TAGGER_SETTINGS,
        # half of the batches are silver
        *_words("--train_file train.conllu;silver.conllu --train_ratios 1;0.2"),
        *_words("--hidden_dim 112 --deep_biaff_hidden_dim 112"),
        *_words("--lr 0.002 --beta2 0.98 --dropout 0.3 --word_dropout 0.2 --max_steps 2500 --eval_interval 500"),
    ),
    saves="tagger.pt",
)
LEMMATIZER = Step(
    module="stanza.models.lemmatizer",
    settings=_words(
        "--train_file train_lemmas.conllu --eval_file dev_lemmas.conllu --num_epoch 3 --batch_size 100 --hidden_dim 100"
        " --emb_dim 50 --log_step 500 --lr 0.001"
    ),
    saves="lemmatizer.pt",
)
PARSER_SETTINGS = _words(
    "--train_file train_tagged.conllu --eval_file dev_short_tagged.conllu --wordvec_pretrain_file vectors.pt"
    " --num_layers 2 --char_hidden_dim 100 --char_emb_dim 50 --no_ufeats --word_cutoff 7 --batch_size 2500"
    " --optim adam --weight_decay 0 --beta2 0.98 --no_second_optim --no_plateau --no_checkpoint --log_step 100"
    " --max_steps_before_stop 9999 --eval_interval 500"
)
# Reads running text at all, so that it can be cut, tagged and given lemmas before the teachers parse it.
EARLY_PARSER = Step(
    module=ANNEAL,
    begins=("parser", "-"),
    settings=(*PARSER_SETTINGS, *_words("--hidden_dim 64 --deep_biaff_hidden_dim 32 --lr 0.003 --max_steps 200")),
    saves="early_parser.pt",
)
PARSER = Step(
    module=ANNEAL,
    begins=("parser", "-"),
    settings=(
        *PARSER_SETTINGS,
        *_words("--silver_file silver_tagged.conllu --silver_weight 1"),  # half of the batches
        *_words("--hidden_dim 144 --deep_biaff_hidden_dim 96"),
        *_words("--lr 0.002 --dropout 0.3 --word_dropout 0.2 --max_steps 2500"),
    ),
    saves="parser.pt",
)


def begun(step: Step, file: str) -> Step:
    """Return a step of `anneal` that begins with the weights of a file in its folder."""
    kind, _ = step.begins
    return replace(step, begins=(kind, file))


def command(step: Step, *, mode: str = "train", extra: tuple[str, ...] = ()) -> list[str]:
    """Return the command line that runs `step`."""
    fixed = ("--mode", mode, "--shorthand", SHORTHAND, "--save_dir", ".", "--save_name", step.saves, "--cpu")
    lang = () if step.module.endswith("lemmatizer") else ("--lang", "en")
    return [sys.executable, "-m", step.module, *step.begins, *fixed, *lang, "--seed", str(SEED), *step.settings, *extra]


def run(step: Step, work: Path, *, threads: int = 1, mode: str = "train", extra: tuple[str, ...] = ()) -> None:
    """Run `step` in the folder `work` and wait for it; its output goes to a log there. Raises on failure."""
    start(step, work, threads=threads, mode=mode, extra=extra).check()


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A step that runs in the background."""

    name: str
    process: "subprocess.Popen[bytes]"
    log: Path

    def check(self) -> None:
        """Wait for the end; raise RuntimeError with the log's place where the program failed."""
        if self.process.wait() != 0:
            raise RuntimeError(f"{self.name}: the training program failed, see {self.log}")


def start(step: Step, work: Path, *, threads: int = 1, mode: str = "train", extra: tuple[str, ...] = ()) -> Running:
    """Start `step` in the folder `work` without waiting for it."""
    name = f"{Path(step.saves).stem}.{mode}"
    return launch(name, command(step, mode=mode, extra=extra), work, threads=threads)


def together(module: str, work: Path, *kinds: tuple[str, ...]) -> None:
    """Run a module of this package once for each kind of arguments, side by side in the folder `work`; wait for all."""
    running = [
        launch(f"{module}_{kind[0]}", [sys.executable, "-m", f"quotes.training.{module}", *kind], work)
        for kind in kinds
    ]
    for each in running:
        each.check()


def launch(name: str, arguments: list[str], work: Path, *, threads: int = 1) -> Running:
    """Start a program in the folder `work`; what it prints goes to a log there."""
    log = work / f"{name}.log"
    environment = dict(os.environ, OMP_NUM_THREADS=str(threads), MKL_NUM_THREADS=str(threads), PYTHONHASHSEED="0")
    environment["OMP_WAIT_POLICY"] = "passive"
    # Without this each step asks for its memory anew, which takes a tenth of its time.
    environment["MALLOC_TRIM_THRESHOLD_"] = str(1 << 33)
    # Products in 16 bits are programs made for each shape, and batches come in a thousand shapes.
    environment["ONEDNN_PRIMITIVE_CACHE_CAPACITY"] = "8192"
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, (str(PACKAGE_ROOT), os.environ.get("PYTHONPATH"))))
    with log.open("wb") as file:
        process = subprocess.Popen(arguments, cwd=work, env=environment, stdout=file, stderr=subprocess.STDOUT)
    return Running(name=name, process=process, log=log)


def tag_with_early_tagger(work: Path, source: str, out: str, *, threads: int = 1) -> None:
    """Write `out`: the sentences of `source` with the early tagger's tags in place of the gold ones."""
    files = ("--eval_file", source, "--output_file", out)
    run(EARLY_TAGGER, work, threads=threads, mode="predict", extra=files)
