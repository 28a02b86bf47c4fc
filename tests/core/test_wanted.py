from bot.core.actions import Escalate, Hide, Nudge, TimeOut
from bot.core.effects import EffectKind
from bot.core.policy import Ladder, Step
from bot.core.wanted import wanted_effects
from tests.core.makers import policy, rule


def test_what_ladders_do_or_propose_is_wanted_with_what_takes_it_back() -> None:
    """The doctor asks for the rights to act, to undo and to tell, and for no others."""
    steps = (Step(0, (Nudge(),)), Step(1, (Hide(),)), Step(2, (Escalate((TimeOut(60),)),)))
    wanted = wanted_effects(policy(rule(ladder=Ladder("courtesy", steps))))
    assert wanted == {
        *(EffectKind.NOTIFY, EffectKind.HIDE, EffectKind.RESTORE),
        *(EffectKind.TIME_OUT, EffectKind.LIFT_TIME_OUT),
    }
