"""On what, how long and how fast nets learn: the device, the time there is, the rate that falls over it, the mean of weights.

What a net learns from is drawn for as long as there is time, not for so many steps: a recipe ends when it should on any
machine, and a faster one learns more.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, TypeVar

import torch
from torch import Tensor, nn

CLOCK = time.monotonic
CLIPPED = 1.0  # norm of a gradient, at most
T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])


def device() -> torch.device:
    """Return the GPU where there is one, else the CPU."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def narrow(place: torch.device) -> Any:
    """Return a context in which products of matrices are computed in 16 bits."""
    return torch.autocast(place.type, dtype=torch.bfloat16)


@cache
def compiled(function: F, kind: str) -> F:
    """Return a function as a program for a kind of device: a GPU runs it with less memory traffic; for a CPU, as it is."""
    return torch.compile(function, dynamic=True) if kind == "cuda" else function


def rate(share: float, warm_up: float) -> float:
    """Return the factor of the learning rate when a share of the time is over: up over the warm-up, then down to nothing."""
    if share < warm_up:
        return share / warm_up
    return max(0.0, (1 - share) / (1 - warm_up))


class Pace:
    """The time that a net has to learn, from its making on."""

    def __init__(self, seconds: float) -> None:
        self._seconds, self._began = seconds, CLOCK()

    @property
    def share(self) -> float:
        """The share of the time that is over."""
        return (CLOCK() - self._began) / self._seconds

    def draw(self, batches: Iterable[T]) -> Iterator[tuple[float, T]]:
        """Yield batches, each with the share of the time that is over, until there is no more."""
        for batch in batches:
            share = self.share
            if share >= 1:
                return
            yield share, batch


class Learner:
    """Adam with decoupled weight decay at the rate of `rate`, and the exponential mean of the weights (Polyak averaging).

    Matrices between layers may be learned by Muon (Jordan et al. 2024), which makes all directions of a step as long; its
    steps are as large as those of Adam, so that the rates are of one kind (Liu et al. 2025, "Muon is scalable").
    """

    def __init__(
        self,
        groups: Sequence[dict[str, Any]],
        *,
        matrices: Sequence[dict[str, Any]] = (),
        warm_up: float,
        horizon: int = 0,
        beta: float = 0.98,
    ) -> None:
        """``groups`` and ``matrices`` are torch's: weights, their highest rate and their decay.

        The mean reaches back over ``horizon`` steps; with none it is not kept.
        """
        self._weights: list[nn.Parameter] = [weight for group in (*groups, *matrices) for weight in group["params"]]
        fused = self._weights[0].is_cuda
        self._optimizers: list[torch.optim.Optimizer] = [torch.optim.AdamW(groups, betas=(0.9, beta), fused=fused)]
        if matrices:
            self._optimizers.append(torch.optim.Muon(matrices, adjust_lr_fn="match_rms_adamw"))
        self._groups = [(group, group["lr"]) for each in self._optimizers for group in each.param_groups]
        self._warm_up, self._horizon = warm_up, horizon
        self._means = [weight.detach().clone() for weight in self._weights] if horizon else []
        self.steps = 0

    def step(self, loss: Tensor, share: float) -> None:
        """Learn from a loss when a share of the time is over."""
        for group, highest in self._groups:
            group["lr"] = highest * rate(share, self._warm_up)
        for optimizer in self._optimizers:
            optimizer.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self._weights, CLIPPED)
        for optimizer in self._optimizers:
            optimizer.step()
        self.steps += 1
        if self._horizon:
            share_of_now = max(1 / self._horizon, 1 / (self.steps + 1))
            torch._foreach_lerp_(self._means, [weight.detach() for weight in self._weights], share_of_now)

    @contextmanager
    def means(self) -> Iterator[None]:
        """Let the net hold the means of its weights inside the `with` block."""
        kept = [weight.detach().clone() for weight in self._weights]
        self._put(self._means)
        try:
            yield
        finally:
            self._put(kept)

    def _put(self, values: Iterable[Tensor]) -> None:
        for weight, value in zip(self._weights, values, strict=True):
            weight.data.copy_(value)


class Report:
    """Prints at some shares of the time what a net has come to."""

    def __init__(self, name: str, shares: Iterable[float] = (0.1, 0.3, 0.5, 0.7, 0.9)) -> None:
        self._name, self._left = name, list(shares)
        self._loss: Tensor | float = 0.0
        self._mean = 0.0
        self._words = self._steps = self._all = 0

    def add(self, loss: Tensor, words: int) -> None:
        """Take in the loss of a step over so many words."""
        self._loss = self._loss + loss.detach()
        self._steps += 1
        self._words += words

    def due(self, share: float) -> bool:
        """Return whether something is to be printed; it is due once for each of the shares."""
        if not self._left or share < self._left[0]:
            return False
        self._left = [each for each in self._left if each > share]
        return True

    def say(self, found: str = "") -> None:
        """Print the steps and words so far, the mean loss since the last line, and what was found."""
        self._all += self._steps
        if self._steps:
            self._mean = float(self._loss) / self._steps
        print(f"{self._name}\t{self._all} steps\t{self._words} words\tloss {self._mean:.3f}\t{found}", flush=True)
        self._loss, self._steps = 0.0, 0
