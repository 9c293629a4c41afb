"""Everything that is done with targets and released figures."""

from registry.goals.services.compiling import compile_figures, correct, drop, recompute, submit
from registry.goals.services.releasing import check, enter_release, release, send_back
from registry.goals.services.targets import set_target

__all__ = [
    "check",
    "compile_figures",
    "correct",
    "drop",
    "enter_release",
    "recompute",
    "release",
    "send_back",
    "set_target",
    "submit",
]
