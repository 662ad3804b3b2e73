"""The training steps: Stanza's own training programs and the modules of this package, each in a process of its own."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from quotes.training.layout import SHORTHAND

SEED = 1234
CORES = 2
PACKAGE_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One run of a Stanza training program: its module, its settings, the file that it leaves."""

    module: str
    settings: tuple[str, ...]
    saves: str


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
LEMMATIZER = Step(
    module="stanza.models.lemmatizer",
    settings=_words(
        "--train_file train_lemmas.conllu --eval_file dev_lemmas.conllu --num_epoch 12 --batch_size 100 --hidden_dim 100"
        " --emb_dim 50 --log_step 500 --lr 0.001"
    ),
    saves="lemmatizer.pt",
)


def command(step: Step) -> list[str]:
    """Return the command line that runs `step`."""
    fixed = ("--mode", "train", "--shorthand", SHORTHAND, "--save_dir", ".", "--save_name", step.saves, "--cpu")
    lang = () if step.module.endswith("lemmatizer") else ("--lang", "en")
    return [sys.executable, "-m", step.module, *fixed, *lang, "--seed", str(SEED), *step.settings]


def start(step: Step, work: Path) -> "Running":
    """Start `step` in the folder `work` without waiting for it; its output goes to a log there."""
    return launch(Path(step.saves).stem, command(step), work)


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


def together(work: Path, *kinds: tuple[str, ...]) -> None:
    """Run modules of this package, each with its arguments, side by side in the folder `work`; wait for all."""
    threads = max(1, CORES // len(kinds))
    running = []
    for number, (module, *arguments) in enumerate(kinds, 1):
        program = [sys.executable, "-m", f"quotes.training.{module}", *arguments]
        running.append(launch(f"{module}_{number}", program, work, threads=threads))
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
