"""Trains Stanza's tagger, parser or tokenizer to a low final rate and saves the running mean of its weights.

`python -m quotes.training.anneal tagger|parser|tokenizer START_FILE|- OPTION...` runs Stanza's own program with four changes:

- the learning rate rises over the first steps from `--lr` / 100 to `--lr` and then falls in a straight line to 1 % of
  it at `--max_steps` (the tokenizer's program calls them `--lr0` and `--steps`);
- what is evaluated and saved is the exponential mean of the weights (Polyak averaging), not the last step's;
- the products of matrices are computed in 16 bits (bfloat16; weights, sums and the optimiser stay in 32), which takes
  little more than half the time on a CPU that knows the format;
- training starts from the weights and the vocabulary of START_FILE, which Stanza's tagger program has no option for
  ("-": from nothing).
"""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from typing import Any

import torch

from quotes.training import padded

WARM_UP = 100
LAST_RATE = 0.01
HORIZON = 500  # the mean reaches back over about so many steps


def rate(step: int, steps: int) -> float:
    """Return the factor of the learning rate at a step, counted from 1, of so many."""
    if step < WARM_UP:
        return step / WARM_UP
    return max(LAST_RATE, 1 - (step - WARM_UP) / max(1, steps - WARM_UP))


def peak(settings: dict[str, Any]) -> float:
    """Return the highest rate that the settings of a program ask for."""
    return settings["lr"] if "lr" in settings else settings["lr0"]


def steps(settings: dict[str, Any]) -> int:
    """Return after how many steps a program is to end."""
    return settings["max_steps"] if "max_steps" in settings else settings["steps"]


def _groups(optimizers: Any) -> Iterator[dict[str, Any]]:
    """Yield the parameter groups of an optimizer, or of a dictionary of them."""
    for optimizer in optimizers.values() if isinstance(optimizers, dict) else [optimizers]:
        yield from optimizer.param_groups


class Mean:
    """The exponential mean of a model's trained weights; `shown` puts it in the model's place for a while."""

    def __init__(self, model: Any) -> None:
        self.steps = 0
        self._weights = [weight for weight in model.parameters() if weight.requires_grad]
        self._means = [weight.detach().clone() for weight in self._weights]

    def update(self) -> None:
        """Take the model's weights of now into the mean."""
        self.steps += 1
        share = max(1 / HORIZON, 1 / (self.steps + 1))
        for mean, weight in zip(self._means, self._weights, strict=True):
            mean.lerp_(weight.detach(), share)

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Let the model hold the means inside the `with` block."""
        kept = [weight.detach().clone() for weight in self._weights]
        self._put(self._means)
        try:
            yield
        finally:
            self._put(kept)

    def _put(self, values: list[Any]) -> None:
        for weight, value in zip(self._weights, values, strict=True):
            weight.data.copy_(value)


class Progress:
    """Prints every so many steps which step it is, the mean loss since the last line, and the seconds gone."""

    def __init__(self, *, every: int) -> None:
        self._every, self._losses, self._steps, self._began = every, 0.0, 0, time.perf_counter()

    def add(self, loss: float) -> None:
        """Take in the loss of one more step."""
        self._steps += 1
        self._losses += loss
        if self._steps % self._every == 0:
            seconds = time.perf_counter() - self._began
            print(f"{self._steps}\t{self._losses / self._every:.3f}\t{seconds:.0f} s", flush=True)
            self._losses = 0.0


def anneal(trainer: type) -> None:
    """Give a Stanza trainer class the falling rate and the mean weights."""
    plain = {name: getattr(trainer, name) for name in ("update", "predict", "save")}

    def mean_of(self: Any) -> Mean:
        if not hasattr(self, "mean_weights"):
            self.mean_weights = Mean(self.model)
        return self.mean_weights

    def update(self: Any, batch: Any, **options: Any) -> Any:
        mean = mean_of(self)
        now = peak(self.args) * rate(mean.steps + 1, steps(self.args))
        for group in _groups(getattr(self, "optimizers", None) or self.optimizer):
            group["lr"] = now
        with torch.autocast("cpu", dtype=torch.bfloat16):
            result = plain["update"](self, batch, **options)
        mean.update()
        return result

    def with_means(name: str) -> Callable[..., Any]:
        def method(self: Any, *arguments: Any, **options: Any) -> Any:
            with mean_of(self).shown():
                return plain[name](self, *arguments, **options)

        return method

    for name, method in (("update", update), ("predict", with_means("predict")), ("save", with_means("save"))):
        setattr(trainer, name, method)


def vocabulary(tagger: str) -> Any:
    """Return the vocabulary of a tagger's file."""
    from stanza.models.pos.vocab import MultiVocab

    return MultiVocab.load_state_dict(torch.load(tagger, map_location="cpu", weights_only=True)["vocab"])


def main(arguments: list[str]) -> None:
    """Run one of Stanza's programs with the changes."""
    name, start, *options = arguments
    module: Any = import_module(f"stanza.models.{name}")
    anneal(module.Trainer)
    padded.install()
    if start != "-" and name == "parser":
        options += ["--continue_from", start]
    elif start != "-":
        module.Trainer = partial(module.Trainer, model_file=start)
        kept = vocabulary(start)  # Stanza would make one of the training data, and the numbers of words would be others
        module.Dataset.init_vocab = staticmethod(lambda *_: kept)
    module.main(options)


if __name__ == "__main__":
    main(sys.argv[1:])
