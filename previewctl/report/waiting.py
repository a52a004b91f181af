"""Looks again and again until a preview is ready or has failed, or the time is over."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.errors import RemoteError
from previewctl.plan.waves import Wave
from previewctl.report.readiness import Phase, Verdict, WaveProgress

if TYPE_CHECKING:
    from collections.abc import Callable

    from previewctl.report.stuck import Reason

    Look = Callable[[], tuple[Verdict, tuple[WaveProgress, ...]]]
    Say = Callable[[str], None]

_MOST_NAMES = 4


class Outcome(NamedTuple):
    """How the waiting ended: `state` is `ready`, `failed` or `timeout`, with the last verdict and the last waves."""

    state: str
    verdict: Verdict
    waves: tuple[WaveProgress, ...]
    seconds: float

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """What holds it up or broke it."""
        return self.verdict.reasons


class Timing(NamedTuple):
    """Seconds until it is too late, and between two looks; and what tells and spends time."""

    timeout: float
    interval: float
    now: Callable[[], float]
    sleep: Callable[[float], None]


def wait_for(look: Look, timing: Timing, say: Say) -> Outcome:
    """The outcome; `say` gets a line whenever something has changed.

    A look that fails is no verdict: the next one may work. RemoteError where not a single one did until the end.
    """
    began = timing.now()
    said: set[str] = set()
    verdict: Verdict | None = None
    waves: tuple[WaveProgress, ...] = ()
    while True:
        error: RemoteError | None = None
        try:
            verdict, waves = look()
            for line in [*_wave_lines(waves), verdict.summary, *(f"{r.object}: {r.what}" for r in verdict.reasons)]:
                _once(line, said, say)
        except RemoteError as failed:
            error = failed
            _once(f"no answer: {failed}", said, say)
        passed = timing.now() - began
        if error is None and verdict is not None and verdict.phase is not Phase.WAITING:
            return Outcome(verdict.phase.value, verdict, waves, passed)
        if passed + timing.interval > timing.timeout:
            if verdict is None and error is not None:
                raise error
            return Outcome("timeout", verdict or Verdict(Phase.WAITING, ""), waves, passed)
        timing.sleep(timing.interval)


def _once(line: str, said: set[str], say: Say) -> None:
    if line not in said:
        said.add(line)
        say(line)


def _wave_lines(waves: tuple[WaveProgress, ...]) -> list[str]:
    return [wave_line(item) for item in waves if item.done < item.total]


def wave_line(item: WaveProgress) -> str:
    """One wave in words."""
    known = {wave.value: wave.name.lower().replace("_", " ") for wave in Wave}
    name = f" ({known[item.wave]})" if item.wave in known else ""
    more = len(item.open) - _MOST_NAMES
    names = ", ".join(item.open[:_MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
    return f"wave {item.wave}{name}: {item.done} of {item.total} done; open: {names}"
