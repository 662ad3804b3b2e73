"""The training steps: each drives one of Stanza's own training programs in a process and thread of its own."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

SHORTHAND = "en_news"
SEED = 1234
ANNEAL = "quotes.training.anneal"
# What is left of the large nets: units of each direction of an LSTM's layer, and of each layer above.
TAGGER_UNITS, TAGGER_HIDDEN = 112, 112
PARSER_UNITS, PARSER_HIDDEN = 144, 96
PRUNED_TAGGER, PRUNED_PARSER = "pruned_tagger.pt", "pruned_parser.pt"
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
LARGE_TAGGER_SETTINGS = (
    *TAGGER_SETTINGS,
    *_words("--train_file train.conllu --hidden_dim 200 --deep_biaff_hidden_dim 200"),
)
# Two epochs: its accuracy on the sentences it has seen is still near the final tagger's on unseen ones, so its
# tags are what the parser should learn from.
EARLY_TAGGER = Step(
    module="stanza.models.tagger",
    settings=(*LARGE_TAGGER_SETTINGS, *_words("--lr 0.003 --max_steps 450 --eval_interval 450")),
    saves="early_tagger.pt",
)
LARGE_TAGGER = Step(
    module=ANNEAL,
    begins=("tagger", "-"),
    settings=(
        *LARGE_TAGGER_SETTINGS,
        *_words("--lr 0.002 --beta2 0.98 --dropout 0.4 --word_dropout 0.25 --max_steps 3000 --eval_interval 250"),
    ),
    saves="large_tagger.pt",
)
TAGGER = Step(
    module=ANNEAL,
    begins=("tagger", PRUNED_TAGGER),
    settings=(
        *TAGGER_SETTINGS,
        # half of the batches are silver
        *_words("--train_file train.conllu;silver.conllu --train_ratios 1;0.25"),
        *_words(f"--hidden_dim {TAGGER_UNITS} --deep_biaff_hidden_dim {TAGGER_HIDDEN}"),
        *_words("--lr 0.002 --beta2 0.98 --dropout 0.3 --word_dropout 0.2 --max_steps 4000 --eval_interval 500"),
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
LARGE_PARSER = Step(
    module=ANNEAL,
    begins=("parser", "-"),
    settings=(
        *PARSER_SETTINGS,
        *_words("--hidden_dim 256 --deep_biaff_hidden_dim 128 --lr 0.0015 --dropout 0.4 --word_dropout 0.25"),
        *_words("--max_steps 3000"),
    ),
    saves="large_parser.pt",
)
PARSER = Step(
    module=ANNEAL,
    begins=("parser", PRUNED_PARSER),
    settings=(
        *PARSER_SETTINGS,
        *_words("--silver_file silver.conllu --silver_weight 1"),  # half of the batches
        *_words(f"--hidden_dim {PARSER_UNITS} --deep_biaff_hidden_dim {PARSER_HIDDEN}"),
        *_words("--lr 0.002 --dropout 0.3 --word_dropout 0.2 --max_steps 3500"),
    ),
    saves="parser.pt",
)


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
    log = work / f"{Path(step.saves).stem}.{mode}.log"
    environment = dict(os.environ, OMP_NUM_THREADS=str(threads), MKL_NUM_THREADS=str(threads), PYTHONHASHSEED="0")
    environment["OMP_WAIT_POLICY"] = "passive"
    # Without this each step asks for its memory anew, which takes a tenth of its time.
    environment["MALLOC_TRIM_THRESHOLD_"] = str(1 << 33)
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, (str(PACKAGE_ROOT), os.environ.get("PYTHONPATH"))))
    with log.open("wb") as file:
        process = subprocess.Popen(
            command(step, mode=mode, extra=extra), cwd=work, env=environment, stdout=file, stderr=subprocess.STDOUT
        )
    return Running(name=step.saves, process=process, log=log)


def tag_with_early_tagger(work: Path, source: str, out: str, *, threads: int = 1) -> None:
    """Write `out`: the sentences of `source` with the early tagger's tags in place of the gold ones."""
    files = ("--eval_file", source, "--output_file", out)
    run(EARLY_TAGGER, work, threads=threads, mode="predict", extra=files)
