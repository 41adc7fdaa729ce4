"""Layers of a PDF (optional content): which of them a viewer does not show at first."""

from typing import Any

from pikepdf import Array, Dictionary, Name

from everyword.redact.fonts import Uncertain

DEEPEST = 12


class Layers:
    """Which layers are off."""

    def __init__(self, root: Any) -> None:
        self._off: set[tuple[int, int]] = set()
        properties = root.get(Name.OCProperties)
        if not isinstance(properties, Dictionary):
            return
        plan = properties.get(Name.D)
        plan = plan if isinstance(plan, Dictionary) else Dictionary()
        if plan.get(Name.BaseState) == Name.OFF:
            self._off = {each.objgen for each in _listed(properties.get(Name.OCGs))}
        self._off -= {each.objgen for each in _listed(plan.get(Name.ON))}
        self._off |= {each.objgen for each in _listed(plan.get(Name.OFF))}
        self._by_usage(plan)

    def _by_usage(self, plan: Any) -> None:
        """A layer may say itself that it is only for print, where the plan asks it."""
        for rule in _listed(plan.get(Name.AS)):
            if rule.get(Name.Event) != Name.View:
                continue
            for layer in _listed(rule.get(Name.OCGs)):
                usage = layer.get(Name.Usage)
                view = usage.get(Name.View) if isinstance(usage, Dictionary) else None
                state = view.get(Name.ViewState) if isinstance(view, Dictionary) else None
                if state == Name.OFF:
                    self._off.add(layer.objgen)
                elif state == Name.ON:
                    self._off.discard(layer.objgen)

    def is_off(self, obj: Any) -> bool:
        """Of a layer, or of a rule over several. Raises Uncertain for a rule without end."""
        if not isinstance(obj, Dictionary):
            return False
        if obj.get(Name.Type) != Name.OCMD:
            return obj.objgen in self._off
        rule = obj.get(Name.VE)
        if isinstance(rule, Array):
            return not self._holds(rule)
        over = obj.get(Name.OCGs)
        layers = [over] if isinstance(over, Dictionary) else _listed(over)
        if not layers:
            return False
        off = [each.objgen in self._off for each in layers]
        match str(obj.get(Name.P, "/AnyOn")):
            case "/AllOn":
                return any(off)
            case "/AnyOff":
                return not any(off)
            case "/AllOff":
                return not all(off)
            case _:
                return all(off)

    def _holds(self, rule: Any, deep: int = 0) -> bool:
        if deep > DEEPEST:
            raise Uncertain("the rule of a layer has no end")
        if isinstance(rule, Dictionary):
            return rule.objgen not in self._off
        if not isinstance(rule, Array) or not len(rule):
            return True
        parts = [self._holds(each, deep + 1) for each in list(rule)[1:]]
        match str(rule[0]):
            case "/Not":
                return not all(parts)
            case "/Or":
                return any(parts)
            case _:
                return all(parts)


def _listed(value: Any) -> list[Any]:
    if not isinstance(value, Array):
        return []
    return [each for each in value if isinstance(each, Dictionary)]
